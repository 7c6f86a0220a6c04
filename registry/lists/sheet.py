"""An XLSX workbook as the lines of lists: its visible sheets, each cell as people would type it.

Bounds are checked before the reader sees the file: it lays a sheet out in full, from the first cell to the last.
A formula counts as the value that was last computed for it; nothing is computed here, no macro runs, no link is
followed.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from registry.refusal import Refusal
from registry.turkish import nfc

MAGIC = b"PK\x03\x04"
MAX_MEMBERS = 200
MAX_UNPACKED = 48 * 1024 * 1024
MAX_COLUMNS = 100
# Each sheet is laid out in full to look at its header, so only so many are looked at.
MAX_SHEETS = 5
# The reader needs no pictures, macros or links to other files.
_NEEDED = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/(?:_rels/)?[^/]+|xl/worksheets/[^/]+\.xml", re.ASCII
)
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]*)([0-9]+)[\"']")
_HIDDEN = re.compile(rb"<(?:\w+:)?row\b[^>]*\bhidden\s*=\s*[\"'](?:1|true)")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s")
_SIGNS = {"formulas": _FORMULA, "merged": _MERGED}
_OTHER = {"macros": "xl/vbaProject", "links": "xl/externalLinks/"}
# Of an old or a password-protected Excel file (compound file binary).
OLD_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)


class SheetRefused(Refusal):
    """The workbook cannot be read as a list."""


def is_workbook(data: bytes) -> bool:
    """True for the bytes of an XLSX file."""
    return data.startswith(MAGIC)


Lines = list[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class Workbook:
    """An opened workbook: its visible sheets by name, and what its reader should know of it.

    ``found`` are of formulas, merged, macros, links.
    """

    names: list[str]
    found: frozenset[str]
    book: CalamineWorkbook

    def lines(self, name: str) -> Lines:
        """(row number in the sheet, cells) of every row that is not empty; raises ``SheetRefused``.

        Numbers as typed (24, 69.5), days as 2026-11-22, yes and no as 1 and 0.
        """
        try:
            rows = self.book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        except (CalamineError, OverflowError) as error:
            raise SheetRefused("list.workbook") from error
        except BaseException as error:
            # A number written as a day that no calendar has: the reader's Rust panics, which is no Exception.
            if type(error).__name__ != "PanicException":
                raise
            raise SheetRefused("list.workbook") from error
        lines = [
            (number, [nfc(_typed(cell)) for cell in cells]) for number, cells in enumerate(rows, start=1)
        ]
        return [(number, cells) for number, cells in lines if any(map(str.strip, cells))]


@contextmanager
def opened(data: bytes, max_rows: int) -> Iterator[Workbook]:
    """The workbook while it is read; raises ``SheetRefused``. ``max_rows`` counts the header too."""
    plain, found = _repacked(data, max_rows)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(plain)) as book:
            names = [
                one.name
                for one in book.sheets_metadata
                if one.typ == SheetTypeEnum.WorkSheet and one.visible == SheetVisibleEnum.Visible
            ]
            yield Workbook(names, found, book)
    except CalamineError as error:
        raise SheetRefused("list.workbook") from error


def _typed(cell: Any) -> str:
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, float):
        # Excel keeps every number as a float of 15 digits.
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date | time | timedelta):
        return str(cell)
    return str(cell).strip()


def _repacked(data: bytes, max_rows: int) -> tuple[bytes, frozenset[str]]:
    """The same workbook with only what the reader needs, unpacked by us and within bounds; and what was found."""
    packed = io.BytesIO()
    found: set[str] = set()
    left = MAX_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(packed, "w") as kept:
            if len(given.infolist()) > MAX_MEMBERS:
                raise SheetRefused("list.workbook_large")
            for member in given.infolist():
                found |= {kind for kind, place in _OTHER.items() if member.filename.startswith(place)}
                if _NEEDED.fullmatch(member.filename) is None:
                    continue
                with given.open(member) as file:
                    content = file.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise SheetRefused("list.workbook_large")
                if member.filename.startswith("xl/worksheets/"):
                    _check_extent(content, max_rows)
                    found |= {kind for kind, sign in _SIGNS.items() if sign.search(content)}
                kept.writestr(member.filename, content)
    except _ZIP_FAULTS as error:
        raise SheetRefused("list.workbook") from error
    return packed.getvalue(), frozenset(found)


def _check_extent(content: bytes, max_rows: int) -> None:
    if _HIDDEN.search(content):
        # Whoever looks at the list does not see them.
        raise SheetRefused("list.hidden_rows")
    for place in _PLACE.finditer(content):
        letters, number = place[1], place[2]
        if len(number) > 7 or int(number) > max_rows:
            raise SheetRefused("list.too_many_rows", rows=max_rows - 1)
        if len(letters) > 2 or _column(letters) > MAX_COLUMNS:
            raise SheetRefused("list.too_many_columns", columns=MAX_COLUMNS)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
