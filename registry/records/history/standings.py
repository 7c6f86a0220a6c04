"""Records of what became of documents: their states, and the facts from which a standing is derived."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from registry.istanbul import day_of
from registry.lifecycle import ASKIDA, IPTAL, YAYINDA
from registry.records.credentials import RecordedCredential
from registry.records.history.facts import FACTS, WITH_STATE, chunks, rows_by, with_support
from registry.records.history.scope import as_public
from registry.standing import StandingFacts
from registry.tables.chambers import status_lists
from registry.tables.documents import credential_states, credentials, issue_intents, status_events

# How many documents one look takes up; the next look takes the rest.
_AT_ONCE = 5000
_WITH_PLACE = WITH_STATE.join(issue_intents, issue_intents.c.id == credentials.c.id)
_LIVING = (
    *FACTS,
    credentials.c.chamber_code,
    credentials.c.belge_no,
    credentials.c.verification_code,
    credentials.c.kind,
    credentials.c.member_id,
    credential_states.c.successor_id,
    credential_states.c.status_bit,
    credential_states.c.version,
    issue_intents.c.status_list,
    issue_intents.c.status_index,
    (credentials.c.compact == "").label("erased"),
)


class StateChanged(Exception):
    """A state was written from an old reading: whoever did so did not hold the chamber's lock."""


@dataclass(frozen=True, slots=True)
class State:
    """One document's row of today's state. ``version`` 0: there is no row yet."""

    state: str
    since_on: date
    successor_id: UUID | None = None
    visa_year: int | None = None
    status_bit: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True)
class LivingDocument:
    """A recorded document with its state, its place in the status list and what its standing derives from."""

    id: UUID
    chamber_code: str
    belge_no: str
    verification_code: str
    kind: str
    member_id: UUID
    issued_on: date
    status_list: int
    status_index: int
    state: State
    facts: StandingFacts
    erased: bool = False


def _living(row: Row[Any], facts: StandingFacts) -> LivingDocument:
    issued_on = day_of(row.facts_awarded_at)
    return LivingDocument(
        row.facts_id,
        row.chamber_code,
        row.belge_no,
        row.verification_code,
        row.kind,
        row.member_id,
        issued_on,
        row.status_list,
        row.status_index,
        State(
            facts.state,
            facts.since_on or issued_on,
            row.successor_id,
            row.visa_year,
            bool(row.status_bit),
            row.version or 0,
        ),
        facts,
        bool(row.erased),
    )


