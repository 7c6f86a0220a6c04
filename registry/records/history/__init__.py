"""Records of what became of documents after their issue."""
