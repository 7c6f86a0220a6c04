"""Chambers, callers and acts for tests of the people's room."""

import hashlib
from datetime import datetime, timedelta

from registry.access import MEMBER, REGISTRAR, Caller
from registry.act import Act
from registry.chamber import Chamber
from registry.lists.catalogue import read_chambers
from registry.member import Member
from registry.store import OWNER, Store
from tests.support.register import DATA, NOW


def add_chambers(store: Store) -> None:
    """The 24 chambers into an empty register."""
    _, entries = read_chambers((DATA / "chambers.json").read_bytes())
    with store.writing(OWNER) as records:
        records.chambers.add(
            Chamber(
                code=one.code,
                no=one.no,
                abbr_tr=one.abbr_tr,
                name_tr=one.name_tr,
                name_en=one.name_en,
                did=f"did:x:{one.slug}",
                slug=one.slug,
                professions=one.professions,
            )
            for one in entries
        )


def hashed(text: str) -> str:
    """Stands in for the keyed hash of a person."""
    return hashlib.sha256(b"test" + text.encode()).hexdigest()[:16]


def act_of(
    role: str = REGISTRAR, chamber: str | None = "EMO", *, login: str = "sicil", at: datetime = NOW
) -> Act:
    """An act of a chamber's user."""
    return Act(Caller("user", login, chamber, frozenset({role})), at, "istek-1", hashed)


def act_of_member(one: Member, *, at: datetime = NOW, minutes: int = 0) -> Act:
    """An act of a member who signed in."""
    caller = Caller("member", str(one.id), one.chamber_code, frozenset({MEMBER}))
    return Act(caller, at + timedelta(minutes=minutes), "istek-2", hashed)
