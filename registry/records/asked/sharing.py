"""Records of share links and watches, and the addresses that notices go to."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Row

from registry.records.rows import among
from registry.tables.members import members
from registry.tables.requests import share_links, watches

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class ShareLink:
    """A member's link to one document with what it opens; the token itself is not stored."""

    id: UUID
    chamber_code: str
    member_id: UUID
    credential_id: UUID
    token_sha256: bytes
    fields: tuple[str, ...]
    made_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None

    def open_at(self, now: datetime) -> bool:
        """True while it may be followed."""
        return self.ended_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True)
class Watch:
    """An employer's wish to be told when a document's standing changes; counts once its address is confirmed."""

    id: UUID
    chamber_code: str
    credential_id: UUID
    email: str
    lang: str
    token_sha256: bytes
    last_standing: str
    made_at: datetime
    confirmed_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WatchCount:
    """How many documents of a chamber are followed, by how many, and how many have not answered yet."""

    chamber_code: str
    documents: int
    confirmed: int
    unconfirmed: int


def _share(row: Row[Any]) -> ShareLink:
    values = dict(row._mapping)
    return ShareLink(**{**values, "fields": tuple(values["fields"])})


class SharingRecords:
    """Share links and watches."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_share(self, one: ShareLink) -> bool:
        """Store a link; False if it is there already, also from a writer at the same time."""
        dialect = sqlite if self._connection.dialect.name == "sqlite" else postgresql
        new = dialect.insert(share_links).on_conflict_do_nothing(index_elements=["id"])
        row = {**asdict(one), "fields": list(one.fields)}
        return self._connection.execute(new.returning(share_links.c.id), row).one_or_none() is not None

    def share_by_token(self, token_sha256: bytes) -> ShareLink | None:
        """The link of this token, open or not; read with the public scope."""
        chosen = sa.select(share_links).where(share_links.c.token_sha256 == token_sha256)
        row = self._connection.execute(chosen).one_or_none()
        return None if row is None else _share(row)

    def shares_of(self, chamber_code: str, member_id: UUID) -> list[ShareLink]:
        """A member's links, newest first."""
        chosen = (
            sa.select(share_links)
            .where(share_links.c.chamber_code == chamber_code, share_links.c.member_id == member_id)
            .order_by(share_links.c.made_at.desc(), share_links.c.id)
        )
        return [_share(row) for row in self._connection.execute(chosen)]

    def end_share(self, chamber_code: str, member_id: UUID, share_id: UUID, at: datetime) -> bool:
        """Close a member's link; False if it is not theirs or closed already."""
        done = self._connection.execute(
            share_links.update().where(
                share_links.c.chamber_code == chamber_code,
                share_links.c.member_id == member_id,
                share_links.c.id == share_id,
                share_links.c.ended_at.is_(None),
            ),
            {"ended_at": at},
        )
        return done.rowcount == 1

    def add_watch(self, one: Watch) -> None:
        """Store a watch."""
        self._connection.execute(watches.insert(), asdict(one))

    def watch_by_token(self, chamber_code: str, token_sha256: bytes) -> Watch | None:
        """The watch of this token."""
        chosen = sa.select(watches).where(
            watches.c.chamber_code == chamber_code, watches.c.token_sha256 == token_sha256
        )
        row = self._connection.execute(chosen).one_or_none()
        return None if row is None else Watch(**row._mapping)

    def watch(self, chamber_code: str, watch_id: UUID) -> Watch | None:
        """A watch, open or not."""
        chosen = sa.select(watches).where(watches.c.chamber_code == chamber_code, watches.c.id == watch_id)
        row = self._connection.execute(chosen).one_or_none()
        return None if row is None else Watch(**row._mapping)

    def open_watches(self, chamber_code: str, credential_id: UUID, email: str) -> int:
        """How many watches an address holds on a document, confirmed or waiting."""
        chosen = (
            sa.select(sa.func.count())
            .select_from(watches)
            .where(
                watches.c.chamber_code == chamber_code,
                watches.c.credential_id == credential_id,
                watches.c.email == email,
                watches.c.ended_at.is_(None),
            )
        )
        return int(self._connection.execute(chosen).scalar_one())

    def confirm_watch(self, chamber_code: str, watch_id: UUID, standing: str, at: datetime) -> None:
        """The address answered; what changes from ``standing`` on is told."""
        self._connection.execute(
            watches.update().where(watches.c.chamber_code == chamber_code, watches.c.id == watch_id),
            {"confirmed_at": at, "last_standing": standing},
        )

    def end_watch(self, chamber_code: str, watch_id: UUID, at: datetime) -> None:
        """Nothing more is told; the address is forgotten."""
        self._connection.execute(
            watches.update().where(watches.c.chamber_code == chamber_code, watches.c.id == watch_id),
            {"ended_at": at, "email": "-"},
        )

    def watches_of(self, chamber_code: str, credential_ids: Collection[UUID]) -> list[Watch]:
        """Confirmed, open watches on documents."""
        wanted = sorted(credential_ids)
        found: list[Watch] = []
        for start in range(0, len(wanted), _CHUNK):
            chosen = sa.select(watches).where(
                watches.c.chamber_code == chamber_code,
                watches.c.credential_id.in_(wanted[start : start + _CHUNK]),
                watches.c.confirmed_at.is_not(None),
                watches.c.ended_at.is_(None),
            )
            found += [Watch(**row._mapping) for row in self._connection.execute(chosen)]
        return found

    def chambers_with_watches(self) -> list[str]:
        """Chambers whose documents somebody watches; read with the union's scope."""
        open_ = watches.c.confirmed_at.is_not(None) & watches.c.ended_at.is_(None)
        chosen = sa.select(watches.c.chamber_code).where(open_).distinct().order_by(watches.c.chamber_code)
        return list(self._connection.execute(chosen).scalars())

    def all_watches(self, chamber_code: str) -> list[Watch]:
        """Every confirmed, open watch of a chamber."""
        chosen = sa.select(watches).where(
            watches.c.chamber_code == chamber_code,
            watches.c.confirmed_at.is_not(None),
            watches.c.ended_at.is_(None),
        )
        return [Watch(**row._mapping) for row in self._connection.execute(chosen)]

    def count_watches(self, chamber_code: str) -> WatchCount:
        """How many follow a chamber's documents; nobody's address."""
        confirmed = watches.c.confirmed_at.is_not(None)
        counted = (
            sa.func.count(sa.distinct(sa.case((confirmed, watches.c.credential_id)))),
            sa.func.sum(sa.case((confirmed, 1), else_=0)),
            sa.func.sum(sa.case((confirmed, 0), else_=1)),
        )
        chosen = sa.select(*counted).where(
            watches.c.chamber_code == chamber_code, watches.c.ended_at.is_(None)
        )
        row = self._connection.execute(chosen).one()
        return WatchCount(chamber_code, int(row[0] or 0), int(row[1] or 0), int(row[2] or 0))

    def saw(self, chamber_code: str, watch_id: UUID, standing: str) -> None:
        """Remember the standing that was told last."""
        self._connection.execute(
            watches.update().where(watches.c.chamber_code == chamber_code, watches.c.id == watch_id),
            {"last_standing": standing},
        )

    def member_addresses(self, chamber_code: str, member_ids: Collection[UUID]) -> dict[UUID, str]:
        """E-mail addresses by entry; of a merged entry the right one's. Who has died is written to no more."""
        wanted = sorted(member_ids)
        right = members.alias("right_entry")
        address = sa.func.coalesce(right.c.email, members.c.email)
        found: dict[UUID, str] = {}
        for start in range(0, len(wanted), _CHUNK):
            chosen = (
                sa.select(members.c.id, address.label("email"))
                .outerjoin(right, right.c.id == members.c.merged_into)
                .where(
                    members.c.chamber_code == chamber_code,
                    among(self._connection, members.c.id, wanted[start : start + _CHUNK]),
                    address.is_not(None),
                    sa.func.coalesce(right.c.status, members.c.status) != "vefat",
                )
            )
            found |= {row.id: row.email for row in self._connection.execute(chosen)}
        return found
