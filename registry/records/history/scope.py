"""Reading what anyone may look up from inside a chamber's transaction (docs/decisions, migration 0007)."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.engine import Connection

_ROLE = sa.text("SELECT current_setting('role')")
_SET_ROLE = sa.text("SELECT set_config('role', :role, true)")


@contextmanager
def as_public(connection: Connection) -> Iterator[None]:
    """Take on the public look-up's role and give it back.

    If a query inside fails, so does the transaction: there is nothing to give back to.
    """
    if connection.dialect.name != "postgresql":
        yield
        return
    before = connection.execute(_ROLE).scalar_one()
    connection.execute(_SET_ROLE, {"role": "muhur_public"})
    yield
    connection.execute(_SET_ROLE, {"role": before})
