"""The audit trail: who reads it, that nobody changes it, and that a year's persons can be made nobody."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from keys.pseudonyms import Pseudonyms
from keys.vault import VaultRefused
from muhur.installation import Home
from muhur.tokens import Tokens
from registry.access import Caller, system
from registry.store import OWNER, Store
from tests.journeys.machinery import muhur, muhur_json
from tests.support.callers import act_of, auditor, bearer, client, member, user
from tests.support.register import NOW

NEW = {"login": "zeynep.aydin", "full_name": "Zeynep Aydın", "roles": ["officer"]}


def test_who_reads_which_records(either_home: Home) -> None:
    for chamber in ("EMO", "MMO"):
        with client(either_home, chamber, "administrator") as site:
            assert (
                site.post("/api/v1/users", json={**NEW, "login": f"zeynep.{chamber.lower()}"}).status_code
                == 201
            )
    with client(either_home, caller=auditor(either_home)) as site:
        page = site.get("/api/v1/audit", params={"action": "user.added", "limit": 200}).json()
        assert {one["chamber_code"] for one in page["records"]} == {None, "EMO", "MMO"}
        assert page["next"] is None
        found = [one for one in page["records"] if one["target"].startswith("z***#")]
        assert len(found) == 2
        assert "zeynep" not in str(page)
        assert "administrator.emo" not in str(page)
        only = site.get("/api/v1/audit", params={"chamber": "EMO"}).json()["records"]
        assert {one["chamber_code"] for one in only} == {"EMO"}
        assert site.get("/api/v1/audit/own").status_code == 403
    with client(either_home, "EMO", "administrator") as site:
        own = site.get("/api/v1/audit/own", params={"action": "user.added"}).json()["records"]
        assert {one["chamber_code"] for one in own} == {"EMO"}
        assert "zeynep.emo" in {one["target"] for one in own}
        assert site.get("/api/v1/audit").status_code == 403
        # Reading it stands in it.
        assert site.get("/api/v1/audit/own", params={"action": "audit.read"}).json()["records"]


def test_pages_give_every_record_once(either_home: Home) -> None:
    act = act_of(user(either_home, "EMO", "administrator"))
    for number in range(25):
        act.at = NOW + timedelta(seconds=number // 3)
        with either_home.store.writing("EMO") as records:
            records.audit.add(act, "test.step", target=str(number))
    with client(either_home, "EMO", "administrator") as site:
        seen, before = [], None
        while True:
            asked = {"action": "test.step", "limit": 7} | ({"before": before} if before else {})
            page = site.get("/api/v1/audit/own", params=asked).json()
            seen += [one["target"] for one in page["records"]]
            if (before := page["next"]) is None:
                break
        assert sorted(seen, key=int) == [str(number) for number in range(25)]
        until = {"action": "test.step", "until": (NOW + timedelta(seconds=1)).isoformat()}
        assert len(site.get("/api/v1/audit/own", params=until).json()["records"]) == 3
        for bad in (
            {"until": "9999-12-31T23:59:59-12:00"},
            {"since": "2026-01-01T00:00:00"},
            {"limit": 0},
            {"before": "x"},
        ):
            assert site.get("/api/v1/audit/own", params=bad).status_code == 422


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_events SET actor = 'nobody'",
        "DELETE FROM audit_events",
    ],
)
def test_a_record_stays_as_it_is(store: Store, statement: str) -> None:
    with store.writing() as records:
        records.audit.add(act_of(user_less()), "document.revoked")
    with pytest.raises(sa.exc.DBAPIError), store.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    with store.reading(OWNER) as records:
        assert records.audit._connection.exec_driver_sql("SELECT count(*) FROM audit_events").scalar() == 1


def user_less() -> Caller:

    return system("test")


def test_pseudonyms_are_of_a_year_and_a_key(tmp_path: Path) -> None:
    opened = Pseudonyms(tmp_path, "long enough for a test")
    one = opened.of("member-1", 2026)
    assert one.startswith("2026:")
    assert "member" not in one
    assert one == Pseudonyms(tmp_path, "long enough for a test").of("member-1", 2026)
    assert len({one[5:], opened.of("member-1", 2027)[5:], opened.of("member-2", 2026)[5:]}) == 3
    assert opened.years() == [2026, 2027]
    file = tmp_path / "pseudonyms" / "2026.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [path.name for path in sorted(file.parent.iterdir())] == ["2026.key", "2027.key"]
    with pytest.raises(VaultRefused):
        Pseudonyms(tmp_path, "another passphrase").of("member-1", 2026)
    # One year's file under another's name does not open: the name is bound.
    file.write_bytes((tmp_path / "pseudonyms" / "2027.key").read_bytes())
    with pytest.raises(VaultRefused):
        Pseudonyms(tmp_path, "long enough for a test").of("member-1", 2026)
    file.chmod(0o644)
    with pytest.raises(VaultRefused):
        Pseudonyms(tmp_path, "long enough for a test").of("member-1", 2026)


def test_a_forgotten_year_stays_forgotten(tmp_path: Path) -> None:
    running = Pseudonyms(tmp_path, "long enough for a test")
    before = running.of("member-1", 2024)
    other = Pseudonyms(tmp_path, "long enough for a test")
    assert other.forget(2024)
    assert not other.forget(2024)
    # Also for a process that still held the key in memory.
    for one in (running, other, Pseudonyms(tmp_path, "long enough for a test")):
        assert one.of("member-1", 2024) == "-"
    assert before != "-"
    assert other.years() == []


def test_a_process_without_the_vault_names_nobody(home: Home) -> None:
    home.settings.passphrase_path.unlink()
    one = member(home, "EMO", "101742")
    assert Tokens(home).act(one, NOW).person(one.id) == "-"


def test_the_operator_reads_and_forgets(home: Home) -> None:
    folder = home.settings.home
    tokens = Tokens(home)
    one = member(home, "EMO", "101742")
    old = NOW - timedelta(days=800)
    with home.store.writing("EMO") as records:
        records.audit.add(tokens.act(one, old), "own.read")
    (entry,) = muhur_json("audit", "list", "--action", "own.read", "--chamber", "EMO", home=folder)
    assert entry["actor"].startswith("2024:")
    assert entry["actor"] == tokens.pseudonym(one.id, 2024)
    assert muhur_json("audit", "list", "--action", "own.read", "--since", "2025-01-01", home=folder) == []
    muhur("audit", "forget-year", "2024", home=folder)
    assert tokens.pseudonym(one.id, 2024) == "-"
    muhur("audit", "forget-year", "9998", home=folder, expect=1)
    assert "year_forgotten" in muhur("audit", "list", home=folder).stdout.decode()


def test_masks_of_one_person_are_the_same(either_home: Home) -> None:
    with client(either_home, "EMO", "administrator") as site:
        site.get("/api/v1/users")
        site.get("/api/v1/programs")
        headers = bearer(either_home, auditor(either_home))
        records = site.get("/api/v1/audit", params={"chamber": "EMO"}, headers=headers).json()["records"]
    assert len({one["actor"] for one in records if one["actor_kind"] == "user"}) == 1
