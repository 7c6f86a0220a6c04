"""Verifying: from what a person holds to a verdict with reasons."""
