"""Lists that people hand in: reading their files, and taking them into the register."""
