"""The commands about certificate designs."""
