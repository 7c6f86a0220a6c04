"""Records of who somebody is at an OpenID provider."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from registry.accounts.holder import Holder
from registry.tables.base import row_of
from registry.tables.signing_in import identities


@dataclass(frozen=True, slots=True)
class Identity:
    """A subject of a provider, and whose account it opens."""

    issuer: str
    subject: str
    holder_kind: str
    holder: str
    chamber_code: str | None
    made_at: datetime

    @property
    def owner(self) -> Holder:
        """Whose it is."""
        return Holder(self.holder_kind, self.holder, self.chamber_code)


class IdentityRecords:
    """Identities by provider and by holder."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, one: Identity) -> None:
        """Record an identity."""
        self._connection.execute(identities.insert(), row_of(one))

    def find(self, issuer: str, subject: str) -> Identity | None:
        """The identity of a provider's subject."""
        chosen = sa.select(identities).where(identities.c.issuer == issuer, identities.c.subject == subject)
        row = self._connection.execute(chosen).one_or_none()
        return None if row is None else Identity(**row._mapping)

    def of_holder(self, holder: Holder) -> list[Identity]:
        """The holder's identities."""
        chosen = sa.select(identities).where(*_of(holder)).order_by(identities.c.made_at)
        return [Identity(**row._mapping) for row in self._connection.execute(chosen)]

    def remove(self, holder: Holder) -> int:
        """The holder is known to no provider any more; returns how many there were."""
        return self._connection.execute(identities.delete().where(*_of(holder))).rowcount


def _of(holder: Holder) -> tuple[sa.ColumnElement[bool], ...]:
    return identities.c.holder_kind == holder.kind, identities.c.holder == holder.id
