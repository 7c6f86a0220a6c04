"""A log with witnesses: what is shown has its quorum, and who checks a sheet is told how many saw it."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from typer.testing import CliRunner

from keys.log_checkpoint import open_checkpoint
from muhur.cli import app
from muhur.desk import draw_again
from muhur.installation import Home, bundle_lacks_log, open_home, renew_bundle
from muhur.job_list import sign_log
from muhur.sealing.sheets import sheets_of
from muhur.settings import Settings
from muhur.transparency.signing import LogRefused, sign_newest
from muhur.witness.folder import open_folder
from muhur.witness.serving import witness_app
from registry.log.tree import TreeRefused
from registry.refusal import Refusal
from tests.support.living import issued, recorded
from tests.support.register import NOW
from verifier.desk import Desk
from verifier.paper.reader import PdfReader
from verifier.presented import PdfFile
from verifier.trust import Trust, open_trust
from verifier.verify import verify


def run(*words: object, expect: int = 0) -> Any:
    done = CliRunner().invoke(app, ["witness", *map(str, words), "--json"], catch_exceptions=False)
    assert done.exit_code == expect, done.output
    return json.loads(done.stdout)


@contextmanager
def answering(folder: Path, listener: socket.socket) -> Iterator[None]:
    """The witness of a folder, served."""
    served = witness_app(open_folder(Settings(home=folder)).open(), lambda: NOW)
    server = uvicorn.Server(uvicorn.Config(served, log_level="warning"))
    mine = socket.fromfd(listener.fileno(), socket.AF_INET, socket.SOCK_STREAM)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [mine]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def listeners() -> Iterator[list[socket.socket]]:
    found = []
    for _ in range(2):
        one = socket.socket()
        one.bind(("127.0.0.1", 0))
        found.append(one)
    yield found
    for one in found:
        one.close()


@pytest.fixture
def watched(home: Home, tmp_path: Path, listeners: list[socket.socket]) -> Iterator[Home]:
    """An installation whose log two witnesses watch, both of whom must sign."""
    with home.store.reading() as records:
        vkeys = [key.vkey for key, _ in home.log().keys(records)]
    lines = []
    for number, listener in enumerate(listeners):
        made = run(
            "init", f"oda{number}.example.org/tanik", "--log", vkeys[0], "--home", tmp_path / f"w{number}"
        )
        assert made["logs"] == vkeys
        lines.append(f"{made['vkey']} http://127.0.0.1:{listener.getsockname()[1]}")
    file = tmp_path / "witnesses"
    file.write_text("# who watches us\n\n" + "\n".join(lines) + "\n")
    settings = home.settings.model_copy(update={"log_witnesses": file, "log_quorum": 2})
    home.store.close()
    found = open_home(settings)
    yield found
    found.store.close()


def shown(home: Home) -> tuple[int, int, int]:
    """Size of the log, size of the newest checkpoint, and how many witnesses are under that."""
    with home.store.reading() as records:
        head, trusted = records.log.head(), home.log().trusted(records)
        assert head.checkpoint is not None and trusted is not None
        opened = open_checkpoint(head.checkpoint, replace(trusted, quorum=0))
    assert opened.checkpoint.size == head.signed_size
    return head.size, head.signed_size, len(opened.cosignatures)


def test_a_checkpoint_is_shown_once_its_witnesses_have_signed(
    watched: Home, tmp_path: Path, listeners: list[socket.socket]
) -> None:
    assert bundle_lacks_log(watched)
    renew_bundle(watched, NOW)
    assert not bundle_lacks_log(watched)
    before = shown(watched)[1]
    number = issued(watched, 2)[0]
    # At the commit nobody waits: what is shown is what was.
    assert shown(watched)[1] == before
    sheets, found = sheets_of(watched), recorded(watched, number)
    with pytest.raises(Refusal) as refused:
        sheets.sheet(found, NOW)
    assert refused.value.code == "log.waiting"
    with answering(tmp_path / "w0", listeners[0]):
        # One of two is not enough.
        with pytest.raises(LogRefused) as missing:
            sign_newest(watched.store, watched.log())
        assert (missing.value.code, missing.value.facts) == ("log.unwitnessed", {"have": 1, "quorum": 2})
        assert shown(watched)[1] == before
        with answering(tmp_path / "w1", listeners[1]):
            sign_log(watched)
            size, signed, witnesses = shown(watched)
            assert (signed, witnesses) == (size, 2)
            # Nothing new: the same stays.
            assert sign_newest(watched.store, watched.log()) == sign_newest(watched.store, watched.log())
            issued(watched, 1, "EMO-YG-01/2026-1")
            sign_log(watched)
            assert shown(watched) == (size + 1, size + 1, 2)
    assert sheets.sheet(found, NOW).pdf.startswith(b"%PDF-")
    _offline(watched, sheets.sheet(found, NOW).pdf)


def _offline(home: Home, pdf: bytes) -> None:
    """Whoever has the trust bundle is told of both witnesses, without a network."""
    now = NOW + timedelta(minutes=1)
    trust = open_trust(home.bundle(), home.anchor(), now)
    assert isinstance(trust, Trust)
    verdict = asyncio.run(verify(PdfFile(pdf), Desk(trust, PdfReader(), draw_again), now))
    (step,) = [one for one in verdict.steps if one.name == "log"]
    assert step.result == "pass" and step.text[0].endswith(" 2 tanık da imzalamış.")
    assert verdict.log is not None and verdict.log["witnesses"] == [
        "oda0.example.org/tanik",
        "oda1.example.org/tanik",
    ]


def test_a_log_that_went_back_gets_no_signature(
    watched: Home, tmp_path: Path, listeners: list[socket.socket]
) -> None:
    """Its own copy of what it signed is gone as well: the witnesses still know."""
    with answering(tmp_path / "w0", listeners[0]), answering(tmp_path / "w1", listeners[1]):
        first = shown(watched)
        folder = watched.settings.home
        old = (folder / "registry.sqlite3").read_bytes()
        issued(watched, 3)
        sign_log(watched)
        assert shown(watched)[1] == first[1] + 3
        watched.store.close()
        for path in folder.glob("registry.sqlite3*"):
            path.unlink()
        (folder / "registry.sqlite3").write_bytes(old)
        (watched.settings.log_folder / "checkpoint").unlink()
        back = open_home(watched.settings)
        issued(back, 4, "EMO-YG-01/2026-1")
        with pytest.raises(LogRefused) as refused:
            sign_newest(back.store, back.log())
        assert (refused.value.code, refused.value.facts["have"]) == ("log.unwitnessed", 0)
        back.store.close()


def test_a_quorum_of_nobody_and_a_file_that_says_nothing_are_refused(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "witnesses"
    for text, code in (("", "log.quorum"), ("x", "log.witness_file"), ("a b c", "log.witness_file")):
        file.write_text(text)
        settings = home.settings.model_copy(update={"log_witnesses": file, "log_quorum": 1})
        with pytest.raises(Refusal) as refused:
            replace(home, settings=settings).log()
        assert refused.value.code == code


def test_the_folder_of_a_witness(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    run("watch", "x", "--home", folder, expect=1)
    assert run("init", "a name", "--home", tmp_path / "v", expect=1)["code"] == "witness.name"
    made = run("init", "oda.example.org/tanik", "--home", folder)
    assert made["logs"] == [] and made["vkey"].startswith("oda.example.org/tanik+")
    assert run("init", "oda.example.org/tanik", "--home", folder, expect=1)["code"] == "witness.exists"
    assert run("watch", made["vkey"], "--home", folder, expect=1)["code"] == "witness.log"
    (folder / "witness.json").write_text("{}")
    assert run("watch", made["vkey"], "--home", folder, expect=1)["code"] == "witness.unreadable"


def test_what_is_shown_moves_forward_only_and_is_of_this_log(either_home: Home) -> None:
    home = either_home
    with home.store.reading() as records:
        opened = home.log().opened(records)
    assert opened is not None
    home.store.open_signing = lambda _records: None
    published: list[tuple[int, bytes, bytes]] = []
    for run_code in ("MMO-MT-01/2026-1", "EMO-YG-01/2026-1"):
        issued(home, 2, run_code)
        with home.store.reading() as records:
            head = records.log.head()
            tree = records.log.tree(head.size)
            published.append((head.size, head.root, home.log().sign(head, head, tree, *opened)))
    for one in reversed(published):
        with home.store.writing() as records:
            records.log.publish(*one)
    size, root, checkpoint = published[-1]
    with home.store.reading() as records:
        head = records.log.head()
    assert (head.signed_size, head.checkpoint) == (size, checkpoint)
    for other in ((size, bytes(32)), (size + 1, root)):
        with pytest.raises(TreeRefused), home.store.writing() as records:
            records.log.publish(*other, checkpoint)
