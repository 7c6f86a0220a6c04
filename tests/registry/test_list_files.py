"""Lists as offices really hand them in: titles above, several sheets, formulas, merged cells, old dates, one name column."""

import io
import zipfile
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from issuer.class_list import Columns, read_cells, read_class_list
from issuer.report import inert
from registry.lists.csv_text import ListRefused, read_file
from registry.lists.run_list import read_runs
from tests.registry.test_sheet import HEADER, workbook
from tests.support.register import NOW

COLUMNS = Columns(marks=True)
ROW = ["048213", "Gülşen", "Çağlayan", 24, 24, 85]


def notes(data: bytes) -> dict[str, Any]:
    return dict(read_cells(data, COLUMNS).notes)


def test_a_title_above_the_header_is_passed_over_and_told() -> None:
    book = workbook(["MESLEK İÇİ EĞİTİM SONUÇ LİSTESİ"], [None], ["Tarih:", "22.11.2026"], HEADER, ROW)
    (row,) = read_cells(book, COLUMNS).rows
    assert (row.line, row.cells["sicil_no"]) == (5, "048213")
    assert notes(book) == {"above": {"line": 4}}
    text = "Sonuç listesi, Ankara, Kasım 2026\n\n" + ";".join(HEADER) + "\n" + ";".join(map(str, ROW))
    (row,) = read_cells(text.encode(), COLUMNS).rows
    assert (row.line, row.cells["teorik_not"]) == (4, "85")


def test_the_sheet_that_is_the_list_is_read_wherever_it_stands() -> None:
    def cover(book: Any) -> None:
        first = book.create_sheet("Kapak", 0)
        first.append(["Eğitim bilgileri"])
        first.append(["Ad", "YG kursu"])
        book.create_sheet("Özet").append(["Toplam", 1])

    data = workbook(HEADER, ROW, change=cover)
    (row,) = read_cells(data, COLUMNS).rows
    assert row.cells["ad"] == "Gülşen"
    assert notes(data) == {"sheet": {"sheet": "Sheet", "sheets": 3}}


def test_without_the_right_sheet_the_first_one_is_told_of() -> None:
    def other(book: Any) -> None:
        book.create_sheet("İkinci").append(["x"])

    with pytest.raises(ListRefused) as refused:
        read_cells(workbook(["sicil_no", "ad"], ["1", "A"], change=other), COLUMNS)
    assert refused.value.code == "list.column_missing"
    assert refused.value.facts["columns"] == "soyad, devam, toplam, teorik_not"


def test_only_so_many_sheets_are_laid_out() -> None:
    def many(book: Any) -> None:
        for number in range(6):
            book.create_sheet(f"önce {number}", 0).append(["x"])

    with pytest.raises(ListRefused):
        read_cells(workbook(HEADER, ROW, change=many), COLUMNS)


def _computed(value: str) -> bytes:
    """A workbook whose mark is a formula with the value that a spreadsheet last saved for it."""
    plain = workbook(HEADER, [*ROW[:5], 1])
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as given, zipfile.ZipFile(packed, "w") as kept:
        for name in given.namelist():
            content = given.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = content.replace(
                    b'<c r="F2" t="n"><v>1</v></c>', f'<c r="F2"><f>[1]Not!A1+0.5</f>{value}</c>'.encode()
                )
            kept.writestr(name, content)
        kept.writestr("xl/externalLinks/externalLink1.xml", b"<x/>")
        kept.writestr("xl/vbaProject.bin", b"\0")
    return packed.getvalue()


def test_a_formula_counts_as_its_saved_value_and_is_told() -> None:
    data = _computed("<v>69.5</v>")
    (row,) = read_class_list(data, marks=True, practice=False)
    assert row.theory_mark == 6950
    assert set(notes(data)) == {"formulas", "links", "macros"}


def test_a_formula_that_was_never_computed_is_an_empty_cell() -> None:
    (row,) = read_cells(_computed(""), COLUMNS).rows
    assert row.cells["teorik_not"] == ""


def test_merged_cells_are_told_and_only_the_first_holds_the_value() -> None:
    def merge(book: Any) -> None:
        book.active.merge_cells("E2:E3")

    data = workbook(HEADER, ROW, ["048214", "Ali", "Can", 24, 24, 90], change=merge)
    rows = read_class_list(data, marks=True, practice=False)
    assert [reason.code for reason in rows[1].reasons] == ["row.empty_field"]
    assert set(notes(data)) == {"merged"}


def test_days_of_a_workbook_that_counts_from_1904() -> None:
    def old(book: Any) -> None:
        book.epoch = CALENDAR_MAC_1904
        book.active.append(["EMO-YG-01", "2026-1", datetime(2026, 11, 2), date(2026, 11, 6)])

    (run,) = read_runs(workbook(["program", "no", "baslangic", "bitis"], change=old), NOW)
    assert (run.start_on, run.end_on) == (date(2026, 11, 2), date(2026, 11, 6))


def test_an_old_or_protected_workbook_has_a_sentence_of_its_own() -> None:
    with pytest.raises(ListRefused) as refused:
        read_cells(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, COLUMNS)
    assert refused.value.code == "list.old_workbook"


def test_one_column_for_both_names() -> None:
    header = ["Sicil No", "Adı Soyadı", "Devam", "Toplam", "Not"]
    (row,) = read_class_list(
        workbook(header, ["101742", "Işıl İnci Öztürk", 24, 24, 88]), marks=True, practice=False
    )
    assert row.full_name == "Işıl İnci Öztürk"
    assert row.reasons == []
    with pytest.raises(ListRefused) as refused:
        read_cells(workbook(["Sicil No", "Adı Soyadı"], ["1", "A B"]), COLUMNS)
    assert refused.value.facts["columns"] == "ad, soyad, devam, toplam, teorik_not"


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_the_separator_is_the_one_that_names_the_columns(delimiter: str) -> None:
    name = "Demir; Çelik" if delimiter != ";" else "Demir, Çelik"
    header = delimiter.join(["a", "b"])
    found = read_file(
        f'{header}\n"{name}"{delimiter}2\n'.encode(), aliases={"a": (), "b": ()}, required=("a", "b")
    )
    assert found.rows[0].cells == {"a": name, "b": "2"}


@pytest.mark.parametrize("cell", ["=1+1", "+90 312", "-5", "@SUM(A1)", "\t=1"])
def test_what_a_spreadsheet_would_compute_goes_out_as_text(cell: str) -> None:
    assert inert(cell) == f"'{cell}"


def test_a_formula_typed_into_a_name_is_a_name_that_fits_nobody() -> None:
    data = (";".join(HEADER) + "\n048213;=cmd|' /C calc'!A0;Çağlayan;24;24;85\n").encode()
    (row,) = read_class_list(data, marks=True, practice=False)
    assert row.given_name == "=cmd|' /C calc'!A0"


def test_a_workbook_of_openpyxl_is_no_special_case() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER)
    sheet.append(ROW)
    file = io.BytesIO()
    book.save(file)
    assert notes(file.getvalue()) == {}
