"""The same request with the same Idempotency-Key is done once and answered alike."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from muhur import idempotency
from muhur.installation import Home
from tests.journeys.machinery import Site
from tests.support.callers import bearer, client, user
from tests.support.register import NOW

NEW = {"login": "zeynep.aydin", "full_name": "Zeynep Aydın", "roles": ["officer"]}


@pytest.fixture
def clock() -> list[Any]:
    return [NOW]


@pytest.fixture
def site(either_home: Home, clock: list[Any]) -> Iterator[Site]:
    with client(either_home, "EMO", "administrator", now=lambda: clock[0]) as opened:
        yield opened


def logins(home: Home, chamber: str = "EMO") -> list[str]:
    with home.store.reading(chamber) as records:
        return [one.login for one in records.users.all(chamber)]


def post(
    site: Site, key: str, body: object = NEW, path: str = "/api/v1/users", **more: Any
) -> httpx.Response:
    return site.post(path, json=body, headers={"Idempotency-Key": key, **more.pop("headers", {})}, **more)


def test_a_repetition_gets_the_first_answer(site: Site, either_home: Home) -> None:
    first, second = post(site, "k-1"), post(site, "k-1")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert first.headers["content-type"] == second.headers["content-type"]
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    assert post(site, "k-2").json()["code"] == "user.exists"


def test_a_key_belongs_to_one_request_of_one_caller(site: Site, either_home: Home) -> None:
    assert post(site, "k").status_code == 201
    for answer in (
        post(site, "k", {**NEW, "full_name": "Başka Biri"}),
        post(site, "k", path="/api/v1/programs"),
        post(site, "k", path="/api/v1/users?x=1"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency.other_request")
    other = bearer(either_home, user(either_home, "MMO", "administrator"))
    foreign = post(site, "k", {**NEW, "login": "baska.biri"}, headers=other)
    assert foreign.status_code == 201


@pytest.mark.parametrize("key", ["", "a" * 65, "a b", "ş", "a\tb"])
def test_keys_that_are_none(site: Site, key: str) -> None:
    answer = site.post("/api/v1/users", json=NEW, headers={b"Idempotency-Key": key.encode()})
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency.key")


def test_a_refusal_frees_the_key(site: Site, either_home: Home) -> None:
    assert post(site, "k", {**NEW, "roles": ["auditor"]}).json()["code"] == "user.roles"
    assert post(site, "k", {**NEW, "roles": 7}).json()["code"] == "request.fields"
    assert post(site, "k").status_code == 201


def test_an_answer_with_a_secret_is_not_kept(site: Site, either_home: Home) -> None:
    body = {"name": "LMS", "scopes": ["evidence:write"]}
    first, second = (post(site, "k", body, "/api/v1/programs") for _ in range(2))
    assert first.status_code == 201
    assert (second.status_code, second.json()["code"]) == (409, "idempotency.not_kept")
    secret = first.json()["client_secret"]
    with either_home.store.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT * FROM idempotency_keys").all()
    assert len(stored) == 1
    assert secret not in str(stored)


def test_a_key_is_kept_for_a_day(site: Site, either_home: Home, clock: list[Any]) -> None:
    assert post(site, "k").status_code == 201
    token = user(either_home, "EMO", "administrator")

    def again() -> httpx.Response:
        return post(site, "k", headers=bearer(either_home, token, clock[0]))

    clock[0] = NOW + timedelta(hours=24) - timedelta(seconds=1)
    assert again().status_code == 201
    with either_home.store.writing() as records:
        assert records.idempotency.purge(clock[0]) == 0
    clock[0] = NOW + timedelta(hours=24)
    assert again().json()["code"] == "user.exists"
    with either_home.store.writing() as records:
        assert records.idempotency.purge(clock[0] + timedelta(hours=24)) == 0


def test_what_a_crash_left_is_free_after_a_minute(
    site: Site, either_home: Home, clock: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idempotency, "WAIT_SECONDS", 0.05)
    import hashlib
    import json

    body = json.dumps(NEW).encode()
    sent = hashlib.sha256(b"POST /api/v1/users?\n" + body).digest()
    with either_home.store.writing() as records:
        assert records.idempotency.claim("user:administrator.emo", "k", sent, uuid4(), NOW)
        assert not records.idempotency.claim("user:administrator.emo", "k", sent, uuid4(), NOW)

    def ask() -> httpx.Response:
        headers = {"Idempotency-Key": "k", "Content-Type": "application/json"}
        return site.ask("POST", "/api/v1/users", content=body, headers=headers)

    assert (ask().status_code, ask().json()["code"]) == (409, "idempotency.under_way")
    clock[0] = NOW + timedelta(seconds=59)
    assert ask().status_code == 409
    clock[0] = NOW + timedelta(seconds=60)
    assert ask().status_code == 201


def test_one_that_lost_its_key_does_not_overwrite(either_home: Home) -> None:
    from registry.records.accounts.idempotency import Answered

    first, second = uuid4(), uuid4()
    later = NOW + timedelta(minutes=2)
    with either_home.store.writing() as records:
        assert records.idempotency.claim("user:x", "k", b"1" * 32, first, NOW)
        assert records.idempotency.claim("user:x", "k", b"1" * 32, second, later)
        records.idempotency.answer(first, Answered(200, None, "first"))
        assert records.idempotency.find("user:x", "k", b"1" * 32, later) == "under_way"
        records.idempotency.answer(second, Answered(200, None, "second"))
        records.idempotency.release(first)
        assert records.idempotency.find("user:x", "k", b"1" * 32, later) == Answered(200, None, "second")


def test_fifty_at_once_do_it_once(site: Site, either_home: Home) -> None:
    answers: list[httpx.Response] = []
    line = threading.Barrier(50)

    def ask() -> None:
        line.wait()
        answers.append(post(site, "k-50"))

    threads = [threading.Thread(target=ask) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 50
    assert {(one.status_code, one.content) for one in answers} == {(201, answers[0].content)}
    assert sum("idempotency-replayed" not in one.headers for one in answers) == 1
    assert logins(either_home) == ["administrator.emo", "zeynep.aydin"]
    chosen = "SELECT count(*) FROM audit_events WHERE action = 'user.added' AND target = 'zeynep.aydin'"
    with either_home.store.engine.connect() as connection:
        assert connection.exec_driver_sql(chosen).scalar() == 1
