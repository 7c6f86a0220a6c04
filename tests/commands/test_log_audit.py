"""``muhur log audit``: a real log over real HTTP, and each thing that a log or whoever serves it can do wrong."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import muhur.transparency.audit
from keys.log_checkpoint import Checkpoint, cosign, sign_checkpoint
from keys.log_note import Note
from muhur.cli import app
from muhur.installation import Home
from muhur.transparency.audit import LogAuditRefused, LogSource, audit, client, prefix_of
from tests.keys.log_keys import LOG, ORIGIN, POLICY, WITNESS_KEYS, private, public
from tests.registry.log.grown import Log, log_of
from tests.support.living import issued
from tests.support.served import fill, made, place, served
from tests.support.tampering import without_triggers

__all__ = ["fill", "made", "place", "served"]


def entries(count: int, first: int = 0) -> list[bytes]:
    return [number.to_bytes(32, "big") for number in range(first, first + count)]


class Site(ThreadingHTTPServer):
    """Serves files by path below ``/log``; counts what it was asked for."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.files: dict[str, bytes] = {}
        self.status = 200
        self.headers: dict[str, str] = {}
        self.pause = 0.0
        self.asked: list[str] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/log"

    def show(self, log: Log, number: int = 1, size: int | None = None, root: bytes | None = None) -> None:
        """Serve a log under a checkpoint that is right, or says another size or root."""
        checkpoint = Checkpoint(ORIGIN, log.size if size is None else size, root or log.root)
        key = LOG if number == 1 else public(number)
        self.files = {**log.files, "checkpoint": sign_checkpoint(checkpoint, key, private(number)).data}


