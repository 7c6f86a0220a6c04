"""Records of the transparency log: what was appended, and its tiles."""
