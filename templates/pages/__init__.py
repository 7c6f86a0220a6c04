"""The public pages: what they say in two languages and how a verdict becomes a page."""
