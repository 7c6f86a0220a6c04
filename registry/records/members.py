"""Records of members (sicil)."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from registry.member import Member
from registry.records.rows import among
from registry.tables.members import members
from registry.turkish import fold, sort_key

# Parameters of one IN list; SQLite and PostgreSQL both take far more.
_CHUNK = 500


def _member(row: Row[Any]) -> Member:
    return Member(
        id=row.id,
        chamber_code=row.chamber_code,
        sicil_no=row.sicil_no,
        given_name=row.given_name,
        family_name=row.family_name,
        title=row.title,
        status=row.status,
        email=row.email,
        province=row.province,
        person_id=row.person_id,
        merged_into=row.merged_into,
        listed_since=row.listed_since,
        erased_at=row.erased_at,
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
        "email": one.email,
        "province": one.province,
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
        """Store a member's new name, title, status, address or province under the same id."""
        self.change_all([one])

    def change_all(self, changed: Iterable[Member]) -> None:
        """Store what ``change`` stores, for many."""
        rows = [_row(one) for one in changed]
        if not rows:
            return
        # The key, the number and the chamber of an entry never change.
        columns = [name for name in rows[0] if name not in ("id", "chamber_code", "sicil_no")]
        stored = (
            members.update()
            .where(members.c.id == sa.bindparam("key_id"), members.c.chamber_code == sa.bindparam("key_code"))
            .values({name: sa.bindparam(f"new_{name}") for name in columns})
        )
        given = [
            {"key_id": row["id"], "key_code": row["chamber_code"]}
            | {f"new_{name}": row[name] for name in columns}
            for row in rows
        ]
        self._connection.execute(stored, given)

    def find(self, chamber_code: str, sicil_numbers: Collection[str]) -> dict[str, Member]:
        """The members of a chamber with these numbers, by number; unknown numbers are missing."""
        wanted = sorted(set(sicil_numbers))
        found: dict[str, Member] = {}
        for start in range(0, len(wanted), _CHUNK):
            chosen = sa.select(members).where(
                members.c.chamber_code == chamber_code,
                among(self._connection, members.c.sicil_no, wanted[start : start + _CHUNK]),
            )
            found |= {row.sicil_no: _member(row) for row in self._connection.execute(chosen)}
        return found

    def by_ids(self, chamber_code: str, ids: Collection[UUID]) -> dict[UUID, Member]:
        """The members of a chamber with these ids."""
        wanted = sorted(set(ids))
        found: dict[UUID, Member] = {}
        for start in range(0, len(wanted), _CHUNK):
            chosen = sa.select(members).where(
                members.c.chamber_code == chamber_code,
                among(self._connection, members.c.id, wanted[start : start + _CHUNK]),
            )
            found |= {row.id: _member(row) for row in self._connection.execute(chosen)}
        return found

    def by_id(self, chamber_code: str, member_id: UUID) -> Member | None:
        """The chamber's entry of this id, or None."""
        chosen = sa.select(members).where(members.c.id == member_id, members.c.chamber_code == chamber_code)
        row = self._connection.execute(chosen).one_or_none()
        return None if row is None else _member(row)

    def with_email(self, email: str) -> list[Member]:
        """Entries of all chambers with this address, however it is capitalised."""
        chosen = sa.select(members).where(
            members.c.email.is_not(None), sa.func.lower(members.c.email) == email.lower()
        )
        return [_member(row) for row in self._connection.execute(chosen)]

    def search(
        self, chamber_code: str, text: str, limit: int = 50, after: Member | None = None
    ) -> list[Member]:
        """Members of a chamber whose folded name contains the folded text, in Turkish order.

        ``after`` is the last member of the page before.
        """
        chosen = (
            sa.select(members)
            .where(
                members.c.chamber_code == chamber_code,
                members.c.search_key.contains(fold(text), autoescape=True),
            )
            .order_by(members.c.sort_key, members.c.id)
            .limit(limit)
        )
        if after is not None:
            place = sort_key(f"{after.family_name} {after.given_name}")
            chosen = chosen.where(
                members.c.sort_key >= place,
                sa.or_(members.c.sort_key > place, members.c.id > after.id),
            )
        return [_member(row) for row in self._connection.execute(chosen)]

    def count(self, chamber_code: str | None = None) -> int:
        """How many members, of one chamber or of all."""
        chosen = sa.select(sa.func.count()).select_from(members)
        if chamber_code is not None:
            chosen = chosen.where(members.c.chamber_code == chamber_code)
        return int(self._connection.execute(chosen).scalar_one())

    def count_by_status(self, chamber_code: str) -> dict[str, int]:
        """How many entries of a chamber are in each state; wrong entries that were merged do not count."""
        chosen = (
            sa.select(members.c.status, sa.func.count().label("n"))
            .where(members.c.chamber_code == chamber_code, members.c.merged_into.is_(None))
            .group_by(members.c.status)
        )
        return {row.status: row.n for row in self._connection.execute(chosen)}
