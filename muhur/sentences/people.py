"""Members, specialization, privacy."""

SENTENCES: dict[str, tuple[int, str, str]] = {}
