"""Corrections or renewals of a list of documents: a batch for each run, a report of every row.

A document whose successor is prepared already is refused with that batch, so the same list again prepares nothing
twice, whatever ended it half-way.
"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from issuer.batches.content import Own
from issuer.batches.facts import IssueRefused
from issuer.batches.preparation import PREPARED
from issuer.batches.successors import Succession, Successor, store_successors, successors_of
from issuer.draft import IssueFacts
from issuer.reasons import Reason
from registry import belge_no as numbers
from registry.access import AccessRefused
from registry.act import Act
from registry.lists.csv_text import inert
from registry.member import Member
from registry.records.preparing.batches import Batch
from registry.records.registry_records import Records
from registry.refusal import Refusal
from registry.store import Store

# Judged and stored in one transaction, while other writers of the chamber wait.
LONGEST_LIST = 2_000
REFUSED, WOULD, ISSUED = "refused", "would_issue", "issued"
RESULTS = {
    ISSUED: ("düzenlendi", "issued"),
    PREPARED: ("hazırlandı", "prepared"),
    WOULD: ("hazırlanacak", "would be prepared"),
    REFUSED: ("hazırlanmadı", "not prepared"),
}
# A refusal's sentence in Turkish and English.
Say = Callable[[Refusal], tuple[str, str]]


@dataclass(slots=True)
class SuccessorRow:
    """One document of the list and how its row ended: a key of ``RESULTS``.

    ``new_no`` is the document that has taken its place, once its batch was issued.
    """

    line: int
    belge_no: str
    result: str = REFUSED
    name: str = ""
    reasons: tuple[Reason, ...] = ()
    refusal: Refusal | None = None
    batch_id: UUID | None = None
    new_no: str | None = None


@dataclass(slots=True)
class SuccessorReport:
    """How a list ended, with the batches that were prepared."""

    purpose: str
    dry_run: bool
    rows: list[SuccessorRow]
    batches: list[Batch] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """How many rows ended in each way."""
        return {result: sum(row.result == result for row in self.rows) for result in RESULTS}


def prepare_successors(
    store: Store, act: Act, given: Sequence[tuple[int, str]], asked: Succession, *, dry_run: bool = False
) -> SuccessorReport:
    """Prepare a successor for every document of a list (line, number) that may have one; all or, after a fault, none.

    Raises ``Refusal`` if the caller may not at all, or the list is empty or too long.
    """
    act.caller.require("batches:prepare")
    chamber_code = act.caller.own_chamber()
    if not 0 < len(given) <= LONGEST_LIST:
        raise IssueRefused("event.list_length", longest=LONGEST_LIST)
    with store.reading(chamber_code) if dry_run else store.writing(chamber_code) as records:
        if not dry_run:
            records.chambers.lock(chamber_code)
        return prepare_successors_locked(records, act, given, asked, dry_run=dry_run)


def prepare_successors_locked(
    records: Records,
    act: Act,
    given: Sequence[tuple[int, str]],
    asked: Succession,
    *,
    dry_run: bool = False,
    renamed: Mapping[UUID, Member] | None = None,
) -> SuccessorReport:
    """``prepare_successors`` inside the caller's transaction and, unless a dry run, its lock."""
    chamber_code = act.caller.own_chamber()
    rows = _read(given, chamber_code)
    _refuse_prepared(records, chamber_code, rows)
    wanted = [row.belge_no for row in rows if row.refusal is None]
    found = successors_of(records, act, chamber_code, wanted, asked, renamed)
    by_run: dict[UUID, tuple[IssueFacts, list[tuple[SuccessorRow, Own]]]] = {}
    for row in rows:
        if row.refusal is not None:
            continue
        one = found[row.belge_no]
        if isinstance(one, Successor):
            row.name, row.reasons = one.own.member.full_name, one.reasons
            if not one.reasons:
                row.result = WOULD if dry_run else PREPARED
                own = replace(one.own, line=row.line)
                by_run.setdefault(one.facts.run.id, (one.facts, []))[1].append((row, own))
        else:
            row.refusal = one
    report = SuccessorReport(asked.purpose, dry_run, rows)
    for facts, pairs in () if dry_run else by_run.values():
        batch = store_successors(records, act, facts, [own for _, own in pairs], asked)
        report.batches.append(batch)
        for row, _ in pairs:
            row.batch_id = batch.id
    return report


def _refuse_prepared(records: Records, chamber_code: str, rows: Sequence[SuccessorRow]) -> None:
    prepared = records.batches.succeeded_in_preparation(chamber_code)
    ids = {one.belge_no: key for key, one in records.standings.living_by_id(chamber_code, prepared).items()}
    for row in rows:
        if row.refusal is None and row.belge_no in ids:
            row.batch_id = prepared[ids[row.belge_no]]
            row.refusal = IssueRefused("successor.prepared", belge_no=row.belge_no, batch=row.batch_id)


def _read(given: Sequence[tuple[int, str]], chamber_code: str) -> list[SuccessorRow]:
    rows: list[SuccessorRow] = []
    first: dict[str, int] = {}
    for line, text in given:
        row = SuccessorRow(line, text.strip()[: numbers.MAX_TYPED])
        rows.append(row)
        try:
            parsed = numbers.parse(text)
        except numbers.BelgeNoRefused as error:
            row.refusal = IssueRefused(error.code)
            continue
        row.belge_no = str(parsed)
        if parsed.chamber != chamber_code:
            row.refusal = AccessRefused("access.not_found")
        elif first.setdefault(row.belge_no, line) != line:
            row.refusal = IssueRefused("event.repeated", first=first[row.belge_no])
    return rows


def report_json(report: SuccessorReport, say: Say) -> dict[str, Any]:
    """Counts, batches and every row with its reasons in both languages."""
    return {
        "purpose": report.purpose,
        "dry_run": report.dry_run,
        "counts": report.counts(),
        "batches": [
            {"id": str(one.id), "run": one.content["run"], "state": one.state} for one in report.batches
        ],
        "rows": [
            {
                "line": row.line,
                "belge_no": row.belge_no,
                "name": row.name,
                "result": row.result,
                "new_belge_no": row.new_no,
                "batch": None if row.batch_id is None else str(row.batch_id),
                "reasons": [
                    {"code": code, "tr": turkish, "en": english}
                    for code, turkish, english in sentences(row, say)
                ],
            }
            for row in report.rows
        ],
    }


def sentences(row: SuccessorRow, say: Say) -> list[tuple[str, str, str]]:
    """Why a row ended as it did: code, Turkish and English."""
    if row.refusal is not None:
        return [(row.refusal.code, *say(row.refusal))]
    return [(one.code, one.tr, one.en) for one in row.reasons]


def report_csv(report: SuccessorReport, say: Say) -> bytes:
    """The report as CSV that Turkish Excel opens by a double click (UTF-8 with BOM, ``;``)."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(["satir", "belge_no", "ad_soyad", "sonuc", "yeni_belge_no", "gerekce", "reason"])
    for row in report.rows:
        told = sentences(row, say)
        cells = [str(row.line), row.belge_no, row.name, RESULTS[row.result][0], row.new_no or ""]
        cells += [" ".join(one[1] for one in told), " ".join(one[2] for one in told)]
        writer.writerow([inert(cell) for cell in cells])
    return text.getvalue().encode("utf-8-sig")
