"""Reports and generated sets."""

SENTENCES: dict[str, tuple[int, str, str]] = {}
