"""Records of quotas: what a chamber may use a day, and what it has used."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from registry.tables.access import quota_uses, quotas


@dataclass(frozen=True, slots=True)
class Quota:
    """At most ``per_day`` of ``what`` a day (Istanbul); ``alarm_email`` is told when it gets close."""

    chamber_code: str
    what: str
    per_day: int
    alarm_email: str | None
    set_by: str
    set_at: datetime


class QuotaRecords:
    """Quotas and their use. The caller holds the chamber's lock while counting."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, chamber_code: str) -> dict[str, Quota]:
        """A chamber's quotas by what they bound."""
        chosen = sa.select(quotas).where(quotas.c.chamber_code == chamber_code)
        return {row.what: Quota(**row._mapping) for row in self._connection.execute(chosen)}

    def set(self, one: Quota) -> None:
        """Store a quota over an earlier one."""
        same = (quotas.c.chamber_code == one.chamber_code, quotas.c.what == one.what)
        self._connection.execute(quotas.delete().where(*same))
        self._connection.execute(quotas.insert(), asdict(one))

    def used(self, chamber_code: str, what: str, day: date) -> int:
        """How much was used on a day."""
        chosen = sa.select(quota_uses.c.n).where(
            quota_uses.c.chamber_code == chamber_code, quota_uses.c.what == what, quota_uses.c.day == day
        )
        return int(self._connection.execute(chosen).scalar() or 0)

    def count(self, chamber_code: str, what: str, day: date, n: int) -> None:
        """Set what was used on a day."""
        same = (
            quota_uses.c.chamber_code == chamber_code,
            quota_uses.c.what == what,
            quota_uses.c.day == day,
        )
        if self._connection.execute(quota_uses.update().where(*same), {"n": n}).rowcount == 0:
            self._connection.execute(
                quota_uses.insert(), {"chamber_code": chamber_code, "what": what, "day": day, "n": n}
            )
