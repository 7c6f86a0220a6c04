"""A PDF asked for again comes from memory: the same bytes, never more memory than its bound, never past the register."""

import threading
from concurrent.futures import wait

from muhur.app import build_app
from muhur.desk import MOST_DRAWINGS, begin_drawing
from muhur.drawn import DrawnPdfs
from muhur.installation import Home
from muhur.operation.metrics import Metrics
from registry.access import ADMINISTRATOR
from registry.people.membership import change_status
from registry.people.privacy import erase
from tests.journeys.machinery import Site
from tests.support.living import issued, recorded
from tests.support.people import act_of
from tests.support.register import NOW, TODAY, members_of


def test_a_repeated_ask_draws_nothing(home: Home) -> None:
    found = recorded(home, issued(home, 1)[0])
    metrics, door = Metrics(), f"/v/{found.verification_code}.pdf"

    def drawings() -> tuple[float, float]:
        return tuple(metrics.drawings.labels(result)._value.get() for result in ("drawn", "kept"))

    with Site.over(build_app(home, lambda: NOW, metrics=metrics), "http://localhost:8000") as site:
        first = site.get(door)
        assert first.content.startswith(b"%PDF-") and drawings() == (1, 0)
        again = site.get(door)
        assert drawings() == (1, 0)
        assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
        assert again.headers["cache-control"] == first.headers["cache-control"] == "no-cache"
        # The check compares with the same drawing; another file is as bad as ever.
        for data, outcome in ((first.content, "genuine"), (first.content + b"x", "not_genuine")):
            sent = {"file": ("b.pdf", data, "application/pdf")}
            assert site.post("/api/v1/verify", files=sent).json()["outcome"] == outcome
        assert drawings() == (1, 2)


def test_only_so_many_wait_to_be_drawn(home: Home) -> None:
    """Everybody else is told at once instead of after minutes."""
    code = recorded(home, issued(home, 1)[0]).verification_code
    go = threading.Event()
    with Site.over(build_app(home, lambda: NOW), "http://localhost:8000") as site:
        held = [begin_drawing(go.wait) for _ in range(MOST_DRAWINGS)]
        try:
            for ending in ("/rapor.pdf", ".pdf"):
                answer = site.get(f"/v/{code}{ending}")
                assert (answer.status_code, answer.json()["code"]) == (503, "drawing.busy")
            assert site.get(f"/v/{code}/verdict").json()["standing"] == "valid"
        finally:
            go.set()
        wait(held, 20)
        for ending in ("/rapor.pdf", ".pdf"):
            assert site.get(f"/v/{code}{ending}").content.startswith(b"%PDF-")


def test_two_documents_never_share_a_drawing(home: Home) -> None:
    codes = [recorded(home, number).verification_code for number in issued(home, 2)]
    with Site.over(build_app(home, lambda: NOW), "http://localhost:8000") as site:
        first, second = ([site.get(f"/v/{code}.pdf").content for _ in range(2)] for code in codes)
    assert first[0] == first[1] and second[0] == second[1] and first[0] != second[0]


def test_what_is_kept_is_given_to_nobody_once_the_document_is_erased(home: Home) -> None:
    door = f"/v/{recorded(home, issued(home, 1)[0]).verification_code}.pdf"
    sicil_no = members_of(home, "MMO")[0].sicil_no
    with Site.over(build_app(home, lambda: NOW), "http://localhost:8000") as site:
        assert site.get(door).status_code == 200
        change_status(home.store, act_of(chamber="MMO"), "MMO", sicil_no, status="ayrilmis", on=TODAY)
        erase(home.store, act_of(ADMINISTRATOR, "MMO"), "MMO", sicil_no, decision="KVKK başvurusu 12/2026")
        assert site.get(door).status_code == 404


def test_the_oldest_make_room() -> None:
    kept = DrawnPdfs(most_bytes=30)
    for name in "abc":
        kept.keep(name, None, name.encode() * 10)
    assert kept.find("a", None) == b"a" * 10
    kept.keep("d", None, b"d" * 10)
    assert [name for name in "abcd" if kept.find(name, None)] == ["a", "c", "d"], (
        "b was asked for longest ago"
    )
    kept.keep("whole", None, b"w" * 30)
    assert [name for name in ("a", "c", "d", "whole") if kept.find(name, None)] == ["whole"]
    kept.keep("larger", None, b"x" * 31)
    assert kept.find("larger", None) is None and kept.find("whole", None) == b"w" * 30


def test_keeping_again_takes_no_room() -> None:
    kept = DrawnPdfs(most_bytes=30)
    for _ in range(10):
        kept.keep("a", None, b"a" * 10)
    for name in "bc":
        kept.keep(name, None, name.encode() * 10)
    assert all(kept.find(name, None) for name in "abc")


def test_another_proof_is_another_drawing() -> None:
    kept = DrawnPdfs()
    kept.keep("a", b"one", b"1")
    kept.keep("a", b"two", b"2")
    assert (kept.find("a", b"one"), kept.find("a", b"two"), kept.find("a", None)) == (b"1", b"2", None)
