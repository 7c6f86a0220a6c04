"""How a list ended, row by row, and its forms for people and programs."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from issuer.reasons import Reason
from registry.lists.csv_text import inert

RESULTS = {
    "issued": ("düzenlendi", "issued"),
    "already_issued": ("zaten düzenlenmiş", "already issued"),
    "would_issue": ("düzenlenecek", "would be issued"),
    "refused": ("düzenlenmedi", "refused"),
    "prepared": ("hazırlandı", "prepared"),
    "withdrawn": ("vazgeçildi", "withdrawn"),
}

_ALWAYS_COUNTED = ("issued", "already_issued", "would_issue", "refused")


@dataclass(frozen=True, slots=True)
class RowResult:
    """How one row ended: a key of ``RESULTS``; ``would_issue`` in a dry run only.

    ``earlier`` is the number of the earlier paper that the row is about; ``notes`` are remarks that hold nothing up.
    """

    line: int
    sicil_no: str
    name: str
    result: str
    belge_no: str | None = None
    reasons: tuple[Reason, ...] = ()
    earlier: str | None = None
    notes: tuple[Reason, ...] = ()

    def stored(self) -> dict[str, Any]:
        """As values that JSON can say; ``of_stored`` reads them."""
        return {
            "line": self.line,
            "sicil_no": self.sicil_no,
            "name": self.name,
            "result": self.result,
            "belge_no": self.belge_no,
            "reasons": [[one.code, one.facts] for one in self.reasons],
            "earlier": self.earlier,
            "notes": [[one.code, one.facts] for one in self.notes],
        }

    @classmethod
    def of_stored(cls, row: Mapping[str, Any]) -> "RowResult":
        """From what was stored."""
        reasons = tuple(Reason(code, facts) for code, facts in row["reasons"])
        return cls(
            row["line"],
            row["sicil_no"],
            row["name"],
            row["result"],
            row["belge_no"],
            reasons,
            # Rows stored before earlier paper could be reissued say nothing of it.
            row.get("earlier"),
            tuple(Reason(code, facts) for code, facts in row.get("notes", ())),
        )


@dataclass(slots=True)
class IssueReport:
    """The end of a list, row by row in the order of the file; with its batch, if there is one."""

    run_code: str
    dry_run: bool
    rows: list[RowResult] = field(default_factory=list)
    batch_id: UUID | None = None
    state: str | None = None
    version: int | None = None

    def count(self, result: str) -> int:
        """How many rows ended so."""
        return sum(row.result == result for row in self.rows)

    def counts(self) -> dict[str, int]:
        """How many rows ended in each way; of those on their way only what there is."""
        found = {result: self.count(result) for result in RESULTS}
        return {result: count for result, count in found.items() if count or result in _ALWAYS_COUNTED}


def report_json(report: IssueReport) -> dict[str, Any]:
    """The report as JSON: counts and every row with its reasons in both languages."""
    return {
        "run": report.run_code,
        "dry_run": report.dry_run,
        "batch": None if report.batch_id is None else str(report.batch_id),
        "state": report.state,
        "version": report.version,
        "counts": report.counts(),
        "rows": [_row_json(row) for row in report.rows],
    }


def _row_json(row: RowResult) -> dict[str, Any]:
    return {
        "line": row.line,
        "sicil_no": row.sicil_no,
        "name": row.name,
        "result": row.result,
        "belge_no": row.belge_no,
        "earlier": row.earlier,
        "reasons": [_said(one) for one in row.reasons],
        "notes": [_said(one) for one in row.notes],
    }


def _said(one: Reason) -> dict[str, str]:
    return {"code": one.code, "tr": one.tr, "en": one.en}


def report_csv(report: IssueReport) -> bytes:
    """The report as CSV that Turkish Excel opens by a double click (UTF-8 with BOM, ``;``)."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    # Only a list of earlier paper has its numbers to tell.
    earlier = any(row.earlier is not None for row in report.rows)
    header = ["satir", "sicil_no", "ad_soyad", "sonuc", "belge_no", "gerekce", "reason"]
    writer.writerow([*header, "onceki_no"] if earlier else header)
    for row in report.rows:
        cells = [
            row.line,
            row.sicil_no,
            row.name,
            RESULTS[row.result][0],
            row.belge_no or "",
            " ".join(one.tr for one in (*row.reasons, *row.notes)),
            " ".join(one.en for one in (*row.reasons, *row.notes)),
            *([row.earlier or ""] if earlier else []),
        ]
        writer.writerow([inert(str(cell)) for cell in cells])
    return text.getvalue().encode("utf-8-sig")
