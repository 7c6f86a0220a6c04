"""What waits for somebody in a chamber, counted by the indexes that are there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from registry.lifecycle import IMZALANDI, ONAY_BEKLIYOR, TASLAK
from registry.records.asked.requests import ACIK
from registry.tables.chambers import chambers
from registry.tables.documents import batches, open_lists
from registry.tables.inherited import inherited_batches
from registry.tables.members import members
from registry.tables.requests import member_requests
from registry.tables.training import programmes, runs, standing_approvals


@dataclass(frozen=True, slots=True)
class WaitingBatch:
    """A batch that waits for a person, without its rows."""

    id: UUID
    run_code: str
    name: str
    by: str
    note: str | None


class WaitingRecords:
    """Counts and the next few of each kind; every look-up names the chamber."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def unsaved_lists(self, chamber_code: str) -> int:
        """Lists under work that are no batch yet."""
        mine = open_lists.c.chamber_code == chamber_code
        return self._count(open_lists, mine, open_lists.c.batch_id.is_(None))

    def drafts(self, chamber_code: str, *, returned: bool) -> int:
        """Draft batches: those that an approver sent back, or the others."""
        note = batches.c.decided_note
        return self._count(
            batches,
            *_in(chamber_code, TASLAK),
            note.is_not(None) if returned else note.is_(None),
        )

    def to_approve(self, chamber_code: str, actors: Collection[str]) -> int:
        """Batches that wait for approval and were neither prepared nor sent by these actors."""
        return self._count(batches, *_in(chamber_code, ONAY_BEKLIYOR), *_not_by(actors))

    def signing(self, chamber_code: str) -> int:
        """Batches whose signing began and has not ended."""
        return self._count(batches, *_in(chamber_code, IMZALANDI))

    def next_to_approve(self, chamber_code: str, actors: Collection[str], limit: int) -> list[WaitingBatch]:
        """The oldest of those."""
        return self._batches(*_in(chamber_code, ONAY_BEKLIYOR), *_not_by(actors), limit=limit)

    def next_returned(self, chamber_code: str, limit: int) -> list[WaitingBatch]:
        """The oldest of those that were sent back."""
        return self._batches(*_in(chamber_code, TASLAK), batches.c.decided_note.is_not(None), limit=limit)

    def standing(self, chamber_code: str, actor: str) -> int:
        """Standing approvals that somebody else has asked for."""
        one = standing_approvals.c
        return self._count(
            standing_approvals.join(
                programmes,
                sa.and_(
                    programmes.c.code == one.programme_code, programmes.c.version == one.programme_version
                ),
            ),
            one.chamber_code == chamber_code,
            one.approved_at.is_(None),
            one.ended_at.is_(None),
            one.prepared_by != actor,
        )

    def inherited(self, chamber_code: str, actor: str) -> int:
        """Lists of earlier paper that wait for approval by somebody else than who prepared them."""
        one = inherited_batches.c
        return self._count(
            inherited_batches,
            one.chamber_code == chamber_code,
            one.state == ONAY_BEKLIYOR,
            one.prepared_by != actor,
        )

    def requests(self, chamber_code: str) -> tuple[int, date | None]:
        """Open requests of members, and the day by which the first must be answered."""
        one = member_requests.c
        chosen = sa.select(sa.func.count(), sa.func.min(one.due_on)).where(
            one.chamber_code == chamber_code, one.state == ACIK
        )
        row = self._connection.execute(chosen).one()
        return int(row[0]), row[1]

    def begun(self, chamber_code: str) -> dict[str, bool]:
        """Which of the first steps of a chamber are done: signers, members, programmes, runs."""
        own = programmes.c.chamber_code == chamber_code
        signers = self._connection.execute(
            sa.select(chambers.c.signers).where(chambers.c.code == chamber_code)
        ).scalar_one()
        return {
            "signers": bool(signers),
            "members": self._any(sa.select(members.c.id).where(members.c.chamber_code == chamber_code)),
            "programmes": self._any(sa.select(programmes.c.code).where(own)),
            "runs": self._any(
                sa.select(runs.c.id).join(programmes, programmes.c.code == runs.c.programme_code).where(own)
            ),
        }

    def _any(self, chosen: sa.Select[tuple[object]]) -> bool:
        return self._connection.execute(chosen.limit(1)).first() is not None

    def _count(self, source: sa.FromClause, *conditions: sa.ColumnElement[bool]) -> int:
        chosen = sa.select(sa.func.count()).select_from(source).where(*conditions)
        return int(self._connection.execute(chosen).scalar_one())

    def _batches(self, *conditions: sa.ColumnElement[bool], limit: int) -> list[WaitingBatch]:
        columns = (batches.c.id, batches.c.content, batches.c.prepared_by, batches.c.decided_note)
        chosen = sa.select(*columns).where(*conditions).order_by(batches.c.prepared_at).limit(limit)
        return [
            WaitingBatch(
                row.id, row.content["run"], row.content["programme_name"], row.prepared_by, row.decided_note
            )
            for row in self._connection.execute(chosen)
        ]


def _in(chamber_code: str, state: str) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return batches.c.chamber_code == chamber_code, batches.c.state == state


def _not_by(actors: Collection[str]) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    submitted = batches.c.submitted_by
    return batches.c.prepared_by.not_in(actors), sa.or_(submitted.is_(None), submitted.not_in(actors))
