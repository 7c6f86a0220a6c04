"""How a list of events ended, row by row, for people and programs; and the list itself as a file."""

import csv
import io
from collections.abc import Callable
from typing import Any

from issuer.events.bulk import ALREADY, DONE, REFUSED, WOULD, BulkReport, BulkRow
from registry.lists.csv_text import inert, read_list
from registry.refusal import Refusal
from registry.visit import Visit

RESULTS = {
    DONE: ("yapıldı", "done"),
    ALREADY: ("önceden yapılmış", "done before"),
    WOULD: ("yapılacak", "would be done"),
    REFUSED: ("yapılmadı", "not done"),
}
# A refusal's sentence in Turkish and English; the one table of sentences stands with the wiring.
Say = Callable[[Refusal], tuple[str, str]]


def read_numbers(data: bytes) -> list[tuple[int, str]]:
    """Lines and document numbers of a list file (CSV or XLSX with a column ``belge_no``); raises ``ListRefused``."""
    aliases = {"belge_no": ("belge", "no", "credential_no", "number")}
    rows = read_list(data, aliases=aliases, required=("belge_no",))
    # A row whose cells do not match the header names no document for sure.
    return [(row.line, row.cells["belge_no"] if row.fault is None else "") for row in rows]


def report_json(report: BulkReport, say: Say) -> dict[str, Any]:
    """Counts and every row with its reason in both languages."""
    return {
        "action": report.action,
        "list_id": str(report.list_id),
        "dry_run": report.dry_run,
        "counts": report.counts(),
        "rows": [row_json(row, say) for row in report.rows],
    }


def row_json(row: BulkRow, say: Say) -> dict[str, Any]:
    """One row."""
    reason = None
    if row.refusal is not None:
        turkish, english = say(row.refusal)
        reason = {"code": row.refusal.code, "tr": turkish, "en": english}
    return {
        "line": row.line,
        "belge_no": row.belge_no,
        "holder": row.holder,
        "result": row.result,
        "reason": reason,
    }


def report_csv(report: BulkReport, say: Say) -> bytes:
    """The report as CSV that Turkish Excel opens by a double click (UTF-8 with BOM, ``;``)."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(["satir", "belge_no", "ad_soyad", "sonuc", "gerekce", "reason"])
    for row in report.rows:
        sentences = ("", "") if row.refusal is None else say(row.refusal)
        cells = [str(row.line), row.belge_no, row.holder or "", RESULTS[row.result][0], *sentences]
        writer.writerow([inert(cell) for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def given_numbers(visit: Visit) -> list[tuple[int, str]]:
    """Line and number: from the file if one came, else from the text box, one a line."""
    upload = visit.files.get("file")
    if upload is not None:
        return read_numbers(upload.data)
    lines = visit.value("numbers").splitlines()
    return [(line, text.strip()) for line, text in enumerate(lines, start=1) if text.strip()]
