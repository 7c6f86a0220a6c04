"""Calling the JSON interface as anybody, in one line.

``with client(home, "EMO", "officer") as site: site.post("/api/v1/…", json={…})`` serves the real application over
``home`` and sends the token of a user who really has this role (made at first need, login ``officer.emo``).

- ``client(home)`` without a role is the public; ``site.ask(..., headers=bearer(home, caller))`` sends another's token.
- ``user(home, "EMO", "approver")`` / ``member(home, "EMO", "101742")`` / ``program(home, "EMO", "members:read")``
  give the ``Caller`` (and make the user or program), ``token_for(home, caller)`` its token.
- The application's clock stands at ``NOW`` (22.11.2026) unless ``now=`` is given; ``act_of(caller)`` gives the
  ``Act`` for calling a flow without HTTP.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from muhur.app import build_app
from muhur.installation import Home
from muhur.tokens import Tokens
from registry.access import AUDITOR, MEMBER, PROGRAM, USER, Caller, system
from registry.accounts.programs import add_program
from registry.accounts.users import add_user
from registry.act import Act
from tests.journeys.machinery import Site
from tests.support.register import NOW


def user(
    home: Home, chamber_code: str | None, *roles: str, login: str | None = None, at: datetime = NOW
) -> Caller:
    """A user with these roles, made at first need; ``chamber_code`` None for the union's auditor."""
    login = login or "-".join(roles) + "." + (chamber_code or "tmmob").lower()
    with home.store.reading() as records:
        known = records.users.with_login(login)
    if known is None:
        add_user(
            home.store,
            chamber_code,
            login,
            "Deneme Kullanıcısı",
            frozenset(roles),
            None,
            act_of(system("test"), at),
        )
    return Caller(USER, login, chamber_code, frozenset(roles))


def auditor(home: Home) -> Caller:
    """The union's auditor."""
    return user(home, None, AUDITOR)


def member(home: Home, chamber_code: str, sicil_no: str) -> Caller:
    """A member of the installation, by sicil no."""
    with home.store.reading() as records:
        found = records.members.find(chamber_code, [sicil_no])[sicil_no]
    return Caller(MEMBER, str(found.id), chamber_code, frozenset({MEMBER}))


def program(home: Home, chamber_code: str, *scopes: str, at: datetime = NOW) -> Caller:
    """A new program with exactly these scopes."""
    made, _ = add_program(
        home.store, chamber_code, "Deneme programı", frozenset(scopes), act_of(system("test"), at)
    )
    return Caller(PROGRAM, made.id, chamber_code, scopes=made.scopes)


def token_for(home: Home, caller: Caller, at: datetime = NOW, minutes: int = 60) -> str:
    """An access token of this caller, given at ``at``."""
    tokens = Tokens(home)
    return tokens.give(caller, at, minutes, by=tokens.act(system("test", caller.chamber_code), at)).compact


def bearer(home: Home, caller: Caller, at: datetime = NOW) -> dict[str, str]:
    """The header with this caller's token."""
    return {"Authorization": f"Bearer {token_for(home, caller, at)}"}


def act_of(caller: Caller, at: datetime = NOW) -> Act:
    """An act of this caller for a flow called without HTTP; persons stand as ``kişi:<last four>``."""
    return Act(caller, at, "istek", lambda text: f"kisi:{text[-4:]}")


@contextmanager
def client(
    home: Home,
    chamber_code: str | None = None,
    *roles: str,
    caller: Caller | None = None,
    now: Callable[[], datetime] = lambda: NOW,
) -> Iterator[Site]:
    """The real application over ``home``, called as a user with these roles, as ``caller``, or as the public."""
    found = caller or (user(home, chamber_code, *roles, at=now()) if roles else None)
    headers = {} if found is None else bearer(home, found, now())
    # A busy machine is not a register that is away.
    patient = replace(home, settings=home.settings.model_copy(update={"look_up_seconds": 30.0}))
    with Site.over(build_app(patient, now), home.facts.public_url, headers) as site:
        yield site
