"""Records that count: aggregates for reports, and loading many rows at once."""