class StandingRecords:
    """States and facts. Whoever changes a state holds the chamber's lock."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def facts_of(self, credential_ids: Collection[UUID]) -> dict[UUID, StandingFacts]:
        """The facts of documents by id; ids that this transaction may not see are missing."""
        rows = rows_by(self._connection, FACTS, WITH_STATE, credentials.c.id, credential_ids)
        return with_support(self._connection, rows)

    def look_up(
        self, by: Literal["belge_no", "code"], value: str
    ) -> tuple[RecordedCredential, StandingFacts] | None:
        """The credential of a number or verification code with the facts of its standing, in one query."""
        column = credentials.c.belge_no if by == "belge_no" else credentials.c.verification_code
        columns: list[Any] = [*credentials.c, *FACTS]
        # What was erased is answered like what never was.
        wanted = sa.and_(column == value, credentials.c.compact != "")
        chosen = sa.select(*columns).select_from(WITH_STATE).where(wanted)
        row = self._connection.execute(chosen).one_or_none()
        if row is None:
            return None
        recorded = RecordedCredential(**{one.name: row._mapping[one] for one in credentials.c})
        return recorded, with_support(self._connection, [row])[recorded.id]

    def living(self, chamber_code: str, belge_numbers: Collection[str]) -> dict[str, LivingDocument]:
        """Documents of a chamber by number; what is not this chamber's is missing."""
        own = credentials.c.chamber_code == chamber_code
        rows = rows_by(self._connection, _LIVING, _WITH_PLACE, credentials.c.belge_no, belge_numbers, own)
        facts = with_support(self._connection, rows)
        return {row.belge_no: _living(row, facts[row.facts_id]) for row in rows}

    def living_by_id(self, chamber_code: str, credential_ids: Collection[UUID]) -> dict[UUID, LivingDocument]:
        """The same by id."""
        own = credentials.c.chamber_code == chamber_code
        rows = rows_by(self._connection, _LIVING, _WITH_PLACE, credentials.c.id, credential_ids, own)
        facts = with_support(self._connection, rows)
        return {row.facts_id: _living(row, facts[row.facts_id]) for row in rows}

    def time_sensitive(self, chamber_code: str, after: UUID | None, limit: int) -> list[UUID]:
        """Ids, in order and above ``after``, of documents whose status bit time or another document can change."""
        chosen = (
            sa.select(credentials.c.id)
            .outerjoin(credential_states, credential_states.c.credential_id == credentials.c.id)
            .where(
                credentials.c.chamber_code == chamber_code,
                credentials.c.annual_visa
                | credentials.c.supporting_id.is_not(None)
                | credential_states.c.credential_id.is_not(None),
            )
            .order_by(credentials.c.id)
            .limit(limit)
        )
        if after is not None:
            chosen = chosen.where(credentials.c.id > after)
        return list(self._connection.execute(chosen).scalars())

    def pending(self) -> dict[str, list[UUID]]:
        """By chamber, documents whose event or erasure has not reached the published list; for the union's reader."""
        found: dict[str, list[UUID]] = {}
        for chosen in (self._changed(), self._erased()):
            for row in self._connection.execute(chosen.limit(_AT_ONCE)):
                found.setdefault(row.chamber_code, []).append(row.id)
        return found

    def _erased(self) -> sa.Select[Any]:
        return (
            sa.select(credentials.c.chamber_code, credentials.c.id)
            .outerjoin(credential_states, credential_states.c.credential_id == credentials.c.id)
            # Said as the index over erased documents says it: this is asked several times a second.
            .where(credentials.c.compact == sa.literal_column("''"))
            .where(credential_states.c.status_bit.is_(None) | ~credential_states.c.status_bit)
            .order_by(credentials.c.chamber_code, credentials.c.id)
        )

    def _changed(self) -> sa.Select[Any]:
        state = credential_states
        ended = state.c.state.in_((ASKIDA, IPTAL)) & ~state.c.status_bit
        since = (
            sa.exists()
            .where(status_events.c.credential_id == state.c.credential_id)
            .where(status_events.c.at >= status_lists.c.signed_at)
        )
        back = (state.c.state == YAYINDA) & state.c.status_bit & since
        return (
            sa.select(state.c.chamber_code, state.c.credential_id.label("id"))
            .outerjoin(
                status_lists,
                (status_lists.c.chamber_code == state.c.chamber_code)
                & (status_lists.c.number == state.c.status_list),
            )
            .where(ended | back)
            .order_by(state.c.chamber_code, state.c.credential_id)
        )

    def dependents_of(self, credential_ids: Collection[UUID]) -> dict[str, list[UUID]]:
        """By chamber, the documents that rest directly on these, wherever they were issued."""
        found: dict[str, list[UUID]] = {}
        with as_public(self._connection):
            for chunk in chunks(credential_ids):
                chosen = (
                    sa.select(credentials.c.chamber_code, credentials.c.id)
                    .where(credentials.c.supporting_id.in_(chunk))
                    .order_by(credentials.c.chamber_code, credentials.c.id)
                )
                for row in self._connection.execute(chosen):
                    found.setdefault(row.chamber_code, []).append(row.id)
        return found

    def change_state(self, document: LivingDocument, state: State) -> None:
        """Store a document's new state; raises ``StateChanged`` if it is not what ``document`` was read with."""
        self.change_states([(document, state)])

    def change_states(self, changes: Sequence[tuple[LivingDocument, State]]) -> None:
        """The same for many at once; no document twice."""
        if new := [_row(one, state) for one, state in changes if one.state.version == 0]:
            self._connection.execute(credential_states.insert(), new)
        changed = (
            credential_states.update()
            .where(
                credential_states.c.credential_id == sa.bindparam("of_id"),
                credential_states.c.chamber_code == sa.bindparam("of_chamber"),
                credential_states.c.version == sa.bindparam("of_version"),
            )
            .values(
                {name: sa.bindparam(f"new_{name}") for name in _CHANGING}
                | {"version": sa.bindparam("of_version") + 1}
            )
        )
        for one, state in changes:
            if one.state.version == 0:
                continue
            row = _row(one, state)
            given = {"of_id": one.id, "of_chamber": one.chamber_code, "of_version": one.state.version}
            given |= {f"new_{name}": row[name] for name in _CHANGING}
            if self._connection.execute(changed, given).rowcount != 1:
                raise StateChanged(one.belge_no)

    def set_indexes(self, chamber_code: str, number: int) -> list[int]:
        """The places of a status list whose bit is set, in order."""
        chosen = (
            sa.select(credential_states.c.status_index)
            .where(
                credential_states.c.chamber_code == chamber_code,
                credential_states.c.status_list == number,
                credential_states.c.status_bit,
            )
            .order_by(credential_states.c.status_index)
        )
        return list(self._connection.execute(chosen).scalars())

    def states_of_chamber(self, chamber_code: str) -> dict[UUID, State]:
        """Every row of state of a chamber by document."""
        chosen = sa.select(credential_states).where(credential_states.c.chamber_code == chamber_code)
        return {
            row.credential_id: State(
                row.state, row.since_on, row.successor_id, row.visa_year, row.status_bit, row.version
            )
            for row in self._connection.execute(chosen)
        }


_CHANGING = ("state", "since_on", "successor_id", "visa_year", "status_bit")


def _row(document: LivingDocument, state: State) -> dict[str, Any]:
    return {
        "credential_id": document.id,
        "chamber_code": document.chamber_code,
        "state": state.state,
        "since_on": state.since_on,
        "successor_id": state.successor_id,
        "visa_year": state.visa_year,
        "status_list": document.status_list,
        "status_index": document.status_index,
        "status_bit": state.status_bit,
        "version": 1,
    }
