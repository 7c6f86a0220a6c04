"""The register stalls, fails or is damaged while the site serves: verdicts say so in time, and nothing is green."""

import asyncio
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from muhur.app import build_app
from muhur.clock import system_now
from muhur.installation import Home
from registry import istanbul
from registry.store import UNION, Scope, Store
from tests.journeys.machinery import Demo, Site, muhur
from tests.journeys.test_site import sound


class ShakyStore(Store):
    """The real store, whose reads can be made to wait or to fail."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.go = threading.Event()
        self.go.set()
        self.fault: Exception | None = None
        self.waiting = 0

    @contextmanager
    def reading(self, scope: Scope | str = UNION) -> Iterator[Any]:
        if not self.go.is_set():
            self.waiting += 1
            self.go.wait(60)
        if self.fault is not None:
            raise self.fault
        with super().reading(scope) as records:
            yield records


@pytest.fixture
def shaky(demo_home: Home) -> Iterator[ShakyStore]:
    made = ShakyStore(demo_home.settings.registry_url)
    yield made
    made.fault = None
    made.go.set()
    made.close()


@pytest.fixture
def app(demo_home: Home, shaky: ShakyStore) -> Any:
    return build_app(replace(demo_home, store=shaky), system_now)


@pytest.fixture
def late_app(demo_home: Home, shaky: ShakyStore) -> Any:
    """The same with status lists that may not be older than some thousandths of a second."""
    impatient = demo_home.settings.model_copy(update={"status_ttl_hours": 1e-6})
    return build_app(replace(demo_home, store=shaky, settings=impatient), system_now)


def _ask_all(app: Any, demo: Demo, shaky: ShakyStore, *, count: int, rounds: int = 1) -> list[httpx.Response]:
    """``count`` texts and one PDF at once, ``rounds`` times; each round must end soon after the limit."""
    entry = demo.of(belge_no="EMO-2026-YB-000123-Y")
    bodies = [{"number": "EMO-2026-YB-000123-Y"}, {"qr": entry["url"]}]
    pdf = demo.path(entry).read_bytes()

    async def run() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        found: list[httpx.Response] = []
        async with httpx.AsyncClient(transport=transport, base_url=demo.url, timeout=60) as client:
            for _ in range(rounds):
                asked = [client.post("/api/v1/verify", json=bodies[place % 2]) for place in range(count)]
                asked.append(client.post("/api/v1/verify", files={"file": ("x.pdf", pdf)}))
                async with asyncio.timeout(60):
                    found += await asyncio.gather(*asked)
        shaky.go.set()
        return found

    return asyncio.run(run())


def _nothing_is_green(answers: list[httpx.Response], *, lists: bool = False) -> None:
    """Nothing is simply valid: with ``lists`` a document at hand is judged by its chamber's list, and that is said."""
    for answer in answers:
        verdict = sound(answer).json()
        assert answer.status_code == 200 and verdict["message"]["tr"] != "Bu belge geçerlidir."
        if lists and verdict["credential"] is not None:
            assert (verdict["standing"], verdict["reasons"]) == ("valid", [])
            day = istanbul.shown(istanbul.day_of(istanbul.read(verdict["as_of"])))
            assert verdict["message"]["tr"] == (
                f"İmza geçerlidir. Güncel durum sorgulanamadı; sonuç {day} tarihli listeye dayanır."
            )
            continue
        assert verdict["standing"] == "unknown"
        assert "record.unreachable" in verdict["reasons"]


def test_a_stalled_register(app: Any, demo: Demo, shaky: ShakyStore) -> None:
    shaky.go.clear()
    answers = _ask_all(app, demo, shaky, count=100)
    _nothing_is_green(answers, lists=True)
    assert answers[-1].json()["page"] == "original", "the page needs no register"


