"""The life of the keys that documents are signed with: the bundle that names them, the acts on them, and drills."""
