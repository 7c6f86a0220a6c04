"""Certificate designs, one folder per family and frozen version, and the reading of what they print."""
