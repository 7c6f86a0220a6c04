"""Every door: who may enter, what stands in the audit trail, and that no success leaves without it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from muhur.installation import Home
from registry.access import APPROVER, AUDITOR, OFFICER
from registry.accounts.programs import revoke_program
from registry.accounts.users import set_active, set_roles
from registry.people.membership import change_status
from registry.store import OWNER
from registry.tables.access import audit_events
from tests.support.callers import act_of, auditor, bearer, client, member, program, token_for, user
from tests.support.register import NOW, TODAY

ADMINISTRATOR = "administrator"


def trail(home: Home) -> list[tuple[str, str, str, str | None]]:
    chosen = sa.select(audit_events).order_by(audit_events.c.id)
    with home.store.reading(OWNER) as records:
        rows = records.audit._connection.execute(chosen).all()
    return [(row.actor, row.action, row.outcome, row.chamber_code) for row in rows]


def test_without_a_token_nobody_enters(either_home: Home) -> None:
    with client(either_home) as site:
        answer = site.get("/api/v1/users")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="muhur"'
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "access.sign_in"
    assert trail(either_home) == [("", "GET /api/v1/users", "access.sign_in", None)]


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer x", "Bearer a.b.c", "Basic eDp5", "", "Bearer " + "a" * 9000]
)
def test_what_is_no_token_is_refused(home: Home, header: str) -> None:
    with client(home) as site:
        answer = site.get("/api/v1/users", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="muhur", error="invalid_token"'


def test_a_right_opens_its_doors_alone(either_home: Home) -> None:
    admin = user(either_home, "EMO", ADMINISTRATOR)
    officer = user(either_home, "EMO", OFFICER)
    with client(either_home) as site:
        assert site.get("/api/v1/users", headers=bearer(either_home, admin)).status_code == 200
        refused = site.get("/api/v1/users", headers=bearer(either_home, officer))
        assert (refused.status_code, refused.json()["code"]) == (403, "access.denied")
        assert site.get("/api/v1/users", headers=bearer(either_home, auditor(either_home))).status_code == 403
        one = member(either_home, "EMO", "101742")
        assert site.get("/api/v1/users", headers=bearer(either_home, one)).status_code == 403
    found = [entry for entry in trail(either_home) if entry[1] == "GET /api/v1/users"]
    assert sorted(entry[2] for entry in found) == ["access.denied"] * 3 + ["ok"]
    assert ("administrator.emo", "GET /api/v1/users", "ok", "EMO") in found
    # The member stands there as a keyed hash, not as an id.
    assert any(entry[0].startswith("2026:") for entry in found)
    assert one.id not in str(found)


def test_a_token_ends_with_its_time_user_and_role(either_home: Home) -> None:
    admin = user(either_home, "EMO", ADMINISTRATOR)
    token = {"Authorization": f"Bearer {token_for(either_home, admin, minutes=10)}"}
    clock = [NOW]
    other = act_of(user(either_home, "EMO", ADMINISTRATOR, login="ikinci.yonetici"))
    with client(either_home, now=lambda: clock[0]) as site:

        def status() -> int:
            return site.get("/api/v1/users", headers=token).status_code

        clock[0] = NOW + timedelta(minutes=10) - timedelta(seconds=1)
        assert status() == 200
        clock[0] = NOW + timedelta(minutes=10)
        assert status() == 401
        clock[0] = NOW - timedelta(minutes=2)
        assert status() == 401
        clock[0] = NOW
        set_active(either_home.store, "EMO", admin.id, other, active=False)
        assert status() == 401
        set_active(either_home.store, "EMO", admin.id, other, active=True)
        assert status() == 200
        set_roles(either_home.store, "EMO", admin.id, frozenset({OFFICER}), other)
        assert status() == 401


def test_a_token_of_a_member_ends_with_their_life(either_home: Home) -> None:
    token = bearer(either_home, member(either_home, "EMO", "101742"))
    registrar = act_of(user(either_home, "EMO", "registrar"))
    with client(either_home) as site:
        assert site.get("/api/v1/self", headers=token).status_code == 200
        change_status(either_home.store, registrar, "EMO", "101742", status="vefat", on=TODAY)
        assert site.get("/api/v1/self", headers=token).status_code == 401


def test_a_revoked_program_is_out_at_once(either_home: Home) -> None:
    caller = program(either_home, "EMO", "members:read", "training:read")
    with client(either_home) as site:
        # No door for these scopes yet is needed to see the token count: it may not manage users.
        assert site.get("/api/v1/users", headers=bearer(either_home, caller)).status_code == 403
        token = bearer(either_home, caller)
        revoke_program(either_home.store, "EMO", caller.id, act_of(user(either_home, "EMO", ADMINISTRATOR)))
        assert site.get("/api/v1/users", headers=token).status_code == 401


@pytest.mark.parametrize(
    "change",
    [
        {"roles": ("administrator", "approver")},
        {"chamber": "MMO"},
        {"kind": "program"},
        {"kind": "system"},
        {"subject": "nobody.here"},
        {"kind": "member", "subject": "x"},
        {"roles": ()},
    ],
)
def test_a_token_that_claims_more_than_the_table_is_refused(home: Home, change: dict[str, object]) -> None:
    # Signed by the right key: the table decides, not the token.
    from dataclasses import replace

    from keys.access_token import AccessClaims, seal_token

    admin = user(home, "EMO", ADMINISTRATOR)
    claims = AccessClaims(
        admin.id, "user", "EMO", ("administrator",), (), "muhur", "1", NOW, NOW + timedelta(minutes=5)
    )
    key = home.access_key(NOW)
    url = home.facts.public_url
    with client(home) as site:
        for one, expected in ((claims, 200), (replace(claims, **change), 401)):
            compact = seal_token(one, key, issuer=url, audience=f"{url}/api/v1")
            answer = site.get("/api/v1/users", headers={"Authorization": f"Bearer {compact}"})
            assert answer.status_code == expected


def test_no_success_without_an_audit_record(home: Home) -> None:
    admin = user(home, "EMO", ADMINISTRATOR)
    token = bearer(home, admin)
    with home.store.engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE INSERT ON audit_events BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )
    with client(home) as site:
        read = site.get("/api/v1/users", headers=token)
        assert (read.status_code, read.json()["code"]) == (503, "audit.unavailable")
        body = {"login": "yeni.kisi", "full_name": "Yeni Kişi", "roles": ["officer"]}
        assert site.post("/api/v1/users", json=body, headers=token).status_code >= 500
        # A refusal still goes out.
        assert site.get("/api/v1/users").status_code == 401
    with home.store.reading() as records:
        assert records.users.with_login("yeni.kisi") is None


def test_a_record_that_was_rolled_back_does_not_count(either_home: Home) -> None:
    act = act_of(user(either_home, "EMO", APPROVER))
    with pytest.raises(ZeroDivisionError), either_home.store.writing("EMO") as records:  # noqa: PT012
        records.audit.add(act, "document.revoked")
        _ = 1 / 0
    with either_home.store.reading("EMO") as records:
        records.audit.add(act, "document.read")
    assert act.recorded == 0
    with either_home.store.writing("EMO") as records:
        records.audit.add(act, "document.revoked")
        assert act.recorded == 0
    assert act.recorded == 1


def test_strangers_cannot_fill_the_register(home: Home) -> None:
    with client(home) as site:
        for _ in range(200):
            assert site.get("/api/v1/users").status_code == 401
    found = [entry for entry in trail(home) if entry[2] == "access.sign_in"]
    # One or two minutes' worth, by the wall clock.
    assert 60 <= len(found) <= 120


def test_unfit_fields_are_named_and_never_repeated(home: Home) -> None:
    with client(home, "EMO", ADMINISTRATOR) as site:
        answer = site.post("/api/v1/users", json={"login": "GİZLİ", "roles": ["officer"], "x\u202e": 1})
        assert (answer.status_code, answer.json()["code"]) == (422, "request.fields")
        assert "full_name" in answer.json()["title"]
        assert "GİZLİ" not in answer.text
        assert "\u202e" not in answer.json()["title"]
        broken = site.post("/api/v1/users", content=b"{", headers={"Content-Type": "application/json"})
        assert (broken.status_code, broken.json()["code"]) == (400, "request.json")
        nul = site.post("/api/v1/users", json={"login": "a.b.c", "full_name": "A\x00B", "roles": ["officer"]})
        assert nul.status_code == 422
        assert site.post("/api/v1/users/a%00b/deactivate").status_code in (404, 422)


def test_the_auditor_has_no_chamber_of_his_own(either_home: Home) -> None:
    found = auditor(either_home)
    assert found.chamber_code is None
    assert found.roles == {AUDITOR}


def test_a_used_up_quota_is_a_problem_without_seconds_to_wait(home: Home) -> None:
    registrar = user(home, "EMO", "registrar")
    with client(home) as site:
        set_to = site.put(
            "/api/v1/quotas/foreign_queries",
            headers=bearer(home, user(home, "EMO", ADMINISTRATOR)),
            json={"per_day": 0},
        )
        assert set_to.status_code == 200
        asked = {"chamber": "IMO", "sicil_numbers": ["048213"], "purpose": "Ortak proje onayı"}
        refused = site.post("/api/v1/specialization/ask", headers=bearer(home, registrar), json=asked)
    assert (refused.status_code, refused.json()["code"]) == (429, "quota.exceeded")
    assert "retry-after" not in refused.headers
