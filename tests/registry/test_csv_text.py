"""Lists as Turkish offices save them, and files that are no lists."""

import contextlib
import csv
import io
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.lists.csv_text import MAX_BYTES, MAX_CELL, MAX_ROWS, ListRefused, ListRow, read_list
from registry.turkish import nfc

ALIASES = {"sicil_no": ("sicil", "member_no"), "ad": ("given_name", "adi"), "soyad": ("surname",)}
REQUIRED = ("sicil_no", "ad", "soyad")
TEXT = "Sicil No;Ad;Soyad\r\n048213;Gülşen;Çağlayan\r\n000001;Işıl İnci;Öztürk\r\n"
EXPECTED = [("048213", "Gülşen", "Çağlayan"), ("000001", "Işıl İnci", "Öztürk")]


def read(data: bytes) -> list[ListRow]:
    return read_list(data, aliases=ALIASES, required=REQUIRED)


def cells(data: bytes) -> list[tuple[str, ...]]:
    return [tuple(one.cells[name] for name in REQUIRED) for one in read(data)]


def refusal(data: bytes) -> str:
    with pytest.raises(ListRefused) as refused:
        read(data)
    return refused.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1254", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_every_habit_of_saving_reads_the_same(encoding: str, delimiter: str, end: str) -> None:
    text = TEXT.replace(";", delimiter).replace("\r\n", end)
    assert cells(text.encode(encoding)) == EXPECTED


def test_utf_16_of_both_byte_orders() -> None:
    assert cells(b"\xff\xfe" + TEXT.encode("utf-16-le")) == EXPECTED
    assert cells(b"\xfe\xff" + TEXT.encode("utf-16-be")) == EXPECTED


@pytest.mark.parametrize(
    "header",
    ["sicil_no;ad;soyad", "SİCİL NO;AD;SOYAD", "SICIL NO;Adı;Surname", " sicil ;given name;SOYAD", "Member-No;Given Name;Soyad", '"Sicil No";"Ad";"Soyad"'],
)  # fmt: skip
def test_headers_in_any_case_and_language(header: str) -> None:
    assert cells((header + "\n1;A;B\n").encode()) == [("1", "A", "B")]


def test_columns_in_any_order_with_unknown_ones_between() -> None:
    assert cells(b"telefon;soyad;ad;not;sicil\nx;B;A;y;1\n") == [("1", "A", "B")]


def test_lines_are_counted_as_in_the_file_and_empty_ones_skipped() -> None:
    found = read(b"\n\nsicil;ad;soyad\n\n1;A;B\n;;\n2;C;D\n")
    assert [one.line for one in found] == [5, 7]


def test_quoted_cells_may_hold_separators_quotes_and_line_breaks() -> None:
    assert cells(b'sicil;ad;soyad\n1;"A;""x""";"B\nC"\n') == [("1", 'A;"x"', "B C")]


def test_cells_are_composed_and_trimmed() -> None:
    assert cells("sicil;ad;soyad\n1;  C\u0327ag\u0306  rı ;\u00a0B\u00a0\n".encode()) == [
        ("1", "Çağ rı", "B")
    ]


@pytest.mark.parametrize(
    "data",
    [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b";;;\n", b'""\n', "\u00a0\n".encode(), b",\n,,\n"],
)  # fmt: skip
def test_a_file_without_anything_in_it_is_empty(data: bytes) -> None:
    assert refusal(data) == "list.empty"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"sicil;ad;soyad\n", "list.no_rows"),
        (b"sicil;ad;soyad\n;;\n\n", "list.no_rows"),
        (b"sicil;ad\n1;A\n", "list.column_missing"),
        (b"1;A;B\n2;C;D\n", "list.column_missing"),
        (b"sicil;ad;soyad;Member No\n1;A;B;1\n", "list.column_twice"),
        (b"ad;ad;soyad;sicil\nA;A;B;1\n", "list.column_twice"),
        (b"sicil;ad;soyad\n1;A\x00;B\n", "list.encoding"),
        (b"sicil;ad;soyad\n1;\x81\x8d;B\n", "list.encoding"),
        (b"\xff\xfes\x00i\x00c", "list.encoding"),
        (TEXT.encode("utf-16-le"), "list.encoding"),
        (b"sicil;ad;soyad\n1;" + b"x" * 140_000 + b";B\n", "list.unreadable"),
    ],
)
def test_a_file_that_is_no_list(data: bytes, code: str) -> None:
    assert refusal(data) == code


