"""Copies of the lists in the home: newest only, whole after a crash, and enough to judge by."""

import os
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import muhur.status_copies
from issuer.issue import issue_list
from issuer.status_list import resign
from muhur.installation import Home
from muhur.job_list import NO_AGE, copy_lists, sign_lists
from muhur.status_copies import MAX_FILES, StatusCopies, copy_of, given_lists
from registry.records.status_lists import PublishedList
from registry.store import OWNER
from registry.tables.chambers import status_lists
from tests.support.register import NOW, PUBLIC_URL, members_of, passing, request
from tests.support.tampering import without_triggers

URL = f"{PUBLIC_URL}/status/mmo/1"


@pytest.fixture
def filled(home: Home) -> Home:
    issue_list(home.store, request("MMO-MT-01/2026-1", passing(members_of(home, "MMO")[:2])), home.open_key)
    return home


def copies_of(home: Home) -> StatusCopies:
    return StatusCopies(home.settings.status_folder, home.facts.public_url)


LATER = NOW + timedelta(hours=4)


def refreshed(home: Home, copies: StatusCopies | None = None, at: datetime = LATER) -> StatusCopies:
    copies = copies or copies_of(home)
    with home.store.reading() as records:
        copies.refresh(records, at)
    return copies


def again(home: Home, hours: int) -> None:
    sign_lists(home, NOW + timedelta(hours=hours), NO_AGE)


def file_of(home: Home) -> Path:
    return home.settings.status_folder / "mmo-1.jwt"


def test_what_is_published_is_copied_and_read_again(filled: Home) -> None:
    copies = refreshed(filled)
    loaded = copies_of(filled)
    assert loaded.all() == []
    loaded.load(LATER)
    assert loaded.all() == copies.all() and len(copies.all()) == 1
    assert copies.texts("mmo", 1) == loaded.texts("mmo", 1) is not None
    assert loaded.seen(URL) == (int(NOW.timestamp()), 1)
    assert (file_of(filled).stat().st_mode & 0o777, file_of(filled).parent.stat().st_mode & 0o777) == (
        0o600,
        0o700,
    )
    assert copies.texts("mmo", 2) is copies.find("x") is copies.seen("x") is None


def put_back(home: Home, old: PublishedList | None) -> None:
    """A register restored to an earlier list."""
    assert old is not None
    values = {"compact": old.compact, "version": old.version, "signed_at": old.signed_at}
    restored = status_lists.update().where(status_lists.c.chamber_code == "MMO").values(values)
    without_triggers(home.store, "status_lists", restored)


def test_a_list_of_the_future_does_not_keep_out_the_right_ones(filled: Home) -> None:
    """Signed by a clock that ran a year ahead; the folder may hold it from when that clock was believed."""
    ahead = NOW + timedelta(days=365)
    with filled.store.reading() as records:
        old = records.status_lists.find("MMO", 1)
    sign_lists(filled, ahead, NO_AGE)
    copies = refreshed(filled, at=NOW)
    assert copies.all() == [] and not file_of(filled).exists()
    believed = refreshed(filled, copies_of(filled), at=ahead)
    assert believed.seen(URL) == (int(ahead.timestamp()), 2), "once its day has come it is as good as any"
    loaded = copies_of(filled)
    loaded.load(NOW)
    assert loaded.all() == [] and file_of(filled).exists()
    put_back(filled, old)
    again(filled, 1)
    right = (int((NOW + timedelta(hours=1)).timestamp()), 2)
    for each in (copies, loaded):
        assert refreshed(filled, each).seen(URL) == right
    on_disk = copy_of(file_of(filled).read_text())
    assert on_disk is not None and on_disk.mark == right


def test_only_what_changed_is_read(filled: Home) -> None:
    copies = refreshed(filled)
    stamp = file_of(filled).stat().st_mtime_ns
    refreshed(filled, copies)
    assert file_of(filled).stat().st_mtime_ns == stamp
    again(filled, 1)
    refreshed(filled, copies)
    assert copies.seen(URL) == (int((NOW + timedelta(hours=1)).timestamp()), 2)
    assert copy_of(file_of(filled).read_text()) is not None


def test_a_database_rolled_back_does_not_bring_the_old_list_back(filled: Home) -> None:
    with filled.store.reading() as records:
        old = records.status_lists.find("MMO", 1)
    again(filled, 1)
    copies = refreshed(filled)
    newest = file_of(filled).read_text()
    put_back(filled, old)
    for each in (copies, copies_of(filled)):
        refreshed(filled, each)
        assert file_of(filled).read_text() == newest
    assert copies.seen(URL) == (int((NOW + timedelta(hours=1)).timestamp()), 2)
    again(filled, 2)
    refreshed(filled, copies)
    mark = copies.seen(URL)
    assert mark == (int((NOW + timedelta(hours=2)).timestamp()), 2), "signed later, and its version not lower"


