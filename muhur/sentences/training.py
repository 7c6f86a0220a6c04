"""Programmes, runs, trainers, evidence and feeds."""

SENTENCES: dict[str, tuple[int, str, str]] = {}
