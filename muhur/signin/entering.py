"""The way in: who somebody shows to be, and the session that begins for them."""

from dataclasses import dataclass, replace
from datetime import datetime

from fastapi import Request, Response

from muhur.door import Guard
from muhur.signin import accounts
from muhur.signin.accounts import Account
from muhur.signin.device import device_of
from muhur.signin.onwards import Onwards
from muhur.signin.passkeys import Passkeys
from muhur.signin.passwords import Passwords
from muhur.signin.refused import SignInRefused
from muhur.signin.second_steps import SecondSteps
from muhur.signin.throttle import Throttle, password_bounds, source_of
from muhur.tokens import Tokens
from muhur.visiting.sessions import Sessions
from registry.act import Act
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

    def __init__(
        self,
        *,
        store: Store,
        sessions: Sessions,
        tokens: Tokens,
        guard: Guard,
        passwords: Passwords,
        passkeys: Passkeys,
        throttle: Throttle,
        steps: SecondSteps,
    ) -> None:
        self._store, self._sessions, self._tokens, self._guard = store, sessions, tokens, guard
        self._passwords, self._passkeys, self._throttle, self._steps = passwords, passkeys, throttle, steps

    def by_password(self, act: Act, origin: From, identifier: str, password: str) -> Account:
        """The account that identifier and password open; raises ``SignInRefused`` signin.wrong or signin.wait.

        Unknown accounts, accounts without a password and wrong passwords take the same steps and are told alike.
        """
        with self._store.reading() as records:
            found, stored = _with_password(records, identifier, act.at)
        return self._judge(act, origin, found, stored, identifier, password)

    def by_passkey(self, act: Act, answer: str, whose: Account | None = None) -> Account:
        """The account that a passkey opens (if ``whose`` is given, that one's); raises ``SignInRefused`` passkey.refused."""
        try:
            return self._opened_by(act, answer, whose)
        except SignInRefused as refusal:
            about = None if whose is None else whose.holder
            self._guard.record_refusal(act, "signin.passkey", refusal.code, about)
            raise

    def _opened_by(self, act: Act, answer: str, whose: Account | None) -> Account:
        owner = self._passkeys.recognised(answer, act).owner
        with self._store.reading() as records:
            found = accounts.of_holder(records, owner, act.at)
        if found is None or (whose is not None and whose.holder != owner):
            raise SignInRefused("passkey.refused")
        return found

    def again(self, act: Act, origin: From, account: Account, password: str) -> None:
        """The holder of a session shows the password again; raises like ``by_password``."""
        with self._store.reading() as records:
            stored = records.passwords.find(account.holder)
        self._judge(act, origin, account, stored, account.holder.name, password)

    def _judge(
        self,
        act: Act,
        origin: From,
        found: Account | None,
        stored: StoredPassword | None,
        identifier: str,
        password: str,
    ) -> Account:
        bounds = password_bounds(act, origin.source, found.holder.name if found else identifier.casefold())
        about = None if found is None else found.holder
        try:
            counted = self._throttle.count(act, bounds)
        except SignInRefused as refusal:
            self._guard.record_refusal(act, "signin.password", refusal.code, about)
            raise
        fits, newer = self._passwords.fits(password, stored.hash if stored else None)
        if found is None or stored is None or not fits:
            self._guard.record_refusal(act, "signin.password", "signin.wrong", about)
            raise SignInRefused("signin.wrong")
        self._throttle.give_back(act, bounds, counted)
        if newer is not None:
            with self._store.writing(found.holder.chamber_code or NO_CHAMBER) as records:
                records.passwords.rehash(found.holder, stored.hash, newer)
        return found

    def arrive(
        self,
        visit: Visit,
        origin: From,
        onwards: Onwards,
        account: Account,
        by: str,
        *,
        two_steps: bool = False,
    ) -> Response:
        """The answer to whoever showed to be ``account``: onwards in a new session, or first the second step."""
        if not two_steps and self._steps.needed(account):
            step = self._steps.begin(account, by, visit.act)
            return self.ask_second(visit, onwards, account, step)
        signed_in, token = self.let_in(visit, origin, account, by, two_steps=two_steps)
        return self.give(onwards.answer(signed_in), token)

    def ask_second(
        self,
        visit: Visit,
        onwards: Onwards,
        account: Account,
        step: str,
        refusal: SignInRefused | None = None,
    ) -> Response:
        """The page of the second step."""
        choices = self._steps.choices(account, visit.value("secret"))
        at = "code" if refusal is not None else ""
        return visit.draw(
            "signin/second_step.html", refusal=refusal, at=at, step=step, **choices, **onwards.values
        )

    def let_in(
        self, visit: Visit, origin: From, account: Account, by: str, *, two_steps: bool
    ) -> tuple[Visit, str]:
        """A new session; the one this browser had ends. Returns the visit from now on, and the browser's token."""
        if visit.session is not None:
            self._sessions.end(visit.session, visit.act)
        act = self._tokens.act(account.caller, visit.act.at)
        token = self._sessions.begin(
            account.caller, act, lang=visit.lang, device=origin.device, two_steps=two_steps, by=by
        )
        visitor = self._sessions.find(token, act.at)
        if visitor is None:
            raise SignInRefused("signin.wrong")
        one = visitor.session
        signed_in = replace(
            visit, act=act, person=visitor.person, csrf=one.csrf, session=one, confirmed_at=act.at
        )
        return signed_in, token

    def give(self, response: Response, token: str) -> Response:
        """The answer with the session's cookie."""
        self._sessions.give(response, token)
        return response


def _with_password(
    records: Records, identifier: str, at: datetime
) -> tuple[Account | None, StoredPassword | None]:
    """The one account of this name that has a password; with two of them the person has to say which."""
    found = [(one, records.passwords.find(one.holder)) for one in accounts.called(records, identifier, at)]
    having = [pair for pair in found if pair[1] is not None]
    if len(having) == 1:
        return having[0]
    return found[0] if len(found) == 1 else (None, None)
