"""Records of documents that others rest on or succeed: what they say, and the facts of their standing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from registry.records.history.scope import as_public
from registry.records.history.standings import StandingRecords
from registry.standing import StandingFacts
from registry.tables.documents import credentials

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class SupportingDocument:
    """A document that another one rests on, replaces or renews; ``compact`` is empty once its member was erased."""

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
    supporting_id: UUID | None
    compact: str
    facts: StandingFacts


_SAID = [credentials.c[name] for name in SupportingDocument.__slots__ if name != "facts"]
_NOT_ERASED = credentials.c.compact != ""


class SupportRecords:
    """Look-ups by number and id are the public's, of any chamber: one chamber cannot see into another's register."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def by_numbers(self, numbers: Collection[str]) -> dict[str, SupportingDocument]:
        """The documents of these numbers; what was erased is answered like what never was."""
        with as_public(self._connection):
            found = self._found(credentials.c.belge_no, sorted(set(numbers)), _NOT_ERASED)
        return {one.belge_no: one for one in found}

    def by_ids(self, ids: Collection[UUID]) -> dict[UUID, SupportingDocument]:
        """The documents of these ids, erased ones too: others were made to rest on them."""
        with as_public(self._connection):
            found = self._found(credentials.c.id, sorted(set(ids)))
        return {one.id: one for one in found}

    def of_members(
        self, chamber_code: str, members: Collection[UUID], *, kind: str | None = None
    ) -> list[SupportingDocument]:
        """The documents of these members in their own chamber, of a kind if one is given, newest first."""
        own = credentials.c.chamber_code == chamber_code
        wanted = sa.true() if kind is None else credentials.c.kind == kind
        return self._found(credentials.c.member_id, sorted(set(members)), own, wanted, _NOT_ERASED)

    def _found(
        self,
        by: sa.ColumnElement[object],
        values: Collection[object],
        *conditions: sa.ColumnElement[bool],
    ) -> list[SupportingDocument]:
        found: list[SupportingDocument] = []
        wanted = list(values)
        for start in range(0, len(wanted), _CHUNK):
            chosen = (
                sa.select(*_SAID)
                .where(by.in_(wanted[start : start + _CHUNK]), *conditions)
                .order_by(credentials.c.awarded_at.desc(), credentials.c.ordinal.desc())
            )
            rows = list(self._connection.execute(chosen))
            facts = StandingRecords(self._connection).facts_of({row.id for row in rows})
            found += [SupportingDocument(**row._mapping, facts=facts[row.id]) for row in rows]
        return found
