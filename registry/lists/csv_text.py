"""Lists as Turkish offices save them: ``;`` or ``,`` or tab, UTF-8 with or without BOM, Windows-1254, or XLSX.

Whole-file faults are refusals; a fault of one row stays with that row (``ListRow.fault``).
"""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

from registry.lists.sheet import MAX_SHEETS, OLD_MAGIC, Lines, SheetRefused, is_workbook, opened
from registry.refusal import Refusal
from registry.turkish import fold, nfc

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 10_000
MAX_CELL = 500
# Titles may stand above the header.
HEADER_WITHIN = 10
_UTF8_TURKISH = re.compile(rb"[\xc3-\xc5][\x80-\xbf]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class ListRefused(Refusal):
    """The file as a whole cannot be read as a list."""


@dataclass(frozen=True, slots=True)
class ListRow:
    """One data row: its line number in the file and its cells by column name; ``fault`` if cells do not match."""

    line: int
    cells: Mapping[str, str]
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class ListFile:
    """A list as it was read. ``notes``: what was met, by name, with its facts.

    ``sheet`` chosen of several, ``above`` the header stand other lines; of a workbook ``formulas``, ``merged``
    cells, ``macros``, ``links`` to other files.
    """

    rows: list[ListRow]
    notes: Mapping[str, Mapping[str, object]]


def inert(cell: str) -> str:
    """The cell as text for a spreadsheet, never a formula."""
    # A leading "'" keeps a spreadsheet from taking the cell for a formula (ASVS 1.2.10).
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\0") else cell


def decoded(data: bytes) -> str:
    """The text of a list file; raises ``ListRefused`` with list.too_large, list.empty or list.encoding."""
    if len(data) > MAX_BYTES:
        raise ListRefused("list.too_large", megabytes=MAX_BYTES // (1024 * 1024))
    if not data.strip():
        raise ListRefused("list.empty")
    encodings = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1254"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "cp1254" and _UTF8_TURKISH.search(data):
            # UTF-8 with a broken place: read as Windows-1254 it would put "GÃ¼lÅŸen" on a document.
            break
        if not _CONTROL.search(text):
            return text
    raise ListRefused("list.encoding")


def header_key(cell: str) -> str:
    """A header as it is compared: lower case ASCII, ``_`` for everything else."""
    return re.sub(r"[^a-z0-9]+", "_", fold(cell)).strip("_")


def _delimiter(text: str, known: Mapping[str, str]) -> str:
    """The separator under which one of the first lines names most columns."""
    head = [line for line in text.splitlines() if line.strip()][:HEADER_WITHIN] or [""]

    def named(delimiter: str) -> tuple[int, int]:
        counted = (len(known.keys() & {header_key(cell) for cell in line.split(delimiter)}) for line in head)
        return max(counted), head[0].count(delimiter)

    return max(";\t,", key=named)


def read_list(
    data: bytes, *, aliases: Mapping[str, tuple[str, ...]], required: tuple[str, ...]
) -> list[ListRow]:
    """The rows of a list whose header may stand in any order and under any alias; raises ``ListRefused``."""
    return read_file(data, aliases=aliases, required=required).rows


def read_file(data: bytes, *, aliases: Mapping[str, tuple[str, ...]], required: tuple[str, ...]) -> ListFile:
    """The rows of a list, and what whoever handed it in should know of how it was read.

    ``aliases`` maps our column name to further accepted headers (folded: lower case ASCII, ``_`` for
    spaces). Unknown columns are ignored. Lines above the header are too, and of a workbook the first visible
    sheet with all ``required`` columns counts. Raises ``ListRefused``.
    """
    known = {alias: name for name, others in aliases.items() for alias in (name, *others)}
    if not is_workbook(data):
        return _of_lines(_text_lines(data, known), known, required, {})
    if len(data) > MAX_BYTES:
        raise ListRefused("list.too_large", megabytes=MAX_BYTES // (1024 * 1024))
    try:
        return _of_workbook(data, known, required)
    except SheetRefused as error:
        raise ListRefused(error.code, **error.facts) from error


def _of_workbook(data: bytes, known: Mapping[str, str], required: tuple[str, ...]) -> ListFile:
    refused: list[ListRefused] = []
    with opened(data, MAX_ROWS + 1) as book:
        notes: dict[str, Mapping[str, object]] = {name: {} for name in sorted(book.found)}
        for name in book.names[:MAX_SHEETS]:
            if len(book.names) > 1:
                notes["sheet"] = {"sheet": name, "sheets": len(book.names)}
            try:
                return _of_lines(book.lines(name), known, required, notes)
            except ListRefused as refusal:
                refused.append(refusal)
    # What is wrong with the sheet that comes nearest to a list: empty ones say nothing.
    raise next((one for one in refused if one.code != "list.empty"), ListRefused("list.empty"))


def _of_lines(
    lines: Lines,
    known: Mapping[str, str],
    required: tuple[str, ...],
    notes: Mapping[str, Mapping[str, object]],
) -> ListFile:
    if not lines:
        raise ListRefused("list.empty")
    place = _header_place(lines, known, required)
    columns = _columns(lines[place][1], known, required)
    width = len(lines[place][1])
    rows = [_row(line, cells, columns, width) for line, cells in lines[place + 1 :]]
    if not rows:
        raise ListRefused("list.no_rows")
    if len(rows) > MAX_ROWS:
        raise ListRefused("list.too_many_rows", rows=MAX_ROWS)
    found = dict(notes)
    if place > 0:
        found["above"] = {"line": lines[place][0]}
    return ListFile(rows, found)


def _header_place(lines: Lines, known: Mapping[str, str], required: tuple[str, ...]) -> int:
    """Which of the first lines is the header: all required columns, else most known ones."""
    named = [{known.get(header_key(cell)) for cell in cells} - {None} for _, cells in lines[:HEADER_WITHIN]]
    for place, names in enumerate(named):
        if names.issuperset(required):
            return place
    return max(range(len(named)), key=lambda place: len(named[place]))


def _text_lines(data: bytes, known: Mapping[str, str]) -> Lines:
    """(line number, cells) of every line of a text file that is not empty."""
    if data.startswith(OLD_MAGIC):
        raise ListRefused("list.old_workbook")
    text = decoded(data)
    if text.startswith("sep="):
        # Excel's own first line; its place is kept so that row numbers stay right.
        text = "\n" + text.partition("\n")[2]
    # strict: an unbalanced quote is an error, or it would swallow the rows after it in silence.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text, known), strict=True)
    try:
        return [
            (reader.line_num, [nfc(cell) for cell in cells]) for cells in reader if any(map(str.strip, cells))
        ]
    except csv.Error as error:
        raise ListRefused("list.unreadable", line=reader.line_num) from error


def _columns(header: list[str], known: Mapping[str, str], required: tuple[str, ...]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for place, cell in enumerate(header):
        name = known.get(header_key(cell))
        if name in columns:
            raise ListRefused("list.column_twice", column=name)
        if name is not None:
            columns[name] = place
    if missing := [name for name in required if name not in columns]:
        raise ListRefused("list.column_missing", columns=", ".join(missing), found="; ".join(header)[:200])
    return columns


def _row(line: int, cells: list[str], columns: Mapping[str, int], width: int) -> ListRow:
    found = {name: cells[place] if place < len(cells) else "" for name, place in columns.items()}
    if any(len(cell) > MAX_CELL for cell in cells):
        return ListRow(line, {name: cell[:60] for name, cell in found.items()}, "row.cell_too_long")
    if len(cells) > width and any(cells[width:]):
        return ListRow(line, found, "row.too_many_cells")
    return ListRow(line, found)
