"""Records: one module per noun, each the only place that speaks SQL about it."""
