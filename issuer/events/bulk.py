"""The same done to a list of documents: chunks of rows, each chunk one transaction, a report of every row.

Every event carries the list's id, so the same list again finds what an earlier try has done: whatever ends it
half-way, running it again finishes it and does nothing twice.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid5

from issuer.events.dependents import follow
from issuer.events.entry import sign_and_enter
from issuer.events.order import RIGHTS, Change, EventRefused, Order, taken, unchanged
from issuer.events.single import Means
from issuer.sealing import ChamberKey
from registry import belge_no as numbers
from registry.access import AccessRefused
from registry.act import Act
from registry.chamber import Chamber
from registry.records.registry_records import Records
from registry.refusal import Refusal

CHUNK = 100
LONGEST_LIST = 10_000
DONE, WOULD, ALREADY, REFUSED = "done", "would", "already", "refused"
_LISTS = UUID("9d3f1f0e-6c1b-5b1e-8f6e-7f1a52c9a0b4")
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class BulkRow:
    """One row and how it ended: ``done``, ``would`` (a dry run), ``already`` (by this list) or ``refused``.

    ``holder`` is the name of whom the document is about, for a caller who may read documents.
    """

    line: int
    belge_no: str
    result: str = REFUSED
    refusal: Refusal | None = None
    holder: str | None = None


@dataclass(slots=True)
class BulkReport:
    """The end of a list, row by row in its order. ``list_id`` finds it again."""

    action: str
    list_id: UUID
    dry_run: bool
    rows: list[BulkRow] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """How many rows ended in each way."""
        return {
            result: sum(row.result == result for row in self.rows)
            for result in (DONE, ALREADY, WOULD, REFUSED)
        }


def carry_out_list(
    means: Means,
    act: Act,
    given: Sequence[tuple[int, str]],
    order: Order,
    *,
    dry_run: bool = False,
    progress: Progress = lambda done, total: None,
) -> BulkReport:
    """Do what is ordered to every document of a list (line, number); a row that may not be is refused alone.

    Without ``order.bulk_id`` the list's own content names it. Raises ``Refusal`` if the caller may not at all, or the
    list is empty or too long.
    """
    act.caller.require(RIGHTS[order.action])
    chamber_code = act.caller.own_chamber()
    if not 0 < len(given) <= LONGEST_LIST:
        raise EventRefused("event.list_length", longest=LONGEST_LIST)
    rows = _read(given, chamber_code)
    order = replace(order, bulk_id=_id_of(order, chamber_code, rows))
    assert order.bulk_id is not None
    report = BulkReport(order.action, order.bulk_id, dry_run, rows)
    waiting = [row for row in rows if row.refusal is None]
    with means.store.reading(chamber_code) as records:
        chamber = records.chambers.find(chamber_code)
        if dry_run or not waiting:
            _judge(records, chamber_code, waiting, order, act, WOULD)
    if chamber is None:
        raise AccessRefused("access.not_found")
    if waiting and not dry_run:
        _do(means, act, chamber, waiting, order, progress)
    with means.store.writing(chamber_code) as records:
        if act.caller.has("documents:read"):
            _name_holders(records, chamber_code, rows)
        facts = {"action": order.action, "list": str(order.bulk_id), "dry_run": dry_run, **report.counts()}
        records.audit.add(act, "documents.list", chamber_code=chamber_code, facts=facts)
    return report


def list_id(act: Act, given: Sequence[tuple[int, str]], order: Order) -> UUID:
    """What the report of this list under this order would be found by."""
    chamber_code = act.caller.own_chamber()
    return _id_of(order, chamber_code, _read(given, chamber_code))


def _name_holders(records: Records, chamber_code: str, rows: Sequence[BulkRow]) -> None:
    holders = records.listing.holders(chamber_code, sorted({row.belge_no for row in rows}))
    for row in rows:
        row.holder = holders.get(row.belge_no)


def _do(
    means: Means, act: Act, chamber: Chamber, rows: Sequence[BulkRow], order: Order, progress: Progress
) -> None:
    key = None if means.open_key is None else means.open_key(chamber, act.at)
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        with means.store.writing(chamber.code) as records:
            changes = _do_chunk(records, means, act, chamber, key, chunk, order)
        # Commit point of these rows. A row is only called done from here on.
        progress(start + len(chunk), len(rows))
        if means.open_key is not None:
            follow(means.store, means.open_key, [one.document.id for one in changes], act.at)


def _do_chunk(
    records: Records,
    means: Means,
    act: Act,
    chamber: Chamber,
    key: ChamberKey | None,
    rows: Sequence[BulkRow],
    order: Order,
) -> list[Change]:
    records.chambers.lock(chamber.code)
    changes = _judge(records, chamber.code, rows, order, act, DONE)
    sign_and_enter(records, act, chamber, changes, key, means.notify)
    return changes


def _judge(
    records: Records, chamber_code: str, rows: Sequence[BulkRow], order: Order, act: Act, result: str
) -> list[Change]:
    documents = records.standings.living(chamber_code, [row.belge_no for row in rows])
    assert order.bulk_id is not None
    ids = [one.id for one in documents.values()]
    done = records.status_events.done_by(chamber_code, order.bulk_id, ids)
    changes = []
    for row in rows:
        document = documents.get(row.belge_no)
        try:
            if document is None:
                raise AccessRefused("access.not_found")
            if document.id in done:
                row.result = ALREADY
                continue
            changes.append(taken(unchanged(document), order, act))
            row.result = result
        except Refusal as refusal:
            row.refusal = refusal
    return changes


def _read(given: Sequence[tuple[int, str]], chamber_code: str) -> list[BulkRow]:
    rows: list[BulkRow] = []
    first: dict[str, int] = {}
    for line, text in given:
        row = BulkRow(line, text.strip()[: numbers.MAX_TYPED])
        rows.append(row)
        try:
            parsed = numbers.parse(text)
        except numbers.BelgeNoRefused as error:
            row.refusal = EventRefused(error.code)
            continue
        row.belge_no = str(parsed)
        if parsed.chamber != chamber_code:
            row.refusal = AccessRefused("access.not_found")
        elif first.setdefault(row.belge_no, line) != line:
            row.refusal = EventRefused("event.repeated", first=first[row.belge_no])
    return rows


def _id_of(order: Order, chamber_code: str, rows: Sequence[BulkRow]) -> UUID:
    """The same list under the same order has the same id, on whatever day it is finished."""
    if order.bulk_id is not None:
        return order.bulk_id
    decision = order.decision
    content = [
        chamber_code,
        order.action,
        order.reason_code,
        order.reason_note,
        None if decision is None else [decision.number, decision.day.isoformat()],
        None if order.effective_on is None else order.effective_on.isoformat(),
        order.visa_year,
        sorted(row.belge_no for row in rows if row.refusal is None),
    ]
    return uuid5(_LISTS, json.dumps(content, ensure_ascii=True))
