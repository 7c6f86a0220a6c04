"""Batches: documents prepared together, approved by somebody else, and then issued."""
