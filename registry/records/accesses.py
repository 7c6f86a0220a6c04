"""Records that a member reads or decides: who asked about them and why, consents, links between chambers."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from registry.tables.members import access_events, consents, person_links


@dataclass(frozen=True, slots=True)
class AccessEvent:
    """One question about a member. ``asking_chamber`` is None for the union; ``area`` if one was asked for."""

    id: UUID
    chamber_code: str
    member_id: UUID
    asking_chamber: str | None
    asking_role: str
    asking_id: str
    purpose: str
    area: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Consent:
    """A member's word on one purpose; the newest holds."""

    id: UUID
    chamber_code: str
    member_id: UUID
    purpose: str
    given: bool
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class PersonLink:
    """A one-time code by which a member of another chamber confirms to be the same person; kept as a hash."""

    id: UUID
    chamber_code: str
    member_id: UUID
    code_sha256: bytes
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    used_by_member_id: UUID | None = None


class AccessRecords:
    """Accesses, consents and links; every look-up names the chamber of the member's entry."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: Iterable[AccessEvent]) -> None:
        """Record that these were asked about."""
        if rows := [asdict(one) for one in new]:
            self._connection.execute(access_events.insert(), rows)

    def of_members(
        self, chamber_code: str, member_ids: Collection[UUID], limit: int, offset: int = 0
    ) -> list[AccessEvent]:
        """Who asked about these entries, newest first."""
        chosen = (
            sa.select(access_events)
            .where(access_events.c.chamber_code == chamber_code, access_events.c.member_id.in_(member_ids))
            .order_by(access_events.c.at.desc(), access_events.c.id.desc())
            .limit(limit)
            .offset(offset)
        )
        return [AccessEvent(**row._mapping) for row in self._connection.execute(chosen)]

    def consent(self, one: Consent) -> None:
        """Record a member's word."""
        self._connection.execute(consents.insert(), asdict(one))

    def consents_of(self, chamber_code: str, member_ids: Collection[UUID]) -> list[Consent]:
        """Every word of these entries, oldest first."""
        chosen = (
            sa.select(consents)
            .where(consents.c.chamber_code == chamber_code, consents.c.member_id.in_(member_ids))
            .order_by(consents.c.at, consents.c.id)
        )
        return [Consent(**row._mapping) for row in self._connection.execute(chosen)]

    def add_link(self, one: PersonLink) -> None:
        """Keep a link that waits to be confirmed; an earlier one of the same entry ends."""
        mine = person_links.c.chamber_code == one.chamber_code
        self._connection.execute(
            person_links.delete().where(
                mine, person_links.c.member_id == one.member_id, person_links.c.used_at.is_(None)
            )
        )
        self._connection.execute(person_links.insert(), asdict(one))

    def link(self, chamber_code: str, code_sha256: bytes) -> PersonLink | None:
        """The link of this code's hash, or None."""
        chosen = sa.select(person_links).where(
            person_links.c.chamber_code == chamber_code, person_links.c.code_sha256 == code_sha256
        )
        row = self._connection.execute(chosen).one_or_none()
        return None if row is None else PersonLink(**row._mapping)

    def use_link(self, one: PersonLink, by: UUID, at: datetime) -> None:
        """Note who confirmed a link; a code is good once."""
        self._connection.execute(
            person_links.update().where(
                person_links.c.chamber_code == one.chamber_code, person_links.c.id == one.id
            ),
            {"used_at": at, "used_by_member_id": by},
        )
