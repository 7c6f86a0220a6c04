"""Records of published status lists and of the places that are set in them."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from registry.istanbul import day_of
from registry.lifecycle import YAYINDA
from registry.standing import StandingFacts, Successor
from registry.tables.chambers import chambers, status_lists
from registry.tables.documents import credential_states, credentials, issue_intents


@dataclass(frozen=True, slots=True)
class PublishedList:
    """A chamber's list as it is served: both signed forms of the same bits.

    ``token_compact`` is None only for a list published before there was that form.
    """

    chamber_code: str
    number: int
    version: int
    signed_at: datetime
    compact: str
    token_compact: str | None


@dataclass(frozen=True, slots=True)
class ListHead:
    """Which list there is and how new it is, without its text."""

    chamber_code: str
    slug: str
    number: int
    version: int
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class ListedPlace:
    """A document's place, what its bit says, and the facts that say what it should.

    ``version`` is that of its state row, None while it has none.
    """

    credential_id: UUID
    number: int
    index: int
    bit: bool
    version: int | None
    facts: StandingFacts


class StatusListRecords:
    """The lists of all chambers. Whoever puts one holds its chamber's lock."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, chamber_code: str, number: int) -> PublishedList | None:
        """The list as published, or None."""
        chosen = sa.select(status_lists).where(
            status_lists.c.chamber_code == chamber_code, status_lists.c.number == number
        )
        row = self._connection.execute(chosen).one_or_none()
        return None if row is None else PublishedList(**row._mapping)

    def heads(self, chamber_code: str | None = None) -> list[ListHead]:
        """Every list, or those of one chamber, by chamber and number."""
        columns = (
            status_lists.c.chamber_code,
            chambers.c.slug,
            status_lists.c.number,
            status_lists.c.version,
            status_lists.c.signed_at,
        )
        chosen = sa.select(*columns).join(chambers).order_by(chambers.c.no, status_lists.c.number)
        if chamber_code is not None:
            chosen = chosen.where(status_lists.c.chamber_code == chamber_code)
        return [ListHead(**row._mapping) for row in self._connection.execute(chosen)]

    def put(self, new: PublishedList) -> bool:
        """Publish over an older version; False, and nothing changed, where the stored one is not older."""
        values = asdict(new)
        found = self.find(new.chamber_code, new.number)
        if found is None:
            self._connection.execute(status_lists.insert(), values)
            return True
        changed = self._connection.execute(
            status_lists.update().where(
                status_lists.c.chamber_code == new.chamber_code,
                status_lists.c.number == new.number,
                status_lists.c.version < new.version,
                status_lists.c.signed_at <= new.signed_at,
            ),
            values,
        )
        return changed.rowcount == 1

    def set_indexes(self, chamber_code: str, number: int) -> list[int]:
        """The places whose bit is set, ascending."""
        chosen = (
            sa.select(credential_states.c.status_index)
            .where(
                credential_states.c.chamber_code == chamber_code,
                credential_states.c.status_list == number,
                credential_states.c.status_bit.is_(True),
            )
            .order_by(credential_states.c.status_index)
        )
        return list(self._connection.execute(chosen).scalars())

    def places(self, chamber_code: str, today: date) -> list[ListedPlace]:
        """Documents whose bit can change without anybody doing anything: those with events, visa or support.

        Supporting documents of other chambers are read too, so the transaction must be the union's.
        """
        mine = credentials.c.chamber_code == chamber_code
        touched = credential_states.c.credential_id.is_not(None)
        visa = credentials.c.annual_visa.is_(True) & (
            credentials.c.valid_until.is_(None) | (credentials.c.valid_until >= today)
        )
        rows = self._rows(mine & (touched | visa | credentials.c.supporting_id.is_not(None)))
        support: dict[UUID, StandingFacts] = {}
        chain = [rows]
        while wanted := sorted({row.supporting_id for row in chain[-1]} - {None, *support}):
            # Each document rests on one issued before it, so this ends.
            chain.append([row for some in _chunks(wanted) for row in self._rows(credentials.c.id.in_(some))])
            support |= {row.id: _facts(row, {}) for row in chain[-1]}
        for level in reversed(chain[1:]):
            support |= {row.id: _facts(row, support) for row in level}
        return [
            ListedPlace(
                row.id,
                row.status_list,
                row.status_index,
                bool(row.status_bit),
                row.version,
                _facts(row, support),
            )
            for row in rows
        ]

    def _rows(self, condition: sa.ColumnElement[bool]) -> list[Row[Any]]:
        state, intent, successor = credential_states, issue_intents, credentials.alias("successor")
        chosen = (
            sa.select(
                credentials.c.id, credentials.c.valid_from, credentials.c.valid_until, credentials.c.awarded_at,
                credentials.c.annual_visa, credentials.c.supporting_id,
                intent.c.status_list, intent.c.status_index,
                state.c.state, state.c.since_on, state.c.visa_year, state.c.status_bit, state.c.version,
                successor.c.belge_no.label("next_belge_no"),
                successor.c.verification_code.label("next_code"),
                successor.c.valid_from.label("next_from"),
            )
            .join(intent, intent.c.id == credentials.c.id)
            .outerjoin(state, state.c.credential_id == credentials.c.id)
            .outerjoin(successor, successor.c.id == state.c.successor_id)
            .where(condition)
            .order_by(credentials.c.id)
        )  # fmt: skip
        return list(self._connection.execute(chosen))

    def set_bit(self, chamber_code: str, place: ListedPlace, bit: bool) -> bool:  # noqa: FBT001
        """Change a bit unless the document's state has changed since it was read; the list is then to be signed."""
        if place.version is not None:
            changed = self._connection.execute(
                credential_states.update().where(
                    credential_states.c.credential_id == place.credential_id,
                    credential_states.c.version == place.version,
                ),
                {"status_bit": bit},
            )
            return changed.rowcount == 1
        there = sa.select(credential_states.c.version).where(
            credential_states.c.credential_id == place.credential_id
        )
        if self._connection.execute(there).first() is not None:
            return False
        self._connection.execute(
            credential_states.insert(),
            {
                "credential_id": place.credential_id,
                "chamber_code": chamber_code,
                "state": place.facts.state,
                "since_on": place.facts.valid_from,
                "visa_year": place.facts.visa_year,
                "status_list": place.number,
                "status_index": place.index,
                "status_bit": bit,
                "version": 1,
            },
        )
        return True


def _chunks(wanted: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(wanted), 500):
        yield wanted[start : start + 500]


def _facts(row: Row[Any], support: dict[UUID, StandingFacts]) -> StandingFacts:
    successor = None
    if row.next_belge_no is not None:
        successor = Successor(row.next_belge_no, row.next_code, row.next_from)
    return StandingFacts(
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        issued_year=day_of(row.awarded_at).year,
        state=row.state or YAYINDA,
        since_on=row.since_on,
        successor=successor,
        annual_visa=row.annual_visa,
        visa_year=row.visa_year,
        support=support.get(row.supporting_id) if row.supporting_id is not None else None,
    )
