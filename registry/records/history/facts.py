"""The facts from which a standing is derived: which columns they are, and those of the documents below."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from registry.istanbul import day_of
from registry.lifecycle import YAYINDA
from registry.records.history.scope import as_public
from registry.standing import StandingFacts, Successor
from registry.tables.chambers import chambers
from registry.tables.documents import credential_states, credentials

_CHUNK = 500
# A document rests on one of another chamber, seldom that one on a third; more is a fault, not a chain.
_DEEPEST = 8
_successors = credentials.alias("successors")
FACTS = (
    credentials.c.id.label("facts_id"),
    credentials.c.supporting_id.label("facts_supporting_id"),
    credentials.c.awarded_at.label("facts_awarded_at"),
    credentials.c.valid_from.label("facts_valid_from"),
    credentials.c.valid_until.label("facts_valid_until"),
    credentials.c.annual_visa.label("facts_annual_visa"),
    credential_states.c.state,
    credential_states.c.since_on,
    credential_states.c.visa_year,
    chambers.c.visa_grace_until,
    _successors.c.belge_no.label("successor_belge_no"),
    _successors.c.verification_code.label("successor_code"),
    _successors.c.valid_from.label("successor_from"),
)
WITH_STATE = (
    credentials.join(chambers, chambers.c.code == credentials.c.chamber_code)
    .outerjoin(credential_states, credential_states.c.credential_id == credentials.c.id)
    .outerjoin(_successors, _successors.c.id == credential_states.c.successor_id)
)


def _month_and_day(text: str) -> tuple[int, int]:
    month, _, day = text.partition("-")
    return int(month), int(day)


def _facts(row: Row[Any]) -> StandingFacts:
    successor = None
    if row.successor_belge_no is not None:
        successor = Successor(row.successor_belge_no, row.successor_code, row.successor_from)
    return StandingFacts(
        valid_from=row.facts_valid_from,
        valid_until=row.facts_valid_until,
        # A document of next year, issued in December, needs no visa in the year it begins.
        issued_year=max(day_of(row.facts_awarded_at).year, row.facts_valid_from.year),
        state=row.state or YAYINDA,
        since_on=row.since_on,
        successor=successor,
        annual_visa=row.facts_annual_visa,
        visa_year=row.visa_year,
        grace_until=_month_and_day(row.visa_grace_until),
    )


def chunks(values: Iterable[Any]) -> Iterable[list[Any]]:
    """What is asked for, sorted, in pieces that one IN list takes."""
    wanted = sorted(set(values))
    return (wanted[start : start + _CHUNK] for start in range(0, len(wanted), _CHUNK))


def rows_by(
    connection: Connection,
    columns: Sequence[Any],
    joined: sa.FromClause,
    by: Any,
    values: Collection[Any],
    *conditions: sa.ColumnElement[bool],
) -> list[Row[Any]]:
    """The rows whose ``by`` is among the values."""
    found: list[Row[Any]] = []
    for chunk in chunks(values):
        chosen = sa.select(*columns).select_from(joined).where(by.in_(chunk), *conditions)
        found += connection.execute(chosen)
    return found


def with_support(
    connection: Connection, rows: Sequence[Row[Any]], depth: int = 0
) -> dict[UUID, StandingFacts]:
    """Facts with those of the documents they rest on, which anyone may look up.

    A supporting document that is not there is a fault of the register: better no answer than a wrong one.
    """
    wanted = {row.facts_supporting_id for row in rows if row.facts_supporting_id is not None}
    supports: dict[UUID, StandingFacts] = {}
    if wanted:
        if depth == _DEEPEST:
            raise LookupError("documents rest on each other without end")
        with as_public(connection):
            below = rows_by(connection, FACTS, WITH_STATE, credentials.c.id, wanted)
        supports = with_support(connection, below, depth + 1)
    return {
        row.facts_id: _facts(row)
        if row.facts_supporting_id is None
        else replace(_facts(row), support=supports[row.facts_supporting_id])
        for row in rows
    }
