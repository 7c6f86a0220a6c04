"""Records of what happened to documents after their issue: appended only."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, fields
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from registry.history.status_event import StatusEvent
from registry.tables.documents import status_events

_COLUMNS = [status_events.c[one.name] for one in fields(StatusEvent)]
_CHUNK = 500


def _event(row: Row[Any]) -> StatusEvent:
    return StatusEvent(**row._mapping)


class StatusEventRecords:
    """A chamber's events. ``seq`` is that of the sicil entry written in the same transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: Iterable[StatusEvent]) -> None:
        """Append events."""
        if rows := [asdict(one) for one in new]:
            self._connection.execute(status_events.insert(), rows)

    def of_document(self, chamber_code: str, credential_id: UUID) -> list[StatusEvent]:
        """What happened to one document, in order."""
        return self._all(
            status_events.c.chamber_code == chamber_code, status_events.c.credential_id == credential_id
        )

    def of_chamber(self, chamber_code: str) -> list[StatusEvent]:
        """Every event of a chamber, in order."""
        return self._all(status_events.c.chamber_code == chamber_code)

    def done_by(self, chamber_code: str, bulk_id: UUID, credential_ids: Collection[UUID]) -> set[UUID]:
        """Which of these documents an earlier try of the same list has reached."""
        done: set[UUID] = set()
        wanted = sorted(credential_ids)
        for start in range(0, len(wanted), _CHUNK):
            chosen = sa.select(status_events.c.credential_id).where(
                status_events.c.chamber_code == chamber_code,
                status_events.c.bulk_id == bulk_id,
                status_events.c.credential_id.in_(wanted[start : start + _CHUNK]),
            )
            done |= set(self._connection.execute(chosen).scalars())
        return done

    def _all(self, *conditions: sa.ColumnElement[bool]) -> list[StatusEvent]:
        chosen = sa.select(*_COLUMNS).where(*conditions).order_by(status_events.c.seq)
        return [_event(row) for row in self._connection.execute(chosen)]
