"""Reading a list of runs (CSV, XLSX): programme, number, days, branch, place, capacity, total, state."""

from datetime import date, datetime

from registry.istanbul import read_day
from registry.lists.csv_text import ListRow, read_list
from registry.lists.imports import run_of
from registry.programme import Run
from registry.refusal import Refusal
from registry.turkish import fold

_COLUMNS = {
    "program": ("programme", "programme_code", "egitim_kodu", "kod"),
    "no": ("acilis_no", "run_no", "number"),
    "baslangic": ("start", "start_on", "baslangic_tarihi"),
    "bitis": ("end", "end_on", "bitis_tarihi"),
    "sube": ("branch",),
    "yer": ("place",),
    "kontenjan": ("capacity",),
    "toplam": ("toplam_sure", "scheduled_units", "total"),
    "durum": ("state",),
}


class RunListRefused(Refusal):
    """A row of the list cannot be taken; nothing of the list is."""


def read_runs(data: bytes, now: datetime) -> list[Run]:
    """The runs of a list; raises ``ListRefused`` or ``Refusal`` with the row."""
    rows = read_list(data, aliases=_COLUMNS, required=("program", "no", "baslangic", "bitis"))
    return [_run(row, now) for row in rows]


def _run(row: ListRow, now: datetime) -> Run:
    if row.fault is not None:
        raise RunListRefused(row.fault, line=row.line)
    cells = row.cells
    start, end = _day(row, "baslangic"), _day(row, "bitis")
    return run_of(
        cells["program"],
        cells["no"],
        start,
        end,
        cells.get("sube") or None,
        cells.get("yer") or None,
        now,
        state=fold(cells.get("durum", "")) or "acik",
        capacity=_number(row, "kontenjan"),
        scheduled_units=_number(row, "toplam"),
    )


def _number(row: ListRow, column: str) -> int | None:
    text = row.cells.get(column, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 7):
        raise RunListRefused("programme.cell", line=row.line, column=column, value=text[:40])
    return int(text)


def _day(row: ListRow, column: str) -> date:
    text = row.cells[column]
    try:
        return read_day(text)
    except ValueError as error:
        raise RunListRefused("programme.cell", line=row.line, column=column, value=text[:40]) from error
