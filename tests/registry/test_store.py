"""Opening a registry: settings, migrations, and the schema both engines must have."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from registry.refusal import Refusal
from registry.store import NEWEST_MIGRATION, OWNER, Store, alembic_config
from registry.tables.every import metadata
from tests.support.register import NOW


@pytest.fixture
def empty(empty_url: str) -> Iterator[Store]:
    opened = Store(empty_url)
    yield opened
    opened.close()


def test_sqlite_keeps_what_it_has_acknowledged(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'registry.sqlite3'}")
    with store.engine.connect() as first, store.engine.connect() as second:
        for connection in (first, second):
            found = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            }
            assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}
    store.close()


def test_an_empty_database_is_not_opened(empty: Store) -> None:
    assert empty.schema_revision() is None
    with pytest.raises(Refusal) as refused:
        empty.require_current_schema()
    assert refused.value.code == "installation.schema"
    assert refused.value.facts == {"found": None, "expected": NEWEST_MIGRATION}


def test_upgrading_again_changes_nothing(empty: Store) -> None:
    empty.upgrade()
    empty.require_current_schema()
    with empty.writing(OWNER) as records:
        records.trust.add_bundle("kept", NOW)
    empty.upgrade()
    empty.require_current_schema()
    with empty.reading() as records:
        assert records.trust.newest_bundle() == (1, "kept", NOW)


def test_downgrading_leaves_nothing_and_upgrading_brings_all_back(empty: Store) -> None:
    empty.upgrade()
    command.downgrade(alembic_config(empty.engine), "base")
    assert sa.inspect(empty.engine).get_table_names() == ["alembic_version"]
    with pytest.raises(Refusal):
        empty.require_current_schema()
    empty.upgrade()
    empty.require_current_schema()


def test_the_migrated_schema_is_the_one_the_tables_say(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == []
        inspector = sa.inspect(connection)
        for name, table in metadata.tables.items():
            columns = {one["name"]: one["nullable"] for one in inspector.get_columns(name)}
            assert columns == {one.name: bool(one.nullable) for one in table.columns}


@pytest.mark.postgresql
@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_sort_and_search_keys_are_compared_byte_by_byte(store: Store) -> None:
    asked = sa.text(
        "SELECT column_name, collation_name FROM information_schema.columns WHERE table_name = 'members' AND column_name LIKE '%\\_key'"
    )
    with store.engine.connect() as connection:
        assert dict(map(tuple, connection.execute(asked))) == {"search_key": "C", "sort_key": "C"}
    made = str(sa.schema.CreateTable(metadata.tables["members"]).compile(store.engine))
    assert made.count('COLLATE "C"') == 2


def test_the_named_migration_is_the_newest_in_the_folder(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    assert ScriptDirectory.from_config(alembic_config(store.engine)).get_heads() == [NEWEST_MIGRATION]


def test_a_database_of_another_version_is_not_opened(store: Store) -> None:
    with store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Refusal) as refused:
        store.require_current_schema()
    assert refused.value.facts["found"] == "9999"


def test_a_reader_does_not_wait_for_a_writer_and_writers_queue(store: Store) -> None:
    inside, go_on = threading.Event(), threading.Event()
    order: list[str] = []

    def slow() -> None:
        with store.writing(OWNER) as records:
            records.trust.add_bundle("slow", NOW)
            inside.set()
            go_on.wait(5)
            order.append("slow")

    def next_writer() -> None:
        with store.writing(OWNER) as records:
            order.append(f"after {records.trust.bundle_version()}")

    first = threading.Thread(target=slow)
    first.start()
    assert inside.wait(5)
    with store.reading() as records:
        assert records.trust.newest_bundle() is None
    second = threading.Thread(target=next_writer)
    second.start()
    go_on.set()
    first.join()
    second.join()
    with store.reading() as records:
        assert records.trust.bundle_version() == 1
    if store.engine.dialect.name == "sqlite":
        assert order == ["slow", "after 1"]
