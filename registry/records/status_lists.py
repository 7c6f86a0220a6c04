"""Records of published status lists. Which places are set is told by the states: ``registry/records/history/standings.py``."""

from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from registry.tables.chambers import chambers, status_lists


@dataclass(frozen=True, slots=True)
class PublishedList:
    """A chamber's list as it is served: both signed forms of the same bits.

    ``token_compact`` is None only for a list published before there was that form.
    """

    chamber_code: str
    number: int
    version: int
    signed_at: datetime
    compact: str
    token_compact: str | None


@dataclass(frozen=True, slots=True)
class ListHead:
    """Which list there is and how new it is, without its text."""

    chamber_code: str
    slug: str
    number: int
    version: int
    signed_at: datetime


class StatusListRecords:
    """The lists of all chambers. Whoever puts one holds its chamber's lock."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, chamber_code: str, number: int) -> PublishedList | None:
        """The list as published, or None."""
        chosen = sa.select(status_lists).where(
            status_lists.c.chamber_code == chamber_code, status_lists.c.number == number
        )
        row = self._connection.execute(chosen).one_or_none()
        return None if row is None else PublishedList(**row._mapping)

    def heads(self, chamber_code: str | None = None) -> list[ListHead]:
        """Every list, or those of one chamber, by chamber and number."""
        columns = (
            status_lists.c.chamber_code,
            chambers.c.slug,
            status_lists.c.number,
            status_lists.c.version,
            status_lists.c.signed_at,
        )
        chosen = sa.select(*columns).join(chambers).order_by(chambers.c.no, status_lists.c.number)
        if chamber_code is not None:
            chosen = chosen.where(status_lists.c.chamber_code == chamber_code)
        return [ListHead(**row._mapping) for row in self._connection.execute(chosen)]

    def put(self, new: PublishedList) -> bool:
        """Publish over an older version; False, and nothing changed, where the stored one is not older."""
        values = asdict(new)
        found = self.find(new.chamber_code, new.number)
        if found is None:
            self._connection.execute(status_lists.insert(), values)
            return True
        changed = self._connection.execute(
            status_lists.update().where(
                status_lists.c.chamber_code == new.chamber_code,
                status_lists.c.number == new.number,
                status_lists.c.version < new.version,
                status_lists.c.signed_at <= new.signed_at,
            ),
            values,
        )
        return changed.rowcount == 1
