"""A chamber's documents as its own people look through them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from registry.istanbul import day_of
from registry.lifecycle import YAYINDA
from registry.records.history.facts import FACTS, WITH_STATE, with_support
from registry.standing import StandingFacts
from registry.tables.documents import credential_states, credentials
from registry.tables.members import members

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Filters:
    """Which documents are asked for; None asks for all."""

    kind: str | None = None
    area: str | None = None
    state: str | None = None
    sicil_no: str | None = None
    expiring_before: date | None = None
    expiring_from: date | None = None
    belge_no: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document of a chamber as a list shows it."""

    id: UUID
    belge_no: str
    verification_code: str
    kind: str
    area: str | None
    programme_code: str
    sicil_no: str
    name: str
    issued_on: date
    facts: StandingFacts


class ListingRecords:
    """Documents with their holders; every look-up names the chamber."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def page(self, chamber_code: str, filters: Filters, after: UUID | None, limit: int) -> list[DocumentRow]:
        """Documents of a chamber that fit, newest first, below the id ``after``."""
        columns: list[Any] = [
            *FACTS,
            credentials.c.belge_no,
            credentials.c.verification_code,
            credentials.c.kind,
            credentials.c.area,
            credentials.c.programme_code,
            members.c.sicil_no,
            members.c.given_name,
            members.c.family_name,
        ]
        chosen = (
            sa.select(*columns)
            .select_from(WITH_STATE.join(members, members.c.id == credentials.c.member_id))
            .where(credentials.c.chamber_code == chamber_code, *_conditions(filters))
            .order_by(credentials.c.id.desc())
            .limit(limit)
        )
        if after is not None:
            chosen = chosen.where(credentials.c.id < after)
        rows: list[Row[Any]] = list(self._connection.execute(chosen))
        facts = with_support(self._connection, rows)
        return [
            DocumentRow(
                row.facts_id,
                row.belge_no,
                row.verification_code,
                row.kind,
                row.area,
                row.programme_code,
                row.sicil_no,
                f"{row.given_name} {row.family_name}",
                day_of(row.facts_awarded_at),
                facts[row.facts_id],
            )
            for row in rows
        ]

    def holders(self, chamber_code: str, belge_nos: Sequence[str]) -> dict[str, str]:
        """Whose the documents of these numbers are, by number; of other chambers' nothing."""
        found: dict[str, str] = {}
        for start in range(0, len(belge_nos), _CHUNK):
            chosen = (
                sa.select(credentials.c.belge_no, members.c.given_name, members.c.family_name)
                .join(members, members.c.id == credentials.c.member_id)
                .where(
                    credentials.c.chamber_code == chamber_code,
                    credentials.c.belge_no.in_(belge_nos[start : start + _CHUNK]),
                )
            )
            rows = self._connection.execute(chosen)
            found |= {row.belge_no: f"{row.given_name} {row.family_name}" for row in rows}
        return found


def _conditions(filters: Filters) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = [
        column == value
        for column, value in (
            (credentials.c.kind, filters.kind),
            (credentials.c.area, filters.area),
            (credentials.c.belge_no, filters.belge_no),
            (members.c.sicil_no, filters.sicil_no),
        )
        if value is not None
    ]
    if filters.state is not None:
        found.append(sa.func.coalesce(credential_states.c.state, YAYINDA) == filters.state)
    if filters.expiring_from is not None:
        found.append(credentials.c.valid_until >= filters.expiring_from)
    if filters.expiring_before is not None:
        found.append(credentials.c.valid_until < filters.expiring_before)
    return found
