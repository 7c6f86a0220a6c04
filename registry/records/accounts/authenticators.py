"""Records of authenticator apps: the shared secret, sealed, and the last time step that was used."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from registry.accounts.holder import Holder
from registry.tables.signing_in import totp_secrets as apps


@dataclass(frozen=True, slots=True)
class App:
    """An app whose first code was shown at ``confirmed_at``."""

    sealed: bytes
    confirmed_at: datetime
    last_step: int


class AuthenticatorRecords:
    """One app a holder at most."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, holder: Holder) -> App | None:
        """The holder's app, or None."""
        chosen = sa.select(apps.c.sealed, apps.c.confirmed_at, apps.c.last_step)
        row = self._connection.execute(chosen.where(*_of(holder))).one_or_none()
        return None if row is None else App(bytes(row.sealed), row.confirmed_at, row.last_step)

    def set(self, holder: Holder, sealed: bytes, step: int, at: datetime) -> None:
        """Store an app over an earlier one; ``step`` is the time step of the code that was shown."""
        self.remove(holder)
        self._connection.execute(
            apps.insert(),
            {
                "holder_kind": holder.kind,
                "holder": holder.id,
                "chamber_code": holder.chamber_code,
                "sealed": sealed,
                "made_at": at,
                "confirmed_at": at,
                "last_step": step,
            },
        )

    def use(self, holder: Holder, step: int) -> bool:
        """Use a time step; False if it, or a later one, was used before: of two at once one wins."""
        used = apps.update().where(*_of(holder), apps.c.last_step < step)
        return self._connection.execute(used.values(last_step=step)).rowcount == 1

    def remove(self, holder: Holder) -> int:
        """The holder has no app any more; returns how many there were."""
        return self._connection.execute(apps.delete().where(*_of(holder))).rowcount


def _of(holder: Holder) -> tuple[sa.ColumnElement[bool], ...]:
    return apps.c.holder_kind == holder.kind, apps.c.holder == holder.id
