"""The transparency log as it is served, and held against the register."""
