"""Every table is bound by PostgreSQL's row-level security, and writing follows the chamber (docs/decisions/0011)."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from registry.store import Store
from registry.tables.every import metadata
from tests.support.postgresql import PostgresqlServer

pytestmark = pytest.mark.postgresql
# Tables of the installation itself: written only by transactions that work for no chamber.
NOT_A_CHAMBERS = {
    "installation",
    "signing_keys",
    "trust_bundles",
    "idempotency_keys",
    "tries",
    "seal_certificates",
    "key_proposals",
    "blocked_keys",
}
# Every transaction appends to the one log of the union; triggers say what appending is.
OF_EVERYBODY = {"log_tiles", "log_head"}


@pytest.fixture(scope="module")
def connection(postgresql_server: PostgresqlServer, migrated_database: str) -> Iterator[Connection]:
    name = postgresql_server.create(migrated_database)
    store = Store(postgresql_server.url(name))
    with store.engine.connect() as opened:
        yield opened
    store.close()
    postgresql_server.drop(name)


def of_a_chamber() -> set[str]:
    """Tables that name a chamber, or whose rows hang on a table that does, however far away."""
    found = {name for name, table in metadata.tables.items() if "chamber_code" in table.c} | {"chambers"}
    while (
        more := {
            name
            for name, table in metadata.tables.items()
            if any(key.column.table.name in found for key in table.foreign_keys)
        }
        - found
    ):
        found |= more
    return found


def policies(connection: Connection) -> dict[str, list[sa.Row[tuple[str, str, list[str], str, str]]]]:
    found: dict[str, list[sa.Row[tuple[str, str, list[str], str, str]]]] = {}
    chosen = (
        "SELECT tablename, policyname, cmd, roles, coalesce(qual, '') AS seen, "
        "coalesce(with_check, '') AS written FROM pg_policies WHERE schemaname = 'public'"
    )
    for row in connection.exec_driver_sql(chosen):
        found.setdefault(row.tablename, []).append(row)
    return found


def loose(connection: Connection) -> list[str]:
    """Tables that a chamber's transaction could write for another chamber."""
    chosen = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relrowsecurity AND relforcerowsecurity"
    forced = set(connection.exec_driver_sql(chosen).scalars())
    names = set(sa.inspect(connection).get_table_names()) - {"alembic_version"}
    known = policies(connection)
    wrong = names - forced
    for table in names:
        writing = [one for one in known.get(table, ()) if one.cmd != "SELECT"]
        bound = table in OF_EVERYBODY or all("muhur.chamber" in one.written for one in writing)
        if not writing or not bound or any(set(one.roles) != {"muhur_app"} for one in writing):
            wrong.add(table)
    return sorted(wrong)


def test_every_table_is_guarded(connection: Connection) -> None:
    """A new table needs ``bind_to_chamber`` of ``registry/migrations/row_security.py`` in its migration."""
    assert set(sa.inspect(connection).get_table_names()) - {"alembic_version"} == set(metadata.tables)
    assert loose(connection) == []


def test_every_table_belongs_to_a_chamber_or_is_known_not_to(connection: Connection) -> None:
    known = policies(connection)
    for table in metadata.tables:
        (rule,) = [one for one in known[table] if one.policyname == "own_chamber"]
        of_none = rule.written.endswith("IS NULL)")
        assert of_none is (table in NOT_A_CHAMBERS), (
            f"{table}: say here that it is no chamber's, or name its chamber"
        )
    assert of_a_chamber().isdisjoint(NOT_A_CHAMBERS)


def test_the_auditor_reads_every_table(connection: Connection) -> None:
    """A backup is made in the auditor's role: what it may not see would be missing."""
    for table, rules in policies(connection).items():
        assert any(one.seen == "true" and "muhur_audit" in one.roles for one in rules), table


def test_a_table_without_a_policy_is_noticed(connection: Connection) -> None:
    with connection.begin_nested() as nested:
        connection.exec_driver_sql("CREATE TABLE seminars (id integer, chamber_code text)")
        assert loose(connection) == ["seminars"]
        connection.exec_driver_sql("ALTER TABLE seminars ENABLE ROW LEVEL SECURITY")
        connection.exec_driver_sql("ALTER TABLE seminars FORCE ROW LEVEL SECURITY")
        assert loose(connection) == ["seminars"]
        connection.exec_driver_sql("CREATE POLICY all_of_them ON seminars TO muhur_app USING (true)")
        assert loose(connection) == ["seminars"]
        nested.rollback()
    with connection.begin_nested() as nested:
        connection.exec_driver_sql("ALTER TABLE programmes NO FORCE ROW LEVEL SECURITY")
        assert loose(connection) == ["programmes"]
        nested.rollback()
