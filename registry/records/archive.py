"""A whole register as lines of text that either engine can load, read in one snapshot.

A table is one line that names its columns and their neutral types, then a JSON array for each row. JSON columns
travel as the text they are stored as, bytes in base64, instants in UTC. SQLite gives a snapshot to a reading
transaction (WAL), PostgreSQL to REPEATABLE READ; neither stops writers.
"""

import base64
import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from registry.refusal import Refusal
from registry.store import MIGRATIONS, Store, alembic_config
from registry.tables.every import metadata

BATCH = 2000
_INSTANT = sa.DateTime(timezone=True)
# By neutral type: how it is read and stored, how a value is written, how it is read again.
_TYPES: dict[str, tuple[sa.types.TypeEngine[Any], Callable[[Any], Any], Callable[[Any], Any]]] = {
    "bool": (sa.Boolean(), bool, bool),
    "bytes": (sa.LargeBinary(), lambda one: base64.b64encode(one).decode(), base64.b64decode),
    "date": (sa.Date(), date.isoformat, date.fromisoformat),
    "instant": (_INSTANT, lambda one: _utc(one).isoformat(), datetime.fromisoformat),
    "integer": (sa.BigInteger(), int, int),
    "json": (sa.Text(), str, str),
    "text": (sa.Text(), str, str),
    "uuid": (sa.Uuid(), str, UUID),
}
_KINDS: tuple[tuple[type[sa.types.TypeEngine[Any]], str], ...] = (
    (sa.Boolean, "bool"),
    (sa.LargeBinary, "bytes"),
    (sa.DateTime, "instant"),
    (sa.Date, "date"),
    (sa.Integer, "integer"),
    (sa.JSON, "json"),
    (sa.Uuid, "uuid"),
    (sa.String, "text"),
)


class ArchiveRefused(Refusal):
    """A register cannot be copied out or in."""


@dataclass(frozen=True, slots=True)
class TableLines:
    """One table: its name and its lines in UTF-8 without line ends, the columns first."""

    name: str
    lines: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The register at one moment; its tables in an order in which they can be loaded."""

    revision: str
    tables: Iterator[TableLines]


@contextmanager
def snapshot(store: Store) -> Iterator[Snapshot]:
    """Read the whole register at one moment; raises ``Refusal`` unless its schema is this version's."""
    store.require_current_schema()
    postgresql = store.engine.dialect.name == "postgresql"
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True} if postgresql else {}
    with store.engine.connect().execution_options(**options) as connection, connection.begin():
        _see_everything(connection)
        _require_all_seen(connection)
        revision = str(connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one())
        yield Snapshot(
            revision,
            (TableLines(table.name, _lines(connection, table)) for table in metadata.sorted_tables),
        )


def is_empty(store: Store) -> bool:
    """True if the database has no tables, or only tables without rows."""
    with store.engine.connect() as connection, connection.begin():
        _see_everything(connection)
        names = set(sa.inspect(connection).get_table_names()) - {"alembic_version"}
        return not any(
            connection.execute(sa.select(sa.literal(1)).select_from(sa.table(name)).limit(1)).first()
            for name in sorted(names)
        )


