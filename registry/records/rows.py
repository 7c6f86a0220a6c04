"""Many rows of one table at once: written, and chosen by many values."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Connection

# Below it a statement for each row costs no more.
_FEW = 4
_POSTGRESQL = postgresql.dialect()  # type: ignore[no-untyped-call]


def insert_rows(connection: Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all name the same columns.

    The whole chamber, at times the whole union, waits for it: PostgreSQL is sent all rows as one JSON text, a half of
    what a statement for each costs. (COPY is faster still, but refused where row-level security binds.)
    """
    if not rows:
        return
    if connection.dialect.name == "sqlite" or len(rows) < _FEW:
        connection.execute(table.insert(), rows)
        return
    text = json.dumps(rows, default=_plain, separators=(",", ":"))
    connection.execute(_statement(table, tuple(rows[0])), {"rows": text})


def among(
    connection: Connection, column: sa.ColumnElement[Any], values: Collection[Any]
) -> sa.ColumnElement[bool]:
    """True for rows whose column holds one of ``values``.

    PostgreSQL is sent one array, so that the statement stays the same however many there are.
    """
    if connection.dialect.name == "sqlite":
        return column.in_(values)
    return column == sa.any_(sa.literal(list(values), sa.ARRAY(column.type)))


@lru_cache(maxsize=64)
def _statement(table: sa.Table, names: tuple[str, ...]) -> sa.TextClause:
    typed = ", ".join(f"{name} {_type_of(table.c[name])}" for name in names)
    return sa.text(
        f"INSERT INTO {table.name} ({', '.join(names)}) SELECT * "  # noqa: S608 - our own names
        f"FROM json_to_recordset(CAST(:rows AS json)) AS given({typed})"
    )


def _type_of(column: sa.Column[Any]) -> str:
    return str(column.type.dialect_impl(_POSTGRESQL).compile(_POSTGRESQL)).partition(" COLLATE ")[0]


def _plain(value: object) -> str:
    """As PostgreSQL reads the value from text."""
    match value:
        case UUID():
            return str(value)
        case date():  # a datetime too; these carry their zone
            return value.isoformat()
        case bytes():
            return f"\\x{value.hex()}"
    raise TypeError(f"no value of a column: {type(value)}")
