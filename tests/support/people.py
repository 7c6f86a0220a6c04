"""Chambers, callers and acts for tests of the people's room."""

import hashlib
from datetime import datetime, timedelta

import sqlalchemy as sa

from issuer.issue import issue_list
from muhur.installation import Home
from registry.access import MEMBER, REGISTRAR, Caller
from registry.act import Act
from registry.chamber import Chamber
from registry.lifecycle import ASKIDA
from registry.lists.catalogue import read_chambers
from registry.member import Member
from registry.store import OWNER, Store
from registry.tables.chambers import chambers
from registry.tables.documents import credential_states, credentials, issue_intents
from tests.support.register import DATA, NOW, TODAY, passing, request


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


def isil(home: Home) -> Member:
    with home.store.reading("EMO") as records:
        return records.members.find("EMO", {"101742"})["101742"]


def authorise(home: Home) -> None:
    """Give EMO 101742 the document EMO-2026-YB-000123-Y; EMO declares its earlier documents complete."""
    with home.store.writing(OWNER) as records:
        records.credentials.continue_serials_after("EMO", 2026, "yetki", 122)
    issue_list(home.store, request("EMO-YG-01/2026-1", passing([isil(home)])), home.open_key)
    run(home, sa.update(chambers).where(chambers.c.code == "EMO").values(backfill_complete_on=TODAY))


def run(home: Home, statement: sa.Executable) -> None:
    with home.store.engine.begin() as connection:
        connection.execute(statement)


def suspend(home: Home, belge_no: str = "EMO-2026-YB-000123-Y") -> None:
    with home.store.engine.begin() as connection:
        row = connection.execute(
            sa.select(credentials.c.id, issue_intents.c.status_list, issue_intents.c.status_index)
            .join(issue_intents, issue_intents.c.id == credentials.c.id)
            .where(credentials.c.belge_no == belge_no)
        ).one()
        connection.execute(
            credential_states.insert(),
            {
                "credential_id": row.id, "chamber_code": "EMO", "state": ASKIDA, "since_on": TODAY,
                "status_list": row.status_list, "status_index": row.status_index, "status_bit": True, "version": 1,
            },
        )  # fmt: skip
