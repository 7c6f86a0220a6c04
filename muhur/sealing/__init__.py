"""Sealing as an installation does it: its seals, the sheets that holders get, whole runs."""
