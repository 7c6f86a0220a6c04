"""Records of what members ask their chamber for: corrections, objections, name changes."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from registry.tables.requests import member_requests

ACIK, KABUL, RET = "acik", "kabul", "ret"


@dataclass(frozen=True, slots=True)
class MemberRequest:
    """A request and its answer. ``wanted`` holds the new values of a correction or name change."""

    id: UUID
    chamber_code: str
    member_id: UUID
    kind: str
    credential_id: UUID | None
    text: str
    wanted: dict[str, str]
    state: str
    made_at: datetime
    due_on: date
    decided_by: str | None = None
    decided_at: datetime | None = None
    answer: str | None = None


def _request(row: Row[Any]) -> MemberRequest:
    return MemberRequest(**{**row._mapping, "wanted": dict(row.wanted)})


class RequestRecords:
    """Requests of a chamber's members."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, one: MemberRequest) -> None:
        """Store a request."""
        self._connection.execute(member_requests.insert(), asdict(one))

    def find(self, chamber_code: str, request_id: UUID) -> MemberRequest | None:
        """The request, or None."""
        chosen = sa.select(member_requests).where(
            member_requests.c.chamber_code == chamber_code, member_requests.c.id == request_id
        )
        row = self._connection.execute(chosen).one_or_none()
        return None if row is None else _request(row)

    def of_member(self, chamber_code: str, member_id: UUID) -> list[MemberRequest]:
        """A member's requests, newest first."""
        chosen = (
            sa.select(member_requests)
            .where(member_requests.c.chamber_code == chamber_code, member_requests.c.member_id == member_id)
            .order_by(member_requests.c.made_at.desc(), member_requests.c.id)
        )
        return [_request(row) for row in self._connection.execute(chosen)]

    def of_chamber(
        self, chamber_code: str, state: str | None = None, limit: int = 200
    ) -> list[MemberRequest]:
        """A chamber's requests, the earliest due first."""
        chosen = sa.select(member_requests).where(member_requests.c.chamber_code == chamber_code)
        if state is not None:
            chosen = chosen.where(member_requests.c.state == state)
        chosen = chosen.order_by(member_requests.c.due_on, member_requests.c.id).limit(limit)
        return [_request(row) for row in self._connection.execute(chosen)]

    def decide(
        self, chamber_code: str, request_id: UUID, state: str, by: str, at: datetime, answer: str
    ) -> bool:
        """Answer an open request; False if another officer was first."""
        done = self._connection.execute(
            member_requests.update().where(
                member_requests.c.chamber_code == chamber_code,
                member_requests.c.id == request_id,
                member_requests.c.state == ACIK,
            ),
            {"state": state, "decided_by": by, "decided_at": at, "answer": answer},
        )
        return done.rowcount == 1
