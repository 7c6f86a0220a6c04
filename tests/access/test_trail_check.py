"""Who is told whether the audit trail holds: the operator, the union's auditor, the doctor's reader, after a restore."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from keys.pseudonyms import Pseudonyms
from muhur.installation import Home, read_passphrase
from muhur.operation.backup import back_up
from muhur.operation.restore import restore
from muhur.settings import Settings
from muhur.tokens import Tokens
from registry.access import ADMINISTRATOR
from registry.accounts.trail_check import check_trail, holds
from registry.people.membership import change_status
from registry.people.privacy import erase
from registry.records.audit import AuditFilter
from tests.journeys.machinery import muhur, muhur_json
from tests.support.callers import auditor, client, member
from tests.support.living import issued
from tests.support.people import act_of
from tests.support.register import NOW, TODAY
from tests.support.tampering import without_triggers

ALTER = "UPDATE audit_events SET actor = 'baskasi' WHERE chamber_code = 'MMO' AND seq = 2"
LOSE = "DELETE FROM audit_events WHERE chamber_code = 'MMO' AND seq = 3"
PATH = "/api/v1/audit/chambers/MMO/consistency"


@pytest.fixture
def told(either_home: Home) -> Home:
    issued(either_home, 3)
    return either_home


@pytest.mark.parametrize(("statement", "seq", "fault"), [(ALTER, 2, "altered"), (LOSE, 3, "missing")])
def test_the_auditor_is_told_the_first_wrong_record(told: Home, statement: str, seq: int, fault: str) -> None:
    with client(told, caller=auditor(told)) as site:
        answer = site.get(PATH).json()
        assert (answer["holds"], answer["audit_first_wrong"]) == (True, None)
        assert answer["audit_records"] >= 4 and answer["message"] == "Kayıt zinciri tutarlı."
        every = site.get("/api/v1/audit/consistency").json()
        assert every["holds"] and {one["chamber"] for one in every["chains"]} >= {None, "MMO"}
        assert every["records"] == sum(one["records"] for one in every["chains"])
        without_triggers(told.store, "audit_events", statement)
        answer = site.get(PATH).json()
        assert (answer["holds"], answer["first_wrong"], answer["audit_first_wrong"]) == (False, None, seq)
        assert answer["message"] == f"Denetim izi {seq}. kayıtta bozuk: MMO."
        other = site.get(PATH.replace("MMO", "EMO")).json()
        assert (other["holds"], other["audit_first_wrong"]) == (True, None)
        every = site.get("/api/v1/audit/consistency").json()
        (wrong,) = [one for one in every["chains"] if one["first_wrong"] is not None]
        assert (wrong["chamber"], wrong["first_wrong"], wrong["fault"]) == ("MMO", seq, fault)
        assert every["holds"] is False
    with client(told, "MMO", "administrator") as site:
        assert site.get("/api/v1/audit/consistency").status_code == 403
        # Its own trail says which record that is.
        page = site.get("/api/v1/audit/own", params={"limit": 200}).json()["records"]
        assert (seq in {one["seq"] for one in page}) is (fault == "altered")


def test_the_operator_checks_and_notes(home: Home, tmp_path: Path) -> None:
    issued(home, 3)
    folder, note = home.settings.home, tmp_path / "note.json"
    said = muhur("audit", "check", home=folder).stdout.decode()
    assert said.startswith("Denetim izi tutarlı. (") and "the audit trail holds" in said
    first = muhur_json("audit", "check", home=folder)
    note.write_text(json.dumps(first))
    assert first["holds"] and [one["chamber"] for one in first["chains"]] == ["MMO"]
    assert len(first["chains"][0]["hash"]) == 64
    muhur("audit", "check", "--against", note, home=folder)
    lines = muhur("audit", "list", "--chamber", "MMO", home=folder).stdout.decode()
    assert "MMO 2 " in lines
    without_triggers(home.store, "audit_events", ALTER)
    said = muhur("audit", "check", home=folder, expect=1).stdout.decode()
    assert "Denetim izi 2. kayıtta bozuk: MMO. (değiştirilmiş veya eklenmiş · altered or added)" in said
    found = muhur_json("audit", "check", home=folder, expect=1)
    assert (found["holds"], found["chains"][0]["first_wrong"], found["chains"][0]["fault"]) == (
        False, 2, "altered",
    )  # fmt: skip


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"chains": [{"chamber": "MMO"}]}', '{"chains": [{"chamber": 1, "records": 1, "hash": ""}]}',
             '{"chains": [{"chamber": null, "records": "1", "hash": "00"}]}', '{"chains": 7}', '{"chains": [[]]}',
             '{"chains": [{"chamber": [], "records": 1, "hash": "00"}]}'],
)  # fmt: skip
def test_what_is_no_note_is_refused(home: Home, tmp_path: Path, text: str) -> None:
    note = tmp_path / "note.json"
    note.write_text(text)
    ended = muhur_json("audit", "check", "--against", note, home=home.settings.home, expect=1)
    assert ended["code"] == "audit.note_unreadable"


def test_erasing_leaves_every_chain_whole(either_home: Home) -> None:
    """A member's erasure and a year's forgotten key take the way back to a person; no record changes."""
    store, tokens = either_home.store, Tokens(either_home)
    one, old = member(either_home, "EMO", "101742"), NOW - timedelta(days=800)
    with store.writing("EMO") as records:
        records.audit.add(tokens.act(one, old), "own.read")
        before = tokens.pseudonym(one.id, 2024)
    change_status(store, act_of(), "EMO", "101742", status="ayrilmis", on=TODAY)
    erase(store, act_of(ADMINISTRATOR), "EMO", "101742", decision="KVKK başvurusu 12/2026")
    assert Pseudonyms(either_home.settings.keys_folder, read_passphrase(either_home.settings)).forget(2024)
    assert before != "-" == tokens.pseudonym(one.id, 2024)
    with store.reading() as records:
        found = check_trail(records)
        (told,) = records.audit.page(AuditFilter(action="own.read"), before=None, limit=9)
    assert holds(found) and told.actor == before
    assert {one.chamber_code: one.head.seq for one in found}["EMO"] >= 3


def test_a_restored_trail_is_held_against_its_hashes(home: Home, tmp_path: Path) -> None:
    issued(home, 2)
    path, _ = back_up(home, tmp_path / "whole.zip", NOW, with_passphrase=True)
    proof = restore(path, Settings(home=tmp_path / "whole"), NOW)
    assert proof.whole and proof.trail == {}
    without_triggers(home.store, "audit_events", LOSE)
    path, _ = back_up(home, tmp_path / "cut.zip", NOW, with_passphrase=True)
    proof = restore(path, Settings(home=tmp_path / "cut"), NOW)
    assert not proof.whole and proof.trail == {"MMO": 3}
    said = muhur("restore", path, home=tmp_path / "again", expect=1).stdout.decode()
    assert "Denetim izi bozuk · broken audit trail: MMO: 3" in said
