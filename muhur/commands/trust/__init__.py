"""Commands of trust that nobody has to take our word for: the transparency log."""
