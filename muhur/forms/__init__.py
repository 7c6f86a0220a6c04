"""Forms of documents for the doors: drawn, proven and signed when asked for."""
