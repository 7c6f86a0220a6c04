"""The way in: who somebody shows to be, and the session that begins for them."""

from dataclasses import dataclass, replace
from datetime import datetime

from fastapi import Request

from muhur.door import Guard
from muhur.signin import accounts
from muhur.signin.accounts import Account
from muhur.signin.device import device_of
from muhur.signin.passwords import LONGEST, Passwords
from muhur.signin.refused import SignInRefused
from muhur.signin.throttle import Throttle, password_bounds, source_of
from muhur.tokens import Tokens
from muhur.visiting.sessions import Sessions
from registry.records.accounts.passwords import StoredPassword
from registry.records.registry_records import Records
from registry.store import NO_CHAMBER, Store
from registry.visit import Visit


@dataclass(frozen=True, slots=True)
class From:
    """Where a visit comes from: the address as it is counted, and the device as its holder will know it."""

    source: str
    device: str

    @classmethod
    def of(cls, request: Request) -> "From":
        """Of a request; behind a proxy the server has put the visitor's address there."""
        host = None if request.client is None else request.client.host
        return cls(source_of(host), device_of(request.headers.get("user-agent", "")))


class Entrance:
    """Judges what somebody shows, and begins their session. Safe to share between threads."""

    def __init__(self, *, store: Store, sessions: Sessions, tokens: Tokens, guard: Guard) -> None:
        self.store, self.sessions, self.tokens, self.guard = store, sessions, tokens, guard
        self.passwords, self.throttle = Passwords(), Throttle(store)

    def by_password(self, visit: Visit, origin: From, identifier: str, password: str) -> Account:
        """The account that identifier and password open; raises ``SignInRefused`` signin.wrong or signin.wait.

        Unknown accounts, accounts without a password and wrong passwords take the same steps and are told alike.
        """
        act = visit.act
        with self.store.reading() as records:
            found, stored = _with_password(records, identifier, act.at)
        bounds = password_bounds(act, origin.source, found.holder.name if found else identifier.casefold())
        about = None if found is None else found.holder
        try:
            self.throttle.count(act, bounds)
        except SignInRefused as refusal:
            self.guard.record_refusal(act, "signin.password", refusal.code, about)
            raise
        fits, newer = self.passwords.fits(password[: LONGEST + 1], stored.hash if stored else None)
        if found is None or stored is None or not fits:
            self.guard.record_refusal(act, "signin.password", "signin.wrong", about)
            raise SignInRefused("signin.wrong")
        self.throttle.give_back(act, bounds)
        if newer is not None:
            with self.store.writing(found.holder.chamber_code or NO_CHAMBER) as records:
                records.passwords.rehash(found.holder, stored.hash, newer)
        return found

    def let_in(self, visit: Visit, origin: From, account: Account, by: str) -> tuple[Visit, str]:
        """A new session for who showed to be ``account``; the one this browser had ends.

        Returns the visit as it is from now on, and the token for the browser.
        """
        if visit.session is not None:
            self.sessions.end(visit.session, visit.act)
        act = self.tokens.act(account.caller, visit.act.at, visit.act.request_id)
        token = self.sessions.begin(account.caller, act, lang=visit.lang, device=origin.device, by=by)
        visitor = self.sessions.find(token, act.at)
        if visitor is None:
            raise SignInRefused("signin.wrong")
        one = visitor.session
        return replace(
            visit, act=act, person=visitor.person, csrf=one.csrf, session=one, confirmed_at=act.at
        ), token


def _with_password(
    records: Records, identifier: str, at: datetime
) -> tuple[Account | None, StoredPassword | None]:
    """The one account of this name that has a password; with two of them the person has to say which."""
    found = [(one, records.passwords.find(one.holder)) for one in accounts.called(records, identifier, at)]
    having = [pair for pair in found if pair[1] is not None]
    if len(having) == 1:
        return having[0]
    return found[0] if len(found) == 1 else (None, None)
