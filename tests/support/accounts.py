"""Accounts for tests: a password for somebody, and signing in with it over the real pages."""

from typing import Any

import httpx

from muhur.installation import Home
from muhur.signin.passwords import Passwords
from registry.access import Caller
from registry.accounts.holder import Holder
from registry.store import NO_CHAMBER
from tests.journeys.machinery import Site
from tests.support.register import NOW, PUBLIC_URL

PASSWORD = "dört kedi ile bir zımba"
FORM = {"origin": PUBLIC_URL}


def give_password(home: Home, caller: Caller, password: str = PASSWORD) -> Caller:
    """Let somebody have a password."""
    holder = Holder.of_caller(caller)
    with home.store.writing(holder.chamber_code or NO_CHAMBER) as records:
        records.passwords.set(holder, Passwords().hashed(password), NOW)
    return caller


def sign_in(site: Site, login: str, password: str = PASSWORD, **given: Any) -> httpx.Response:
    """What the sign-in page answers."""
    data = {"login": login, "password": password, **given.pop("data", {})}
    return site.post(
        given.pop("path", "/giris"), data=data, headers={**FORM, **given.pop("headers", {})}, **given
    )


def session_of(answer: httpx.Response) -> dict[str, str]:
    """The session's cookie that an answer sets, for httpx."""
    name, _, rest = answer.headers["set-cookie"].partition("=")
    return {name: rest.partition(";")[0]}