def test_a_database_rolled_back_that_signs_again_counts_lower(filled: Home) -> None:
    with filled.store.reading() as records:
        old = records.status_lists.find("MMO", 1)
    for hours in (1, 2):
        again(filled, hours)
    copies = refreshed(filled)
    newest = file_of(filled).read_text()
    assert copies.seen(URL) == (int((NOW + timedelta(hours=2)).timestamp()), 3)
    put_back(filled, old)
    again(filled, 3)
    for each in (copies, copies_of(filled)):
        refreshed(filled, each)
        assert file_of(filled).read_text() == newest
    again(filled, 4)
    assert refreshed(filled, copies).seen(URL) == (int((NOW + timedelta(hours=4)).timestamp()), 3)


@pytest.mark.parametrize("call", ["write", "fsync", "rename"])
def test_a_crash_while_writing_leaves_the_old_file_whole(
    filled: Home, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    refreshed(filled)
    before = file_of(filled).read_text()
    again(filled, 1)

    def crash(*_given: Any) -> None:
        raise OSError("the machine stopped")

    with monkeypatch.context() as patched:
        patched.setattr(Path if call == "rename" else os, call, crash)
        with pytest.raises(OSError, match="stopped"):
            refreshed(filled)
    assert file_of(filled).read_text() == before
    refreshed(filled)
    assert file_of(filled).read_text() != before


@pytest.mark.parametrize("data", [b"", b"x", b"\xff" * 100, b"a.b.c", b"x" * 200_000])
def test_a_damaged_copy_is_passed_over_and_mended(filled: Home, data: bytes) -> None:
    refreshed(filled)
    whole = file_of(filled).read_bytes()
    file_of(filled).write_bytes(data)
    loaded = copies_of(filled)
    loaded.load(LATER)
    assert loaded.all() == []
    refreshed(filled, loaded)
    assert file_of(filled).read_bytes() == whole


def test_a_copy_under_another_name_is_not_that_list(filled: Home) -> None:
    refreshed(filled)
    (file_of(filled).parent / "emo-1.jwt").write_bytes(file_of(filled).read_bytes())
    file_of(filled).unlink()
    loaded = copies_of(filled)
    loaded.load(LATER)
    assert loaded.all() == []


def test_two_processes_at_once_end_with_the_newest(filled: Home) -> None:
    barrier, faults = threading.Barrier(4), []

    def work() -> None:
        try:
            barrier.wait()
            for _ in range(5):
                refreshed(filled)
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for hours in range(1, 4):
        again(filled, hours)
    for thread in threads:
        thread.join()
    refreshed(filled)
    found = copy_of(file_of(filled).read_text())
    assert faults == [] and found is not None
    assert found.mark[0] == int((NOW + timedelta(hours=3)).timestamp())


def test_lists_from_a_folder_are_the_newest_of_each_address(filled: Home, tmp_path: Path) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    for hours in (0, 2, 1):
        if hours:
            with filled.store.writing(OWNER) as records:
                chamber = records.chambers.find("MMO")
                assert chamber is not None
                at = NOW + timedelta(hours=2)
                resign(records, chamber, 1, filled.open_key(chamber, at), at)
        with filled.store.reading() as records:
            found = records.status_lists.find("MMO", 1)
        assert found is not None
        (folder / f"{hours}.jwt").write_text(found.compact)
    (folder / "notes.txt").write_text("no list")
    (folder / "inner").mkdir()
    (given,) = given_lists(folder).values()
    assert (given.url, given.mark[1]) == (URL, 3)
    assert given_lists(folder / "0.jwt")[URL].mark[1] == 1
    assert given_lists(folder / "notes.txt") == {}


def test_a_folder_of_other_things_is_not_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []
    monkeypatch.setattr(muhur.status_copies, "_read", read.append)
    for number in range(MAX_FILES + 5):
        (tmp_path / f"{number}.txt").touch()
    assert given_lists(tmp_path) == {} and len(read) == MAX_FILES


def test_the_job_copies(filled: Home) -> None:
    copies = copies_of(filled)
    copy_lists(filled, copies, NOW)
    assert file_of(filled).exists() and (file_of(filled).parent / "mmo-1.token.jwt").exists()
