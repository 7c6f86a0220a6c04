"""A user of a chamber or of the union, a program, and the right to approve lent for some days."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from registry.access import ADMINISTRATOR, APPROVER, AUDITOR, CHAMBER_ROLES, SCOPES
from registry.document import TextRefused, clean_text
from registry.refusal import Refusal
from registry.turkish import nfc

LOGIN = r"[a-z0-9][a-z0-9._-]{1,62}[a-z0-9]"
CLIENT_ID = r"prog-[0-9a-f]{16}"
MAX_NAME = 120


class AccountRefused(Refusal):
    """An account cannot be made or changed like this."""


@dataclass(frozen=True, slots=True)
class User:
    """A person with a login; ``chamber_code`` None: of the union."""

    id: UUID
    chamber_code: str | None
    login: str
    full_name: str
    email: str | None
    roles: frozenset[str]
    active: bool
    created_at: datetime
    created_by: str


@dataclass(frozen=True, slots=True)
class Program:
    """A program of a chamber and the scopes it may ask for. Its secret is known to the program alone."""

    id: str
    chamber_code: str
    name: str
    scopes: frozenset[str]
    active: bool
    created_at: datetime
    created_by: str


@dataclass(frozen=True, slots=True)
class Delegation:
    """``lender`` is away and lends the right to approve to ``borrower``, both days included."""

    id: UUID
    chamber_code: str
    lender: str
    borrower: str
    from_on: date
    until_on: date
    made_by: str
    made_at: datetime
    ended_at: datetime | None


def check_login(login: str) -> str:
    """The login if it is one; raises ``AccountRefused`` user.login."""
    if re.fullmatch(LOGIN, login, re.ASCII) is None:
        raise AccountRefused("user.login")
    return login


def check_name(name: str) -> str:
    """A name as people read it; raises ``AccountRefused`` account.name."""
    try:
        return clean_text(nfc(name), MAX_NAME)
    except TextRefused as error:
        raise AccountRefused("account.name") from error


def check_roles(roles: frozenset[str], chamber_code: str | None) -> frozenset[str]:
    """The roles if one user may have them together in this place; raises ``AccountRefused``.

    Who manages users never approves: an administrator could otherwise give himself every document.
    """
    fitting = {AUDITOR} if chamber_code is None else set(CHAMBER_ROLES)
    if not roles or not roles <= fitting:
        raise AccountRefused("user.roles", roles=", ".join(sorted(fitting)))
    if {ADMINISTRATOR, APPROVER} <= roles:
        raise AccountRefused("user.roles_apart")
    return roles


def check_scopes(scopes: frozenset[str]) -> frozenset[str]:
    """The scopes if programs may carry them; raises ``AccountRefused`` program.scopes."""
    if not scopes or not scopes <= set(SCOPES):
        raise AccountRefused("program.scopes", scopes=" ".join(SCOPES))
    return scopes
