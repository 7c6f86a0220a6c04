"""Records of who may call."""
