"""Records of batches and their drafts: what is prepared, approved and then issued."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from registry.document import BoardDecision
from registry.lifecycle import IMZALANDI, ONAY_BEKLIYOR, ONAYLANDI, TASLAK, VAZGECILDI
from registry.records.rows import insert_rows
from registry.refusal import Refusal
from registry.tables.documents import batches, credentials, drafts
from registry.tables.members import members


class BatchRefused(Refusal):
    """The batch is not there, or somebody else has changed it."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents of one run on their way to being issued. ``content`` is what they have in common.

    ``refused`` tells how the rows of the list ended that became no draft. ``issued_at`` is when signing began.
    """

    id: UUID
    chamber_code: str
    run_id: UUID
    purpose: str
    state: str
    source: str
    prepared_by: str
    prepared_at: datetime
    content: dict[str, Any]
    refused: list[dict[str, Any]]
    version: int = 1
    decision_no: str | None = None
    decision_on: date | None = None
    valid_from: date | None = None
    issue_at: datetime | None = None
    submitted_by: str | None = None
    submitted_at: datetime | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    decided_note: str | None = None
    content_sha256: bytes | None = None
    standing_approval_id: UUID | None = None
    issued_at: datetime | None = None

    @property
    def decision(self) -> BoardDecision | None:
        """The board decision the batch rests on."""
        if self.decision_no is None or self.decision_on is None:
            return None
        return BoardDecision(self.decision_no, self.decision_on)


@dataclass(frozen=True, slots=True)
class Draft:
    """One member's document in a batch, in the order of the list. ``ordinal``: which document of member and run."""

    batch_id: UUID
    place: int
    chamber_code: str
    member_id: UUID
    content: dict[str, Any]
    ordinal: int = 1
    replaces_id: UUID | None = None
    renews_id: UUID | None = None
    supporting_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class BatchDocument:
    """A document that was made from a batch, with its holder."""

    belge_no: str
    compact: str
    sicil_no: str
    given_name: str
    family_name: str


_ITS_DOCUMENT = sa.and_(
    credentials.c.member_id == drafts.c.member_id, credentials.c.ordinal == drafts.c.ordinal
)
# A batch on its way, until it is published or given up.
OPEN_STATES = (TASLAK, ONAY_BEKLIYOR, ONAYLANDI, IMZALANDI)
# Parameters of one IN list.
_CHUNK = 500
_BATCH = [batches.c[one.name] for one in fields(Batch)]
_DRAFT = [drafts.c[one.name] for one in fields(Draft)]


def _batch(row: Row[Any]) -> Batch:
    return Batch(**row._mapping)


