"""Records of documents that others rest on (dayanak), of whatever chamber: what the public look-up may read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from registry.istanbul import day_of
from registry.lifecycle import YAYINDA
from registry.standing import StandingFacts, Successor
from registry.tables.chambers import chambers
from registry.tables.documents import credential_states, credentials

# A document that rests on one that rests on one: no chain in use is longer.
_DEPTH = 4
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class SupportingDocument:
    """A document that may support another: what it says, and the facts of its standing."""

    id: UUID
    belge_no: str
    chamber_code: str
    member_id: UUID
    run_id: UUID
    programme_code: str
    ordinal: int
    kind: str
    area: str | None
    valid_until: date | None
    compact: str
    facts: StandingFacts


class SupportRecords:
    """Supporting documents. Read in the public scope: a chamber cannot see into another one's register."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def by_numbers(self, numbers: Collection[str]) -> dict[str, SupportingDocument]:
        """The documents of these numbers."""
        found = self._rows(credentials.c.belge_no.in_(sorted(set(numbers))), _DEPTH) if numbers else []
        return {one.belge_no: one for one in found}

    def by_ids(self, ids: Collection[UUID]) -> dict[UUID, SupportingDocument]:
        """The documents of these ids."""
        found = self._rows(credentials.c.id.in_(sorted(set(ids))), _DEPTH) if ids else []
        return {one.id: one for one in found}

    def of_members(self, chamber_code: str, members: Collection[UUID]) -> list[SupportingDocument]:
        """The documents of these members in their own chamber, newest first."""
        wanted = list(members)
        found: list[SupportingDocument] = []
        for start in range(0, len(wanted), _CHUNK):
            chosen = sa.and_(
                credentials.c.chamber_code == chamber_code,
                credentials.c.member_id.in_(wanted[start : start + _CHUNK]),
            )
            found += self._rows(chosen, 0)
        return found

    def _rows(self, condition: sa.ColumnElement[bool], depth: int) -> list[SupportingDocument]:
        next_one = credentials.alias("successor")
        chosen = (
            sa.select(
                credentials,
                credential_states.c.state,
                credential_states.c.since_on,
                credential_states.c.visa_year,
                chambers.c.visa_grace_until,
                next_one.c.belge_no.label("next_no"),
                next_one.c.verification_code.label("next_code"),
                next_one.c.valid_from.label("next_from"),
            )
            .join(chambers, chambers.c.code == credentials.c.chamber_code)
            .outerjoin(credential_states, credential_states.c.credential_id == credentials.c.id)
            .outerjoin(next_one, next_one.c.id == credential_states.c.successor_id)
            .where(condition)
            .order_by(credentials.c.awarded_at.desc(), credentials.c.ordinal.desc())
        )
        rows = list(self._connection.execute(chosen))
        below: dict[UUID, SupportingDocument] = {}
        if depth and (deeper := sorted({row.supporting_id for row in rows if row.supporting_id})):
            below = {one.id: one for one in self._rows(credentials.c.id.in_(deeper), depth - 1)}
        return [_supporting(row, below) for row in rows]


def _supporting(row: Row[Any], below: dict[UUID, SupportingDocument]) -> SupportingDocument:
    awarded: datetime = row.awarded_at
    month, _, day = row.visa_grace_until.partition("-")
    rests_on = below.get(row.supporting_id)
    facts = StandingFacts(
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        issued_year=day_of(awarded).year,
        state=row.state or YAYINDA,
        since_on=row.since_on,
        successor=None if row.next_no is None else Successor(row.next_no, row.next_code, row.next_from),
        annual_visa=row.annual_visa,
        visa_year=row.visa_year,
        grace_until=(int(month), int(day)),
        support=None if rests_on is None else rests_on.facts,
    )
    return SupportingDocument(
        row.id,
        row.belge_no,
        row.chamber_code,
        row.member_id,
        row.run_id,
        row.programme_code,
        row.ordinal,
        row.kind,
        row.area,
        row.valid_until,
        row.compact,
        facts,
    )
