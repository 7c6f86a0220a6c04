"""Records of passwords, each as its hash."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from registry.accounts.holder import Holder
from registry.tables.signing_in import passwords


@dataclass(frozen=True, slots=True)
class StoredPassword:
    """The hash of a password in the PHC form of its algorithm, and when it was set."""

    hash: str
    set_at: datetime


class PasswordRecords:
    """One password a holder at most."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, holder: Holder) -> StoredPassword | None:
        """The holder's password, or None."""
        chosen = sa.select(passwords.c.hash, passwords.c.set_at).where(*_of(holder))
        row = self._connection.execute(chosen).one_or_none()
        return None if row is None else StoredPassword(row.hash, row.set_at)

    def set(self, holder: Holder, hashed: str, at: datetime) -> None:
        """Store a password over an earlier one."""
        self.remove(holder)
        self._connection.execute(
            passwords.insert(),
            {
                "holder_kind": holder.kind,
                "holder": holder.id,
                "chamber_code": holder.chamber_code,
                "hash": hashed,
                "set_at": at,
            },
        )

    def rehash(self, holder: Holder, before: str, hashed: str) -> None:
        """The same password under newer parameters, unless it was changed meanwhile."""
        same = passwords.update().where(*_of(holder), passwords.c.hash == before)
        self._connection.execute(same.values(hash=hashed))

    def remove(self, holder: Holder) -> None:
        """The holder has no password any more."""
        self._connection.execute(passwords.delete().where(*_of(holder)))


def _of(holder: Holder) -> tuple[sa.ColumnElement[bool], ...]:
    return passwords.c.holder_kind == holder.kind, passwords.c.holder == holder.id
