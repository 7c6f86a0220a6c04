"""Wiring: settings, clock, composition, command line."""
