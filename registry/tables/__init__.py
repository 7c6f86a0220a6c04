"""The tables, one module per area; ``every`` loads them all."""
