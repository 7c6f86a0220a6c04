"""``muhur paper``: earlier documents entered, approved, ended, reissued."""

from datetime import timedelta
from pathlib import Path

import pytest

from registry.istanbul import shown
from tests.support.commands import Desk
from tests.support.register import counts

HEAD = "Sicil No;Belge No;Tür;Alan;Veriliş Tarihi;Bitiş Tarihi;Karar No;Karar Tarihi\n"
AT = ("--chamber", "EMO")


def listed(desk: Desk, *numbers: str) -> bytes:
    """Papers of one member that run for a year from today."""
    until = shown(desk.today + timedelta(days=365))
    rows = [
        f"050001;{number};Yetki;Yüksek Gerilim İşletme Sorumluluğu;15.02.2024;{until};12/7;01.02.2024\n"
        for number in numbers
    ]
    return (HEAD + "".join(rows)).encode()


def entered(desk: Desk, *numbers: str) -> str:
    found = desk.ask("paper", "enter", "-", *AT, "--by", "ayse", stdin=listed(desk, *numbers))
    return str(found["batch"])


def papers(desk: Desk) -> dict[str, str]:
    return {one["number"]: one["state"] for one in desk.ask("paper", "list", *AT, "--documents")}


def test_from_the_list_to_the_signed_document(desk: Desk) -> None:
    data = listed(desk, "YG-1", "YG-2") + b"9;YG-3;Yetki;X;15.02.2024;;;\n"
    tried = desk.ask("paper", "enter", "-", *AT, "--by", "ayse", "--dry-run", stdin=data)
    assert (tried["taken"], tried["batch"]) == (2, None)
    assert tried["rows"][2]["reasons"][0]["code"] == "paper.sicil_unknown"
    batch = desk.ask("paper", "enter", "-", *AT, "--by", "ayse", stdin=data)["batch"]
    assert papers(desk) == {"YG-1": "waiting", "YG-2": "waiting"}
    refused = desk.ask("paper", "approve", batch, *AT, "--by", "ayse", expect=1)
    assert refused["code"] == "lifecycle.four_eyes"
    refused = desk.ask("paper", "complete", *AT, "--by", "omer", expect=1)
    assert refused["code"] == "inherited.waiting"
    assert desk.ask("paper", "approve", batch, *AT, "--by", "omer") == {"documents": 2}
    assert desk.ask("paper", "complete", *AT, "--by", "omer") == {"complete_on": desk.today.isoformat()}
    lists = desk.ask("paper", "list", *AT)
    assert lists["complete_on"] == desk.today.isoformat()
    assert [(one["id"], one["state"]) for one in lists["lists"]] == [(batch, "onaylandi")]

    words = ("paper", "reissue", "EMO-YG-01", "YG-1", "--by", "ayse", "--approved-by", "omer")
    assert desk.ask(*words, "--dry-run")["counts"]["would_issue"] == 1
    done = desk.ask(*words)
    (row,) = done["rows"]
    assert (row["result"], row["earlier"]) == ("issued", "YG-1")
    found = {one["number"]: one for one in desk.ask("paper", "list", *AT, "--documents")}
    assert (found["YG-1"]["state"], found["YG-1"]["reissued_as"]) == ("reissued", row["belge_no"])
    verdict = desk.ask("verify", row["belge_no"])
    assert verdict["credential"]["earlier_paper"] == {"number": "YG-1", "issued_on": "2024-02-15"}
    again = desk.ask(*words, expect=1)
    assert again["rows"][0]["reasons"][0]["code"] == "rule.earlier_reissued"

    ended = desk.ask("paper", "end", "YG-2", *AT, "--by", "omer", "--reason", "diger")
    assert ended == {"number": "YG-2", "ended_on": desk.today.isoformat()}
    assert papers(desk) == {"YG-1": "reissued", "YG-2": "ended"}
    assert "YG-1" in desk.run("paper", "list", *AT, "--documents").output


