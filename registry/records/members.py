"""Records of members (sicil)."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from registry.member import Member
from registry.tables.members import members
from registry.turkish import fold, sort_key

# Parameters of one IN list; SQLite and PostgreSQL both take far more.
_CHUNK = 500


def _member(row: Row[Any]) -> Member:
    return Member(
        row.id, row.chamber_code, row.sicil_no, row.given_name, row.family_name, row.title, row.status
    )


def _row(one: Member) -> dict[str, Any]:
    return {
        "id": one.id,
        "chamber_code": one.chamber_code,
        "sicil_no": one.sicil_no,
        "given_name": one.given_name,
        "family_name": one.family_name,
        "title": one.title,
        "status": one.status,
        "search_key": fold(one.full_name),
        "sort_key": sort_key(f"{one.family_name} {one.given_name}"),
    }


class MemberRecords:
    """Members of all chambers; every look-up names the chamber."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: Iterable[Member]) -> None:
        """Add members."""
        if rows := [_row(one) for one in new]:
            self._connection.execute(members.insert(), rows)

    def change(self, one: Member) -> None:
        """Store a member's new name, title or status under the same id."""
        self._connection.execute(members.update().where(members.c.id == one.id), _row(one))

    def find(self, chamber_code: str, sicil_numbers: Collection[str]) -> dict[str, Member]:
        """The members of a chamber with these numbers, by number; unknown numbers are missing."""
        wanted = sorted(set(sicil_numbers))
        found: dict[str, Member] = {}
        for start in range(0, len(wanted), _CHUNK):
            chosen = sa.select(members).where(
                members.c.chamber_code == chamber_code, members.c.sicil_no.in_(wanted[start : start + _CHUNK])
            )
            found |= {row.sicil_no: _member(row) for row in self._connection.execute(chosen)}
        return found

    def by_ids(self, chamber_code: str, ids: Collection[UUID]) -> dict[UUID, Member]:
        """The members of a chamber with these ids."""
        wanted = sorted(set(ids))
        found: dict[UUID, Member] = {}
        for start in range(0, len(wanted), _CHUNK):
            chosen = sa.select(members).where(
                members.c.chamber_code == chamber_code, members.c.id.in_(wanted[start : start + _CHUNK])
            )
            found |= {row.id: _member(row) for row in self._connection.execute(chosen)}
        return found

    def search(self, chamber_code: str, text: str, limit: int = 50) -> list[Member]:
        """Members of a chamber whose folded name contains the folded text, in Turkish order."""
        chosen = (
            sa.select(members)
            .where(
                members.c.chamber_code == chamber_code,
                members.c.search_key.contains(fold(text), autoescape=True),
            )
            .order_by(members.c.sort_key)
            .limit(limit)
        )
        return [_member(row) for row in self._connection.execute(chosen)]

    def count(self, chamber_code: str | None = None) -> int:
        """How many members, of one chamber or of all."""
        chosen = sa.select(sa.func.count()).select_from(members)
        if chamber_code is not None:
            chosen = chosen.where(members.c.chamber_code == chamber_code)
        return int(self._connection.execute(chosen).scalar_one())
