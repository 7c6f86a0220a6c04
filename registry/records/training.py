"""Records of programme versions, trainers, standing approvals, and what learning systems reported."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from registry.member import Member
from registry.programme import EARLIER_PAPER_RUN, Participation, Programme, Run
from registry.tables.documents import credential_states, credentials
from registry.tables.members import members
from registry.tables.training import (
    EVIDENCE,
    feed_items,
    participations,
    programme_versions,
    programmes,
    run_trainers,
    runs,
    standing_approvals,
    trainers,
)
from registry.training.trainer import StandingApproval, Trainer
from registry.turkish import sort_key

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class ProgrammeVersion:
    """The rules of a programme from ``from_at`` on, as ``facts`` by field name."""

    programme_code: str
    version: int
    chamber_code: str
    facts: Mapping[str, Any]
    from_at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class FeedItem:
    """How a report of a learning system ended; ``reasons`` are ``{"code", "facts"}``."""

    client_id: str
    external_id: str
    chamber_code: str
    item_sha256: bytes
    run_id: UUID | None
    member_id: UUID | None
    outcome: str
    reasons: list[dict[str, Any]]
    belge_no: str | None
    at: datetime


def _member(row: Row[Any]) -> Member:
    return Member(
        row.id, row.chamber_code, row.sicil_no, row.given_name, row.family_name, row.title, row.status
    )


def _trainer(row: Row[Any]) -> Trainer:
    return Trainer(row.id, row.chamber_code, row.full_name, row.profile, row.tot_done, row.active)


def _trainer_row(one: Trainer) -> dict[str, Any]:
    return {**asdict(one), "sort_key": sort_key(one.full_name)}


class TrainingRecords:
    """What the training unit keeps. Every look-up of a chamber's rows names the chamber."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_versions(self, new: Iterable[Programme], *, at: datetime, actor: str) -> None:
        """Keep what programmes' rules are from now on."""
        rows = [
            {
                "programme_code": one.code,
                "version": one.version,
                "chamber_code": one.chamber_code,
                "facts": asdict(one),
                "from_at": at,
                "actor": actor,
            }
            for one in new
        ]
        if rows:
            self._connection.execute(programme_versions.insert(), rows)

    def versions(self, programme_code: str) -> list[ProgrammeVersion]:
        """The versions of a programme, first one first."""
        chosen = (
            sa.select(programme_versions)
            .where(programme_versions.c.programme_code == programme_code)
            .order_by(programme_versions.c.version)
        )
        return [ProgrammeVersion(**row._mapping) for row in self._connection.execute(chosen)]

    def all_programmes(self, chamber_code: str) -> list[Programme]:
        """All programmes of a chamber by code."""
        return self.programmes(chamber_code, active=None, limit=100_000, offset=0)

    def programmes(
        self, chamber_code: str, *, active: bool | None, limit: int, offset: int
    ) -> list[Programme]:
        """A chamber's programmes by code."""
        chosen = sa.select(programmes).where(programmes.c.chamber_code == chamber_code)
        if active is not None:
            chosen = chosen.where(programmes.c.active == active)
        chosen = chosen.order_by(programmes.c.code).limit(limit).offset(offset)
        return [Programme(**row._mapping) for row in self._connection.execute(chosen)]

    def runs(
        self,
        chamber_code: str,
        *,
        programme_code: str | None,
        state: str | None,
        limit: int,
        offset: int,
        among: Collection[str] | None = None,
    ) -> list[Run]:
        """A chamber's runs, last ended first; ``among``: of these programmes only."""
        chosen = (
            sa.select(runs)
            .join(programmes, programmes.c.code == runs.c.programme_code)
            .where(programmes.c.chamber_code == chamber_code, runs.c.no != EARLIER_PAPER_RUN)
        )
        if programme_code is not None:
            chosen = chosen.where(runs.c.programme_code == programme_code)
        if among is not None:
            chosen = chosen.where(runs.c.programme_code.in_(among))
        if state is not None:
            chosen = chosen.where(runs.c.state == state)
        chosen = chosen.order_by(runs.c.end_on.desc(), runs.c.programme_code, runs.c.no)
        found = self._connection.execute(chosen.limit(limit).offset(offset))
        return [Run(**row._mapping) for row in found]

    def run_of_id(self, run_id: UUID) -> Run:
        """The run of an id that is on record."""
        row = self._connection.execute(sa.select(runs).where(runs.c.id == run_id)).one()
        return Run(**row._mapping)

    def change_run(self, one: Run) -> None:
        """Store a run's new facts under the same id."""
        self._connection.execute(runs.update().where(runs.c.id == one.id), asdict(one))

    def has_documents(self, run_id: UUID) -> bool:
        """True if a document of the run was ever issued."""
        chosen = sa.select(sa.exists().where(credentials.c.run_id == run_id))
        return bool(self._connection.execute(chosen).scalar())

    def standing_documents(self, run_id: UUID) -> dict[UUID, str]:
        """Document numbers by member of a run, without those revoked: their evidence is frozen."""
        chosen = (
            sa.select(credentials.c.member_id, credentials.c.belge_no)
            .outerjoin(credential_states, credential_states.c.credential_id == credentials.c.id)
            .where(
                credentials.c.run_id == run_id,
                sa.or_(credential_states.c.state.is_(None), credential_states.c.state != "iptal"),
            )
            .order_by(credentials.c.ordinal)
        )
        return {row.member_id: row.belge_no for row in self._connection.execute(chosen)}

    def participations_of(
        self, run_id: UUID, of: Collection[UUID] | None = None
    ) -> dict[UUID, Participation]:
        """The evidence of a run by member; of some members only, if they are named."""
        chosen = sa.select(*EVIDENCE).where(participations.c.run_id == run_id)
        if of is None:
            return {row.member_id: Participation(**row._mapping) for row in self._connection.execute(chosen)}
        wanted = sorted(of)
        found: dict[UUID, Participation] = {}
        for start in range(0, len(wanted), _CHUNK):
            some = chosen.where(participations.c.member_id.in_(wanted[start : start + _CHUNK]))
            found |= {row.member_id: Participation(**row._mapping) for row in self._connection.execute(some)}
        return found

    def evidence_with_members(self, chamber_code: str, run_id: UUID) -> list[tuple[Member, Participation]]:
        """The evidence of a run with its members, by sicil no."""
        found = self.participations_of(run_id)
        people = self.members_of(chamber_code, found.keys())
        return sorted(
            ((people[one], evidence) for one, evidence in found.items()), key=lambda pair: pair[0].sicil_no
        )

    def members_of(self, chamber_code: str, ids: Collection[UUID]) -> dict[UUID, Member]:
        """Members of a chamber by id."""
        wanted = sorted(ids)
        found: dict[UUID, Member] = {}
        for start in range(0, len(wanted), _CHUNK):
            chosen = sa.select(members).where(
                members.c.chamber_code == chamber_code, members.c.id.in_(wanted[start : start + _CHUNK])
            )
            found |= {row.id: _member(row) for row in self._connection.execute(chosen)}
        return found

    def totals(self, run_id: UUID, without: Collection[UUID]) -> dict[int, int]:
        """How many participations of a run have each total; those of some members left out."""
        chosen = (
            sa.select(participations.c.scheduled_units, sa.func.count().label("held"))
            .where(participations.c.run_id == run_id)
            .group_by(participations.c.scheduled_units)
        )
        found = {row.scheduled_units: row.held for row in self._connection.execute(chosen)}
        for one in self.participations_of(run_id, without).values():
            found[one.scheduled_units] -= 1
        return {total: held for total, held in found.items() if held}

    def participants(self, run_id: UUID) -> int:
        """How many members have evidence in a run."""
        chosen = sa.select(sa.func.count()).where(participations.c.run_id == run_id)
        return int(self._connection.execute(chosen).scalar_one())

    def add_trainers(self, new: Iterable[Trainer]) -> None:
        """Add trainers to a pool."""
        if rows := [_trainer_row(one) for one in new]:
            self._connection.execute(trainers.insert(), rows)

    def change_trainer(self, one: Trainer) -> None:
        """Store a trainer's new facts under the same id."""
        same = trainers.c.id == one.id, trainers.c.chamber_code == one.chamber_code
        self._connection.execute(trainers.update().where(*same), _trainer_row(one))

    def trainers(self, chamber_code: str) -> list[Trainer]:
        """A chamber's pool in Turkish order."""
        chosen = (
            sa.select(trainers).where(trainers.c.chamber_code == chamber_code).order_by(trainers.c.sort_key)
        )
        return [_trainer(row) for row in self._connection.execute(chosen)]

    def trainers_of_run(self, chamber_code: str, run_id: UUID) -> list[Trainer]:
        """Who teaches in a run, in Turkish order."""
        chosen = (
            sa.select(trainers)
            .join(run_trainers, run_trainers.c.trainer_id == trainers.c.id)
            .where(run_trainers.c.run_id == run_id, trainers.c.chamber_code == chamber_code)
            .order_by(trainers.c.sort_key)
        )
        return [_trainer(row) for row in self._connection.execute(chosen)]

    def assign_trainers(self, run_id: UUID, trainer_ids: Iterable[UUID]) -> None:
        """Let exactly these trainers teach in a run."""
        self._connection.execute(run_trainers.delete().where(run_trainers.c.run_id == run_id))
        if rows := [{"run_id": run_id, "trainer_id": one} for one in trainer_ids]:
            self._connection.execute(run_trainers.insert(), rows)

    def add_approval(self, one: StandingApproval) -> None:
        """Store a prepared standing approval."""
        self._connection.execute(standing_approvals.insert(), asdict(one))

    def change_approval(self, one: StandingApproval) -> None:
        """Store that it was approved or ended."""
        same = (
            standing_approvals.c.id == one.id,
            standing_approvals.c.chamber_code == one.chamber_code,
        )
        self._connection.execute(standing_approvals.update().where(*same), asdict(one))

    def approvals(self, chamber_code: str, programme_code: str | None = None) -> list[StandingApproval]:
        """A chamber's standing approvals, newest first; of one programme if it is named."""
        chosen = sa.select(standing_approvals).where(standing_approvals.c.chamber_code == chamber_code)
        if programme_code is not None:
            chosen = chosen.where(standing_approvals.c.programme_code == programme_code)
        chosen = chosen.order_by(standing_approvals.c.prepared_at.desc(), standing_approvals.c.id.desc())
        return [StandingApproval(**row._mapping) for row in self._connection.execute(chosen)]

    def feed_items(
        self, chamber_code: str, client_id: str, external_ids: Collection[str]
    ) -> dict[str, FeedItem]:
        """What is on record of a client's reports, by their id."""
        wanted = sorted(external_ids)
        found: dict[str, FeedItem] = {}
        for start in range(0, len(wanted), _CHUNK):
            chosen = sa.select(feed_items).where(
                feed_items.c.chamber_code == chamber_code,
                feed_items.c.client_id == client_id,
                feed_items.c.external_id.in_(wanted[start : start + _CHUNK]),
            )
            found |= {row.external_id: FeedItem(**row._mapping) for row in self._connection.execute(chosen)}
        return found

    def newest_feed_items(self, chamber_code: str, limit: int = 50) -> list[FeedItem]:
        """What programs of the chamber reported last."""
        chosen = sa.select(feed_items).where(feed_items.c.chamber_code == chamber_code)
        rows = self._connection.execute(chosen.order_by(feed_items.c.at.desc()).limit(limit))
        return [FeedItem(**row._mapping) for row in rows]

    def put_feed_items(self, items: Iterable[FeedItem], known: Collection[str]) -> None:
        """Store how reports ended; ``known`` are the ids that are on record already."""
        rows = [asdict(one) for one in items]
        if new := [row for row in rows if row["external_id"] not in known]:
            self._connection.execute(feed_items.insert(), new)
        keys = ("client_id", "external_id")
        if old := [row for row in rows if row["external_id"] in known]:
            changed = feed_items.update().where(
                feed_items.c.client_id == sa.bindparam("of_client"),
                feed_items.c.external_id == sa.bindparam("of_id"),
            )
            self._connection.execute(
                changed.values({name: sa.bindparam(f"new_{name}") for name in old[0] if name not in keys}),
                [
                    {"of_client": row["client_id"], "of_id": row["external_id"]}
                    | {f"new_{name}": value for name, value in row.items() if name not in keys}
                    for row in old
                ],
            )
