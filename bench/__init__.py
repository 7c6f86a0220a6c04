"""Measurements, printed with ratios; never asserted in a test."""
