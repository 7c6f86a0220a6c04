"""Every command that tells something tells it to programs too."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main

from muhur.cli import app
from tests.support.commands import RUN, Desk
from tests.support.register import DATA, members_of, passing

# These write a file or a single text, or run until they are stopped.
WITHOUT = {
    "init", "demo", "serve", "pdf", "db upgrade", "privacy export", "trust export", "trust renew", "users token",
    "audit forget-year", "sets report", "sets capacity", "vc-api", "witness serve",
}  # fmt: skip
AT = ("--chamber", "EMO")


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, set[str]]]:
    if hasattr(command, "commands"):
        for name, inner in command.commands.items():
            yield from commands(inner, (*path, name))
    else:
        yield " ".join(path), {option for one in command.params for option in one.opts}


def test_every_other_command_takes_json() -> None:
    without = {name for name, options in commands(typer.main.get_command(app)) if "--json" not in options}
    assert without == WITHOUT


def test_chambers_programmes_and_runs(desk: Desk) -> None:
    chambers = desk.ask("chambers", "list")
    assert len(chambers) == 24
    one = desk.ask("chambers", "signers", "BMO", "--baskan", "Ülkü Şen")
    assert (one["code"], one["signers"]) == ("BMO", [{"name": "Ülkü Şen", "role": "baskan"}])
    assert desk.ask("programmes", "import", DATA / "programmes.csv") == {
        "added": 0,
        "changed": 0,
        "same": 70,
    }
    changed = desk.ask("programmes", "change", "EMO-YG-01", *AT, "--title", "Uzman Yetki Belgesi")
    assert changed == {"programme": "EMO-YG-01", "version": 2}
    assert desk.ask("programmes", "close", "EMO-YG-01", *AT) == {"programme": "EMO-YG-01", "active": False}
    desk.run("programmes", "close", "EMO-YG-01", *AT, "--reopen")
    day = desk.today.isoformat()
    assert desk.ask("runs", "add", "EMO-YG-01", "2", "--start", day, "--end", day) == {"run": "EMO-YG-01/2"}
    listed = f"program;no;baslangic;bitis\nEMO-YG-01;3;{day};{day}\n".encode()
    assert desk.ask("runs", "import", "-", stdin=listed) == {"added": 1, "runs": ["EMO-YG-01/3"]}
    runs = {row["run"]: row for row in desk.ask("runs", "list")}
    assert runs["EMO-YG-01/2"] == {
        "run": "EMO-YG-01/2", "start_on": day, "end_on": day, "branch": None, "place": None, "state": "acik",
    }  # fmt: skip
    trainers = "ad_soyad;profil\nAyşe Kaya;oda\n".encode()
    assert desk.ask("trainers", "import", "-", *AT, stdin=trainers)["added"] == 1


def test_members(desk: Desk) -> None:
    added = desk.ask("members", "import", "-", *AT, stdin=b"sicil_no;ad;soyad\n060001;Can;Ak\n")
    assert added == {"chamber": "EMO", "added": 1, "changed": 0, "same": 0}
    renamed = desk.ask("members", "rename", "060001", *AT, "--given", "Can", "--family", "Akın")
    assert (renamed["sicil_no"], renamed["family_name"]) == ("060001", "Akın")
    assert desk.ask("members", "status", "060001", "ayrilmis", *AT)["status"] == "ayrilmis"
    assert desk.ask("members", "contact", "060001", *AT, "--province", "Ankara")["title"]
    shown = desk.ask("members", "show", "060001", *AT)
    assert [past["name"] for past in shown["earlier_names"]] == ["Can Ak"]
    assert [event["event"] for event in shown["events"]] == ["uye_kaydi", "ad_degisti", "durum_degisti"]
    assert [one["sicil_no"] for one in desk.ask("members", "search", "akın", *AT)] == ["060001"]
    merged = desk.ask("members", "merge", "050002", "050001", *AT, "--names-differ")
    assert merged["sicil_no"] == "050001"
    erased = desk.ask("privacy", "erase", "060001", *AT, "--decision", "1/1", "--yes")
    assert erased["rows"]["members"] == 1
    there = desk.ask("members", "transfer", "050003", *AT, "--to", "MMO", "--new-sicil", "070001")
    assert (there["chamber"], there["sicil_no"]) == ("MMO", "070001")


def test_batches_users_and_approvals(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_bytes(passing(members_of(desk.home, "EMO")[:1]))
    batch = desk.ask("issue", RUN, path, "--by", "ayse", *desk.decision)["batch"]
    back = desk.ask("batch", "return", batch, "--by", "omer", "--note", "Eksik.")
    assert (back["batch"], back["state"]) == (batch, "taslak")
    assert desk.ask("batch", "submit", batch, "--by", "ayse")["state"] == "onay_bekliyor"
    assert desk.ask("batch", "withdraw", batch, "--by", "ayse")["state"] == "vazgecildi"
    added = desk.ask("users", "add", "deniz", "--name", "Deniz Ak", "--role", "officer", *AT)
    assert (added["login"], added["roles"], added["active"]) == ("deniz", ["officer"], True)
    assert not desk.ask("users", "deactivate", "deniz")["active"]
    desk.run("users", "add", "omer", "--name", "Ömer Ak", "--role", "approver", *AT)
    for words in (("users", "invite", "omer"), ("members", "invite", "050001", *AT)):
        invited = desk.ask(*words)
        assert invited["url"].startswith("https://")
        assert not invited["mailed"]
    assert desk.ask("users", "code", "omer", expect=1)["code"] == "signin.specimen"
    program = desk.ask("programs", "add", "LMS", *AT, "--scope", "members:read")
    assert not desk.ask("programs", "revoke", program["client_id"])["active"]
    made = desk.ask("approvals", "add", "MMO-CA-01", "--actor", "ayse")
    at = ("--chamber", "MMO", "--actor", "omer")
    assert desk.ask("approvals", "approve", made["id"], *at)["state"] == "in_force"
    assert [one["id"] for one in desk.ask("approvals", "list", "--chamber", "MMO")] == [made["id"]]
    assert desk.ask("approvals", "end", made["id"], *at)["state"] == "ended"
