"""Measurements and log lines: what they tell, to whom, and that no personal data stands in them."""

import io
import json
import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio.from_thread
import httpx
import pytest
import structlog
from prometheus_client.parser import text_string_to_metric_families

from issuer.issue import issue_list
from muhur.app import build_app
from muhur.installation import Home
from muhur.jobs import JobEnded
from muhur.operation import logs
from muhur.operation.metrics import Metrics
from muhur.settings import Settings
from tests.journeys.machinery import Site
from tests.support.register import NOW, PUBLIC_URL, members_of, passing, request

TOKEN = "a-token-of-an-operator"
LOCAL = "http://localhost:8000"


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    kept = root.handlers[:], root.level
    yield
    root.handlers, root.level = kept[0], kept[1]
    structlog.reset_defaults()


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Standard error, with the logs of ``serve`` going there."""
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    logs.configure(Settings())
    return written


def samples(text: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    return {
        (one.name, tuple(sorted(one.labels.items()))): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }


@contextmanager
def site(home: Home, **given: Any) -> Iterator[Site]:
    with Site.over(build_app(home, lambda: NOW, **given), LOCAL) as opened:
        yield opened


def issued(home: Home) -> tuple[str, str, str]:
    """(code, number, compact) of one document."""
    report = issue_list(
        home.store, request("MMO-MT-01/2026-1", passing(members_of(home, "MMO")[:1])), home.open_key
    )
    assert report.count("issued") == 1
    with home.store.reading() as records:
        (one,) = records.credentials.all()
    return one.verification_code, one.belge_no, one.compact


def test_measurements_tell_routes_verdicts_and_look_ups(home: Home) -> None:
    code, number, _ = issued(home)
    metrics = Metrics()
    with site(home, metrics=metrics) as one:
        assert one.get(f"/v/{code}/verdict").json()["standing"] == "valid"
        one.post("/api/v1/verify", json={"number": number})
        one.post("/api/v1/verify", json={"number": "EMO-2026-YB-000132-Y"})
        assert one.ask("HEAD", f"/v/{code}").status_code == 200
        assert one.get(f"/v/{code}.pdf").status_code == 200
        one.get("/v/" + "0" * 16)
        one.get("/nothing/here")
        one.get("/static/none.css")
        one.ask("BREW", "/")
        metrics.count_register(home, NOW)
        answer = one.get("/metrics")
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/plain")
    found = samples(answer.text)
    assert found["muhur_http_requests_total", (("method", "GET"), ("route", "/v/{code}/verdict"), ("status", "200"))] == 1  # fmt: skip
    assert found["muhur_http_requests_total", (("method", "POST"), ("route", "/api/v1/verify"), ("status", "200"))] == 2  # fmt: skip
    assert found["muhur_http_requests_total", (("method", "HEAD"), ("route", "/v/{code}"), ("status", "200"))] == 1  # fmt: skip
    assert found["muhur_http_requests_total", (("method", "GET"), ("route", "unmatched"), ("status", "404"))] == 1  # fmt: skip
    assert found["muhur_http_requests_total", (("method", "GET"), ("route", "/static"), ("status", "404"))] == 1  # fmt: skip
    assert found["muhur_http_requests_total", (("method", "other"), ("route", "/"), ("status", "405"))] == 1
    assert found["muhur_verdicts_total", (("outcome", "genuine"), ("standing", "valid"))] >= 3
    assert found["muhur_register_look_ups_total", (("result", "answered"),)] >= 3
    assert found["muhur_drawings_total", (("result", "drawn"),)] == 1
    assert found["muhur_documents", (("chamber", "MMO"),)] == 1
    assert found["muhur_outbox_messages", (("state", "waiting"),)] == 0
    assert found["muhur_database_bytes", ()] > 100_000
    assert found["muhur_last_backup_timestamp_seconds", ()] == 0
    assert any(name == "muhur_build_info" for name, _ in found)


def test_a_register_that_fails_is_counted(home: Home) -> None:
    code, _, _ = issued(home)
    metrics = Metrics()
    app = build_app(home, lambda: NOW, metrics=metrics)
    with home.store.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE credentials RENAME TO away")
    with Site.over(app, LOCAL) as one:
        assert one.get(f"/v/{code}/verdict").json()["standing"] == "unknown"
    found = samples(metrics.text().decode())
    assert found["muhur_register_look_ups_total", (("result", "failed"),)] == 1
    assert found["muhur_verdicts_total", (("outcome", "cannot_tell"), ("standing", "unknown"))] == 1


def test_two_applications_measure_apart(home: Home) -> None:
    first, second = Metrics(), Metrics()
    with site(home, metrics=first) as one:
        one.get("/healthz")
    assert "/healthz" in first.text().decode() and "/healthz" not in second.text().decode()


def _ask(app: Any, *, client: str, url: str, headers: dict[str, str]) -> int:
    async def run() -> int:
        transport = httpx.ASGITransport(app, client=(client, 4000))
        async with httpx.AsyncClient(transport=transport, base_url=url) as asking:
            return (await asking.get("/metrics", headers=headers)).status_code

    with anyio.from_thread.start_blocking_portal() as portal:
        return portal.call(run)


@pytest.mark.parametrize(
    ("client", "url", "headers", "status"),
    [
        ("127.0.0.1", LOCAL, {}, 200),
        ("127.0.0.1", "http://127.0.0.1:8000", {}, 200),
        ("::1", "http://[::1]:8000", {}, 200),
        ("10.0.0.7", LOCAL, {}, 404),
        ("127.0.0.1", PUBLIC_URL, {}, 404),
        ("127.0.0.1", LOCAL, {"X-Forwarded-For": "203.0.113.9"}, 404),
        ("127.0.0.1", LOCAL, {"Forwarded": "for=203.0.113.9"}, 404),
        ("127.0.0.1", LOCAL, {"Via": "1.1 proxy"}, 404),
        ("203.0.113.9", PUBLIC_URL, {"X-Forwarded-For": "127.0.0.1"}, 404),
    ],
)
def test_without_a_token_only_this_machine_measures(
    home: Home, client: str, url: str, headers: dict[str, str], status: int
) -> None:
    assert _ask(build_app(home, lambda: NOW), client=client, url=url, headers=headers) == status


def test_with_a_token_only_its_bearer_measures(home: Home) -> None:
    settings = home.settings.model_copy(update={"metrics_token": TOKEN})
    app = build_app(replace(home, settings=settings), lambda: NOW)
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    assert _ask(app, client="10.0.0.7", url=PUBLIC_URL, headers=bearer) == 200
    for headers in ({}, {"Authorization": f"Bearer {TOKEN}x"}, {"Authorization": TOKEN}):
        assert _ask(app, client="127.0.0.1", url=LOCAL, headers=headers) == 404


def test_a_session_of_requests_leaves_no_personal_data_in_the_logs(home: Home, lines: io.StringIO) -> None:
    code, number, compact = issued(home)
    member = members_of(home, "MMO")[0]
    with site(home) as one:
        asked = [
            one.get(f"/v/{code}?lang=en&ad={member.given_name}"),
            one.get(f"/v/{code}.json"),
            one.get(f"/v/{code}.jwt", headers={"Authorization": f"Bearer {TOKEN}"}),
            one.get(f"/v/{code}/verdict"),
            one.get(f"/api/v1/verify?number={number}&sicil={member.sicil_no}"),
            one.post("/api/v1/verify", json={"number": number}),
            one.post("/api/v1/verify", json={"credential": compact}),
            one.post("/dogrula", data={"metin": number}),
            one.post("/dogrula", files={"dosya": (f"{member.family_name}.pdf", b"%PDF-1.7 nothing")}),
            one.get(f"/{member.given_name}/{member.sicil_no}"),
            one.get("/healthz", headers={"X-Request-Id": f"sicil {member.sicil_no}"}),
            one.get("/healthz", headers={"X-Request-Id": "not hex but long enough for an id"}),
            one.ask(f"{member.sicil_no}", "/"),
        ]
    assert len(asked) == 13
    logging.getLogger("sqlalchemy").error(
        "could not write %s for %s", number, f"{member.given_name} {member.family_name}"
    )
    try:
        int(f"{member.family_name} {number}")
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n")
    written = lines.getvalue()
    told = [json.loads(line) for line in written.splitlines()]
    assert len(told) >= 15 and all(one["timestamp"].endswith("Z") for one in told)
    assert {one["event"] for one in told} >= {"request", "could not write %s for %s"}
    assert {one.get("route") for one in told} >= {
        "/v/{code}",
        "/v/{code}/verdict",
        "/api/v1/verify",
        "unmatched",
    }
    secrets = [
        code,
        number,
        compact[:40],
        compact[-40:],
        member.sicil_no,
        member.given_name,
        member.family_name,
    ]
    for secret in [*secrets, TOKEN, PUBLIC_URL.partition("//")[2], "lang=en", "127.0.0.1"]:
        assert secret.casefold() not in written.casefold(), secret
    # Nothing of the form of a code, a number, a JWT or an address either.
    assert not re.search(
        r"\b[A-Z]{2,8}-\d{4}-[A-Z]{2}-\d{6}|eyJ[\w-]{10}|/v/(?!\{)|\b\d{6,7}\b(?!\.)", written
    )
    fault = next(one for one in told if one["event"] == "Exception in ASGI application")
    assert fault["error"].startswith("ValueError at operation/test_observed.py:")


def test_a_request_id_is_kept_and_given_back(home: Home, lines: io.StringIO) -> None:
    given = "5f0c0a4e9d1b4c6f8a7e6d5c4b3a2910"
    with site(home) as one:
        assert one.get("/healthz", headers={"X-Request-Id": given}).headers["x-request-id"] == given
        made = {one.get("/healthz").headers["x-request-id"] for _ in range(3)}
        refused = one.get("/healthz", headers={"X-Request-Id": "048213"}).headers["x-request-id"]
    assert len(made) == 3 and refused != "048213"
    assert next(json.loads(line)["request_id"] for line in lines.getvalue().splitlines()) == given


def test_a_fault_is_logged_with_its_place_and_answered_500(
    home: Home, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    metrics = Metrics()
    app = build_app(home, lambda: NOW, metrics=metrics)

    @app.get("/fault")
    async def fault() -> None:
        raise RuntimeError("Gülşen Çağlayan 048213")

    with Site.over(app, LOCAL) as one:
        assert one.get("/fault").status_code == 500
    (told,) = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert (told["level"], told["status"], told["route"]) == ("error", 500, "/fault")
    assert told["error"].startswith("RuntimeError at ") and "Gülşen" not in lines.getvalue()
    assert 'status="500"' in metrics.text().decode()


@pytest.mark.parametrize(("level", "expected"), [("info", 2), ("error", 1)])
def test_levels_and_jobs(monkeypatch: pytest.MonkeyPatch, level: str, expected: int) -> None:
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    logs.configure(Settings(log_level=level))  # type: ignore[arg-type]
    logs.log_job(JobEnded("outbox", NOW, 0.5, "done"))
    logs.log_job(JobEnded("outbox", NOW, 0.5, "failed", "OSError at muhur/x.py:3"))
    told = [json.loads(line) for line in written.getvalue().splitlines()]
    assert len(told) == expected
    assert told[-1] | {"timestamp": ""} == {
        "job": "outbox", "outcome": "failed", "ms": 500.0, "error": "OSError at muhur/x.py:3",
        "event": "job", "level": "error", "timestamp": "",
    }  # fmt: skip


def test_console_form(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    logs.configure(Settings(log_format="console"))
    logs.log_job(JobEnded("outbox", NOW, 0.5, "done"))
    assert "outbox" in written.getvalue() and not written.getvalue().startswith("{")


def test_every_metric_is_documented_and_alerts_name_real_ones(home: Home) -> None:
    root = Path(__file__).parents[2]
    page = (root / "docs" / "operate" / "monitoring.md").read_text(encoding="utf-8")
    rules = (root / "deploy" / "muhur-alerts.yml").read_text(encoding="utf-8")
    metrics = Metrics()
    metrics.count_register(home, NOW)
    documented = set(re.findall(r"^\| `(muhur_\w+)`", page, re.MULTILINE))
    there = set()
    for family in metrics.registry.collect():
        if family.name.startswith("muhur_"):
            ending = {"counter": "_total", "info": "_info"}.get(family.type, "")
            there.add(family.name + ending)
    assert documented == there
    used = {re.sub(r"_bucket$", "", name) for name in re.findall(r"\bmuhur_\w+", rules)}
    assert used and used <= there
    assert set(re.findall(r"alert: (\w+)", rules)) == set(re.findall(r"^\| `(Muhur\w+)`", page, re.MULTILINE))