class BatchRecords:
    """Batches of one chamber; every look-up names it. The caller holds the chamber's lock while changing."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, one: Batch, own: Sequence[Draft]) -> None:
        """Store a batch with its drafts."""
        self._connection.execute(batches.insert(), asdict(one))
        self._add_drafts(own)

    def _add_drafts(self, own: Sequence[Draft]) -> None:
        if own:
            names = [one.name for one in fields(Draft)]
            rows = [{name: getattr(one, name) for name in names} for one in own]
            insert_rows(self._connection, drafts, rows)

    def find(self, chamber_code: str, batch_id: UUID) -> Batch:
        """The batch; raises ``BatchRefused`` batch.not_found, also for another chamber's."""
        chosen = sa.select(*_BATCH).where(batches.c.id == batch_id, batches.c.chamber_code == chamber_code)
        row = self._connection.execute(chosen).one_or_none()
        if row is None:
            raise BatchRefused("batch.not_found")
        return _batch(row)

    def chamber_of(self, batch_id: UUID) -> str:
        """Whose batch this is, for the operator; raises ``BatchRefused`` batch.not_found."""
        found = self._connection.execute(
            sa.select(batches.c.chamber_code).where(batches.c.id == batch_id)
        ).scalar()
        if found is None:
            raise BatchRefused("batch.not_found")
        return str(found)

    def change(self, one: Batch, **values: Any) -> Batch:
        """Store new values; raises ``BatchRefused`` batch.changed if it is no longer as ``one`` has it."""
        chosen = batches.update().where(
            batches.c.id == one.id,
            batches.c.chamber_code == one.chamber_code,
            batches.c.version == one.version,
        )
        changed = replace(one, version=one.version + 1, **values)
        result = self._connection.execute(chosen.values(version=changed.version, **values))
        if result.rowcount != 1:
            raise BatchRefused("batch.changed")
        return changed

    def replace_drafts(self, one: Batch, own: Sequence[Draft]) -> None:
        """Put other drafts in the place of a batch's."""
        chosen = drafts.delete().where(drafts.c.batch_id == one.id, drafts.c.chamber_code == one.chamber_code)
        self._connection.execute(chosen)
        self._add_drafts(own)

    def drafts(self, one: Batch, limit: int | None = None, offset: int = 0) -> list[Draft]:
        """The drafts of a batch in order; some of them if ``limit`` is given."""
        chosen = (
            sa.select(*_DRAFT)
            .where(drafts.c.batch_id == one.id, drafts.c.chamber_code == one.chamber_code)
            .order_by(drafts.c.place)
        )
        if limit is not None:
            chosen = chosen.limit(limit).offset(offset)
        return [Draft(**row._mapping) for row in self._connection.execute(chosen)]

    def counted(self, batch_ids: Iterable[UUID]) -> dict[UUID, int]:
        """How many drafts each of these batches has."""
        chosen = (
            sa.select(drafts.c.batch_id, sa.func.count().label("held"))
            .where(drafts.c.batch_id.in_(list(batch_ids)))
            .group_by(drafts.c.batch_id)
        )
        return {row.batch_id: row.held for row in self._connection.execute(chosen)}

    def recorded(self, one: Batch) -> int:
        """How many of a batch's drafts have their document by now."""
        chosen = (
            sa.select(sa.func.count())
            .select_from(drafts.join(credentials, _ITS_DOCUMENT))
            .where(
                drafts.c.batch_id == one.id,
                drafts.c.chamber_code == one.chamber_code,
                credentials.c.run_id == one.run_id,
            )
        )
        return int(self._connection.execute(chosen).scalar_one())

    def documents(self, one: Batch) -> list[BatchDocument]:
        """The documents of a batch in order of their holders by the Turkish alphabet; erased ones are missing."""
        chosen = (
            sa.select(
                credentials.c.belge_no,
                credentials.c.compact,
                members.c.sicil_no,
                members.c.given_name,
                members.c.family_name,
            )
            .select_from(
                drafts.join(credentials, _ITS_DOCUMENT).join(members, members.c.id == drafts.c.member_id)
            )
            .where(
                drafts.c.batch_id == one.id,
                drafts.c.chamber_code == one.chamber_code,
                credentials.c.run_id == one.run_id,
                credentials.c.compact != "",
            )
            .order_by(members.c.sort_key, credentials.c.belge_no)
        )
        return [BatchDocument(**row._mapping) for row in self._connection.execute(chosen)]

    def last_ordinals(self, chamber_code: str, run_id: UUID, people: Collection[UUID]) -> dict[UUID, int]:
        """The highest ordinal of these members in a run, recorded or on its way; missing where there is none."""
        found: dict[UUID, int] = {}
        wanted = sorted(people)
        for start in range(0, len(wanted), _CHUNK):
            some = wanted[start : start + _CHUNK]
            recorded = sa.select(credentials.c.member_id, credentials.c.ordinal).where(
                credentials.c.run_id == run_id, credentials.c.member_id.in_(some)
            )
            drafted = (
                sa.select(drafts.c.member_id, drafts.c.ordinal)
                .join(batches, batches.c.id == drafts.c.batch_id)
                .where(
                    drafts.c.chamber_code == chamber_code,
                    batches.c.run_id == run_id,
                    batches.c.state != VAZGECILDI,
                    drafts.c.member_id.in_(some),
                )
            )
            for row in self._connection.execute(sa.union_all(recorded, drafted)):
                found[row.member_id] = max(found.get(row.member_id, 0), row.ordinal)
        return found

    def papers_in_preparation(
        self, chamber_code: str, states: Collection[str] = OPEN_STATES
    ) -> dict[UUID, UUID]:
        """Earlier papers that drafts on their way reissue, with their batches."""
        found = self._open_drafts(chamber_code, drafts.c.content, batches.c.state.in_(states))
        return {UUID(content["paper"]["id"]): batch_id for batch_id, content in found if "paper" in content}

    def succeeded_in_preparation(self, chamber_code: str) -> dict[UUID, UUID]:
        """Documents that drafts on their way replace or renew, with their batches."""
        old = sa.func.coalesce(drafts.c.replaces_id, drafts.c.renews_id)
        found = self._open_drafts(chamber_code, old.label("old"), old.is_not(None))
        return {document_id: batch_id for batch_id, document_id in found}

    def _open_drafts(
        self, chamber_code: str, said: sa.ColumnElement[Any], *conditions: sa.ColumnElement[bool]
    ) -> list[tuple[UUID, Any]]:
        chosen = (
            sa.select(drafts.c.batch_id, said)
            .join(batches, batches.c.id == drafts.c.batch_id)
            .where(
                drafts.c.chamber_code == chamber_code,
                batches.c.state.in_(OPEN_STATES),
                *conditions,
            )
        )
        return [(row[0], row[1]) for row in self._connection.execute(chosen)]

    def newest(
        self,
        chamber_code: str,
        *,
        state: str | None = None,
        run_id: UUID | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> list[Batch]:
        """Batches of a chamber, newest first; of one run if it is named."""
        chosen = sa.select(*_BATCH).where(batches.c.chamber_code == chamber_code)
        if state is not None:
            chosen = chosen.where(batches.c.state == state)
        if run_id is not None:
            chosen = chosen.where(batches.c.run_id == run_id)
        chosen = chosen.order_by(batches.c.prepared_at.desc(), batches.c.id.desc()).limit(limit)
        return [_batch(row) for row in self._connection.execute(chosen.offset(offset))]

    def unfinished(self, chamber_code: str, run_id: UUID, state: str) -> list[Batch]:
        """The run's batches in this state all of whose drafts have a document by now."""
        waiting = sa.exists().where(
            drafts.c.batch_id == batches.c.id,
            ~sa.exists().where(
                credentials.c.run_id == batches.c.run_id,
                credentials.c.member_id == drafts.c.member_id,
                credentials.c.ordinal == drafts.c.ordinal,
            ),
        )
        chosen = sa.select(*_BATCH).where(
            batches.c.chamber_code == chamber_code,
            batches.c.run_id == run_id,
            batches.c.state == state,
            ~waiting,
        )
        return [_batch(row) for row in self._connection.execute(chosen)]

    def due(self, states: tuple[str, str], now: datetime, begun_before: datetime) -> list[tuple[str, UUID]]:
        """(chamber, id) of batches to be issued by now: ``states`` are approved and signing, of all chambers.

        Of those that are signing only such as began before ``begun_before``: the others may be under way.
        """
        approved, signing = states
        chosen = (
            sa.select(batches.c.chamber_code, batches.c.id)
            .where(
                sa.or_(
                    sa.and_(batches.c.state == approved, batches.c.issue_at <= now),
                    sa.and_(batches.c.state == signing, batches.c.issued_at < begun_before),
                )
            )
            .order_by(batches.c.issue_at, batches.c.prepared_at)
        )
        return [(row.chamber_code, row.id) for row in self._connection.execute(chosen)]
