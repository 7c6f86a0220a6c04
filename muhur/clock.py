"""The only room that reads the time."""

from datetime import UTC, datetime


def system_now() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)
