"""The report of a verdict as PDF: what was checked, when, every step and its reason."""
