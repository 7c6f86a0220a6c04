"""Records of documents whose holders are to be reminded of a day that comes near."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from registry.tables.documents import credentials
from registry.tables.members import members


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """A document and the entry of who holds it; of a merged entry the right one."""

    credential_id: UUID
    member_id: UUID
    kind: str
    belge_no: str
    verification_code: str
    valid_until: date | None


_HELD = (
    sa.select(
        credentials.c.id.label("credential_id"),
        sa.func.coalesce(members.c.merged_into, members.c.id).label("member_id"),
        credentials.c.kind,
        credentials.c.belge_no,
        credentials.c.verification_code,
        credentials.c.valid_until,
    )
    .join(members, members.c.id == credentials.c.member_id)
    # What was erased reminds nobody.
    .where(credentials.c.compact != "")
)


class ReminderRecords:
    """Documents of one chamber by their days. Whether they still count is for ``standing_of`` to say."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def ending(self, chamber_code: str, first: date, last: date) -> list[HeldDocument]:
        """Documents whose last day lies between two days, both included."""
        chosen = _HELD.where(
            credentials.c.chamber_code == chamber_code, credentials.c.valid_until.between(first, last)
        )
        return self._held(chosen.order_by(credentials.c.valid_until, credentials.c.belge_no))

    def with_visa(self, chamber_code: str, day: date, after: UUID | None, limit: int) -> list[HeldDocument]:
        """Documents that need a yearly visa and do not end before ``day``, by id above ``after``."""
        until = credentials.c.valid_until
        chosen = _HELD.where(
            credentials.c.chamber_code == chamber_code,
            credentials.c.annual_visa,
            until.is_(None) | (until >= day),
        )
        if after is not None:
            chosen = chosen.where(credentials.c.id > after)
        return self._held(chosen.order_by(credentials.c.id).limit(limit))

    def _held(self, chosen: sa.Select[Any]) -> list[HeldDocument]:
        return [HeldDocument(**row._mapping) for row in self._connection.execute(chosen)]
