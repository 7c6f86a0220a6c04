"""Accounts for tests: a password for somebody, and signing in with it over the real pages."""

import base64
import hmac
import html
import re
import time
from dataclasses import replace
from datetime import datetime
from typing import Any

import httpx
import sqlalchemy as sa

from muhur.installation import Home
from muhur.signin.authenticators import Authenticators
from muhur.signin.passwords import Passwords
from registry.access import Caller
from registry.accounts.holder import Holder
from registry.store import NO_CHAMBER
from registry.tables.requests import outbox
from tests.journeys.machinery import Site
from tests.support.callers import act_of
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


def give_app(home: Home, caller: Caller, secret: bytes = b"uygulamanin gizli an") -> Caller:
    """Let somebody have an authenticator app with this secret."""
    holder = Holder.of_caller(caller)
    with home.store.writing(holder.chamber_code or NO_CHAMBER) as records:
        Authenticators(home).give(records, holder, secret, act_of(caller))
    return caller


def code_at(at: datetime = NOW, secret: bytes = b"uygulamanin gizli an") -> str:
    """What an app with this secret shows, as RFC 6238 says; written apart from the code under test."""
    digest = hmac.digest(secret, (int(at.timestamp()) // 30).to_bytes(8, "big"), "sha1")
    place = digest[-1] & 15
    number = int.from_bytes(digest[place : place + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the first form in the page's main part, by name."""
    form = page.partition("<main")[2].partition("<form")[2].partition("</form>")[0]
    return {
        name: html.unescape(value)
        for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)
    }


def secret_in(page: str) -> bytes:
    """The secret that a page tells an authenticator app, as it is typed."""
    typed = re.search(r'<code class="copy" translate="no">([A-Z2-7 ]+)</code>', page)
    assert typed is not None
    return base64.b32decode(typed[1].replace(" ", ""))


def links_mailed(home: Home, template: str, at_least: int = 1) -> list[str]:
    """The addresses in the messages of a template, oldest first; a page answers before they are written."""
    for _ in range(200):
        with home.store.engine.connect() as connection:
            rows = connection.execute(sa.select(outbox).where(outbox.c.template == template)).all()
        if len(rows) >= at_least:
            return [row.facts["url"] for row in sorted(rows, key=lambda row: row.made_at)]
        time.sleep(0.05)
    raise AssertionError(f"{len(rows)} messages {template}, not {at_least}")


def told(home: Home) -> list[tuple[str, str]]:
    """Template and receiver of every message that waits, in the order of the alphabet."""
    with home.store.engine.connect() as connection:
        return sorted((row.template, row.recipient) for row in connection.execute(sa.select(outbox)))


def set_email(home: Home, chamber_code: str, sicil_no: str, email: str | None) -> None:
    """A member's address on record."""
    with home.store.writing(chamber_code) as records:
        one = records.members.find(chamber_code, [sicil_no])[sicil_no]
        records.members.change(replace(one, email=email))
