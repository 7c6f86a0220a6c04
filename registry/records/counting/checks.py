"""How often single documents were checked, for those whose documents they are."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from registry.tables.requests import verification_counts

_CHUNK = 500


class CheckRecords:
    """Checks by document: numbers only, nobody's address or name is kept with them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_documents(self, credential_ids: Collection[UUID]) -> dict[UUID, int]:
        """How often each of these was checked; those that never were are missing."""
        wanted = sorted(credential_ids)
        found: dict[UUID, int] = {}
        for start in range(0, len(wanted), _CHUNK):
            chosen = (
                sa.select(verification_counts.c.credential_id, sa.func.sum(verification_counts.c.n))
                .where(verification_counts.c.credential_id.in_(wanted[start : start + _CHUNK]))
                .group_by(verification_counts.c.credential_id)
            )
            found |= {row[0]: int(row[1]) for row in self._connection.execute(chosen)}
        return found
