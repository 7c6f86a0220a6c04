"""Loading many rows at once: COPY on PostgreSQL, the driver's executemany on SQLite. For generated sets.

Nothing is checked here but what the tables themselves check; ids are made by the caller.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from registry.tables.every import metadata

_AT_ONCE = 20_000


class BulkRecords:
    """Rows by table and column names, in the transaction of the others."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def load(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
        """Insert rows, values in the order of ``columns``; returns how many.

        PostgreSQL refuses COPY to a login that row-level security binds; such a one inserts instead.
        """
        into = metadata.tables[table]
        dialect = self._connection.dialect
        turn = [into.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in columns]
        plain = rows if not any(turn) else (_processed(row, turn) for row in rows)
        if dialect.name == "sqlite":
            return self._executemany(table, columns, plain)
        if self._bound_by_row_security(table):
            return self._insert(into, columns, rows)
        return self._copy(table, columns, plain)

    def is_empty(self, table: str, **equal: Any) -> bool:
        """True while the table has no row with these values."""
        into = metadata.tables[table]
        conditions = (into.c[name] == value for name, value in equal.items())
        chosen = sa.select(sa.literal(1)).select_from(into).where(*conditions).limit(1)
        return self._connection.execute(chosen).first() is None

    def analyze(self) -> None:
        """Let the database look at what was loaded, so that it plans by it."""
        self._connection.exec_driver_sql("ANALYZE")

    def _bound_by_row_security(self, table: str) -> bool:
        return bool(self._connection.execute(sa.select(sa.func.row_security_active(table))).scalar())

    def _executemany(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
        driver = self._connection.connection.driver_connection
        assert driver is not None
        names = ", ".join(columns)
        places = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {table} ({names}) VALUES ({places})"  # noqa: S608 - our own names
        cursor = driver.cursor()
        cursor.executemany(statement, rows)
        return int(cursor.rowcount)

    def _copy(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
        driver = self._connection.connection.driver_connection
        assert driver is not None
        count = 0
        with (
            driver.cursor() as cursor,
            cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copying,
        ):
            for row in rows:
                copying.write_row(row)
                count += 1
        return count

    def _insert(self, into: sa.Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
        count, left = 0, iter(rows)
        while some := [dict(zip(columns, row, strict=True)) for row in islice(left, _AT_ONCE)]:
            self._connection.execute(into.insert(), some)
            count += len(some)
        return count


def _processed(row: Sequence[Any], turn: Sequence[Callable[[Any], Any] | None]) -> tuple[Any, ...]:
    return tuple(
        value if one is None or value is None else one(value) for value, one in zip(row, turn, strict=True)
    )
