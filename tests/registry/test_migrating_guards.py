"""Migrations 0013 and 0014 with data: what was told before is chained, guards go and come again, a bound login may do it."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from muhur.installation import Home
from registry.accounts.trail_check import check_trail
from registry.ids import uuid7
from registry.store import NO_CHAMBER, UNION, Store, alembic_config
from registry.tables.access import audit_events
from registry.tables.every import metadata
from tests.support.bound import bound_database
from tests.support.living import issued
from tests.support.postgresql import PostgresqlServer
from tests.support.register import NOW

BEFORE_GUARDS, BEFORE_CHAIN = "0012", "0013"
OLD = [one.name for one in audit_events.c if one.name not in ("seq", "prev_hash", "entry_hash")]


def old_rows(store: Store) -> list[tuple[Any, ...]]:
    with store.engine.connect() as connection:
        chosen = sa.select(*(audit_events.c[name] for name in OLD)).order_by(audit_events.c.id)
        return [tuple(row) for row in connection.execute(chosen)]


def trail(store: Store) -> dict[str | None, tuple[int, int | None]]:
    with store.reading(UNION) as records:
        return {one.chamber_code: (one.head.seq, one.first_wrong) for one in check_trail(records)}


def refused(store: Store, statement: str) -> bool:
    try:
        with store.engine.begin() as connection:
            connection.exec_driver_sql(statement)
    except sa.exc.DBAPIError as error:
        return "never goes back" in str(error) or "append-only" in str(error)
    return False


def policies(store: Store) -> set[str]:
    with store.engine.connect() as connection:
        chosen = "SELECT tablename FROM pg_policies WHERE schemaname = 'public'"
        return set(connection.exec_driver_sql(chosen).scalars())


def test_down_and_up_again_with_a_trail_and_documents(either_home: Home) -> None:
    store, config = either_home.store, alembic_config(either_home.store.engine)
    issued(either_home, 3)
    before, whole = old_rows(store), trail(store)
    assert len(before) > 3 and all(wrong is None for _, wrong in whole.values())

    command.downgrade(config, BEFORE_CHAIN)
    assert old_rows(store) == before
    assert refused(store, "UPDATE audit_events SET actor = 'x'")
    assert refused(store, "UPDATE serial_counters SET last_serial = 0")

    command.downgrade(config, BEFORE_GUARDS)
    assert not refused(store, "UPDATE serial_counters SET issued = issued")
    assert not refused(store, "UPDATE status_lists SET version = version")
    if store.engine.dialect.name == "postgresql":
        assert "programmes" not in policies(store) and "members" in policies(store)

    store.upgrade()
    assert old_rows(store) == before
    assert trail(store) == whole
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    for statement in (
        "UPDATE audit_events SET actor = 'x'",
        "UPDATE audit_heads SET seq = 0",
        "UPDATE serial_counters SET last_serial = 0",
        "UPDATE status_lists SET version = version",
        "UPDATE issue_intents SET ordinal = 9",
    ):
        assert refused(store, statement), statement
    if store.engine.dialect.name == "postgresql":
        assert policies(store) == set(metadata.tables)
    # The chain goes on where the migration ended it.
    issued(either_home, 2, "MMO-MT-01/2026-2")
    again = trail(store)
    assert again["MMO"][0] > whole["MMO"][0] and all(wrong is None for _, wrong in again.values())


def audit_rows(count: int) -> Iterator[dict[str, Any]]:
    for place in range(count):
        yield {
            "id": uuid7(NOW), "at": NOW, "chamber_code": (None, "EMO", "MMO")[place % 3], "actor_kind": "user",
            "actor": f"görevli.{place}", "action": "test.told", "outcome": "ok", "facts": {"n": place, "ad": "Işıl"},
        }  # fmt: skip


@pytest.mark.postgresql
def test_a_login_that_policies_bind_chains_what_was_there(postgresql_server: PostgresqlServer) -> None:
    """More than one batch, and none of it may be hidden from the migration by the tables' own policies."""
    with bound_database(postgresql_server) as url:
        store = Store(url)
        command.upgrade(alembic_config(store.engine), BEFORE_GUARDS)
        rows = list(audit_rows(3600))
        told = sa.table("audit_events", *(sa.column(name, audit_events.c[name].type) for name in OLD))
        for code in (None, "EMO", "MMO"):
            own = [row for row in rows if row["chamber_code"] == code]
            with store.engine.begin() as connection:
                store._bind(connection, code or NO_CHAMBER)
                connection.execute(told.insert(), own)
        store.upgrade()
        assert trail(store) == {None: (1200, None), "EMO": (1200, None), "MMO": (1200, None)}
        with store.engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM audit_events").scalar() == 0, (
                "bound again"
            )
        store.close()
