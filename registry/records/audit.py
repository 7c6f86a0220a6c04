"""Records of what was done, by whom and when. Appended only, without personal data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from registry.act import Act
from registry.ids import uuid7
from registry.tables.access import audit_events


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One record: who did what to what, when, under which request, and how it ended."""

    id: UUID
    at: datetime
    chamber_code: str | None
    actor_kind: str
    actor: str
    action: str
    target_kind: str | None
    target: str | None
    outcome: str
    request_id: str | None
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What to look for; None: whatever it is. ``since`` counts in, ``until`` does not."""

    chamber_code: str | None = None
    actor: str | None = None
    action: str | None = None
    target: str | None = None
    outcome: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """As conditions on the table."""
        found = [
            audit_events.c[name] == value
            for name in ("chamber_code", "actor", "action", "target", "outcome")
            if (value := getattr(self, name)) is not None
        ]
        if self.since is not None:
            found.append(audit_events.c.at >= self.since)
        if self.until is not None:
            found.append(audit_events.c.at < self.until)
        return found


class AuditRecords:
    """The audit trail. A record is written in the transaction of what it tells."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._acts: list[Act] = []

    def add(
        self,
        act: Act,
        action: str,
        *,
        chamber_code: str | None = None,
        target_kind: str | None = None,
        target: str | None = None,
        outcome: str = "ok",
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        """Record an act. ``target`` is a document number, a code, or a person's keyed hash (``act.person``)."""
        self._connection.execute(
            sa.insert(audit_events),
            {
                "id": uuid7(act.at),
                "at": act.at,
                "chamber_code": chamber_code or act.caller.chamber_code,
                "actor_kind": act.caller.kind,
                "actor": act.caller.id if act.caller.kind != "member" else act.person(act.caller.id),
                "action": action,
                "target_kind": target_kind,
                "target": target,
                "outcome": outcome,
                "request_id": act.request_id,
                "facts": dict(facts or {}),
            },
        )
        self._acts.append(act)

    def page(self, wanted: AuditFilter, *, before: UUID | None, limit: int) -> list[AuditEntry]:
        """Records, newest first, at most ``limit``; ``before`` is the last id of the page before."""
        chosen = sa.select(audit_events).where(*wanted.conditions())
        if before is not None:
            chosen = chosen.where(audit_events.c.id < before)
        rows = self._connection.execute(chosen.order_by(audit_events.c.id.desc()).limit(limit))
        return [AuditEntry(*row) for row in rows]

    def committed(self) -> None:
        """Called once the transaction has committed: only then does a record count for its act."""
        for act in self._acts:
            act.recorded += 1
