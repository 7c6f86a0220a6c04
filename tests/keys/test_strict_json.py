"""JSON as a signed thing may contain it."""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys.strict_json import MAX_DEPTH, MAX_INTEGER, JsonRefused, parse

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0[]{}"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=10,
)


@given(VALUES)
def test_what_is_strict_reads_as_any_parser_reads_it(value: Any) -> None:
    for text in (json.dumps(value), json.dumps(value, ensure_ascii=False, indent=1)):
        if text.count("[") + text.count("{") <= MAX_DEPTH:
            assert parse(text.encode()) == value


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,"a":1}',
        '{"a":1,"a":2}',
        '{"a":{"b":[{"c":1,"d":2,"c":3}]}}',
        '{"iss":1,"\\u0069ss":2}',
        '{"a":1,"\\u0061":1}',
        "NaN",
        "Infinity",
        '{"a":-Infinity}',
        "1.0",
        "1.5",
        "1e3",
        "1E400",
        "-0.0",
        '{"a":[1.0]}',
        str(MAX_INTEGER + 1),
        str(-MAX_INTEGER - 1),
        "9" * 5000,
        "01",
        "+1",
        "0x10",
        "",
        " ",
        "{",
        "{}{}",
        "{} x",
        "{'a':1}",
        '{"a":1,}',
        "[1,]",
        "// x\n{}",
        '"\\ud800"',
        '"\\udfff"',
        '{"\\ud800":1}',
        '"\\u0000"',
        '{"a\\u0000":1}',
        '"a\tb"',
        '"\x00"',
        "nul",
        "True",
    ],
)
def test_what_is_not_strict(text: str) -> None:
    with pytest.raises(JsonRefused):
        parse(text.encode())


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf{}",
        '{"a":1}'.encode("utf-16"),
        '{"a":1}'.encode("utf-16-le"),
        '{"a":1}'.encode("utf-32"),
        b'"\xff"',
        b'"\xed\xa0\x80"',
        b'"\xc0\xaf"',
        b'"\xe7"',
        b"\x00",
    ],
)
def test_what_is_not_strict_utf_8(data: bytes) -> None:
    with pytest.raises(JsonRefused):
        parse(data)


def test_the_bounds_themselves_are_allowed() -> None:
    assert parse(str(MAX_INTEGER).encode()) == MAX_INTEGER
    assert parse(str(-MAX_INTEGER).encode()) == -MAX_INTEGER
    assert parse(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)
    assert parse(b'"\\ud83d\\ude00 \xc4\xb0"') == "😀 İ"


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'[{"a":'])
@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 100_000])
def test_deep_nesting_is_refused_before_it_is_followed(opening: bytes, depth: int) -> None:
    with pytest.raises(JsonRefused):
        parse(opening * depth)


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    with contextlib.suppress(JsonRefused):
        parse(data)
