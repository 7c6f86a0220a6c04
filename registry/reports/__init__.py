"""Reports: what a chamber and the union count, and what may be shown of it to whom."""
