"""Records of the life of keys: proposals, states, keys that are never taken, and what a compromise is judged by."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from registry.chamber import SigningKey
from registry.key_life.states import BlockedKey, KeyProposal
from registry.tables.base import row_of
from registry.tables.chambers import blocked_keys, key_proposals, signing_keys
from registry.tables.documents import credentials, sicil_entries
from registry.tables.log import log_openings


@dataclass(frozen=True, slots=True)
class IssueEntry:
    """When the register entered a document, and the place of that in the log; None from before there was one."""

    belge_no: str
    compact: str
    at: datetime
    log_index: int | None


_ENTRIES = (
    sa.select(
        credentials.c.belge_no,
        credentials.c.compact,
        sicil_entries.c.at,
        log_openings.c.seq.label("log_index"),
    )
    .join(
        sicil_entries,
        # By the member, which has an index.
        sa.and_(
            sicil_entries.c.member_id == credentials.c.member_id,
            sicil_entries.c.chamber_code == credentials.c.chamber_code,
            sicil_entries.c.belge_no == credentials.c.belge_no,
            sicil_entries.c.event == "belge_islendi",
        ),
    )
    .outerjoin(
        log_openings,
        sa.and_(log_openings.c.credential_id == credentials.c.id, log_openings.c.kind == "issued"),
    )
    .where(credentials.c.compact != "")
)


class KeyLifeRecords:
    """Proposals, states and blocked keys; whoever writes holds ``trust.lock``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def propose(self, one: KeyProposal) -> None:
        """Record a key that waits for a second person."""
        self._connection.execute(key_proposals.insert(), row_of(one))

    def proposals(self) -> list[KeyProposal]:
        """All that were ever proposed, the oldest first."""
        chosen = sa.select(key_proposals).order_by(key_proposals.c.proposed_at, key_proposals.c.kid)
        return [_proposal(row) for row in self._connection.execute(chosen)]

    def confirm(self, kid: str, by: str, at: datetime) -> None:
        """Note the second person; the database refuses the first one."""
        self._connection.execute(
            key_proposals.update().where(key_proposals.c.kid == kid), {"confirmed_by": by, "confirmed_at": at}
        )

    def move(self, one: SigningKey) -> None:
        """Write state and window of a key; triggers refuse any step back."""
        self._connection.execute(
            signing_keys.update().where(signing_keys.c.kid == one.kid),
            {
                "valid_from": one.valid_from,
                "valid_until": one.valid_until,
                "state": one.state,
                "compromised_since": one.compromised_since,
                "compromised_log_size": one.compromised_log_size,
            },
        )

    def block(self, one: BlockedKey) -> None:
        """Never take this key (again)."""
        self._connection.execute(blocked_keys.insert(), row_of(one))

    def blocked(self) -> list[BlockedKey]:
        """All blocked keys, the oldest first."""
        chosen = sa.select(blocked_keys).order_by(blocked_keys.c.blocked_at, blocked_keys.c.thumbprint)
        return [BlockedKey(**row._mapping) for row in self._connection.execute(chosen)]

    def entry_of(self, verification_code: str) -> IssueEntry | None:
        """The register's entry of a document's issue, by its code; None for what was erased or never was."""
        chosen = _ENTRIES.where(credentials.c.verification_code == verification_code)
        row = self._connection.execute(chosen).first()
        return None if row is None else IssueEntry(**row._mapping)

    def entries_since(self, chamber_code: str, since: datetime, log_size: int) -> list[IssueEntry]:
        """Documents of a chamber that were entered at ``since`` or later, or in the log at ``log_size`` or above."""
        later = (sicil_entries.c.at >= since) | (log_openings.c.seq >= log_size)
        chosen = _ENTRIES.where(credentials.c.chamber_code == chamber_code, later)
        rows = self._connection.execute(chosen.order_by(sicil_entries.c.at, credentials.c.belge_no))
        return [IssueEntry(**row._mapping) for row in rows]


def _proposal(row: Row[Any]) -> KeyProposal:
    return KeyProposal(**{**row._mapping, "jwk": dict(row.jwk)})
