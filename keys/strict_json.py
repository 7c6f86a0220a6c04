"""JSON as a signed thing may contain it: strict UTF-8, no duplicate names, no NaN, bounded depth.

RFC 8259 leaves duplicates and odd numbers open; a verifier must not (RFC 8725 section 2.4).
"""

import json
import re
from typing import Any, NoReturn

MAX_DEPTH = 16
# A string, finished or not. Possessive, so that no text is read twice.
_STRING = re.compile(r'"(?:[^"\\]++|\\.?)*+"?', re.DOTALL)
_BRACKET = re.compile(r"[\[\]{}]")
MAX_INTEGER = 2**53 - 1


class JsonRefused(ValueError):
    """The bytes are not JSON of the strict profile."""

    code = "json.not_strict"


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise JsonRefused("a member name stands twice")
    return members


def _no_constant(text: str) -> NoReturn:
    raise JsonRefused(f"{text} is not JSON")


def _integer(text: str) -> int:
    if len(text) > 17 or abs(value := int(text)) > MAX_INTEGER:
        raise JsonRefused("a number is out of range")
    return value


def _float(text: str) -> NoReturn:
    raise JsonRefused(f"no fractions or exponents here: {text[:20]}")


def parse(data: bytes) -> Any:
    """The value of ``data``; raises ``JsonRefused``. Only integers within 2**53, no lone surrogates, no NUL."""
    try:
        text = data.decode("utf-8", errors="strict")
    except UnicodeDecodeError as error:
        raise JsonRefused("not UTF-8") from error
    if _depth_over(text):
        raise JsonRefused("nested too deeply")
    try:
        value = json.loads(
            text,
            object_pairs_hook=_no_duplicates,
            parse_constant=_no_constant,
            parse_int=_integer,
            parse_float=_float,
        )
    except JsonRefused:
        raise
    except ValueError as error:
        raise JsonRefused("not JSON") from error
    # Strict UTF-8 holds no surrogate and JSON no raw NUL: only an escape can bring one in.
    if "\\u" in text:
        _check_text(value)
    return value


def _depth_over(text: str) -> bool:
    depth = 0
    for bracket in _BRACKET.findall(_STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        if depth > MAX_DEPTH:
            return True
    return False


def _check_text(value: Any) -> None:
    if isinstance(value, str):
        if "\0" in value or any("\ud800" <= char <= "\udfff" for char in value):
            raise JsonRefused("a text holds a NUL or a lone surrogate")
    elif isinstance(value, dict):
        for name, member in value.items():
            _check_text(name)
            _check_text(member)
    elif isinstance(value, list):
        for member in value:
            _check_text(member)
