"""Rows of lists that became no draft: they name people, also some who are no members, and end before their batch."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from registry.tables.documents import batches
from registry.tables.members import member_names, members
from registry.turkish import fold

Row = Mapping[str, Any]


class RefusedRows:
    """The refused rows of a chamber's batches; what is changed is changed in the caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def forget(self, chamber_code: str, member_ids: Collection[UUID]) -> int:
        """Take out the rows that name these entries, by number or by any name they had; returns in how many batches.

        A list may name a person under a wrong number. A namesake with a number of their own stays.
        """
        numbers, names = self._known_as(member_ids)
        mine = batches.c.chamber_code == chamber_code
        changed = 0
        for batch_id, refused in self._connection.execute(
            sa.select(batches.c.id, batches.c.refused).where(mine, _FILLED)
        ).all():
            others = self._numbers_of_others(chamber_code, refused, member_ids)
            kept = [row for row in refused if not _names(row, numbers, names, others)]
            if len(kept) < len(refused):
                changed += 1
                self._connection.execute(batches.update().where(batches.c.id == batch_id), {"refused": kept})
        return changed

    def outlived(self, chamber_code: str, old: sa.ColumnElement[bool], *, delete: bool) -> tuple[int, int]:
        """How many batches have such rows, and how many of them are ``old``; ``delete`` empties those."""
        filled = (batches.c.chamber_code == chamber_code, _FILLED)
        counted = sa.select(sa.func.count()).select_from(batches).where(*filled)
        total = int(self._connection.execute(counted).scalar_one())
        ended = int(self._connection.execute(counted.where(old)).scalar_one())
        if delete and ended:
            self._connection.execute(batches.update().where(*filled, old).values(refused=[]))
        return total, ended

    def _known_as(self, member_ids: Collection[UUID]) -> tuple[set[str], set[str]]:
        """The numbers of entries, and every name they have or had, folded."""
        numbers: set[str] = set()
        names: set[str] = set()
        now = sa.select(members.c.sicil_no, members.c.given_name, members.c.family_name)
        for number, given, family in self._connection.execute(now.where(members.c.id.in_(member_ids))):
            numbers.add(number)
            names.add(fold(f"{given} {family}").strip())
        past = sa.select(member_names.c.given_name, member_names.c.family_name)
        for given, family in self._connection.execute(past.where(member_names.c.member_id.in_(member_ids))):
            names.add(fold(f"{given} {family}").strip())
        return numbers, names - {""}

    def _numbers_of_others(
        self, chamber_code: str, rows: Iterable[Row], member_ids: Collection[UUID]
    ) -> set[str]:
        listed = {str(row.get("sicil_no")) for row in rows}
        found: set[str] = set()
        for chunk in _chunks(listed):
            chosen = sa.select(members.c.sicil_no).where(
                members.c.chamber_code == chamber_code,
                members.c.sicil_no.in_(chunk),
                members.c.id.not_in(member_ids),
            )
            found |= set(self._connection.execute(chosen).scalars())
        return found


# As text: PostgreSQL compares no JSON.
_FILLED = sa.cast(batches.c.refused, sa.Text) != "[]"


def _chunks(values: Iterable[str], size: int = 500) -> Iterable[list[str]]:
    wanted = sorted(values)
    return (wanted[start : start + size] for start in range(0, len(wanted), size))


def _names(row: Row, numbers: set[str], names: set[str], others: set[str]) -> bool:
    """True if a row tells of one of these numbers or names; the facts of its reasons count too."""
    if row.get("sicil_no") in numbers:
        return True
    if fold(str(row.get("name", ""))) in names and row.get("sicil_no") not in others:
        return True
    told = [
        value for _, facts in row.get("reasons", ()) for value in facts.values() if isinstance(value, str)
    ]
    return any(value in numbers or fold(value) in names for value in told)
