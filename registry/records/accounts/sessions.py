"""Records of sessions. A browser's token is known here by its hash alone."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from registry.tables.base import row_of
from registry.tables.signing_in import sessions


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser. ``holder_kind`` is user or member; ``holder`` a login, or a member's id as text."""

    token_sha256: bytes
    holder_kind: str
    holder: str
    chamber_code: str | None
    lang: str
    csrf: str
    device: str
    made_at: datetime
    seen_at: datetime
    expires_at: datetime
    confirmed_at: datetime
    two_steps: bool
    ended_at: datetime | None = None


class SessionRecords:
    """Sessions by token and by holder."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, one: Session) -> None:
        """Record a session that begins."""
        self._connection.execute(sessions.insert(), row_of(one))

    def find(self, token_sha256: bytes) -> Session | None:
        """The session of a token, whether or not it still counts."""
        row = self._connection.execute(
            sa.select(sessions).where(sessions.c.token_sha256 == token_sha256)
        ).one_or_none()
        return None if row is None else Session(**row._mapping)

    def of_holder(self, kind: str, holder: str, at: datetime) -> list[Session]:
        """The holder's open sessions, last seen first."""
        chosen = sa.select(sessions).where(
            sessions.c.holder_kind == kind,
            sessions.c.holder == holder,
            sessions.c.ended_at.is_(None),
            sessions.c.expires_at > at,
        )
        rows = self._connection.execute(chosen.order_by(sessions.c.seen_at.desc()))
        return [Session(**row._mapping) for row in rows]

    def set_seen(self, token_sha256: bytes, at: datetime) -> None:
        """The session was used."""
        self._change(token_sha256, seen_at=at)

    def set_confirmed(self, token_sha256: bytes, at: datetime) -> None:
        """The holder proved again who they are."""
        self._change(token_sha256, confirmed_at=at)

    def set_lang(self, token_sha256: bytes, lang: str) -> None:
        """The language of its pages."""
        self._change(token_sha256, lang=lang)

    def end(self, token_sha256: bytes, at: datetime) -> None:
        """End one session; one that has ended stays as it is."""
        self._connection.execute(
            sessions.update()
            .where(sessions.c.token_sha256 == token_sha256, sessions.c.ended_at.is_(None))
            .values(ended_at=at)
        )

    def end_all(self, kind: str, holder: str, at: datetime, but: bytes | None = None) -> int:
        """End the holder's sessions, all but one if it is named; returns how many."""
        chosen = sessions.update().where(
            sessions.c.holder_kind == kind, sessions.c.holder == holder, sessions.c.ended_at.is_(None)
        )
        if but is not None:
            chosen = chosen.where(sessions.c.token_sha256 != but)
        return self._connection.execute(chosen.values(ended_at=at)).rowcount

    def purge(self, before: datetime) -> int:
        """Remove sessions that were over before ``before``; returns how many."""
        over = sa.or_(sessions.c.expires_at < before, sessions.c.ended_at < before)
        return self._connection.execute(sessions.delete().where(over)).rowcount

    def _change(self, token_sha256: bytes, **values: object) -> None:
        self._connection.execute(
            sessions.update().where(sessions.c.token_sha256 == token_sha256).values(**values)
        )
