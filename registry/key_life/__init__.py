"""The life of the keys that sign documents: states, and the pages that show them."""
