"""Records of sicil entries: appended only, each chained to the one before."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from registry.records.rows import insert_rows
from registry.sicil_chain import FIRST_PREV_HASH, SicilEntry, SicilEvent, entry_hash
from registry.tables.base import row_of
from registry.tables.documents import sicil_entries

ISSUED = "belge_islendi"


def _entry(row: Row[Any]) -> SicilEntry:
    return SicilEntry(**row._mapping)


class SicilRecords:
    """A chamber's chain. The caller holds the chamber's lock while appending."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def append(self, chamber_code: str, events: Sequence[SicilEvent], *, at: datetime, actor: str) -> range:
        """Append entries in order; returns their sequence numbers."""
        chosen = (
            sa.select(sicil_entries.c.seq, sicil_entries.c.entry_hash)
            .where(sicil_entries.c.chamber_code == chamber_code)
            .order_by(sicil_entries.c.seq.desc())
            .limit(1)
        )
        last = self._connection.execute(chosen).one_or_none()
        seq, prev = (0, FIRST_PREV_HASH) if last is None else (last.seq, last.entry_hash)
        at = at.replace(microsecond=0)
        rows = []
        for one in events:
            seq += 1
            made = entry_hash(
                chamber_code=chamber_code,
                seq=seq,
                member_id=one.member_id,
                event=one.event,
                belge_no=one.belge_no,
                at=at,
                actor=actor,
                prev=prev,
                credential_sha256=one.credential_sha256,
                content_sha256=one.content_sha256,
            )
            entry = SicilEntry(
                chamber_code,
                seq,
                one.member_id,
                one.event,
                one.belge_no,
                at,
                actor,
                prev,
                made,
                one.credential_sha256,
                one.content_sha256,
            )
            rows.append(row_of(entry))
            prev = made
        insert_rows(self._connection, sicil_entries, rows)
        return range(seq - len(rows) + 1, seq + 1)

    def chain(self, chamber_code: str) -> list[SicilEntry]:
        """All entries of a chamber in order."""
        chosen = (
            sa.select(sicil_entries)
            .where(sicil_entries.c.chamber_code == chamber_code)
            .order_by(sicil_entries.c.seq)
        )
        return [_entry(row) for row in self._connection.execute(chosen)]
