"""Records of what was done, by whom and when. Appended only, chained by hashes, without personal data."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from registry.accounts.holder import Holder
from registry.act import Act
from registry.audit_chain import FIRST_PREV_HASH, Head, Link, TrailCheck, bounded, check, link
from registry.ids import uuid7
from registry.tables.access import audit_events, audit_heads

# The name of the chain of records that belong to no chamber.
NO_CHAMBER = ""
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One record: who did what to what, when, under which request, and how it ended."""

    id: UUID
    at: datetime
    chamber_code: str | None
    actor_kind: str
    actor: str
    action: str
    target_kind: str | None
    target: str | None
    outcome: str
    request_id: str | None
    facts: Mapping[str, Any]
    seq: int


_SHOWN = [audit_events.c[one.name] for one in fields(AuditEntry)]


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What to look for; None: whatever it is. ``since`` counts in, ``until`` does not."""

    chamber_code: str | None = None
    actor: str | None = None
    action: str | None = None
    target: str | None = None
    outcome: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """As conditions on the table."""
        found = [
            audit_events.c[name] == value
            for name in ("chamber_code", "actor", "action", "target", "outcome")
            if (value := getattr(self, name)) is not None
        ]
        if self.since is not None:
            found.append(audit_events.c.at >= self.since)
        if self.until is not None:
            found.append(audit_events.c.at < self.until)
        return found


class AuditRecords:
    """The audit trail. A record is written in the transaction of what it tells, as its last act."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._acts: list[Act] = []
        self._added: list[dict[str, Any]] = []

    def add(
        self,
        act: Act,
        action: str,
        *,
        about: Holder | None = None,
        chamber_code: str | None = None,
        target_kind: str | None = None,
        target: str | None = None,
        outcome: str = "ok",
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        """Record an act. ``target`` is a document number, a code, or a person's keyed hash (``act.person``).

        ``about`` is whose account was touched: the record stands in the chain of its chamber, or of none, whoever did it.
        """
        if about is None:
            chamber_code = chamber_code or act.caller.chamber_code
        else:
            chamber_code, target_kind, target = about.chamber_code, about.kind, about.named_by(act)
        self._added.append(
            {
                "id": uuid7(act.at),
                "at": act.at,
                "chamber_code": chamber_code,
                "actor_kind": act.caller.kind,
                "actor": act.caller.id if act.caller.kind != "member" else act.person(act.caller.id),
                "action": action,
                "target_kind": target_kind,
                "target": target,
                "outcome": outcome,
                "request_id": act.request_id,
                # As it will be read again, so that its hash is found again.
                "facts": json.loads(json.dumps(facts or {})),
            },
        )
        self._acts.append(act)

    def write(self) -> None:
        """Chain and store what was added; the store calls it at the end of the transaction.

        Only from here to the commit do others wait who append to the same chain.
        """
        by_chain: dict[str, list[dict[str, Any]]] = {}
        for row in self._added:
            by_chain.setdefault(row["chamber_code"] or NO_CHAMBER, []).append(row)
        self._added = []
        for chain, rows in sorted(by_chain.items()):
            head = self._held(chain)
            links = []
            for row in rows:
                made = link(row, head)
                head = Head(made.seq, made.entry_hash)
                links.append(
                    {**row, "seq": made.seq, "prev_hash": made.prev_hash, "entry_hash": made.entry_hash}
                )
            self._connection.execute(audit_events.insert(), links)
            self._connection.execute(
                audit_heads.update().where(audit_heads.c.chain == chain),
                {"seq": head.seq, "entry_hash": head.entry_hash},
            )

    def _held(self, chain: str) -> Head:
        """The head of a chain, held until the transaction ends (SQLite already has one writer alone)."""
        chosen = sa.select(audit_heads.c.seq, audit_heads.c.entry_hash).where(audit_heads.c.chain == chain)
        row = self._connection.execute(chosen.with_for_update()).one_or_none()
        if row is None:
            dialect = sqlite if self._connection.dialect.name == "sqlite" else postgresql
            first = {"chain": chain, "seq": 0, "entry_hash": FIRST_PREV_HASH}
            self._connection.execute(dialect.insert(audit_heads).values(first).on_conflict_do_nothing())
            row = self._connection.execute(chosen.with_for_update()).one()
        return Head(row.seq, row.entry_hash)

    def page(self, wanted: AuditFilter, *, before: UUID | None, limit: int) -> list[AuditEntry]:
        """Records, newest first, at most ``limit``; ``before`` is the last id of the page before."""
        chosen = sa.select(*_SHOWN).where(*wanted.conditions())
        if before is not None:
            chosen = chosen.where(audit_events.c.id < before)
        rows = self._connection.execute(chosen.order_by(audit_events.c.id.desc()).limit(limit))
        return [AuditEntry(*row) for row in rows]

    def chains(self) -> list[str | None]:
        """Whose chains there are: by chamber code, that of no chamber first."""
        known = set(self._connection.execute(sa.select(audit_heads.c.chain)).scalars())
        found = self._connection.execute(sa.select(audit_events.c.chamber_code).distinct()).scalars()
        return [code or None for code in sorted(known | {code or NO_CHAMBER for code in found})]

    def check(self, chamber_code: str | None, noted: Head | None = None) -> TrailCheck:
        """Follow the chain of a chamber, or of what belongs to none, from its first record to its head."""
        before = self._head(chamber_code)
        found = check(chamber_code, self._links(chamber_code), before=before, noted=noted)
        return bounded(found, self._head(chamber_code))

    def _head(self, chamber_code: str | None) -> Head | None:
        chosen = sa.select(audit_heads.c.seq, audit_heads.c.entry_hash).where(
            audit_heads.c.chain == (chamber_code or NO_CHAMBER)
        )
        row = self._connection.execute(chosen).one_or_none()
        return None if row is None else Head(row.seq, row.entry_hash)

    def _links(self, chamber_code: str | None) -> Iterator[Link]:
        # Not IS NOT DISTINCT FROM, for which PostgreSQL uses no index.
        code = audit_events.c.chamber_code
        same = code.is_(None) if chamber_code is None else code == chamber_code
        chosen = sa.select(audit_events).where(same).order_by(audit_events.c.seq)
        options = {"stream_results": True, "yield_per": _BATCH}
        for row in self._connection.execute(chosen, execution_options=options):
            content = dict(row._mapping)
            place = [content.pop(name) for name in ("seq", "prev_hash", "entry_hash")]
            yield Link(content, *place)

    def committed(self) -> None:
        """Called once the transaction has committed: only then does a record count for its act."""
        for act in self._acts:
            act.recorded += 1
