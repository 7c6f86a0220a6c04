"""``muhur renew`` and ``muhur correct``: one document or a list, dry run, row report, exit codes."""

import csv
import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.commands import Desk
from tests.support.register import counts, members_of, payload_document

PEOPLE = ("--by", "ayse", "--approved-by", "omer")


def state(desk: Desk, belge_no: str) -> str:
    with desk.home.store.reading() as records:
        found = records.standings.look_up("belge_no", belge_no)
    assert found is not None
    return found[1].state


def test_a_yetki_is_renewed_in_one_command(desk: Desk) -> None:
    (old,) = desk.issued(1)
    begins = (desk.today + timedelta(days=60)).isoformat()
    words = ("renew", old, *PEOPLE, *desk.decision, "--valid-from", begins)
    tried = desk.ask(*words, "--dry-run")
    assert (tried["dry_run"], tried["counts"]["would_issue"], tried["batches"]) == (True, 1, [])
    assert counts(desk.home.store)["batches"] == 1
    done = desk.ask(*words)
    (row,) = done["rows"]
    assert (row["result"], done["batches"][0]["state"]) == ("issued", "yayinda")
    assert state(desk, old) == "yenilendi"
    with desk.home.store.reading() as records:
        new = records.credentials.by_belge_no(row["new_belge_no"])
    assert new is not None
    assert new.valid_from.isoformat() == begins
    again = desk.ask(*words, expect=1)
    assert again["rows"][0]["reasons"][0]["code"] == "successor.there_is_one"


def test_prepared_only_it_waits_for_another_person(desk: Desk) -> None:
    old, other = desk.issued(2)
    done = desk.ask("renew", old, "--by", "ayse", *desk.decision)
    (batch,) = done["batches"]
    assert batch["state"] == "onay_bekliyor"
    assert desk.ask("renew", old, "--by", "ayse", *desk.decision, expect=1)["rows"][0]["batch"] == batch["id"]
    issued = desk.ask("batch", "approve", batch["id"], "--by", "omer", "--issue")
    assert issued["counts"]["issued"] == 1
    # Without the board's decision it stays a draft, and cannot be approved in the same breath.
    draft = desk.ask("renew", other, "--by", "ayse")
    assert draft["batches"][0]["state"] == "taslak"
    desk.run("batch", "submit", draft["batches"][0]["id"], "--by", "ayse", *desk.decision)


def test_what_cannot_be_approved_is_told_with_exit_1(desk: Desk) -> None:
    (old,) = desk.issued(1)
    done = desk.ask("renew", old, *PEOPLE, expect=1)
    assert done["rows"][0]["reasons"][0]["code"] == "lifecycle.decision_missing"
    assert done["batches"][0]["state"] == "taslak"
    assert state(desk, old) == "yayinda"


def test_a_list_is_renewed_with_a_report_of_every_row(desk: Desk, tmp_path: Path) -> None:
    numbers = desk.issued(3)
    listed, report = tmp_path / "yenile.csv", tmp_path / "rapor.csv"
    listed.write_text("Belge No\n" + "\n".join([*numbers, "EMO-1", numbers[0]]) + "\n", encoding="utf-8")
    words = ("renew", "--list", listed, *PEOPLE, *desk.decision, "--report", report)
    tried = desk.ask(*words, "--dry-run")
    assert tried["counts"] == {"issued": 0, "prepared": 0, "would_issue": 3, "refused": 2}
    done = desk.ask(*words)
    assert done["counts"] == {"issued": 3, "prepared": 0, "would_issue": 0, "refused": 2}
    rows = list(csv.DictReader(io.StringIO(report.read_bytes().decode("utf-8-sig")), delimiter=";"))
    assert [row["belge_no"] for row in rows[:3]] == numbers
    assert [row["sonuc"] for row in rows] == ["düzenlendi"] * 3 + ["hazırlanmadı"] * 2
    assert all(row["yeni_belge_no"] for row in rows[:3])
    assert rows[3]["gerekce"] and rows[3]["reason"]
    assert {state(desk, one) for one in numbers} == {"yenilendi"}
    shown = desk.run(*words).output
    assert "hazırlanmadı · not prepared" in shown


def test_a_correction_revokes_and_replaces_in_one_command(desk: Desk) -> None:
    (old,) = desk.issued(1)
    with desk.home.store.writing("EMO") as records:
        records.members.change(replace(members_of(desk.home, "EMO")[0], family_name="Doğru"))
    done = desk.ask("correct", old, *PEOPLE, *desk.decision)
    (row,) = done["rows"]
    assert state(desk, old) == "iptal"
    with desk.home.store.reading() as records:
        found = records.credentials.by_belge_no(row["new_belge_no"])
        assert found is not None
        assert payload_document(found.compact).holder_name == "Ayşe Doğru"
        events = [one.reason_code for one in records.status_events.of_chamber("EMO")]
    assert events == ["bilgi_hatasi", None]
    assert row["new_belge_no"] in desk.run("verify", old, expect=1).output


def test_a_document_that_needs_no_decision_is_corrected_without_one(desk: Desk) -> None:
    (old,) = desk.issued(1, "MMO-LP-01/1")
    done = desk.ask("correct", old, *PEOPLE, "--reason", "diger")
    assert done["counts"]["issued"] == 1
    assert state(desk, old) == "iptal"


@pytest.mark.parametrize(
    ("words", "code", "expect"),
    [
        (("renew",), "event.one_or_list", 2),
        (("correct", "EMO-1", "--list", "-"), "event.one_or_list", 2),
        (("renew", "EMO-1"), "number.malformed", 1),
        (("renew", "EMO-2026-YB-000132-Y"), "number.check_character", 1),
        (("correct", "EMO-2026-YB-000123-Y", "--reason", "keyfi"), "lifecycle.reason_missing", 1),
        (("renew", "EMO-2026-YB-000123-Y", "--decision", "40/34"), "lifecycle.board_decision_missing", 1),
    ],
)
def test_what_cannot_be_asked(desk: Desk, words: tuple[str, ...], code: str, expect: int) -> None:
    refused = desk.ask(*words, "--by", "ayse", expect=expect)
    assert refused["code"] == code


def test_a_number_that_is_not_there(desk: Desk) -> None:
    refused = desk.ask("renew", "EMO-2026-YB-000123-Y", "--by", "ayse", *desk.decision, expect=1)
    assert refused["rows"][0]["reasons"][0]["code"] == "document.not_found"
    assert desk.ask("batch", "list", "EMO", "--by", "ayse") == []


def test_users_are_asked_for_here_too(desk: Desk) -> None:
    (old,) = desk.issued(1)
    desk.user("ayse", "officer")
    refused = desk.ask("renew", old, *PEOPLE, *desk.decision, expect=1)
    assert refused["code"] == "access.no_such_user"
    desk.user("omer", "approver")
    assert desk.ask("renew", old, *PEOPLE, *desk.decision)["counts"]["issued"] == 1
