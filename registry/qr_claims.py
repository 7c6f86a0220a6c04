"""The claims inside the QR: a small CBOR map with integer keys (docs/spec/qr.md).

Keys are negative: the registered CWT keys (RFC 8392) have other types (``exp`` is in seconds, ``iss`` a
text), and a reader that knows only those must not misread ours. Days count from 1970-01-01.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from registry import belge_no as numbers
from registry import istanbul
from registry.credential import is_sicil_no
from registry.document import KIND_NUMBERS, Document, clean_text

CHAMBER, KIND, NUMBER, ISSUED, FROM, UNTIL, NAME, SUBJECT, SICIL, STATUS = range(-1, -11, -1)
_REQUIRED = {CHAMBER, KIND, NUMBER, ISSUED, NAME, SUBJECT, SICIL, STATUS}
_KINDS = {number: kind for kind, number in KIND_NUMBERS.items()}
# Version 13 at level M (69 modules) holds 334 data bytes: ISO/IEC 18004 table 7.
_SYMBOL_BITS = 334 * 8


class ClaimsRefused(ValueError):
    """The map is not a set of QR claims of this profile."""

    code = "qr.claims"


@dataclass(frozen=True, slots=True)
class QrClaims:
    """What a QR says by itself. ``subject`` is the area of a yetki, else the programme, perhaps shortened."""

    chamber_no: int
    kind: str
    year: int
    serial: int
    issued_on: date
    valid_from: date
    valid_until: date | None
    name: str
    subject: str
    sicil_no: str
    status_index: int

    def belge_no(self, chamber_code: str) -> str:
        """The printed number, the chamber's code being what the trust bundle says of its number."""
        return str(numbers.BelgeNo(chamber_code, self.year, self.kind, self.serial))


@cache
def longest_cose(url_length: int) -> int:
    """How many COSE bytes fit beside a URL of ``url_length`` characters, ``#`` included, in 69 modules."""
    digits = (_SYMBOL_BITS - (4 + 16 + 8 * url_length) - (4 + 12)) * 3 // 10
    # n bytes with the leading sentinel 0x01 are below 2 * 256**n.
    count = 0
    while len(str(2 * 256 ** (count + 1))) <= digits:
        count += 1
    return count


def shortened(text: str, limit: int) -> str:
    """``text`` if it has at most ``limit`` UTF-8 bytes, else its longest beginning that fits with ``…``."""
    if len(text.encode()) <= limit:
        return text
    cut = text.encode()[: max(limit - len("…".encode()), 0)].decode(errors="ignore")
    return cut.rstrip() + "…"


def claims_of(document: Document, chamber_no: int, subject_limit: int) -> dict[int, Any]:
    """The claims map of a document; the programme or area is shortened to ``subject_limit`` bytes."""
    number = numbers.parse(document.belge_no)
    issued_on = istanbul.day_of(document.awarded_at)
    subject = document.area if document.kind == "yetki" and document.area else document.programme_name
    claims: dict[int, Any] = {
        CHAMBER: chamber_no,
        KIND: KIND_NUMBERS[document.kind],
        NUMBER: [number.year, number.serial],
        ISSUED: istanbul.days_since_1970(issued_on),
        NAME: document.holder_name,
        SUBJECT: shortened(subject, subject_limit),
        SICIL: document.sicil_no,
        STATUS: document.status.index,
    }
    if document.valid_from != issued_on:
        claims[FROM] = istanbul.days_since_1970(document.valid_from)
    if document.valid_until is not None:
        claims[UNTIL] = istanbul.days_since_1970(document.valid_until)
    return claims


def read_claims(claims: object) -> QrClaims:
    """The claims of a decoded map; raises ``ClaimsRefused`` for anything unexpected."""
    if not isinstance(claims, Mapping) or not _REQUIRED <= set(claims) <= _REQUIRED | {FROM, UNTIL}:
        raise ClaimsRefused("not the claims of a document")
    try:
        year, serial = (_whole(part) for part in claims[NUMBER])
        issued_on = _day(claims[ISSUED])
        found = QrClaims(
            chamber_no=_whole(claims[CHAMBER]),
            kind=_KINDS[_whole(claims[KIND])],
            year=year,
            serial=serial,
            issued_on=issued_on,
            valid_from=_day(claims[FROM]) if FROM in claims else issued_on,
            valid_until=_day(claims[UNTIL]) if UNTIL in claims else None,
            name=clean_text(_text(claims[NAME])),
            subject=clean_text(_text(claims[SUBJECT])),
            sicil_no=_text(claims[SICIL]),
            status_index=_whole(claims[STATUS]),
        )
        found.belge_no("ODA")
    except (KeyError, TypeError, ValueError) as error:
        raise ClaimsRefused(str(error)[:80]) from error
    if not is_sicil_no(found.sicil_no):
        raise ClaimsRefused("sicil")
    return found


def _whole(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ClaimsRefused("not a count")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ClaimsRefused("not a text")
    return value


def _day(value: Any) -> date:
    return istanbul.from_days_since_1970(_whole(value))
