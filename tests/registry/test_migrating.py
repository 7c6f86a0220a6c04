"""Migrations with data: down and up again, stopped at any statement, killed by the system."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import event

from issuer.issue import issue_list
from muhur.installation import Home
from registry.sicil_chain import first_broken, unmatched
from registry.store import NEWEST_MIGRATION, Store, alembic_config
from registry.tables.every import metadata
from tests.support.register import members_of, passing, request
from tests.support.soak import FACTOR

FIRST = "0001"
EARLIEST = (
    "members",
    "programmes",
    "runs",
    "participations",
    "issue_intents",
    "credentials",
    "sicil_entries",
)


class Stopped(Exception):
    """The machine stops here."""


def rows(store: Store, columns: dict[str, list[str]]) -> dict[str, list[tuple[Any, ...]]]:
    with store.engine.connect() as connection:
        return {
            table: sorted(
                (tuple(row) for row in connection.exec_driver_sql(f"SELECT {', '.join(names)} FROM {table}")),
                key=repr,
            )
            for table, names in columns.items()
        }


def columns_of(store: Store) -> dict[str, list[str]]:
    with store.engine.connect() as connection:
        found = sa.inspect(connection)
        return {table: [one["name"] for one in found.get_columns(table)] for table in EARLIEST}


def differences(store: Store) -> list[Any]:
    with store.engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))


def issued(home: Home) -> None:
    for run, chamber in (("MMO-MT-01/2026-1", "MMO"), ("EMO-YG-01/2026-1", "EMO")):
        issue_list(home.store, request(run, passing(members_of(home, chamber)[:4])), home.open_key)


def test_down_and_up_again_keeps_every_document(either_home: Home) -> None:
    store = either_home.store
    issued(either_home)
    now = columns_of(store)
    before = rows(store, now)
    command.downgrade(alembic_config(store.engine), FIRST)
    assert store.schema_revision() == FIRST
    earliest = columns_of(store)
    # What the first tables held is what it was.
    kept = {table: [name for name in names if name in earliest[table]] for table, names in now.items()}
    older = rows(store, kept)
    store.upgrade()
    assert store.schema_revision() == NEWEST_MIGRATION
    assert rows(store, kept) == older
    # Areas and visas are found again from the programmes.
    assert rows(store, now)["credentials"] == before["credentials"]
    assert differences(store) == []
    with store.reading() as records:
        for code in ("MMO", "EMO"):
            chain = records.sicil.chain(code)
            assert len(chain) == 4
            assert first_broken(chain) is None
            assert unmatched(chain, records.credentials.hashes_of_chamber(code)) == []
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE credentials SET kind = 'yetki'")


def statements(store: Store) -> int:
    """How many statements a whole upgrade from the first tables takes."""
    count = 0

    def counted(*_words: Any) -> None:
        nonlocal count
        count += 1

    event.listen(store.engine, "before_cursor_execute", counted)
    store.upgrade()
    event.remove(store.engine, "before_cursor_execute", counted)
    return count


@pytest.fixture
def at_first(either_home: Home) -> Store:
    """A register of the first version with documents in it."""
    issued(either_home)
    command.downgrade(alembic_config(either_home.store.engine), FIRST)
    return either_home.store


@pytest.mark.slow
def test_stopped_at_any_statement_and_run_again(at_first: Store) -> None:
    total = statements(at_first)
    assert total > 100
    step = max(1, 23 // FACTOR)
    for stop_at in range(1, total, step):
        command.downgrade(alembic_config(at_first.engine), FIRST)
        kept = columns_of(at_first)
        before = rows(at_first, kept)
        count = 0

        def stop(*_words: Any, stop_at: int = stop_at) -> None:
            nonlocal count
            count += 1
            if count == stop_at:
                raise Stopped

        event.listen(at_first.engine, "before_cursor_execute", stop)
        with pytest.raises(Stopped):
            at_first.upgrade()
        event.remove(at_first.engine, "before_cursor_execute", stop)
        reached = at_first.schema_revision()
        assert reached is not None and reached < NEWEST_MIGRATION, stop_at
        at_first.upgrade()
        assert at_first.schema_revision() == NEWEST_MIGRATION
        assert rows(at_first, kept) == before, stop_at
    assert differences(at_first) == []


_UPGRADE = textwrap.dedent(
    """
    import sys
    from registry.store import Store
    print("begin", flush=True)
    Store(sys.argv[1]).upgrade()
    """
)


def test_killed_and_run_again(at_first: Store) -> None:
    url = at_first.engine.url.render_as_string(hide_password=False)
    kept = columns_of(at_first)
    before = rows(at_first, kept)
    at_first.close()
    for wait in (0.05, 0.25, 0.6):
        process = subprocess.Popen(
            [sys.executable, "-c", _UPGRADE, url],
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        store = Store(url)
        assert store.schema_revision() is not None
        assert rows(store, kept) == before
        store.close()
    store = Store(url)
    store.upgrade()
    assert store.schema_revision() == NEWEST_MIGRATION
    assert rows(store, kept) == before
    assert differences(store) == []
    store.close()
