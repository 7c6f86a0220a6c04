"""What all tables share: naming, instants, and text that is ordered by its bytes."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)


def row_of(one: Any) -> dict[str, Any]:
    """A record (dataclass with slots) as a row by column name; unlike ``asdict`` nothing is copied."""
    return {name: getattr(one, name) for name in type(one).__slots__}


class Instant(sa.types.TypeDecorator[datetime]):
    """An aware instant; SQLite has no zones, so it stores and returns UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """To UTC; a naive time is a fault of ours."""
        if value is None:
            return None
        if value.tzinfo is UTC:
            return value
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any | None, _dialect: Dialect) -> datetime | None:
        """Back as aware UTC."""
        if value is None:
            return None
        assert isinstance(value, datetime)
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# Byte order on both engines: the sort keys carry the Turkish order themselves.
KEY_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
