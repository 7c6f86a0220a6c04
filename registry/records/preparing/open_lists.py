"""Records of lists that officers work on: rows as they came, and how each would end."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from registry.document import BoardDecision
from registry.lists.csv_text import ListRow
from registry.records.named_rows import NamedRows
from registry.refusal import Refusal
from registry.tables.documents import open_lists


class OpenListRefused(Refusal):
    """The list is not there, or somebody else has changed it."""


@dataclass(frozen=True, slots=True)
class OpenList:
    """A list of a run under work. ``rows`` are ``[line, cells, fault]``, ``results`` how they would end, by the same order.

    ``name`` is what people know it by: its file, or that it was pasted. ``batch_id``: the batch it was saved as.
    """

    id: UUID
    chamber_code: str
    run_id: UUID
    name: str
    rows: list[list[Any]]
    results: list[dict[str, Any]]
    notes: dict[str, Any]
    purpose: str
    changed_by: str
    changed_at: datetime
    version: int = 1
    batch_id: UUID | None = None
    decision_no: str | None = None
    decision_on: date | None = None
    valid_from: date | None = None
    issue_at: datetime | None = None

    @property
    def decision(self) -> BoardDecision | None:
        """The board decision its documents rest on."""
        if self.decision_no is None or self.decision_on is None:
            return None
        return BoardDecision(self.decision_no, self.decision_on)

    def cells(self) -> list[ListRow]:
        """The rows as a list file has them."""
        return [ListRow(line, cells, fault) for line, cells, fault in self.rows]


@dataclass(frozen=True, slots=True)
class OpenListLine:
    """One of a chamber's lists under work, without its rows."""

    id: UUID
    run_id: UUID
    name: str
    changed_by: str
    changed_at: datetime


_COLUMNS = [open_lists.c[one.name] for one in fields(OpenList)]


def _open_list(row: Row[Any]) -> OpenList:
    return OpenList(**row._mapping)


class OpenListRecords:
    """Lists of one chamber; every look-up names it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, one: OpenList) -> None:
        """Store a list."""
        self._connection.execute(open_lists.insert(), asdict(one))

    def find(self, chamber_code: str, list_id: UUID) -> OpenList:
        """The list; raises ``OpenListRefused`` worklist.gone, also for another chamber's."""
        chosen = sa.select(*_COLUMNS).where(
            open_lists.c.id == list_id, open_lists.c.chamber_code == chamber_code
        )
        row = self._connection.execute(chosen).one_or_none()
        if row is None:
            raise OpenListRefused("worklist.gone")
        return _open_list(row)

    def of_batch(self, chamber_code: str, batch_id: UUID) -> OpenList | None:
        """The list that was saved as this batch, or None."""
        chosen = sa.select(*_COLUMNS).where(
            open_lists.c.batch_id == batch_id, open_lists.c.chamber_code == chamber_code
        )
        row = self._connection.execute(chosen).one_or_none()
        return None if row is None else _open_list(row)

    def change(self, one: OpenList, **values: Any) -> OpenList:
        """Store new values; raises ``OpenListRefused`` worklist.changed if it is no longer as ``one`` has it."""
        changed = replace(one, version=one.version + 1, **values)
        chosen = open_lists.update().where(
            open_lists.c.id == one.id,
            open_lists.c.chamber_code == one.chamber_code,
            open_lists.c.version == one.version,
        )
        if self._connection.execute(chosen.values(version=changed.version, **values)).rowcount != 1:
            raise OpenListRefused("worklist.changed")
        return changed

    def remove(self, one: OpenList) -> None:
        """Forget a list; its batch, if it has one, stays."""
        self._connection.execute(
            open_lists.delete().where(
                open_lists.c.id == one.id, open_lists.c.chamber_code == one.chamber_code
            )
        )

    def unsaved(self, chamber_code: str, limit: int = 50) -> list[OpenListLine]:
        """Lists that are no batch yet, last changed first."""
        columns = [open_lists.c[one.name] for one in fields(OpenListLine)]
        chosen = (
            sa.select(*columns)
            .where(open_lists.c.chamber_code == chamber_code, open_lists.c.batch_id.is_(None))
            .order_by(open_lists.c.changed_at.desc(), open_lists.c.id)
            .limit(limit)
        )
        return [OpenListLine(**row._mapping) for row in self._connection.execute(chosen)]

    def forget(self, chamber_code: str, member_ids: Collection[UUID]) -> int:
        """Take the rows that name these entries out of all lists; returns how many lists changed."""
        named = NamedRows(self._connection, chamber_code, member_ids)
        chosen = sa.select(*_COLUMNS).where(open_lists.c.chamber_code == chamber_code)
        changed = 0
        for row in self._connection.execute(chosen).all():
            one = _open_list(row)
            kept = named.others(
                [_as_read(cells, result) for (_, cells, _), result in zip(one.rows, one.results, strict=True)]
            )
            if len(kept) < len(one.rows):
                changed += 1
                self.change(
                    one,
                    rows=[one.rows[place] for place in kept],
                    results=[one.results[place] for place in kept],
                )
        return changed


def _as_read(cells: Mapping[str, str], result: Mapping[str, Any]) -> dict[str, Any]:
    """Whom a row names: as it stands in its cells, and in what is said against it."""
    name = f"{cells.get('ad', '')} {cells.get('soyad', '')}".strip()
    return {
        "sicil_no": cells.get("sicil_no", ""),
        "name": name,
        "reasons": result.get("reasons", ()),
    }