@pytest.mark.parametrize(
    "data",
    [
        b'sicil;ad;soyad\n1;"A;B\n2;C;D\n',
        b'sicil;ad;soyad;not\n1;A;B;"bkz\n2;C;D;\n',
        b'sicil;ad;soyad;not\n1;A;B;"bkz\n2;"C";D;\n',
    ],
)
def test_an_unbalanced_quote_swallows_no_row_in_silence(data: bytes) -> None:
    assert refusal(data) == "list.unreadable"


def test_the_missing_columns_are_named() -> None:
    with pytest.raises(ListRefused) as refused:
        read(b"isim;numara\nA;1\n")
    assert refused.value.facts["columns"] == "sicil_no, ad, soyad"
    assert refused.value.facts["found"] == "isim; numara"


def test_a_hundred_megabytes_are_refused_by_size_alone() -> None:
    data = b"\xff" * (100 * 1024 * 1024)
    assert refusal(data) == "list.too_large"


def test_the_size_limit_itself_is_still_read() -> None:
    start = b"sicil;ad;soyad\n1;A;B\n"
    data = start + b"\n" * (MAX_BYTES - len(start))
    assert cells(data) == [("1", "A", "B")]
    assert refusal(data + b"\n") == "list.too_large"


def test_the_row_limit() -> None:
    head = "sicil;ad;soyad\n"
    assert len(read((head + "1;A;B\n" * MAX_ROWS).encode())) == MAX_ROWS
    assert refusal((head + "1;A;B\n" * (MAX_ROWS + 1)).encode()) == "list.too_many_rows"


def test_a_long_cell_and_a_long_row_are_faults_of_their_row() -> None:
    long = "x" * (MAX_CELL + 1)
    found = read(f"sicil;ad;soyad\n1;{long};B\n2;A;B;C\n3;A;B;;\n4;A\n5;{long[1:]};B\n".encode())
    assert [one.fault for one in found] == ["row.cell_too_long", "row.too_many_cells", None, None, None]
    assert max(len(cell) for cell in found[0].cells.values()) <= 60
    assert found[3].cells["soyad"] == ""


@given(st.binary(max_size=400))
def test_no_bytes_give_anything_but_rows_or_a_refusal(data: bytes) -> None:
    with contextlib.suppress(ListRefused):
        read(data)


@given(st.text(max_size=200), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1254"]))
def test_no_text_gives_anything_but_rows_or_a_refusal(text: str, encoding: str) -> None:
    with contextlib.suppress(ListRefused):
        read(("sicil;ad;soyad\n" + text).encode(encoding, errors="ignore"))


def test_random_files_of_any_size() -> None:
    dice = random.Random(7)
    for _ in range(200):
        data = dice.randbytes(dice.randrange(1, 5000))
        with contextlib.suppress(ListRefused):
            read(data)


_CELL = st.text(st.characters(codec="cp1254", exclude_categories=["Cc"]), min_size=1, max_size=20).filter(
    str.strip
)


@given(st.lists(st.tuples(_CELL, _CELL, _CELL), min_size=1, max_size=8), st.sampled_from(["utf-8", "utf-16"]))
def test_written_lists_are_read_back(rows: list[tuple[str, str, str]], encoding: str) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([REQUIRED, *rows])
    expected = [tuple(nfc(cell) for cell in one) for one in rows]
    assert cells(text.getvalue().encode(encoding)) == expected
