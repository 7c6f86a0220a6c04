"""Operating an installation: backup, restore, doctor, jobs."""

SENTENCES: dict[str, tuple[int, str, str]] = {}
