"""Who seals waits for services on the net; who checks a document waits for none of it."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, wait

import pytest

from muhur.app import build_app
from muhur.desk import drawing
from muhur.installation import Home
from muhur.sealing.sheets import Paper
from muhur.sealing.threads import MOST_IN_BULK, MOST_SEALINGS, SealingBusy, begin_in_bulk, begin_sealing
from registry.refusal import Refusal
from tests.journeys.machinery import Site
from tests.support.living import issued, recorded
from tests.support.register import NOW

LIMIT = 2.0


@pytest.fixture
def mute() -> Iterator[str]:
    """The address of a time-stamp authority that takes every call and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"


def stamped_by(home: Home, url: str) -> Home:
    given = {"tsa_url": url, "seal_form": "B-T", "seal_seconds": LIMIT}
    return Home(home.settings.model_copy(update=given), home.store, home.facts)


def refusals(paper: Paper, codes: list[str]) -> list[str]:
    async def ask() -> list[object]:
        return await asyncio.gather(*(paper.of_code(one) for one in codes), return_exceptions=True)

    return [one.code for one in asyncio.run(ask()) if isinstance(one, Refusal)]


def test_a_mute_authority_holds_up_no_drawing_and_soon_no_holder(home: Home, mute: str) -> None:
    codes = [recorded(home, number).verification_code for number in issued(home, 4)]
    # The renderer is loaded once; that is not what is timed.
    drawing(lambda: b"")
    paper, told = Paper(stamped_by(home, mute), lambda: NOW), list[str]()
    asking = threading.Thread(target=lambda: told.extend(refusals(paper, codes * 2)))
    begun = time.monotonic()
    asking.start()
    time.sleep(0.5 * LIMIT)
    assert drawing(lambda: b"drawn") == b"drawn"
    assert time.monotonic() - begun < LIMIT, "they wait for the authority, the drawing does not"
    asking.join(20)
    assert told == ["seal.timestamp_unreachable"] * 8
    # Four were under way at once; the other four are refused without waiting out the limit again.
    assert time.monotonic() - begun < 2.5 * LIMIT
    began = time.monotonic()
    assert refusals(paper, codes) == ["seal.timestamp_unreachable"] * 4
    assert time.monotonic() - began < 0.5 * LIMIT
    with home.store.reading() as records:
        assert list(records.sealed.hashes()) == []


def test_a_zip_leaves_a_thread_that_draws(home: Home) -> None:
    numbers, go, drawn = issued(home, 4), threading.Event(), threading.Semaphore(0)

    def slow(payload: object, compact: str, proof: bytes | None) -> bytes:
        drawn.release()
        go.wait(20)
        raise Refusal("document.not_found", number=compact[:1])

    paper = Paper(home, lambda: NOW, slow)
    begun = [paper.begin(number) for number in numbers]
    try:
        assert drawn.acquire(timeout=20)
        assert not drawn.acquire(timeout=0.3), "one of many is drawn at a time"
        assert drawing(lambda: b"drawn") == b"drawn"
    finally:
        go.set()
    assert {str(one.result(20)).partition(":")[0] for one in begun} == {"document.not_found"}


def test_only_so_many_wait_to_be_sealed(home: Home) -> None:
    code, go = recorded(home, issued(home, 1)[0]).verification_code, threading.Event()
    with Site.over(build_app(home, lambda: NOW), "http://localhost:8000") as site:
        held = [begin_sealing(go.wait) for _ in range(MOST_SEALINGS)]
        try:
            with pytest.raises(SealingBusy):
                begin_sealing(go.wait)
            answer = site.get(f"/v/{code}.pdf")
            assert (answer.status_code, answer.json()["code"]) == (503, "seal.busy")
            assert site.get(f"/v/{code}/rapor.pdf").content.startswith(b"%PDF-"), "drawing goes on"
        finally:
            go.set()
        wait(held, 20)
        assert site.get(f"/v/{code}.pdf").content.startswith(b"%PDF-")


def test_one_of_many_waits_for_room() -> None:
    go, late = threading.Event(), list[Future[bool]]()
    held = [begin_in_bulk(go.wait) for _ in range(MOST_IN_BULK)]
    waiting = threading.Thread(target=lambda: late.append(begin_in_bulk(go.wait)))
    waiting.start()
    waiting.join(0.2)
    assert late == [], "it is not taken while there is no room"
    # What was not begun gives its room back.
    assert held[-1].cancel()
    waiting.join(20)
    go.set()
    assert late[0].result(20)
