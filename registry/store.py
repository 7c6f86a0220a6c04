"""Opening the registry: SQLite (WAL, synchronous=FULL) or PostgreSQL, one transaction per ``with``.

Every transaction has a scope. PostgreSQL enforces it by row-level security; on SQLite the records alone do.

A SQLite writer takes the write lock at BEGIN, so two writers queue instead of failing half-way.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from registry.records.registry_records import Records
from registry.records.transparency.log import SignHead
from registry.refusal import Refusal

if TYPE_CHECKING:
    from alembic.config import Config

BUSY_TIMEOUT_MS = 5000
CONNECT_SECONDS = 5
# Named here so that opening an installation need not load the migration tools.
NEWEST_MIGRATION = "0019"
MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a transaction may touch: the PostgreSQL role it takes on and the chamber it works for."""

    role: str
    chamber: str = ""


NO_CHAMBER = Scope("muhur_app")
PUBLIC = Scope("muhur_public")
UNION = Scope("muhur_audit")
# The login itself, bound by no chamber if it owns the tables as superuser: restoring, measuring, tests.
OWNER = Scope("none")
_SET_SCOPE = sa.text("SELECT set_config('role', :role, true), set_config('muhur.chamber', :chamber, true)")


class Store:
    """One registry database; safe to share between threads."""

    def __init__(self, url: str) -> None:
        # Signs the log's checkpoint with what grows it, where keys are at hand; set by whoever opens the installation.
        self.open_signing: Callable[[Records], SignHead | None] = lambda _records: None
        self.engine = _sqlite_engine(url) if url.startswith("sqlite") else _postgresql_engine(url)

    @contextmanager
    def reading(self, scope: Scope | str = UNION, *, snapshot: bool = False) -> Iterator[Records]:
        """A transaction for reading; whatever it wrote is rolled back.

        ``scope`` is a chamber's code, ``PUBLIC`` for what anyone may look up, or the whole union's register.
        ``snapshot`` shows all its queries the same state, as SQLite always does: for holding tables against others.
        """
        with _reached(), self.engine.connect() as connection:
            if snapshot and self.engine.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin() as transaction:
                self._bind(connection, scope)
                yield Records(connection)
                transaction.rollback()

    @contextmanager
    def writing(self, scope: Scope | str = NO_CHAMBER) -> Iterator[Records]:
        """A transaction that commits when the block ends and rolls back when it raises.

        ``scope`` is the code of the chamber whose rows are written; without one only what belongs to no
        chamber can be.
        """
        with _reached(), self.engine.connect().execution_options(muhur_writer=True) as connection:
            with connection.begin():
                self._bind(connection, scope)
                records = Records(connection)
                yield records
                records.audit.write()
                # The last of all: from here to the commit every other writer of the union's log waits.
                records.log.write(lambda: self.open_signing(records))
            records.audit.committed()

    def _bind(self, connection: Connection, scope: Scope | str) -> None:
        """Let PostgreSQL hold this transaction to its scope, whatever the queries ask for (docs/decisions/0011)."""
        if self.engine.dialect.name == "postgresql":
            bound = Scope("muhur_app", scope) if isinstance(scope, str) else scope
            connection.execute(_SET_SCOPE, {"role": bound.role, "chamber": bound.chamber})

    def upgrade(self) -> None:
        """Bring the tables to the newest migration; doing it again changes nothing."""
        from alembic import command

        command.upgrade(alembic_config(self.engine), "head")

    def schema_revision(self) -> str | None:
        """The migration the database is at, or None for an empty one."""
        with self.engine.connect() as connection:
            if not sa.inspect(connection).has_table("alembic_version"):
                return None
            found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
            return None if found is None else str(found)

    def require_current_schema(self) -> None:
        """Raise ``Refusal`` installation.schema unless the tables are at the newest migration.

        A database that cannot be reached or read is the refusal registry.unreachable.
        """
        try:
            found = self.schema_revision()
        except sa.exc.DBAPIError as error:
            raise Refusal("registry.unreachable") from error
        if found != NEWEST_MIGRATION:
            raise Refusal("installation.schema", found=found, expected=NEWEST_MIGRATION)

    def close(self) -> None:
        """Close pooled connections."""
        self.engine.dispose()


@contextmanager
def _reached() -> Iterator[None]:
    """A database that is away or busy is a refusal with a sentence; the transaction did not happen."""
    try:
        yield
    except sa.exc.OperationalError as error:
        raise Refusal("registry.unreachable") from error


def alembic_config(engine: Engine) -> "Config":
    """Alembic's settings for our migrations on ``engine``."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = engine
    return config


def _postgresql_engine(url: str) -> Engine:
    plain = url.replace("postgres://", "postgresql://", 1).replace(
        "postgresql://", "postgresql+psycopg://", 1
    )
    return sa.create_engine(plain, pool_pre_ping=True, connect_args={"connect_timeout": CONNECT_SECONDS})


def _sqlite_engine(url: str) -> Engine:
    path = sa.make_url(url).database
    if path is not None and not Path(path).exists() and Path(path).parent.is_dir():
        # Owner only, also in a folder that others may enter; WAL and journal files take the same mode.
        Path(path).touch(mode=0o600)
    # check_same_thread off: the pool hands a connection to one thread at a time.
    engine = sa.create_engine(url, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _settings(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for setting in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            # So that REPLACE meets the triggers that forbid deleting.
            "recursive_triggers=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "cache_size=-65536",
        ):
            connection.execute(f"PRAGMA {setting}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writer = connection.get_execution_options().get("muhur_writer", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")

    return engine