def require_known_revision(revision: str) -> None:
    """Raise ``ArchiveRefused`` backup.newer for a schema that this version cannot make."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(MIGRATIONS)).walk_revisions()
    if revision not in {one.revision for one in scripts}:
        raise ArchiveRefused("backup.newer", revision=revision)


def make_tables(store: Store, revision: str) -> None:
    """Bring an empty database to ``revision``."""
    from alembic import command

    command.upgrade(alembic_config(store.engine), revision)


def load(store: Store, tables: Iterable[TableLines], expected: Mapping[str, int]) -> None:
    """Load all tables in one transaction that commits only if as many rows as expected then stand in each."""
    with store.engine.connect().execution_options(muhur_writer=True) as connection, connection.begin():
        if store.engine.dialect.name == "sqlite":
            connection.execute(sa.text("PRAGMA defer_foreign_keys=ON"))
        forced = _forced(connection)
        for table in forced:
            # For its owner and within this transaction only: a crash leaves every policy in force.
            connection.execute(sa.text(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY"))
        for one in tables:
            columns: list[tuple[str, str]] = [(name, kind) for name, kind in json.loads(next(one.lines))]
            target = sa.table(one.name, *(sa.column(name, _TYPES[kind][0]) for name, kind in columns))
            rows = _rows(one.lines, [_TYPES[kind][2] for _, kind in columns])
            counted = sa.select(sa.func.count()).select_from(target)
            if connection.execute(counted).scalar_one():
                # Rows that a migration put there come with the copy.
                connection.execute(target.delete())
            if store.engine.dialect.name == "postgresql":
                _copy_in(connection, target, rows)
            else:
                _insert(connection, target, rows)
            found = connection.execute(counted).scalar_one()
            if found != expected[one.name]:
                raise ArchiveRefused(
                    "restore.counts", table=one.name, found=found, expected=expected[one.name]
                )
        for table in forced:
            connection.execute(sa.text(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"))


def _bound(connection: Connection) -> bool:
    """True where row-level security binds the login."""
    chosen = sa.text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user")
    return connection.dialect.name == "postgresql" and not connection.execute(chosen).scalar_one()


def _see_everything(connection: Connection) -> None:
    """Take on the auditor's role where the login itself is bound by policies (migration 0007)."""
    granted = sa.text(
        "SELECT pg_has_role(session_user, oid, 'MEMBER') FROM pg_roles WHERE rolname = 'muhur_audit'"
    )
    if _bound(connection) and connection.execute(granted).scalar():
        connection.execute(sa.text("SET LOCAL ROLE muhur_audit"))


def _require_all_seen(connection: Connection) -> None:
    """Rows that a policy hides must end the copy, not be missing from it."""
    if not _bound(connection):
        return
    hidden = sa.text(
        "SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace "
        "WHERE nspname = 'public' AND relrowsecurity AND NOT EXISTS (SELECT 1 FROM pg_policies WHERE "
        "schemaname = 'public' AND tablename = relname AND qual = 'true' AND current_user = ANY(roles)) "
        "ORDER BY relname"
    )
    first = connection.execute(hidden).scalar()
    if first is not None:
        raise ArchiveRefused("backup.row_security", table=first)


def _forced(connection: Connection) -> list[str]:
    if connection.dialect.name != "postgresql":
        return []
    chosen = sa.text("SELECT oid::regclass::text FROM pg_class WHERE relforcerowsecurity ORDER BY relname")
    return list(connection.execute(chosen).scalars())


def neutral_type(column: sa.Column[Any]) -> str:
    """The neutral type of a column; a ``TypeError`` says that this copy does not know it yet."""
    kind: Any = column.type
    while isinstance(kind, sa.types.TypeDecorator):
        kind = kind.impl_instance
    for known, name in _KINDS:
        if isinstance(kind, known):
            return name
    raise TypeError(f"{column}: {kind!r} has no neutral form")


def _lines(connection: Connection, table: sa.Table) -> Iterator[bytes]:
    columns = [(one.name, neutral_type(one)) for one in table.columns if one.computed is None]
    yield _line([list(one) for one in columns])
    writers = [_TYPES[kind][1] for _, kind in columns]
    chosen = [
        sa.cast(table.c[name], sa.Text) if kind == "json" else sa.type_coerce(table.c[name], _TYPES[kind][0])
        for name, kind in columns
    ]
    statement = sa.select(*chosen).order_by(*table.primary_key.columns)
    for row in connection.execute(statement, execution_options={"stream_results": True, "yield_per": BATCH}):
        yield _line(
            [None if value is None else write(value) for write, value in zip(writers, row, strict=True)]
        )


def _line(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def _rows(lines: Iterator[bytes], readers: list[Callable[[Any], Any]]) -> Iterator[list[Any]]:
    for line in lines:
        yield [
            None if value is None else read(value)
            for read, value in zip(readers, json.loads(line), strict=True)
        ]


def _insert(connection: Connection, target: sa.TableClause, rows: Iterator[list[Any]]) -> None:
    names = [one.name for one in target.columns]
    while batch := list(itertools.islice(rows, BATCH)):
        connection.execute(target.insert(), [dict(zip(names, row, strict=True)) for row in batch])


def _copy_in(connection: Connection, target: sa.TableClause, rows: Iterator[list[Any]]) -> None:
    prepare = connection.dialect.identifier_preparer.quote
    names = ", ".join(prepare(one.name) for one in target.columns)
    statement = f"COPY {prepare(target.name)} ({names}) FROM STDIN"
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _utc(instant: datetime) -> datetime:
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
