"""Records of programs that call the interface, and of the hash of their secret."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from registry.accounts.account import Program
from registry.tables.access import oauth_clients


def _program(row: Row[Any]) -> Program:
    return Program(
        row.id,
        row.chamber_code,
        row.name,
        frozenset(row.scopes),
        row.active,
        row.created_at,
        row.created_by,
    )


class ProgramRecords:
    """OAuth 2.0 clients, by chamber."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, one: Program, secret_sha256: bytes) -> None:
        """Record a new program."""
        self._connection.execute(
            oauth_clients.insert(),
            {
                "id": one.id,
                "chamber_code": one.chamber_code,
                "name": one.name,
                "secret_sha256": secret_sha256,
                "scopes": sorted(one.scopes),
                "active": one.active,
                "created_at": one.created_at,
                "created_by": one.created_by,
            },
        )

    def with_id(self, client_id: str) -> tuple[Program, bytes] | None:
        """A program of any chamber and the SHA-256 of its secret: asking for a token names no chamber."""
        row = self._connection.execute(
            sa.select(oauth_clients).where(oauth_clients.c.id == client_id)
        ).one_or_none()
        return None if row is None else (_program(row), bytes(row.secret_sha256))

    def find(self, chamber_code: str, client_id: str) -> Program | None:
        """A chamber's program."""
        chosen = sa.select(oauth_clients).where(
            oauth_clients.c.chamber_code == chamber_code, oauth_clients.c.id == client_id
        )
        row = self._connection.execute(chosen).one_or_none()
        return None if row is None else _program(row)

    def all(self, chamber_code: str) -> list[Program]:
        """A chamber's programs by name."""
        chosen = sa.select(oauth_clients).where(oauth_clients.c.chamber_code == chamber_code)
        ordered = chosen.order_by(oauth_clients.c.name, oauth_clients.c.id)
        return [_program(row) for row in self._connection.execute(ordered)]

    def every(self) -> list[Program]:
        """All programs of all chambers; for the operator."""
        ordered = sa.select(oauth_clients).order_by(oauth_clients.c.chamber_code, oauth_clients.c.name)
        return [_program(row) for row in self._connection.execute(ordered)]

    def set_active(self, chamber_code: str, client_id: str, *, active: bool) -> None:
        """Switch a program on or off."""
        self._connection.execute(
            oauth_clients.update()
            .where(oauth_clients.c.chamber_code == chamber_code, oauth_clients.c.id == client_id)
            .values(active=active)
        )
