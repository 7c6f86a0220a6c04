"""ZIPs of a batch's PDFs: few at once, a place is given back however the reader ends, names that any system takes."""

import gc
import io
import threading
import zipfile
from concurrent.futures import Future
from uuid import UUID

import pytest

from issuer.batches import archive
from issuer.batches.archive import Archives
from issuer.batches.background import Signing
from issuer.batches.steps import approve, approve_begun
from issuer.begun import Begun
from issuer.paper.sheets import Sheet
from muhur.installation import Home
from muhur.sealing.sheets import Paper
from registry.act import Act
from registry.refusal import Refusal
from templates.drawing import PayloadUnfit
from tests.support.batches import approver, officer, submitted
from tests.support.register import NOW


def published(home: Home, count: int = 3) -> UUID:
    batch_id = submitted(home, count=count)
    approve(home.store, approver(), batch_id, issue=True, open_key=home.open_key)
    return batch_id


def code_of(archives: Archives, act: Act, batch_id: UUID) -> str:
    with pytest.raises(Refusal) as refused:
        archives.begin(act, batch_id, "x")
    return refused.value.code


def test_a_place_comes_back_when_a_reader_ends_or_walks_away(home: Home) -> None:
    batch_id, archives = published(home), Archives(home.store, Paper(home, lambda: NOW).begin)
    held = [archives.begin(approver(), batch_id, str(number))[1] for number in range(archive.MADE_AT_ONCE)]
    assert code_of(archives, approver(), batch_id) == "batch.archives_busy"
    whole = b"".join(held.pop())
    with zipfile.ZipFile(io.BytesIO(whole)) as made:
        assert len(made.namelist()) == 4
    _, half = archives.begin(approver(), batch_id, "half")
    next(half)
    del half
    gc.collect()
    _, again = archives.begin(approver(), batch_id, "again")
    assert code_of(archives, approver(), batch_id) == "batch.archives_busy"
    del again, held


def test_the_list_says_why_a_sheet_is_missing(home: Home) -> None:
    def unfit(*_: object) -> bytes:
        raise PayloadUnfit("name")

    batch_id, archives = published(home), Archives(home.store, Paper(home, lambda: NOW, unfit).begin)
    with zipfile.ZipFile(io.BytesIO(b"".join(archives.begin(approver(), batch_id, "x")[1]))) as made:
        assert made.namelist() == ["liste.csv"]
        listed = made.read("liste.csv").decode("utf-8-sig")
    assert listed.count("seal.not_drawn: Belgenin PDF’i çizilemedi (design.payload_unfit)") == 3


def test_who_walks_away_leaves_nothing_to_be_made(home: Home) -> None:
    asked: list[Future[Sheet | str]] = []

    def begin(_: str) -> Future[Sheet | str]:
        asked.append(Future())
        return asked[-1]

    _, pieces = Archives(home.store, begin).begin(approver(), published(home), "x")
    threading.Timer(0.2, lambda: asked[0].set_result("why")).start()
    next(pieces)
    del pieces
    gc.collect()
    assert [one.cancelled() for one in asked] == [False, True, True]


def test_what_is_refused_takes_no_place(home: Home) -> None:
    waiting, archives = submitted(home), Archives(home.store, Paper(home, lambda: NOW).begin)
    for _ in range(archive.MADE_AT_ONCE + 1):
        assert code_of(archives, approver(), waiting) == "batch.none_left"
        assert code_of(archives, approver(chamber="EMO"), waiting) == "batch.not_found"
    assert code_of(archives, officer(), waiting) == "access.denied"


def test_the_way_of_a_zip_is_told_to_who_began_it(home: Home) -> None:
    batch_id, archives = published(home), Archives(home.store, Paper(home, lambda: NOW).begin)
    _, pieces = archives.begin(approver(), batch_id, "mine")
    next(pieces)
    found = archives.way(approver(), batch_id, "mine")
    assert found is not None
    assert (found.done, found.total) == (1, 3)
    assert archives.way(approver("other"), batch_id, "mine") is None
    assert archives.way(approver(), batch_id, "other") is None


def test_signing_goes_on_in_the_background_and_tells_of_a_fault(home: Home) -> None:
    faults: list[tuple[UUID, BaseException]] = []
    signing = Signing(home.store, home.open_key, lambda one, fault: faults.append((one, fault)))
    first, second = submitted(home, count=2), submitted(home, run="MMO-KL-01/2026-1", count=2)
    for batch_id in (first, second):
        begun = approve_begun(home.store, approver(), batch_id, open_key=home.open_key)
        assert isinstance(begun, Begun)
        if batch_id == first:
            # A signer that fails: the batch stays as it was begun.
            begun.key = None
        signing.take(approver(), begun)
        signing.take(approver(), begun)
    signing.wait()
    assert [(one, type(fault)) for one, fault in faults] == [(first, AssertionError)]
    with home.store.reading("MMO") as records:
        assert records.batches.find("MMO", second).state == "yayinda"
        assert records.batches.find("MMO", first).state == "imzalandi"
    signing.take_up(approver(), first)
    signing.wait()
    with home.store.reading("MMO") as records:
        assert records.batches.find("MMO", first).state == "yayinda"