def test_a_register_that_stays_stalled_takes_no_more_threads(
    app: Any, demo: Demo, shaky: ShakyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long it stalls: the look-up's four threads and one for the trust bundle, and PDFs are still drawn."""
    monkeypatch.setattr("muhur.desk.TRUST_CHECK_SECONDS", 0.0)
    shaky.go.clear()
    answers = _ask_all(app, demo, shaky, count=6, rounds=5)
    _nothing_is_green(answers, lists=True)
    assert shaky.waiting <= 5


def test_a_failing_register(app: Any, demo: Demo, shaky: ShakyStore) -> None:
    shaky.fault = OSError("disk I/O error")
    _nothing_is_green(_ask_all(app, demo, shaky, count=60), lists=True)


def test_a_failing_register_and_lists_that_are_too_old(late_app: Any, demo: Demo, shaky: ShakyStore) -> None:
    shaky.fault = OSError("disk I/O error")
    answers = _ask_all(late_app, demo, shaky, count=4)
    _nothing_is_green(answers)
    assert "status.stale" in answers[-1].json()["reasons"]


def test_the_lists_are_served_while_the_database_is_away(app: Any, demo: Demo, shaky: ShakyStore) -> None:
    with Site.over(app, demo.url) as site:
        before = [site.get(f"/status/emo/1{end}") for end in ("", "/token", "?form=json")]
        shaky.fault = OSError("disk I/O error")
        after = [site.get(f"/status/emo/1{end}") for end in ("", "/token", "?form=json")]
        assert [one.content for one in after] == [one.content for one in before]
        assert {one.status_code for one in before + after} == {200}
        assert site.get("/status/emo/2").status_code in (500, 503)


def test_files_and_readiness_say_it_too(app: Any, demo: Demo, shaky: ShakyStore) -> None:
    code = demo.code(demo.genuine[0])
    with Site.over(app, demo.url) as site:
        shaky.fault = OSError("disk I/O error")
        for ending in (".json", ".jwt", ".pdf"):
            answer = site.get(f"/v/{code}{ending}")
            assert (answer.status_code, answer.json()["code"]) == (503, "record.unreachable")
        page = site.get(f"/v/{code}").text
        assert "Bu belge geçerlidir." not in page and "Kütüğe ulaşılamadı" in page
        # Nobody is told that there is no such document.
        for answer in (
            site.get(f"/v/{code}/takip"),
            site.post(f"/v/{code}/takip", data={"email": "ik@sirket.example"}),
            site.post("/api/v1/watches", json={"code": code, "email": "ik@sirket.example"}),
        ):
            assert (answer.status_code, answer.json()["code"]) == (503, "record.unreachable")
        assert site.get("/readyz").status_code == 503
        assert site.get("/healthz").status_code == 200
        shaky.fault = None
        assert site.get(f"/v/{code}/verdict").json()["outcome"] == "genuine"
        assert site.get("/readyz").status_code == 200


@pytest.mark.parametrize("path", ["/status/emo/2", "/status/emo", "/egitimler/EMO-YG-01"])
def test_public_records_of_a_failing_register_are_a_problem_in_words(
    app: Any, demo: Demo, shaky: ShakyStore, path: str
) -> None:
    shaky.fault = OSError("disk I/O error")
    with Site.over(app, demo.url) as site:
        answer = site.get(path)
    assert answer.status_code in (500, 503) and b"Traceback" not in answer.content


def _broken_home(demo: Demo, tmp_path: Path) -> Path:
    home = tmp_path / "home"
    shutil.copytree(demo.home, home, ignore=shutil.ignore_patterns("pdf", "forged", "lists"))
    for name in ("registry.sqlite3", "registry.sqlite3-wal", "registry.sqlite3-shm"):
        (home / name).unlink(missing_ok=True)
    (home / "registry.sqlite3").write_bytes(b"this is no database" * 100)
    return home


def test_the_command_with_a_damaged_database_could_not_tell(demo: Demo, tmp_path: Path) -> None:
    muhur("verify", "EMO-2026-YB-000123-Y", "--json", home=_broken_home(demo, tmp_path), expect=3)


def test_the_command_without_an_installation_could_not_tell(tmp_path: Path) -> None:
    muhur("verify", "EMO-2026-YB-000123-Y", "--json", home=tmp_path / "nothing", expect=3)
