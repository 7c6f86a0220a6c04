"""Records of memberships: names that ended, dated events bound into the sicil chain, merges, links, the public list."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from registry.member import MembershipEvent, PastName
from registry.records.sicil import SicilRecords
from registry.sicil_chain import content_hash
from registry.tables.members import member_names, members, membership_events


def _event(row: Row[Any]) -> MembershipEvent:
    return MembershipEvent(**{name: value for name, value in row._mapping.items() if name != "seq"})


class MembershipRecords:
    """What happened to the entries of a chamber. The caller holds the chamber's lock while recording."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def record(
        self, chamber_code: str, events: Sequence[MembershipEvent], *, at: datetime, actor: str
    ) -> None:
        """Store events of one chamber and the sicil entries that bind them."""
        if not events:
            return
        entered = [one.entered() for one in events]
        seqs = SicilRecords(self._connection).append(chamber_code, entered, at=at, actor=actor)
        rows = [{**one.row(), "seq": seq} for one, seq in zip(events, seqs, strict=True)]
        self._connection.execute(membership_events.insert(), rows)

    def end_names(self, past: Iterable[PastName]) -> None:
        """Keep names that ended."""
        if rows := [asdict(one) for one in past]:
            self._connection.execute(member_names.insert(), rows)

    def names_of(self, chamber_code: str, member_ids: Collection[UUID]) -> list[PastName]:
        """The earlier names of these entries, oldest first."""
        chosen = (
            sa.select(member_names)
            .where(member_names.c.chamber_code == chamber_code, member_names.c.member_id.in_(member_ids))
            .order_by(member_names.c.ended_at, member_names.c.id)
        )
        return [PastName(**row._mapping) for row in self._connection.execute(chosen)]

    def events_of(self, chamber_code: str, member_ids: Collection[UUID]) -> list[MembershipEvent]:
        """The events of these entries, oldest first."""
        chosen = (
            sa.select(membership_events)
            .where(
                membership_events.c.chamber_code == chamber_code,
                membership_events.c.member_id.in_(member_ids),
            )
            .order_by(membership_events.c.seq)
        )
        return [_event(row) for row in self._connection.execute(chosen)]

    def content_hashes(self, chamber_code: str) -> dict[int, bytes]:
        """``content_hash`` of every membership event of a chamber by its entry's sequence number."""
        chosen = sa.select(membership_events).where(membership_events.c.chamber_code == chamber_code)
        return {row.seq: content_hash(_event(row).row()) for row in self._connection.execute(chosen)}

    def entries_of(self, chamber_code: str, member_id: UUID) -> list[UUID]:
        """A member's entry and the wrong ones that were merged into it, the right one first."""
        chosen = sa.select(members.c.id).where(
            members.c.chamber_code == chamber_code, members.c.merged_into == member_id
        )
        return [member_id, *self._connection.execute(chosen).scalars()]

    def merge(self, chamber_code: str, wrong: UUID, right: UUID) -> None:
        """Lead ``wrong``, and whatever was merged into it before, to ``right``: never more than one step."""
        mine = members.c.chamber_code == chamber_code
        led = sa.or_(members.c.id == wrong, members.c.merged_into == wrong)
        listed = sa.select(members.c.listed_since).where(members.c.id == right).scalar_subquery()
        listed_since = self._connection.execute(sa.select(listed)).scalar_one()
        self._connection.execute(
            members.update().where(mine, led),
            {"merged_into": right, "person_id": None, "listed_since": listed_since},
        )

    def set_person(self, chamber_code: str, member_id: UUID, person_id: UUID | None) -> None:
        """Join an entry with the other entries of the person, or part it from them."""
        mine = members.c.chamber_code == chamber_code
        self._connection.execute(
            members.update().where(mine, members.c.id == member_id), {"person_id": person_id}
        )

    def set_listed(self, chamber_code: str, member_ids: Collection[UUID], since: datetime | None) -> None:
        """Put a member (all its entries) on the public list, or take it off at once."""
        mine = members.c.chamber_code == chamber_code
        self._connection.execute(
            members.update().where(mine, members.c.id.in_(member_ids)), {"listed_since": since}
        )
