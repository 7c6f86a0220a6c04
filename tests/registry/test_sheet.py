"""XLSX workbooks as lists: the same rows as the same list in CSV, and bounds before the reader lays a sheet out."""

import io
import zipfile
from contextlib import suppress
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.class_list import read_class_list
from muhur.problems import problem_of
from registry.lists.csv_text import MAX_BYTES, ListRefused, read_list
from registry.lists.run_list import read_runs
from registry.refusal import Refusal
from tests.support.register import NOW

HEADER = ["Sicil No", "Ad", "Soyad", "Devam", "Toplam", "Teorik Not"]
ALIASES: dict[str, tuple[str, ...]] = {"a": (), "b": ()}


def workbook(*rows: list[Any], change: Any = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    if change is not None:
        change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(Refusal) as refused:
        read_list(data, aliases=ALIASES, required=("a",))
    assert problem_of(refused.value).tr
    return refused.value.code


def test_a_class_list_reads_the_same_as_workbook_and_as_csv() -> None:
    given = [
        ["048213", "Gülşen", "Çağlayan", 1080, 1200, 69.5],
        ["101742", "Işıl İnci", "Öztürk", 24, 24, 70],
    ]
    text = "\n".join(";".join(map(str, one)) for one in [HEADER, *given])
    rows = read_class_list(workbook(HEADER, *given), marks=True, practice=False)
    assert rows == read_class_list(text.encode(), marks=True, practice=False)
    assert [one.theory_mark for one in rows] == [6950, 7000]


def test_a_decimal_that_a_float_cannot_hold_is_read_as_it_was_typed() -> None:
    rows = read_class_list(workbook(HEADER, ["1", "A", "B", 1, 1, 70.1 - 0.2]), marks=True, practice=False)
    assert rows[0].theory_mark == 6990


def test_empty_rows_keep_the_numbers_of_the_rows_after_them() -> None:
    rows = read_list(workbook([None], ["a"], [None], ["x"]), aliases=ALIASES, required=("a",))
    assert [(one.line, one.cells) for one in rows] == [(4, {"a": "x"})]


def test_days_of_a_workbook() -> None:
    runs = read_runs(
        workbook(["program", "no", "baslangic", "bitis"], ["EMO-YG-01", "2026-1", datetime(2026, 11, 2), date(2026, 11, 6)]),
        NOW,
    )  # fmt: skip
    assert (runs[0].start_on, runs[0].end_on) == (date(2026, 11, 2), date(2026, 11, 6))


@pytest.mark.parametrize("written_as", ["dd.mm.yyyy", "h:mm", "[h]:mm:ss"])
@pytest.mark.parametrize("number", [1e10, 1e300, -1e300, -5])
def test_a_number_written_as_a_day_or_a_time_that_is_none(written_as: str, number: float) -> None:
    def change(book: openpyxl.Workbook) -> None:
        assert book.active is not None
        book.active["A2"].number_format = written_as

    with suppress(ListRefused):
        read_list(workbook(["a"], [number], change=change), aliases=ALIASES, required=("a",))


def test_yes_and_no_of_a_workbook() -> None:
    (row,) = read_list(workbook(["a", "b"], [True, False]), aliases=ALIASES, required=("a",))
    assert row.cells == {"a": "1", "b": "0"}


def test_the_first_visible_sheet_counts() -> None:
    def hide_first(book: Any) -> None:
        other = book.create_sheet("ikinci")
        other.append(["a"])
        other.append(["görünen"])
        book.active = 1
        book.worksheets[0].sheet_state = "hidden"

    (row,) = read_list(workbook(["a"], ["gizli"], change=hide_first), aliases=ALIASES, required=("a",))
    assert row.cells == {"a": "görünen"}


def test_a_hidden_row_refuses_the_workbook() -> None:
    def hide(book: Any) -> None:
        book.active.row_dimensions[2].hidden = True

    assert refusal(workbook(["a"], ["x"], ["y"], change=hide)) == "list.hidden_rows"


@pytest.mark.parametrize(
    ("place", "code"),
    [("A1048576", "list.too_many_rows"), ("XFD1", "list.too_many_columns"), ("XFD1048576", "list.too_many_rows"),
     ("CW2", "list.too_many_columns")],
)  # fmt: skip
def test_a_lonely_far_cell_is_refused_before_the_sheet_is_laid_out(place: str, code: str) -> None:
    def far(book: Any) -> None:
        book.active[place] = "x"

    assert refusal(workbook(["a"], ["x"], change=far)) == code


def test_more_rows_than_a_list_may_have() -> None:
    assert refusal(workbook(["a"], *[["x"]] * 10_001)) == "list.too_many_rows"


def _with_member(name: str, content: bytes) -> bytes:
    file = io.BytesIO(workbook(["a"], ["x"]))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return file.getvalue()


def test_a_zip_bomb_stops_at_the_bound() -> None:
    bomb = _with_member("xl/sharedStrings2.xml", b" " * (49 * 1024 * 1024))
    assert len(bomb) < MAX_BYTES
    assert refusal(bomb) == "list.workbook_large"


def test_what_the_reader_does_not_need_is_not_unpacked() -> None:
    data = _with_member("xl/media/picture.bin", b" " * (49 * 1024 * 1024))
    assert read_list(data, aliases=ALIASES, required=("a",))[0].cells == {"a": "x"}


def test_too_many_members_and_too_many_bytes() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(201):
            archive.writestr(f"xl/{number}.xml", b"")
    assert refusal(file.getvalue()) == "list.workbook_large"
    assert refusal(b"PK\x03\x04" + b"\0" * MAX_BYTES) == "list.too_large"


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"PK\x03\x04" + b"x" * 500, workbook(["a"], ["x"])[:-40]])
def test_a_broken_workbook(data: bytes) -> None:
    assert refusal(data) == "list.workbook"


def test_an_empty_workbook() -> None:
    assert refusal(workbook()) == "list.empty"
    assert refusal(workbook(["a"])) == "list.no_rows"


GOOD = workbook(["a", "b"], ["x", 1], ["y", 2.5])


@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=20))
def test_changed_bytes_are_read_or_refused(changes: list[tuple[int, int]]) -> None:
    data = bytearray(GOOD)
    for place, value in changes:
        data[place] = value
    with suppress(ListRefused):
        read_list(bytes(data), aliases=ALIASES, required=())


@given(st.binary(max_size=400))
def test_changed_sheets_are_read_or_refused(noise: bytes) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as source, zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                middle = len(content) // 2
                content = content[:middle] + noise + content[middle:]
            target.writestr(name, content)
    with suppress(ListRefused):
        read_list(file.getvalue(), aliases=ALIASES, required=())
