"""Who does something in tests, and with what."""

from datetime import datetime

from issuer.events.single import Means
from muhur.installation import Home
from registry.access import APPROVER, OFFICER, Caller
from registry.act import Act
from tests.support.register import NOW


def act_of(
    chamber: str = "MMO", *roles: str, login: str = "ayse.onay", at: datetime = NOW, kind: str = "user",
    scopes: frozenset[str] = frozenset(),
) -> Act:  # fmt: skip
    """The act of a user of a chamber, by default of an approver."""
    found = frozenset(roles or {APPROVER}) if kind == "user" else frozenset()
    return Act(Caller(kind, login, chamber, found, scopes), at)


def officer(chamber: str = "MMO", at: datetime = NOW) -> Act:
    """A training officer."""
    return act_of(chamber, OFFICER, login="egitim.birimi", at=at)


def means_of(home: Home) -> Means:
    """The register and keys of an installation."""
    return Means(home.store, home.open_key)
