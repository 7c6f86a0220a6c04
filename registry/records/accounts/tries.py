"""Records of how often something was tried in a window. Keys are hashes."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from registry.tables.signing_in import tries


class TryRecords:
    """Counters that begin anew once their window is over."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def count(self, key: str, at: datetime, window: timedelta, n: int) -> tuple[int, datetime]:
        """Add ``n`` to a counter; returns what it says now and since when. One statement, so that none of two at once is lost."""
        dialect = sqlite if self._connection.dialect.name == "sqlite" else postgresql
        over = tries.c.window_from <= at - window
        # A try that is given back (n below 0) after its window is over must not begin one in debt.
        values = {"window_from": at, "n": max(n, 0)}
        self._connection.execute(
            dialect.insert(tries)
            .values(key=key, **values)
            .on_conflict_do_update(
                index_elements=["key"],
                set_={
                    "window_from": sa.case((over, values["window_from"]), else_=tries.c.window_from),
                    "n": sa.case((over, values["n"]), else_=tries.c.n + n),
                },
            )
        )
        found, since = self.find(key)
        assert since is not None
        return found, since

    def find(self, key: str) -> tuple[int, datetime | None]:
        """What a counter says and since when; 0 for one that is not there."""
        row = self._connection.execute(sa.select(tries).where(tries.c.key == key)).one_or_none()
        return (0, None) if row is None else (row.n, row.window_from)

    def purge(self, before: datetime) -> int:
        """Remove counters that began before ``before``; returns how many."""
        return self._connection.execute(tries.delete().where(tries.c.window_from < before)).rowcount
