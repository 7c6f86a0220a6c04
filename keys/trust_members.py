"""Members of a trust bundle by their one type and range: what is written otherwise is refused, not converted.

The anchor's signature does not make ``"3"``, ``true`` or ``3`` mean the same; a reader that converts would let two
programs read one bundle differently.
"""

import re
from datetime import UTC, datetime
from typing import Any

from keys.did import did_web

_WRITTEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_URL = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?", re.ASCII)
_SLUG = re.compile(r"[a-z0-9-]{1,64}", re.ASCII)
_LAST_SECOND = 253_402_300_799  # 9999-12-31T23:59:59Z
MAX_TEXT = 300


class MemberRefused(ValueError):
    """A member of another type, out of range, or standing twice where one may stand."""


def require(holds: object, sentence: str) -> None:
    """Raise ``MemberRefused`` unless it holds."""
    if not holds:
        raise MemberRefused(sentence)


def text(value: Any) -> str:
    """A short text without control, bidi or zero-width characters: chambers' names are shown from here."""
    require(isinstance(value, str) and 0 < len(value) <= MAX_TEXT and value.isprintable(), "not a shown text")
    return str(value)


def texts(value: Any) -> tuple[str, ...]:
    """A list of texts, none of them twice."""
    require(isinstance(value, list), "not a list")
    found = tuple(text(one) for one in value)
    require(len(set(found)) == len(found), "a text stands twice")
    return found


def count(value: Any) -> int:
    """A whole number from 1 on."""
    require(type(value) is int and value >= 1, "not a count")
    return int(value)


def whole(value: Any) -> int:
    """A whole number from 0 on."""
    require(type(value) is int and value >= 0, "not a whole number")
    return int(value)


def one_of(value: Any, known: tuple[str, ...]) -> str:
    """One of the texts that are known."""
    require(isinstance(value, str) and value in known, "not one that is known")
    return str(value)


def flag(value: Any) -> bool:
    """True or false."""
    require(type(value) is bool, "neither true nor false")
    return bool(value)


def instant(value: Any) -> datetime:
    """``2026-11-22T09:00:00Z`` and no other spelling of a time."""
    require(isinstance(value, str) and _WRITTEN.fullmatch(value), "not a whole-second UTC time")
    return datetime.fromisoformat(value[:-1]).replace(tzinfo=UTC)


def seconds(value: Any) -> datetime:
    """Seconds since 1970, up to the last year that has a calendar."""
    require(type(value) is int and 0 <= value <= _LAST_SECOND, "not a time in seconds")
    return datetime.fromtimestamp(value, UTC)


def public_url(value: Any) -> str:
    """Scheme and host alone, as everything of this installation begins."""
    require(isinstance(value, str) and _URL.fullmatch(value), "not a public address")
    return str(value)


def chamber_did(value: Any, url: str) -> str:
    """The DID of a chamber of the installation at ``url``: its last part also names the place of its status lists."""
    slug = str(value).rpartition(":")[2]
    require(_SLUG.fullmatch(slug) and value == did_web(url, slug), "not a chamber of this installation")
    return str(value)
