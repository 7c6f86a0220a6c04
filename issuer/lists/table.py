"""The columns of a class list as people see and type them: for pasted rows, for mending, for the template file."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from issuer.class_list import Columns, header_of
from registry.lists.csv_text import MAX_CELL, ListRow
from registry.turkish import nfc

_MARKS = ("teorik_not", "uygulama_not")
_REPEATS = {"teorik_not": "tekrar_teorik", "uygulama_not": "tekrar_uygulama"}
ALL = (
    "sicil_no", "ad", "soyad", "devam", "toplam", "teorik_not", "uygulama_not", "tekrar_teorik", "tekrar_uygulama",
    "ikinci_tekrar", "dayanak_belge_no", "oda",
)  # fmt: skip


def template_columns(columns: Columns) -> list[str]:
    """The columns that a programme's list has, in the order in which people fill them."""
    marks = [name for name in _MARKS if name in columns.required]
    wanted = {*columns.required, *(_REPEATS[name] for name in marks)}
    return [name for name in ALL if name in wanted]


def shown_columns(columns: Columns, rows: Iterable[ListRow]) -> list[str]:
    """The template's columns and those that a row has something in."""
    filled = {name for row in rows for name, cell in row.cells.items() if cell}
    wanted = filled | set(template_columns(columns))
    return [name for name in ALL if name in wanted]


def pasted(text: str, columns: Columns) -> bytes:
    """Pasted text as a list file. Rows that come without a header get the template's.

    A spreadsheet pastes cells with tabs between them.
    """
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max("\t;,", key=first.count)
    cells = [cell.strip() for cell in first.split(delimiter)]
    names = template_columns(columns)
    if cells[0].isdigit() and not header_of(cells) and len(cells) <= len(names):
        text = delimiter.join(names[: len(cells)]) + "\n" + text
    return text.encode()


def mended(cells: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, str]:
    """A row's cells with what was typed over them."""
    return {**cells, **{name: nfc(text)[:MAX_CELL] for name, text in typed.items() if name in ALL}}


def template_csv(names: Sequence[str]) -> bytes:
    """An empty list for Turkish Excel: UTF-8 with BOM, ``;``."""
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerow(names)
    return text.getvalue().encode("utf-8-sig")


def template_xlsx(names: Sequence[str], rows: int = 200) -> bytes:
    """An empty list as a workbook whose cells are text, so that Excel keeps the leading zeros of a sicil no.

    The smallest form that ECMA-376 part 1 allows: a workbook, a sheet, its styles.
    """
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in (*_WORKBOOK.items(), ("xl/worksheets/sheet1.xml", _sheet(names, rows))):
            # A fixed time: the same template is the same bytes.
            archive.writestr(ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content)
    return packed.getvalue()


_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_WORKBOOK = {
    "[Content_Types].xml": f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>',
    "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_RELATIONS}">'
    f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="Liste" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_RELATIONS}">'
    f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    # 49 is the built-in number format "text".
    "xl/styles.xml": f'{_HEAD}<styleSheet xmlns="{_MAIN}">'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>",
}  # fmt: skip


def _sheet(names: Sequence[str], rows: int) -> str:
    letters = [chr(ord("A") + place) for place in range(len(names))]
    head = "".join(
        f'<c r="{letter}1" s="2" t="inlineStr"><is><t>{name}</t></is></c>'
        for letter, name in zip(letters, names, strict=True)
    )
    empty = "".join(
        f'<row r="{row}">{"".join(f"""<c r="{letter}{row}" s="1"/>""" for letter in letters)}</row>'
        for row in range(2, rows + 2)
    )
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<cols><col min="1" max="{len(names)}" width="18" style="1" customWidth="1"/></cols>'
        f'<sheetData><row r="1">{head}</row>{empty}</sheetData></worksheet>'
    )
