"""Issuing: from a class list to recorded credentials."""
