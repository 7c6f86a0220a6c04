"""The demonstration: an invented union with real documents, built by the real issuing path."""
