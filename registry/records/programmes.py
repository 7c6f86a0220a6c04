"""Records of programmes, their runs and the evidence of who took part."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from registry.programme import EARLIER_PAPER_RUN, Participation, Programme, Run
from registry.records.rows import among, insert_rows
from registry.tables.base import row_of
from registry.tables.members import members
from registry.tables.training import EVIDENCE, participations, programmes, runs

_CHUNK = 500


def _programme(row: Row[Any]) -> Programme:
    return Programme(**row._mapping)


def _run(row: Row[Any]) -> Run:
    return Run(**row._mapping)


class ProgrammeRecords:
    """The catalogue, runs and participations."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: Iterable[Programme]) -> None:
        """Add programmes."""
        if rows := [row_of(one) for one in new]:
            self._connection.execute(programmes.insert(), rows)

    def change(self, one: Programme) -> None:
        """Store a programme's new rules; documents already issued carry their own copy."""
        self._connection.execute(programmes.update().where(programmes.c.code == one.code), row_of(one))

    def find(self, code: str) -> Programme | None:
        """The programme of this code, or None."""
        row = self._connection.execute(sa.select(programmes).where(programmes.c.code == code)).one_or_none()
        return None if row is None else _programme(row)

    def all(self) -> list[Programme]:
        """All programmes by code."""
        return [
            _programme(row)
            for row in self._connection.execute(sa.select(programmes).order_by(programmes.c.code))
        ]

    def add_run(self, one: Run) -> None:
        """Add a run."""
        self._connection.execute(runs.insert(), row_of(one))

    def find_run(self, programme_code: str, no: str) -> Run | None:
        """The run of a programme with this number, or None; never the one of earlier paper."""
        return None if no == EARLIER_PAPER_RUN else self._run_of_no(programme_code, no)

    def earlier_paper_run(self, programme_code: str) -> Run | None:
        """Where a programme's documents stand that were reissued from earlier paper, or None."""
        return self._run_of_no(programme_code, EARLIER_PAPER_RUN)

    def _run_of_no(self, programme_code: str, no: str) -> Run | None:
        chosen = sa.select(runs).where(runs.c.programme_code == programme_code, runs.c.no == no)
        row = self._connection.execute(chosen).one_or_none()
        return None if row is None else _run(row)

    def run_of_id(self, run_id: UUID) -> Run | None:
        """The run of this id, or None."""
        row = self._connection.execute(sa.select(runs).where(runs.c.id == run_id)).one_or_none()
        return None if row is None else _run(row)

    def runs(self) -> list[Run]:
        """All runs that were or will be held, newest first."""
        chosen = sa.select(runs).where(runs.c.no != EARLIER_PAPER_RUN).order_by(runs.c.end_on.desc())
        return [_run(row) for row in self._connection.execute(chosen)]

    def record_participations(self, run_id: UUID, evidence: Iterable[Participation]) -> None:
        """Store the evidence of a list; a later list of the same run replaces what it repeats."""
        rows = [row_of(one) for one in evidence]
        if not rows:
            return
        chosen = sa.select(participations.c.member_id).where(participations.c.run_id == run_id)
        known = set(self._connection.execute(chosen).scalars())
        if new := [row for row in rows if row["member_id"] not in known]:
            whose = self._chambers_of([row["member_id"] for row in new])
            insert_rows(
                self._connection,
                participations,
                [{**row, "chamber_code": whose[row["member_id"]]} for row in new],
            )
        if old := [row for row in rows if row["member_id"] in known]:
            changed = participations.update().where(
                participations.c.run_id == sa.bindparam("of_run"),
                participations.c.member_id == sa.bindparam("of_member"),
            )
            keys = ("run_id", "member_id")
            self._connection.execute(
                changed.values({name: sa.bindparam(f"new_{name}") for name in old[0] if name not in keys}),
                [
                    {"of_run": row["run_id"], "of_member": row["member_id"]}
                    | {f"new_{name}": value for name, value in row.items() if name not in keys}
                    for row in old
                ],
            )

    def _chambers_of(self, member_ids: Sequence[UUID]) -> dict[UUID, str]:
        found: dict[UUID, str] = {}
        for start in range(0, len(member_ids), _CHUNK):
            chosen = sa.select(members.c.id, members.c.chamber_code).where(
                among(self._connection, members.c.id, member_ids[start : start + _CHUNK])
            )
            found |= {row.id: row.chamber_code for row in self._connection.execute(chosen)}
        return found

    def participation(self, run_id: UUID, member_id: UUID) -> Participation | None:
        """The evidence of one member in a run, or None."""
        chosen = sa.select(*EVIDENCE).where(
            participations.c.run_id == run_id, participations.c.member_id == member_id
        )
        row = self._connection.execute(chosen).one_or_none()
        return None if row is None else Participation(**row._mapping)

    def participations(self, run_id: UUID) -> list[Participation]:
        """The evidence recorded for a run."""
        chosen = sa.select(*EVIDENCE).where(participations.c.run_id == run_id)
        return [Participation(**row._mapping) for row in self._connection.execute(chosen)]
