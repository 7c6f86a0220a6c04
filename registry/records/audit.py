"""Records of what was done, by whom and when. Appended only, without personal data."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from registry.act import Act
from registry.ids import uuid7
from registry.tables.access import audit_events


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

    def committed(self) -> None:
        """Called once the transaction has committed: only then does a record count for its act."""
        for act in self._acts:
            act.recorded += 1
