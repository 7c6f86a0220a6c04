"""Records of codes that are good once, each as its hash."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from registry.accounts.codes import Code
from registry.accounts.holder import Holder
from registry.tables.base import row_of
from registry.tables.signing_in import one_time_codes as codes


class CodeRecords:
    """Codes by hash and by holder."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, one: Code) -> None:
        """Record a new code."""
        self._connection.execute(codes.insert(), row_of(one))

    def find(self, code_sha256: bytes, purpose: str, at: datetime) -> Code | None:
        """The code that counts now; None if it is unknown, used or over."""
        chosen = sa.select(codes).where(codes.c.code_sha256 == code_sha256, *_counting(purpose, at))
        row = self._connection.execute(chosen).one_or_none()
        return None if row is None else Code(**row._mapping)

    def use(self, code_sha256: bytes, purpose: str, at: datetime) -> bool:
        """Use a code up; False if it does not count (any more): of two at once one wins."""
        used = codes.update().where(codes.c.code_sha256 == code_sha256, *_counting(purpose, at))
        return self._connection.execute(used.values(used_at=at, held=sa.null())).rowcount == 1

    def end(self, holder: Holder, *purposes: str) -> int:
        """End what the holder has of some purposes; returns how many."""
        ended = codes.delete().where(*_of(holder), codes.c.purpose.in_(purposes), codes.c.used_at.is_(None))
        return self._connection.execute(ended).rowcount

    def waiting(self, holder: Holder, purpose: str, at: datetime) -> list[Code]:
        """The holder's codes of a purpose that count now, newest first."""
        chosen = sa.select(codes).where(*_of(holder), *_counting(purpose, at))
        rows = self._connection.execute(chosen.order_by(codes.c.made_at.desc()))
        return [Code(**row._mapping) for row in rows]

    def forget_held(self, at: datetime) -> int:
        """Forget what belonged to codes that are over; returns of how many."""
        over = codes.update().where(codes.c.expires_at <= at, codes.c.held.is_not(sa.null()))
        return self._connection.execute(over.values(held=sa.null())).rowcount

    def purge(self, before: datetime) -> int:
        """Remove codes that were over before ``before``; returns how many."""
        over = sa.or_(codes.c.expires_at < before, codes.c.used_at < before)
        return self._connection.execute(codes.delete().where(over)).rowcount


def _of(holder: Holder) -> tuple[sa.ColumnElement[bool], ...]:
    return codes.c.holder_kind == holder.kind, codes.c.holder == holder.id


def _counting(purpose: str, at: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return codes.c.purpose == purpose, codes.c.used_at.is_(None), codes.c.expires_at > at
