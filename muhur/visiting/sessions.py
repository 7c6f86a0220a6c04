"""Sessions of people in browsers: begun by signing in, turned into a caller at each request, ended by anyone's wish."""

import hashlib
import secrets
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import Response

from muhur.installation import Home
from muhur.signin import accounts
from registry.access import Caller
from registry.accounts.holder import Holder
from registry.act import Act
from registry.records.accounts.sessions import Session
from registry.records.registry_records import Records
from registry.store import Store

LIFETIME = timedelta(hours=12)
IDLE = timedelta(minutes=90)
# The time of the last request is written this often at most: a page view need not write a row.
_SEEN_EVERY = timedelta(minutes=1)
LONGEST_DEVICE = 120


@dataclass(frozen=True, slots=True)
class Visitor:
    """A session that counts now, whom it speaks for, and how the pages name them."""

    session: Session
    caller: Caller
    person: str


class Sessions:
    """Begins, finds and ends sessions of one installation."""

    def __init__(self, home: Home) -> None:
        self._store: Store = home.store
        self._https = home.facts.public_url.startswith("https:")

    @property
    def cookie(self) -> str:
        """Its name."""
        return self.beside("session")

    def beside(self, name: str) -> str:
        """The name of a cookie; with https the prefix binds it to this host alone (RFC 6265bis section 4.1.3)."""
        return f"__Host-{name}" if self._https else name

    def begin(
        self, caller: Caller, act: Act, *, lang: str, device: str, two_steps: bool, by: str = ""
    ) -> str:
        """A new session for somebody who proved who they are (``by`` what); returns the token for the browser.

        ``two_steps``: they showed a passkey, or two things. Without, nobody approves or manages users by it.
        """
        token = secrets.token_urlsafe(32)
        at = act.at
        one = Session(
            _hash(token),
            caller.kind,
            caller.id,
            caller.chamber_code,
            lang,
            secrets.token_urlsafe(24),
            device[:LONGEST_DEVICE],
            at,
            at,
            at + LIFETIME,
            at,
            two_steps,
        )
        with self._writing(caller.chamber_code) as records:
            records.sessions.add(one)
            records.audit.add(
                act,
                "session.begun",
                chamber_code=caller.chamber_code,
                target_kind=caller.kind,
                facts={"by": by} if by else None,
            )
        return token

    def find(self, token: str | None, at: datetime) -> Visitor | None:
        """Whoever holds the token now; None if it is over, or its holder is switched off, erased or merged.

        The tables are asked at each request: a user switched off is out at once.
        """
        if not token or len(token) > 100:
            return None
        with self._store.reading() as records:
            one = records.sessions.find(_hash(token))
            if one is None or one.ended_at is not None or at >= one.expires_at or _is_idle(one, at):
                return None
            holder = Holder(one.holder_kind, one.holder, one.chamber_code)
            found = accounts.of_holder(records, holder, at)
        if found is None or (found.needs_two_steps and not one.two_steps):
            # Also for whoever came by such a role only after signing in.
            return None
        if at - one.seen_at >= _SEEN_EVERY:
            with self._writing(one.chamber_code) as records:
                records.sessions.set_seen(one.token_sha256, at)
        return Visitor(one, found.caller, found.full_name)

    def confirm(self, one: Session, act: Act) -> None:
        """The holder proved again who they are."""
        with self._writing(one.chamber_code) as records:
            records.sessions.set_confirmed(one.token_sha256, act.at)
            records.audit.add(act, "session.confirmed")

    def speak(self, one: Session, lang: str) -> None:
        """The language of the session's pages from now on."""
        with self._writing(one.chamber_code) as records:
            records.sessions.set_lang(one.token_sha256, lang)

    def end(self, one: Session, act: Act) -> None:
        """End a session; ending it twice is no fault."""
        with self._writing(one.chamber_code) as records:
            records.sessions.end(one.token_sha256, act.at)
            records.audit.add(act, "session.ended")

    def open_ones(self, one: Session, at: datetime) -> list[Session]:
        """All open sessions of the same holder."""
        with self._store.reading() as records:
            found = records.sessions.of_holder(one.holder_kind, one.holder, at)
        return [other for other in found if not _is_idle(other, at)]

    def end_others(self, one: Session, act: Act) -> int:
        """End all other sessions of the holder; returns how many."""
        with self._writing(one.chamber_code) as records:
            ended = records.sessions.end_all(one.holder_kind, one.holder, act.at, but=one.token_sha256)
            records.audit.add(act, "session.others_ended", facts={"sessions": ended})
        return ended

    def give(self, response: Response, token: str) -> None:
        """Hand the token to the browser. It ends with the browser; the table knows when it is over."""
        self.give_beside(response, "session", token)

    def take_back(self, response: Response) -> None:
        """Let the browser forget the token."""
        self.take_back_beside(response, "session")

    def give_beside(self, response: Response, name: str, value: str) -> None:
        """Hand a secret to the browser under another name."""
        response.set_cookie(
            self.beside(name), value, httponly=True, secure=self._https, samesite="lax", path="/"
        )

    def take_back_beside(self, response: Response, name: str) -> None:
        """Let the browser forget it."""
        response.delete_cookie(self.beside(name), httponly=True, secure=self._https, samesite="lax", path="/")

    def _writing(self, chamber_code: str | None) -> AbstractContextManager[Records]:
        return self._store.writing(chamber_code) if chamber_code else self._store.writing()


def _hash(token: str) -> bytes:
    return hashlib.sha256(b"muhur session " + token.encode()).digest()


def _is_idle(one: Session, at: datetime) -> bool:
    return at - one.seen_at > IDLE