class _Answer(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        site = self.server
        site.asked.append(self.path)
        found = site.files.get(self.path.removeprefix("/log/"))
        self.send_response(404 if found is None else site.status)
        for name, value in site.headers.items():
            self.send_header(name, value)
        self.end_headers()
        for at in range(0, len(found or b""), 400):
            time.sleep(site.pause)
            self.wfile.write((found or b"")[at : at + 400])

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as made_site:
        yield made_site
        made_site.shutdown()


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "seen.checkpoint"


def run(url: str, state: Path, *more: str, expect: int = 0, keys: bool = True) -> Result:
    known = ("--key", LOG.vkey) if keys else ()
    done = CliRunner().invoke(
        app, ["log", "audit", url, "--state", str(state), *known, *more], catch_exceptions=False
    )
    assert done.exit_code == expect, done.output
    return done


def told(url: str, state: Path, *more: str, expect: int = 0, keys: bool = True) -> Any:
    return json.loads(run(url, state, *more, "--json", expect=expect, keys=keys).stdout)


@pytest.mark.parametrize("size", [0, 1, 2, 7, 255, 256, 257, 300, 17_000])
def test_a_log_that_holds_is_read_whole_and_counted(site: Site, state: Path, size: int) -> None:
    log = log_of(entries(size), 20_000)
    site.show(log)
    found = told(site.url, state)
    assert (found["origin"], found["size"], found["seen"], found["register"]) == (ORIGIN, size, None, None)
    assert found["bundles"] == -(-size // 256)
    # Each file of the log was asked for once, and nothing else.
    assert sorted(site.asked) == sorted({f"/log/{path}" for path in site.files})
    assert state.read_bytes() == site.files["checkpoint"]
    assert found["bytes"] == sum(map(len, site.files.values()))


def test_it_continues_what_was_seen(site: Site, state: Path) -> None:
    log = log_of(entries(250))
    site.show(log)
    told(site.url, state)
    for more in (1, 5, 40, 300):
        before = log.size
        log.add(entries(more, before))
        site.show(log)
        assert told(site.url, state)["seen"] == before
    assert told(site.url, state)["seen"] == log.size


def test_words_for_people(site: Site, state: Path) -> None:
    site.show(log_of(entries(300)))
    said = run(site.url, state).stdout
    assert f"Tutuyor · holds: {ORIGIN}" in said and "entries 300" in said


def test_another_tree_than_was_seen_is_told_and_kept_as_evidence(site: Site, state: Path) -> None:
    first = log_of(entries(300))
    site.show(first)
    told(site.url, state)
    seen = state.read_bytes()
    changed = entries(400)
    changed[17] = bytes(32)
    site.show(log_of(changed))
    assert told(site.url, state, expect=1)["code"] == "log.forked"
    assert state.read_bytes() == seen
    assert state.with_name("seen.checkpoint.contradicts").read_bytes() == site.files["checkpoint"]
    site.show(log_of(entries(299)))
    assert told(site.url, state, expect=1)["code"] == "log.shrunk"
    assert state.read_bytes() == seen


def _flip(site: Site, path: str) -> None:
    content = bytearray(site.files[path])
    content[-1] ^= 1
    site.files[path] = bytes(content)


FAULTS: dict[str, tuple[str, Callable[[Site, Log], object]]] = {
    "an entry": ("log.tile", lambda site, _: _flip(site, "tile/entries/000")),
    "the last entry": ("log.tile", lambda site, _: _flip(site, "tile/entries/001.p/44")),
    "a tile": ("log.tile", lambda site, _: _flip(site, "tile/0/000")),
    "a tile above": ("log.tile", lambda site, _: _flip(site, "tile/1/000.p/1")),
    "a bundle cut": ("log.tile", lambda site, _: site.files.update({"tile/entries/000": b"\0\x20" + bytes(32)})),
    "a bundle too long": ("log.unreachable", lambda site, _: site.files.update(
        {"tile/entries/000": site.files["tile/entries/000"] + b"\0"})),
    "a tile too long": ("log.unreachable", lambda site, _: site.files.update({"tile/0/000": bytes(100_000)})),
    "a tile missing": ("log.unreachable", lambda site, _: site.files.pop("tile/0/000")),
    "the checkpoint missing": ("log.unreachable", lambda site, _: site.files.pop("checkpoint")),
    "the checkpoint without end": ("log.unreachable", lambda site, _: site.files.update({"checkpoint": b"x" * 70_000})),
    "no checkpoint": ("log.checkpoint", lambda site, _: site.files.update({"checkpoint": b"<html>"})),
    "another's signature": ("log.checkpoint", lambda site, log: site.show(log, number=2)),
    "another root": ("log.root", lambda site, log: site.show(log, root=bytes(32))),
    "endless": ("log.too_long", lambda site, log: site.show(log, size=2**40)),
    "an error": ("log.unreachable", lambda site, _: setattr(site, "status", 500)),
    "elsewhere": ("log.unreachable", lambda site, _: (
        setattr(site, "status", 302), site.headers.update({"location": f"{site.url}/other"}))),
    "packed": ("log.unreachable", lambda site, _: site.headers.update({"content-encoding": "gzip"})),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_has_its_code_and_is_never_kept(site: Site, state: Path, fault: str) -> None:
    code, change = FAULTS[fault]
    log = log_of(entries(300))
    site.show(log)
    change(site, log)
    assert told(site.url, state, expect=1)["code"] == code
    assert not state.exists()
    assert not any("other" in path for path in site.asked)


def test_who_answers_a_little_at_a_time_is_not_waited_for(
    site: Site, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(muhur.transparency.audit, "DEADLINE_SECONDS", 0.3)
    site.show(log_of(entries(300)))
    site.pause = 0.1
    begun = time.monotonic()
    assert told(site.url, state, expect=1)["code"] == "log.unreachable"
    assert time.monotonic() - begun < 5


def test_nobody_there(state: Path) -> None:
    assert told("http://127.0.0.1:9/log", state, expect=1)["code"] == "log.unreachable"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://x/log",
        "file:///etc/passwd",
        "x",
        "https://",
        "https://a:b@x/log",
        "https://x/log?a",
        "http://x:y/log",
    ],
)
def test_what_is_no_address_is_not_asked(state: Path, url: str) -> None:
    assert told(url, state, expect=1)["code"] == "log.address"


def test_what_was_seen_of_another_log_is_not_compared(site: Site, state: Path) -> None:
    site.show(log_of(entries(10)))
    for kept in (
        b"",
        b"x",
        sign_checkpoint(
            Checkpoint("a.example/log", 1, bytes(32)), public(1, "a.example/log"), private(1)
        ).data,
    ):
        state.write_bytes(kept)
        assert told(site.url, state, expect=1)["code"] == "log.state"
        assert state.read_bytes() == kept


def test_without_a_key_nothing_is_asked(site: Site, state: Path) -> None:
    assert told(site.url, state, expect=2, keys=False)["code"] == "log.no_trust"
    assert told(site.url, state, "--key", "x", expect=2, keys=False)["code"] == "log.key_unreadable"
    assert (
        told(site.url, state, "--key", LOG.vkey, "--key", LOG.vkey, expect=2, keys=False)["code"]
        == "log.key_unreadable"
    )
    assert site.asked == []


def test_witnesses_are_asked_for_by_the_bundles_quorum(site: Site, state: Path) -> None:
    log = log_of(entries(10))
    site.show(log)
    checkpoint = Checkpoint(ORIGIN, log.size, log.root)
    with client() as asking:
        source = LogSource(prefix_of(site.url), asking)
        with pytest.raises(LogAuditRefused) as refused:
            audit(source, POLICY, None)
        assert (refused.value.code, refused.value.facts["reason"]) == ("log.checkpoint", "log.witnesses")
        note = sign_checkpoint(checkpoint, LOG, private(1))
        seen = [cosign(checkpoint, WITNESS_KEYS[one], private(11 + one), 1_795_338_000) for one in (0, 1)]
        site.files["checkpoint"] = Note(note.text, (*note.signatures, *seen)).data
        found = audit(source, POLICY, None)
    assert [one.witness for one in found.opened.cosignatures] == [key.name for key in WITNESS_KEYS[:2]]


# An installation that is served


def test_a_served_installation_holds_and_agrees_with_its_register(
    served: Home, place: tuple[Any, str], state: Path, tmp_path: Path
) -> None:
    issued(served, 5)
    home = str(served.settings.home)
    found = told(place[1], state, "--home", home, keys=False)
    assert found["size"] == found["register"]["openings"] > 30 and found["seen"] is None
    issued(served, 2, "EMO-YG-01/2026-1")
    assert told(place[1], state, "--home", home, keys=False)["seen"] == found["size"]
    # From outside, by the trust bundle alone.
    bundle, anchor = tmp_path / "trust.jws", tmp_path / "anchor.jwk"
    bundle.write_text(served.bundle() or "")
    anchor.write_bytes(served.settings.anchor_path.read_bytes())
    outside = told(f"{place[1]}/log", state, "--trust", str(bundle), "--anchor", str(anchor), keys=False)
    assert (outside["size"], outside["register"]) == (found["size"] + 2, None)
    assert run(place[1], state, "--trust", str(bundle), expect=2, keys=False)


def test_a_register_that_is_not_the_served_one_is_told(
    served: Home, place: tuple[Any, str], state: Path, tmp_path: Path
) -> None:
    issued(served, 3)
    home = str(served.settings.home)
    told(place[1], state, "--home", home, keys=False)
    without_triggers(served.store, "log_openings", "DELETE FROM log_openings WHERE kind = 'issued'")
    assert told(place[1], state, "--home", home, expect=1, keys=False)["code"] == "log.entry_missing"


def test_another_log_than_the_registers_is_told(site: Site, served: Home, state: Path) -> None:
    home = str(served.settings.home)
    for size in (10, 20_000):
        state.unlink(missing_ok=True)
        site.show(log_of(entries(size), 20_000))
        assert told(site.url, state, "--home", home, expect=1)["code"] == "log.register"
