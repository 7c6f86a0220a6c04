"""Operation: what runs in the background, what is measured and logged, what is checked and kept."""