def test_all_that_fit_and_a_list_of_some(desk: Desk, tmp_path: Path) -> None:
    batch = entered(desk, "YG-1", "YG-2", "YG-3")
    desk.run("paper", "approve", batch, *AT, "--by", "omer")
    some, report = tmp_path / "bazi.csv", tmp_path / "rapor.csv"
    some.write_text("Belge No\nYG-2\nYG-9\n", encoding="utf-8")
    first = desk.ask("paper", "reissue", "EMO-YG-01", "--list", some, "--by", "ayse", "--report", report)
    assert (first["state"], [row["result"] for row in first["rows"]]) == (
        "onay_bekliyor",
        ["prepared", "refused"],
    )
    assert report.read_bytes().decode("utf-8-sig").splitlines()[1].endswith("YG-2")
    done = desk.ask("batch", "approve", first["batch"], "--by", "omer", "--issue")
    assert done["counts"]["issued"] == 1
    rest = desk.ask("paper", "reissue", "EMO-YG-01", "--all", "--by", "ayse", "--approved-by", "omer")
    assert [row["earlier"] for row in rest["rows"]] == ["YG-1", "YG-3"]
    assert set(papers(desk).values()) == {"reissued"}
    assert desk.ask("paper", "reissue", "EMO-YG-01", "--all", "--by", "ayse")["rows"] == []


def test_what_was_prepared_is_told_when_the_approval_is_refused(desk: Desk) -> None:
    desk.run("paper", "approve", entered(desk, "YG-1"), *AT, "--by", "omer")
    desk.user("ikisi", "officer", "approver")
    desk.user("omer", "approver")
    words = ("paper", "reissue", "EMO-YG-01", "YG-1", "--by", "ikisi", "--approved-by", "ikisi")
    told = desk.ask(*words, expect=1)
    assert (told["state"], told["stopped"]["code"]) == ("onay_bekliyor", "lifecycle.four_eyes")
    done = desk.ask("batch", "approve", told["batch"], "--by", "omer", "--issue")
    assert done["counts"]["issued"] == 1


def test_a_list_is_returned_and_entered_anew(desk: Desk) -> None:
    batch = entered(desk, "YG-1")
    back = desk.ask("paper", "return", batch, *AT, "--by", "omer", "--note", "Tarama eksik.")
    assert back == {"id": batch, "state": "geri_cevrildi"}
    assert papers(desk) == {}
    assert desk.ask("paper", "list", *AT)["lists"][0]["note"] == "Tarama eksik."
    assert entered(desk, "YG-1") != batch


def test_a_list_of_which_nothing_can_be_taken(desk: Desk) -> None:
    data = (HEAD + "9;YG-3;Yetki;X;15.02.2024;;;\n").encode()
    said = desk.run("paper", "enter", "-", *AT, "--by", "ayse", stdin=data, expect=1).output
    assert "No member with register number 9 in this chamber." in said
    assert counts(desk.home.store)["inherited_batches"] == 0


@pytest.mark.parametrize(
    ("words", "code", "expect"),
    [
        (("reissue", "EMO-YG-01", "--by", "ayse"), "reissue.which", 2),
        (("reissue", "EMO-YG-01", "YG-1", "--all", "--by", "ayse"), "reissue.which", 2),
        (("reissue", "EMO-YOK-1", "YG-1", "--by", "ayse"), "programme.unknown", 1),
        (("approve", "x", *AT, "--by", "omer"), "access.not_found", 1),
        (("end", "YG-0", *AT, "--by", "omer", "--reason", "diger"), "access.not_found", 1),
        (("list", "--chamber", "YOK"), "chamber.unknown", 1),
    ],
)
def test_what_cannot_be_asked(desk: Desk, words: tuple[str, ...], code: str, expect: int) -> None:
    assert desk.ask("paper", *words, expect=expect)["code"] == code


def test_a_missing_option_is_wrong_usage(desk: Desk) -> None:
    desk.run("paper", "end", "YG-1", *AT, expect=2)
    desk.run("paper", "reissue", expect=2)
