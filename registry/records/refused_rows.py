"""Rows of lists that became no draft: they name people, also some who are no members, and end before their batch.

A list may name a person under a wrong number, so who is erased is looked for by every name they had, too.
"""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from registry.records.named_rows import NamedRows
from registry.tables.documents import batches


class RefusedRows:
    """The refused rows of a chamber's batches; what is changed is changed in the caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def forget(self, chamber_code: str, member_ids: Collection[UUID]) -> int:
        """Take out the rows that name these entries; returns in how many batches."""
        named = NamedRows(self._connection, chamber_code, member_ids)
        mine = batches.c.chamber_code == chamber_code
        changed = 0
        for batch_id, refused in self._connection.execute(
            sa.select(batches.c.id, batches.c.refused).where(mine, _FILLED)
        ).all():
            kept = [refused[place] for place in named.others(refused)]
            if len(kept) < len(refused):
                changed += 1
                self._connection.execute(batches.update().where(batches.c.id == batch_id), {"refused": kept})
        return changed

    def outlived(self, chamber_code: str, old: sa.ColumnElement[bool], *, delete: bool) -> tuple[int, int]:
        """How many batches have such rows, and how many of them are ``old``; ``delete`` empties those."""
        filled = (batches.c.chamber_code == chamber_code, _FILLED)
        counted = sa.select(sa.func.count()).select_from(batches).where(*filled)
        total = int(self._connection.execute(counted).scalar_one())
        ended = int(self._connection.execute(counted.where(old)).scalar_one())
        if delete and ended:
            self._connection.execute(batches.update().where(*filled, old).values(refused=[]))
        return total, ended


# As text: PostgreSQL compares no JSON.
_FILLED = sa.cast(batches.c.refused, sa.Text) != "[]"
