"""Notices, links, watches, requests, quotas and earlier paper."""

SENTENCES: dict[str, tuple[int, str, str]] = {}
