"""Crashes, two at once, old backups, erasure and tampering: the log never contradicts itself, and shows what did."""

import contextlib
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa

import issuer.begun
from issuer.issue import issue_list
from muhur.installation import Home
from muhur.transparency.signing import LogRefused, begin, keep_newest, sign_newest
from registry.log.event import TrustPublished
from registry.transparency.checking import check_log
from tests.registry.log.test_kept_log import entries, openings
from tests.support.failing import Crash, CrashingStore
from tests.support.living import issued, recorded
from tests.support.register import NOW, members_of, passing, reopened, request

RUN = "MMO-MT-01/2026-1"


def fault(home: Home) -> str | None:
    with home.store.reading(snapshot=True) as records:
        found = check_log(records).fault
    return None if found is None else found.code


@pytest.mark.parametrize("after_commit", [False, True])
@pytest.mark.parametrize("stop_at", range(1, 6))
def test_a_crash_leaves_the_log_whole(
    home: Home, monkeypatch: pytest.MonkeyPatch, stop_at: int, after_commit: bool
) -> None:
    monkeypatch.setattr(issuer.begun, "CHUNK", 3)
    asked = request(RUN, passing(members_of(home, "MMO")[:9]))
    store = CrashingStore(home.settings.registry_url, stop_at, after_commit=after_commit)
    with contextlib.suppress(Crash):
        issue_list(store, asked, home.open_key)
    store.close()
    assert fault(home) is None
    issue_list(home.store, asked, home.open_key)
    assert fault(home) is None
    assert [one.kind for one in openings(home)].count("issued") == 9


def statements(home: Home, stop_at: int) -> Iterator[None]:
    count = 0

    def stop(*_given: object) -> None:
        nonlocal count
        count += 1
        if count == stop_at:
            raise Crash(str(stop_at))

    sa.event.listen(home.store.engine, "before_cursor_execute", stop)
    yield
    sa.event.remove(home.store.engine, "before_cursor_execute", stop)


def test_a_stop_at_any_statement_leaves_the_log_as_it_was(either_home: Home) -> None:
    home = either_home
    for stop_at in range(1, 25):
        with home.store.reading() as records:
            before = records.log.head()
        stopping = statements(home, stop_at)
        next(stopping)
        stopped = False
        try:
            with home.store.writing() as records:
                records.log.add(TrustPublished(NOW, bytes(32)))
        except Crash:
            stopped = True
        next(stopping, None)
        with home.store.reading() as records:
            after = records.log.head()
        assert (after == before) is stopped or after.size == before.size + 1
        assert fault(home) is None
        if not stopped:
            return
    raise AssertionError("it has more statements than were tried")


def test_two_at_once_never_fork(either_home: Home) -> None:
    home = either_home
    failed: list[BaseException] = []

    def add(chamber: int) -> None:
        try:
            for place in range(20):
                with home.store.writing() as records:
                    records.log.add(TrustPublished(NOW, bytes([chamber, place]) * 16))
        except BaseException as error:
            failed.append(error)

    with home.store.reading() as records:
        before = records.log.head().size
    at_once = [threading.Thread(target=add, args=(one,)) for one in range(4)]
    for one in at_once:
        one.start()
    for one in at_once:
        one.join()
    assert not failed
    assert fault(home) is None
    with home.store.reading() as records:
        head = records.log.head()
    assert head.size == head.signed_size == before + 80 == len(entries(home))


def test_a_database_that_went_back_is_not_signed(home: Home) -> None:
    folder = home.settings.home
    home.store.close()
    old = folder.parent / "old.sqlite3"
    shutil.copy(folder / "registry.sqlite3", old)
    home = reopened(folder)
    issued(home, 3)
    keep_newest(home.store, home.log())
    home.store.close()
    for path in folder.glob("registry.sqlite3*"):
        path.unlink()
    shutil.copy(old, folder / "registry.sqlite3")
    home = reopened(folder)
    with pytest.raises(LogRefused) as refused:
        sign_newest(home.store, home.log())
    assert refused.value.code == "log.behind"
    # Larger again, but another tree.
    number = issued(home, 5)[0]
    with pytest.raises(LogRefused) as refused:
        begin(home.store, home.log(), NOW)
    assert refused.value.code == "log.differs"
    with home.store.reading() as records:
        head = records.log.head()
    assert head.signed_size < head.size and recorded(home, number) is not None
    assert fault(home) is None


def test_what_was_appended_without_a_key_is_signed_later(either_home: Home) -> None:
    home = either_home
    signing, home.store.open_signing = home.store.open_signing, lambda _records: None
    issued(home, 2)
    with home.store.reading() as records:
        assert records.log.head().signed_size < records.log.head().size
    home.store.open_signing = signing
    assert sign_newest(home.store, home.log()) == sign_newest(home.store, home.log())
    with home.store.reading() as records:
        assert records.log.head().signed_size == records.log.head().size


def test_erasing_a_member_takes_the_openings_and_leaves_the_tree(either_home: Home) -> None:
    home = either_home
    first, second = (recorded(home, one) for one in issued(home, 2))
    before = entries(home)
    with home.store.writing("MMO") as records:
        head = records.log.head()
        done = records.privacy.erase("MMO", [first.member_id], NOW)
    assert done["log_openings"] == 1 and len(entries(home)) == len(before) - 1
    with home.store.reading() as records:
        assert records.log.issued(first.verification_code) is None
        assert records.log.issued(second.verification_code) is not None
        assert replace(records.log.head()) == head
    assert fault(home) is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log_head SET size = size - 1",
        "UPDATE log_head SET root = checkpoint",
        "UPDATE log_tiles SET content = substr(content, 1, 32)",
        "DELETE FROM log_tiles",
        "DELETE FROM log_head",
        "UPDATE log_openings SET seq = seq + 1000",
        "DELETE FROM log_openings",
    ],
)
def test_the_database_refuses_going_back(either_home: Home, statement: str) -> None:
    with either_home.store.engine.connect() as connection:
        with pytest.raises(sa.exc.DBAPIError, match=r"never goes back|append-only"):
            connection.exec_driver_sql(statement)
        connection.rollback()


def test_a_document_without_entry_and_a_changed_tile_are_named(home: Home) -> None:
    issued(home, 2)
    with home.store.engine.connect() as connection:
        for name in ("log_openings_no_delete", "log_tiles_forward_update"):
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql("DELETE FROM log_openings WHERE kind = 'issued'")
        connection.exec_driver_sql("COMMIT")
    assert fault(home) == "log.entry_missing"
    with home.store.engine.connect() as connection:
        connection.exec_driver_sql("UPDATE log_tiles SET content = zeroblob(length(content)) WHERE level = 0")
        connection.exec_driver_sql("COMMIT")
    assert fault(home) == "log.tile"
