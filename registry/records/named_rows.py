"""Which rows of a list name somebody who is being erased: by number, or by any name they have or had."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from registry.tables.members import member_names, members
from registry.turkish import fold

Row = Mapping[str, Any]


class NamedRows:
    """Tells rows about these entries of a chamber from others; made while their names are still on record.

    A row has ``sicil_no``, ``name`` and the ``reasons`` against it. A list may name a person under a wrong number;
    a namesake with a number of their own is somebody else.
    """

    def __init__(self, connection: Connection, chamber_code: str, member_ids: Collection[UUID]) -> None:
        self._connection, self._chamber_code, self._member_ids = connection, chamber_code, member_ids
        self._numbers, self._names = self._known_as(member_ids)

    def others(self, rows: Sequence[Row]) -> list[int]:
        """The places of the rows that name none of these entries."""
        owned = self._numbers_of_others(rows)
        return [place for place, row in enumerate(rows) if not _names(row, self._numbers, self._names, owned)]

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

    def _numbers_of_others(self, rows: Iterable[Row]) -> set[str]:
        listed = {str(row.get("sicil_no")) for row in rows}
        found: set[str] = set()
        for chunk in _chunks(listed):
            chosen = sa.select(members.c.sicil_no).where(
                members.c.chamber_code == self._chamber_code,
                members.c.sicil_no.in_(chunk),
                members.c.id.not_in(self._member_ids),
            )
            found |= set(self._connection.execute(chosen).scalars())
        return found


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
