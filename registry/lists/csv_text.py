"""Lists as Turkish offices save them: ``;`` or ``,`` or tab, UTF-8 with or without BOM, Windows-1254, or XLSX.

Whole-file faults are refusals; a fault of one row stays with that row (``ListRow.fault``).
"""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

from registry.lists.sheet import SheetRefused, is_workbook, sheet_lines
from registry.refusal import Refusal
from registry.turkish import fold, nfc

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 10_000
MAX_CELL = 500
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


def _header_key(cell: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", fold(cell)).strip("_")


def _delimiter(first_line: str) -> str:
    return max(";\t,", key=first_line.count)


def read_list(
    data: bytes, *, aliases: Mapping[str, tuple[str, ...]], required: tuple[str, ...]
) -> list[ListRow]:
    """The rows of a list whose header may stand in any order and under any alias.

    ``aliases`` maps our column name to further accepted headers (folded: lower case ASCII, ``_`` for
    spaces). Unknown columns are ignored. Raises ``ListRefused``.
    """
    lines = _lines(data)
    if not lines:
        raise ListRefused("list.empty")
    columns = _columns(lines[0][1], aliases, required)
    if len(lines) == 1:
        raise ListRefused("list.no_rows")
    if len(lines) - 1 > MAX_ROWS:
        raise ListRefused("list.too_many_rows", rows=MAX_ROWS)
    return [_row(line, cells, columns, len(lines[0][1])) for line, cells in lines[1:]]


def _lines(data: bytes) -> list[tuple[int, list[str]]]:
    """(line number, cells) of every line that is not empty."""
    if is_workbook(data):
        if len(data) > MAX_BYTES:
            raise ListRefused("list.too_large", megabytes=MAX_BYTES // (1024 * 1024))
        try:
            return sheet_lines(data, MAX_ROWS + 1)
        except SheetRefused as error:
            raise ListRefused(error.code, **error.facts) from error
    text = decoded(data)
    if text.startswith("sep="):
        # Excel's own first line; its place is kept so that row numbers stay right.
        text = "\n" + text.partition("\n")[2]
    header_line = next((line for line in text.splitlines() if line.strip()), "")
    # strict: an unbalanced quote is an error, or it would swallow the rows after it in silence.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(header_line), strict=True)
    try:
        return [
            (reader.line_num, [nfc(cell) for cell in cells]) for cells in reader if any(map(str.strip, cells))
        ]
    except csv.Error as error:
        raise ListRefused("list.unreadable", line=reader.line_num) from error


def _columns(
    header: list[str], aliases: Mapping[str, tuple[str, ...]], required: tuple[str, ...]
) -> dict[str, int]:
    known = {alias: name for name, others in aliases.items() for alias in (name, *others)}
    columns: dict[str, int] = {}
    for place, cell in enumerate(header):
        name = known.get(_header_key(cell))
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
