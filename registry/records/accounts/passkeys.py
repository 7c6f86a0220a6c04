"""Records of passkeys: WebAuthn credentials with their public key."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from registry.accounts.holder import Holder
from registry.tables.base import row_of
from registry.tables.signing_in import passkeys


@dataclass(frozen=True, slots=True)
class Passkey:
    """One passkey. ``attested`` is its attested credential data; ``sign_count`` what its authenticator said last."""

    id: UUID
    holder_kind: str
    holder: str
    chamber_code: str | None
    credential_id: bytes
    attested: bytes
    sign_count: int
    name: str
    made_at: datetime
    used_at: datetime | None = None

    @property
    def owner(self) -> Holder:
        """Whose it is."""
        return Holder(self.holder_kind, self.holder, self.chamber_code)


class PasskeyRecords:
    """Passkeys by credential id and by holder."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, one: Passkey) -> None:
        """Record a new passkey."""
        self._connection.execute(passkeys.insert(), row_of(one))

    def find(self, credential_id: bytes) -> Passkey | None:
        """The passkey of a credential id, whoever's it is: signing in does not know the holder yet."""
        chosen = sa.select(passkeys).where(passkeys.c.credential_id == credential_id)
        row = self._connection.execute(chosen).one_or_none()
        return None if row is None else Passkey(**row._mapping)

    def of_holder(self, holder: Holder) -> list[Passkey]:
        """The holder's passkeys, oldest first."""
        chosen = sa.select(passkeys).where(*_of(holder)).order_by(passkeys.c.made_at, passkeys.c.id)
        return [Passkey(**row._mapping) for row in self._connection.execute(chosen)]

    def used(self, passkey_id: UUID, sign_count: int, at: datetime) -> None:
        """It was used."""
        self._connection.execute(
            passkeys.update().where(passkeys.c.id == passkey_id).values(sign_count=sign_count, used_at=at)
        )

    def rename(self, holder: Holder, passkey_id: UUID, name: str) -> bool:
        """Call a passkey of the holder otherwise; False if it is not theirs."""
        mine = passkeys.update().where(*_of(holder), passkeys.c.id == passkey_id)
        return self._connection.execute(mine.values(name=name)).rowcount == 1

    def remove(self, holder: Holder, passkey_id: UUID | None = None) -> int:
        """Remove one of the holder's passkeys, or all; returns how many."""
        mine = passkeys.delete().where(*_of(holder))
        if passkey_id is not None:
            mine = mine.where(passkeys.c.id == passkey_id)
        return self._connection.execute(mine).rowcount


def _of(holder: Holder) -> tuple[sa.ColumnElement[bool], ...]:
    return passkeys.c.holder_kind == holder.kind, passkeys.c.holder == holder.id
