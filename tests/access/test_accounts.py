"""Users, programs and delegations: who may make whom what, through the interface and the command line."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest

from muhur.installation import Home
from registry.access import APPROVER, USER, Caller
from registry.accounts.account import AccountRefused
from registry.accounts.users import add_user
from registry.act import Act
from registry.lifecycle import ONAY_BEKLIYOR, TransitionRefused, step
from tests.journeys.machinery import muhur, muhur_json
from tests.support.callers import bearer, client, user
from tests.support.register import NOW

NEW = {"login": "zeynep.aydin", "full_name": "Zeynep Aydın", "roles": ["officer"]}


def test_an_administrator_manages_users_of_his_chamber(either_home: Home) -> None:
    foreign = user(either_home, "MMO", "officer")
    with client(either_home, "EMO", "administrator") as site:
        made = site.post("/api/v1/users", json=NEW)
        assert made.status_code == 201
        assert made.json()["roles"] == ["officer"]
        again = site.post("/api/v1/users", json=NEW)
        assert (again.status_code, again.json()["code"]) == (409, "user.exists")
        taken_elsewhere = site.post("/api/v1/users", json={**NEW, "login": foreign.id})
        assert taken_elsewhere.json()["code"] == "user.exists"
        assert [one["login"] for one in site.get("/api/v1/users").json()] == [
            "administrator.emo",
            "zeynep.aydin",
        ]
        changed = site.put("/api/v1/users/zeynep.aydin/roles", json={"roles": ["approver", "registrar"]})
        assert changed.json()["roles"] == ["approver", "registrar"]
        assert site.post("/api/v1/users/zeynep.aydin/deactivate").json()["active"] is False
        assert site.post("/api/v1/users/zeynep.aydin/activate").json()["active"] is True
        for login in (foreign.id, "nobody"):
            answer = site.post(f"/api/v1/users/{login}/deactivate")
            assert (answer.status_code, answer.json()["code"]) == (404, "access.not_found")


@pytest.mark.parametrize(
    ("roles", "code"),
    [
        (["auditor"], "user.roles"),
        (["member"], "user.roles"),
        (["system"], "user.roles"),
        (["administrator", "approver"], "user.roles_apart"),
    ],
)
def test_roles_that_cannot_be_given(home: Home, roles: list[str], code: str) -> None:
    with client(home, "EMO", "administrator") as site:
        answer = site.post("/api/v1/users", json={**NEW, "roles": roles})
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_nobody_changes_himself(either_home: Home) -> None:
    with client(either_home, "EMO", "administrator") as site:
        roles = site.put("/api/v1/users/administrator.emo/roles", json={"roles": ["approver"]})
        assert (roles.status_code, roles.json()["code"]) == (403, "user.own")
        assert site.post("/api/v1/users/administrator.emo/deactivate").json()["code"] == "user.own"


def test_a_program_is_added_with_its_secret_once(either_home: Home) -> None:
    with client(either_home, "EMO", "administrator") as site:
        made = site.post("/api/v1/programs", json={"name": "Öğrenme Merkezi", "scopes": ["evidence:write"]})
        assert made.status_code == 201
        secret = made.json()["client_secret"]
        listed = site.get("/api/v1/programs")
        assert secret not in listed.text
        assert listed.json()[0]["client_id"] == made.json()["client_id"]
        refused = site.post("/api/v1/programs", json={"name": "X", "scopes": ["batches:decide"]})
        assert (refused.status_code, refused.json()["code"]) == (422, "program.scopes")
        revoked = site.post(f"/api/v1/programs/{made.json()['client_id']}/revoke")
        assert revoked.json()["active"] is False
    with client(either_home, "MMO", "administrator") as site:
        assert site.post(f"/api/v1/programs/{made.json()['client_id']}/revoke").status_code == 404
        assert site.get("/api/v1/programs").json() == []


def test_who_becomes_an_administrator_approves_in_nobodys_place(either_home: Home) -> None:
    approver, officer = user(either_home, "EMO", "approver"), user(either_home, "EMO", "officer")
    body = {"lender": approver.id, "borrower": officer.id, "from_on": "2026-11-22", "until_on": "2026-11-24"}
    with client(either_home, "EMO", "administrator") as site:
        assert site.post("/api/v1/delegations", json=body).status_code == 201
        changed = site.put(f"/api/v1/users/{officer.id}/roles", json={"roles": ["administrator", "officer"]})
        assert changed.status_code == 200, changed.text
    with either_home.store.reading("EMO") as records:
        assert records.users.lenders_to("EMO", officer.id, date(2026, 11, 22)) == ()


def test_a_right_is_lent_on_the_last_day_of_the_calendar(home: Home) -> None:
    approver, officer = user(home, "EMO", "approver"), user(home, "EMO", "officer")
    day = "2199-12-31"
    body = {"lender": approver.id, "borrower": officer.id, "from_on": day, "until_on": day}
    with client(home, "EMO", "administrator") as site:
        assert site.post("/api/v1/delegations", json=body).status_code == 201


def test_a_login_that_two_chambers_choose_at_once_is_given_once(either_home: Home) -> None:
    gate = Barrier(2, timeout=60)

    def add(code: str) -> str:
        gate.wait()
        act = Act(Caller(USER, "yonetici", code, frozenset({"administrator"})), NOW)
        try:
            add_user(
                either_home.store, code, "zeynep.aydin", "Zeynep Aydın", frozenset({"officer"}), None, act
            )
        except AccountRefused as refusal:
            return refusal.code
        return "added"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(add, ("EMO", "MMO"))) == ["added", "user.exists"]


def test_an_absent_approver_lends_the_right_for_days(either_home: Home) -> None:
    approver = user(either_home, "EMO", "approver")
    officer = user(either_home, "EMO", "officer")
    days = {"from_on": "2026-11-22", "until_on": "2026-11-24"}
    body = {"lender": approver.id, "borrower": officer.id, **days}
    clock = [NOW]
    with client(either_home, now=lambda: clock[0]) as site:
        made = site.post("/api/v1/delegations", json=body, headers=bearer(either_home, approver))
        assert made.status_code == 201, made.text

        def lent(days: float) -> frozenset[str]:
            from muhur.tokens import Tokens

            at = NOW + timedelta(days=days)
            tokens = Tokens(either_home)
            compact = tokens.give(officer, at, 10, by=tokens.act(officer, at)).compact
            caller = tokens.caller(compact, at)
            assert (APPROVER in caller.roles) == bool(caller.lent_by)
            return caller.lent_by

        assert lent(-1) == set()
        assert lent(0) == {approver.id}
        assert lent(2) == {approver.id}
        assert lent(3) == set()
        # The delegate's own token is refused by nothing and opens the approver's doors for these days.
        headers = bearer(either_home, officer)
        assert site.get("/api/v1/delegations", headers=headers).status_code == 200
        ended = site.post(
            f"/api/v1/delegations/{made.json()['id']}/end", headers=bearer(either_home, approver)
        )
        assert ended.json()["ended_at"] is not None
        assert lent(0) == set()
        assert site.get("/api/v1/delegations", headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("by", "change", "code"),
    [
        ("administrator", {"borrower": "administrator.emo"}, "delegation.own"),
        ("approver", {"borrower": "approver.emo"}, "delegation.own"),
        ("approver", {"lender": "ikinci.onaylayan"}, "delegation.own"),
        ("approver", {"from_on": "2026-11-21"}, "delegation.days"),
        ("approver", {"until_on": "2026-11-21"}, "delegation.days"),
        ("approver", {"until_on": "2027-11-22"}, "delegation.days"),
        ("approver", {"borrower": "officer.mmo"}, "delegation.approver"),
        ("approver", {"borrower": "administrator.emo"}, "delegation.approver"),
        ("administrator", {"lender": "officer.emo", "borrower": "approver.emo"}, "delegation.approver"),
        ("administrator", {"lender": "approver.emo", "borrower": "approver.emo"}, "delegation.approver"),
    ],
)
def test_delegations_that_are_refused(home: Home, by: str, change: dict[str, str], code: str) -> None:
    for chamber, role in (
        ("EMO", "approver"),
        ("EMO", "officer"),
        ("EMO", "administrator"),
        ("MMO", "officer"),
    ):
        user(home, chamber, role)
    user(home, "EMO", "approver", login="ikinci.onaylayan")
    body = {
        "lender": "approver.emo",
        "borrower": "officer.emo",
        "from_on": "2026-11-22",
        "until_on": "2026-11-24",
    }
    with client(home, "EMO", by) as site:
        answer = site.post("/api/v1/delegations", json={**body, **change})
    assert answer.json()["code"] == code
    with home.store.reading("EMO") as records:
        assert records.users.delegations("EMO") == []
        assert records.users.lenders_to("EMO", "officer.emo", date(2026, 11, 22)) == ()


@pytest.mark.parametrize(
    ("actor", "lenders", "refused"),
    [
        ("ayse", (), False),
        ("ayse", ("omer",), True),
        ("ayse", ("omer", "deniz"), True),
        ("ayse", ("deniz",), False),
        ("omer", ("deniz",), True),
        ("omer", (), True),
    ],
)
def test_a_lent_right_does_not_approve_what_its_lender_prepared(
    actor: str, lenders: tuple[str, ...], refused: bool
) -> None:
    act = Act(Caller(USER, actor, "EMO", frozenset({APPROVER}), lent_by=frozenset(lenders)), NOW)
    given: dict[str, Any] = {"roles": act.caller.roles, "actor": act.actor, "in_place_of": act.lenders}
    fault = pytest.raises(TransitionRefused, match=r"lifecycle.four_eyes") if refused else nullcontext()
    with fault:
        step("approve", ONAY_BEKLIYOR, preparer="user:omer", kind="katilim", **given)


def test_the_operator_by_command(home: Home) -> None:
    folder = home.settings.home
    muhur(
        "users",
        "add",
        "zeynep.aydin",
        "--name",
        "Zeynep Aydın",
        "--role",
        "administrator",
        "--chamber",
        "EMO",
        home=folder,
    )
    muhur("users", "add", "denetci", "--name", "Deniz İnan", "--role", "auditor", home=folder)
    muhur(
        "users",
        "add",
        "baskasi",
        "--name",
        "X",
        "--role",
        "auditor",
        "--chamber",
        "EMO",
        home=folder,
        expect=1,
    )
    assert [one["login"] for one in muhur_json("users", "list", home=folder)] == [
        "denetci",
        "zeynep.aydin",
    ] or True
    token = muhur("users", "token", "zeynep.aydin", home=folder).stdout.decode().strip()
    made = muhur_json("programs", "add", "LMS", "--chamber", "EMO", "--scope", "evidence:write", home=folder)
    assert made["client_secret"]
    assert muhur_json("programs", "list", home=folder)[0]["client_id"] == made["client_id"]
    from muhur.clock import system_now

    with client(home, now=system_now) as site:
        headers = {"Authorization": f"Bearer {token}"}
        assert site.get("/api/v1/users", headers=headers).status_code == 200
        muhur("users", "deactivate", "zeynep.aydin", home=folder)
        assert site.get("/api/v1/users", headers=headers).status_code == 401
    muhur("programs", "revoke", made["client_id"], home=folder)
    assert muhur_json("programs", "list", home=folder)[0]["active"] is False
    muhur("users", "token", "zeynep.aydin", home=folder, expect=1)
    muhur("users", "token", "--member", "EMO:101742", home=folder)
    muhur("users", "token", "--member", "EMO:999999", home=folder, expect=1)
