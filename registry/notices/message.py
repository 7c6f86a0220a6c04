"""A message on its way: written with what it tells, sent afterwards, at least once. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

CHANNELS = MAIL, WEBHOOK = "mail", "webhook"
# After the last of these a message is given up and stands as failed.
_WAITS = (60, 300, 1_800, 7_200, 21_600, 43_200, 86_400)


@dataclass(frozen=True, slots=True)
class Message:
    """``recipient`` is an e-mail address or a webhook's id; ``once_key`` makes a repetition impossible.

    ``chamber_code`` None: to a user of the union.
    """

    id: UUID
    chamber_code: str | None
    channel: str
    recipient: str
    template: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    lang: str = "tr"
    made_at: datetime | None = None
    due_at: datetime | None = None
    tries: int = 0
    once_key: str | None = None


def next_try(tries: int, now: datetime) -> datetime | None:
    """When a message that failed for the ``tries``-th time is due again; None: no more."""
    return None if tries > len(_WAITS) else now + timedelta(seconds=_WAITS[tries - 1])
