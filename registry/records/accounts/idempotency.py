"""Records of requests that carried an Idempotency-Key, with the answer that a repetition gets."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from registry.tables.access import idempotency_keys as keys

KEPT = timedelta(hours=24)
# A request that is not answered by then died on the way; its key is free again.
PENDING = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer that was given; ``answer`` None: it was not kept."""

    status: int
    media_type: str | None
    answer: str | None


Found = Answered | Literal["free", "under_way", "other_request"]


class IdempotencyRecords:
    """Keys by caller."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, caller: str, key: str, request_sha256: bytes, at: datetime) -> Found:
        """What is known of the key at ``at``."""
        chosen = sa.select(keys).where(keys.c.caller == caller, keys.c.key == key)
        row = self._connection.execute(chosen).one_or_none()
        if row is None or row.at <= at - (PENDING if row.status is None else KEPT):
            return "free"
        if bytes(row.request_sha256) != request_sha256:
            return "other_request"
        if row.status is None:
            return "under_way"
        return Answered(row.status, row.media_type, row.answer)

    def claim(self, caller: str, key: str, request_sha256: bytes, claim: UUID, at: datetime) -> bool:
        """Take a free key for a request; False if another one was faster."""
        values: dict[str, Any] = {
            "request_sha256": request_sha256,
            "claim": claim,
            "status": None,
            "media_type": None,
            "answer": None,
            "at": at,
        }
        dialect = sqlite if self._connection.dialect.name == "sqlite" else postgresql
        ended = sa.or_(
            sa.and_(keys.c.status.is_(None), keys.c.at <= at - PENDING),
            keys.c.at <= at - KEPT,
        )
        taken = self._connection.execute(
            dialect.insert(keys)
            .values(caller=caller, key=key, **values)
            .on_conflict_do_update(index_elements=["caller", "key"], set_=values, where=ended)
            .execution_options(preserve_rowcount=True)
        )
        return taken.rowcount == 1

    def answer(self, claim: UUID, given: Answered) -> None:
        """Store the answer of the request that holds ``claim``; one that lost its key stores nothing."""
        self._connection.execute(
            keys.update()
            .where(keys.c.claim == claim)
            .values(status=given.status, media_type=given.media_type, answer=given.answer)
        )

    def release(self, claim: UUID) -> None:
        """Free the key of a request that was refused: nothing was done."""
        self._connection.execute(keys.delete().where(keys.c.claim == claim))

    def purge(self, at: datetime) -> int:
        """Remove what is older than a day; returns how many."""
        return self._connection.execute(keys.delete().where(keys.c.at <= at - KEPT)).rowcount
