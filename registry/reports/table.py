"""What a report is once counted: columns, rows, sentences about them, and its forms as JSON and CSV. Pure."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.lists.csv_text import inert
from registry.reports.figures import thousands

# Stands for a number that may not be shown; the table's footing says why.
HIDDEN = "*"
Cell = int | str | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key in JSON and CSV, and its heading in both languages."""

    key: str
    tr: str
    en: str


Sentence = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Report:
    """One report of a day. ``chamber`` is None for the union; ``summary`` are its figures as sentences."""

    name: str
    title: Sentence
    chamber: str | None
    as_of: date
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    summary: tuple[Sentence, ...] = ()
    notes: tuple[Sentence, ...] = ()

    @property
    def hidden(self) -> int:
        """How many cells are hidden."""
        return sum(row.count(HIDDEN) for row in self.rows)


def columns(*named: tuple[str, str, str]) -> tuple[Column, ...]:
    """Columns from key, Turkish and English heading."""
    return tuple(Column(*one) for one in named)


def csv_of(report: Report) -> bytes:
    """The report as CSV: UTF-8, commas, lines ended by LF, an empty cell for nothing; keys as headings."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.key for column in report.columns])
    writer.writerows(["" if cell is None else inert(str(cell)) for cell in row] for row in report.rows)
    return text.getvalue().encode()


def spreadsheet_of(report: Report, lang: str) -> bytes:
    """The report as people open it: CSV for Turkish Excel (UTF-8 with BOM, ``;``), headings in their language."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow([column.en if lang == "en" else column.tr for column in report.columns])
    writer.writerows(["" if cell is None else inert(str(cell)) for cell in row] for row in report.rows)
    return text.getvalue().encode("utf-8-sig")


def json_of(report: Report) -> dict[str, Any]:
    """The report as JSON; a row is an object by column key."""
    keys = [column.key for column in report.columns]
    return {
        "name": report.name,
        "title": _both(report.title),
        "chamber": report.chamber,
        "as_of": report.as_of.isoformat(),
        "columns": [{"key": one.key, "tr": one.tr, "en": one.en} for one in report.columns],
        "rows": [dict(zip(keys, row, strict=True)) for row in report.rows],
        "summary": [_both(one) for one in report.summary],
        "notes": [_both(one) for one in report.notes],
        "hidden": report.hidden,
    }


def shown(cell: Cell) -> str:
    """A cell as people read it: thousands with a point, nothing for an empty one."""
    return thousands(cell) if isinstance(cell, int) else cell or ""


def _both(sentence: Sequence[str]) -> dict[str, str]:
    return {"tr": sentence[0], "en": sentence[1]}
