"""Records of documents issued on paper before this register."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from registry.tables.inherited import inherited_batches, inherited_documents

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class InheritedBatch:
    """Earlier documents entered together; they count once another person approved them."""

    id: UUID
    chamber_code: str
    state: str
    content_sha256: bytes
    prepared_by: str
    prepared_at: datetime
    decided_by: str | None = None
    decided_at: datetime | None = None
    decided_note: str | None = None


@dataclass(frozen=True, slots=True)
class InheritedDocument:
    """An earlier document as the chamber's records tell; it carries no signature of Mühür."""

    id: UUID
    batch_id: UUID
    chamber_code: str
    member_id: UUID
    number: str
    kind: str
    area: str | None
    programme_name: str | None
    issued_on: date
    valid_until: date | None
    decision_no: str | None
    decision_on: date | None
    scan_sha256: bytes | None
    approved: bool
    ended_on: date | None = None
    ended_reason: str | None = None
    reissued_as_id: UUID | None = None

    def in_force(self, today: date) -> bool:
        """True while it counts: approved, not ended, not reissued, not past its last day."""
        over = self.valid_until is not None and today > self.valid_until
        ended = self.ended_on is not None and today >= self.ended_on
        return self.approved and not over and not ended and self.reissued_as_id is None


class InheritedRecords:
    """Earlier documents of a chamber."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, batch: InheritedBatch, documents: Iterable[InheritedDocument]) -> None:
        """Store a batch with its documents."""
        self._connection.execute(inherited_batches.insert(), asdict(batch))
        if rows := [asdict(one) for one in documents]:
            self._connection.execute(inherited_documents.insert(), rows)

    def batch(self, chamber_code: str, batch_id: UUID) -> InheritedBatch | None:
        """The batch, or None."""
        chosen = sa.select(inherited_batches).where(
            inherited_batches.c.chamber_code == chamber_code, inherited_batches.c.id == batch_id
        )
        row = self._connection.execute(chosen).one_or_none()
        return None if row is None else InheritedBatch(**row._mapping)

    def batches(self, chamber_code: str, limit: int = 100) -> list[InheritedBatch]:
        """A chamber's batches, newest first."""
        chosen = (
            sa.select(inherited_batches)
            .where(inherited_batches.c.chamber_code == chamber_code)
            .order_by(inherited_batches.c.prepared_at.desc(), inherited_batches.c.id)
            .limit(limit)
        )
        return [InheritedBatch(**row._mapping) for row in self._connection.execute(chosen)]

    def documents(self, chamber_code: str, batch_id: UUID) -> list[InheritedDocument]:
        """A batch's documents by number."""
        chosen = (
            sa.select(inherited_documents)
            .where(
                inherited_documents.c.chamber_code == chamber_code,
                inherited_documents.c.batch_id == batch_id,
            )
            .order_by(inherited_documents.c.number)
        )
        return [InheritedDocument(**row._mapping) for row in self._connection.execute(chosen)]

    def listed(self, chamber_code: str, limit: int) -> list[InheritedDocument]:
        """A chamber's documents by number, those that wait for approval too."""
        chosen = (
            sa.select(inherited_documents)
            .where(inherited_documents.c.chamber_code == chamber_code)
            .order_by(inherited_documents.c.number)
            .limit(limit)
        )
        return [InheritedDocument(**row._mapping) for row in self._connection.execute(chosen)]

    def known_numbers(self, chamber_code: str, numbers: Collection[str]) -> set[str]:
        """Which of these numbers the chamber has entered already."""
        wanted = sorted(set(numbers))
        found: set[str] = set()
        for start in range(0, len(wanted), _CHUNK):
            chosen = sa.select(inherited_documents.c.number).where(
                inherited_documents.c.chamber_code == chamber_code,
                inherited_documents.c.number.in_(wanted[start : start + _CHUNK]),
            )
            found |= set(self._connection.execute(chosen).scalars())
        return found

    def of_members(self, chamber_code: str, member_ids: Collection[UUID]) -> list[InheritedDocument]:
        """The approved earlier documents of members, newest first."""
        chosen = (
            sa.select(inherited_documents)
            .where(
                inherited_documents.c.chamber_code == chamber_code,
                inherited_documents.c.member_id.in_(sorted(member_ids)),
                inherited_documents.c.approved,
            )
            .order_by(inherited_documents.c.issued_on.desc(), inherited_documents.c.number)
        )
        return [InheritedDocument(**row._mapping) for row in self._connection.execute(chosen)]

    def by_number(self, chamber_code: str, number: str) -> InheritedDocument | None:
        """The document of this number, or None."""
        chosen = sa.select(inherited_documents).where(
            inherited_documents.c.chamber_code == chamber_code, inherited_documents.c.number == number
        )
        row = self._connection.execute(chosen).one_or_none()
        return None if row is None else InheritedDocument(**row._mapping)

    def by_numbers(self, chamber_code: str, numbers: Collection[str]) -> dict[str, InheritedDocument]:
        """The approved documents of these numbers, by number."""
        found = self._approved(chamber_code, inherited_documents.c.number, sorted(set(numbers)))
        return {one.number: one for one in found}

    def by_ids(self, chamber_code: str, ids: Collection[UUID]) -> dict[UUID, InheritedDocument]:
        """The approved documents of these ids."""
        found = self._approved(chamber_code, inherited_documents.c.id, sorted(set(ids)))
        return {one.id: one for one in found}

    def _approved(
        self, chamber_code: str, by: sa.ColumnElement[object], values: Sequence[object]
    ) -> list[InheritedDocument]:
        found: list[InheritedDocument] = []
        for start in range(0, len(values), _CHUNK):
            chosen = sa.select(inherited_documents).where(
                inherited_documents.c.chamber_code == chamber_code,
                inherited_documents.c.approved,
                by.in_(values[start : start + _CHUNK]),
            )
            found += [InheritedDocument(**row._mapping) for row in self._connection.execute(chosen)]
        return found

    def counting(self, chamber_code: str, kind: str, today: date) -> list[InheritedDocument]:
        """A chamber's documents of a kind that count on a day, by number."""
        ends = inherited_documents.c.valid_until
        chosen = (
            sa.select(inherited_documents)
            .where(
                inherited_documents.c.chamber_code == chamber_code,
                inherited_documents.c.kind == kind,
                inherited_documents.c.approved,
                inherited_documents.c.ended_on.is_(None),
                sa.or_(ends.is_(None), ends >= today),
            )
            .order_by(inherited_documents.c.number)
        )
        return [InheritedDocument(**row._mapping) for row in self._connection.execute(chosen)]

    def decide(self, batch: InheritedBatch, state: str, by: str, at: datetime, note: str | None) -> bool:
        """Move a waiting batch on; False if somebody else was first. Returned rows are taken away."""
        done = self._connection.execute(
            inherited_batches.update().where(
                inherited_batches.c.chamber_code == batch.chamber_code,
                inherited_batches.c.id == batch.id,
                inherited_batches.c.state == batch.state,
            ),
            {"state": state, "decided_by": by, "decided_at": at, "decided_note": note},
        )
        return done.rowcount == 1

    def approve_documents(self, chamber_code: str, batch_id: UUID) -> None:
        """From now on the batch's documents count."""
        self._connection.execute(
            inherited_documents.update().where(
                inherited_documents.c.chamber_code == chamber_code,
                inherited_documents.c.batch_id == batch_id,
            ),
            {"approved": True},
        )

    def discard_documents(self, chamber_code: str, batch_id: UUID) -> None:
        """Take a returned batch's documents away, so that they can be entered anew."""
        self._connection.execute(
            inherited_documents.delete().where(
                inherited_documents.c.chamber_code == chamber_code,
                inherited_documents.c.batch_id == batch_id,
                sa.not_(inherited_documents.c.approved),
            )
        )

    def end(self, chamber_code: str, document_id: UUID, on: date, reason: str) -> bool:
        """It counts no more from ``on``; False if it had ended already."""
        done = self._connection.execute(
            inherited_documents.update().where(
                inherited_documents.c.chamber_code == chamber_code,
                inherited_documents.c.id == document_id,
                inherited_documents.c.ended_on.is_(None),
            ),
            {"ended_on": on, "ended_reason": reason},
        )
        return done.rowcount == 1

    def reissued(
        self, chamber_code: str, document_id: UUID, on: date, reason: str, credential_id: UUID
    ) -> bool:
        """A signed document has taken its place: it counts no more from ``on``; False if it had ended already."""
        done = self._connection.execute(
            inherited_documents.update().where(
                inherited_documents.c.chamber_code == chamber_code,
                inherited_documents.c.id == document_id,
                inherited_documents.c.ended_on.is_(None),
            ),
            {"ended_on": on, "ended_reason": reason, "reissued_as_id": credential_id},
        )
        return done.rowcount == 1
