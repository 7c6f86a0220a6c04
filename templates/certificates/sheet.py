"""What stands on a sheet, read out of a credential: plain texts and days, ready for any design.

Every text is made showable first: composed (NFC), spaces joined, control and direction characters dropped,
characters the fonts lack replaced by a question mark. Days are days in Istanbul, written 22.11.2026.
"""

import base64
import binascii
import re
import unicodedata
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

ISTANBUL = ZoneInfo("Europe/Istanbul")
KINDS = ("katilim", "basari", "yetki")
LONGEST = 300
_ADDRESS = re.compile(
    r"https?://(?P<host>[A-Za-z0-9.:\[\]-]{1,253})/v/(?P<code>[0-9A-HJKMNP-TV-Z]{16})", re.ASCII
)
_UPPER = str.maketrans({"i": "İ", "ı": "I"})


class PayloadUnfit(ValueError):
    """A field that the sheet prints is absent, of the wrong form, or too long to print."""

    code = "design.payload_unfit"


@dataclass(frozen=True)
class Sheet:
    """What a design prints (``values``, JSON-ready) and what the drawing needs besides.

    ``qr_segments``: the address with ``#``, then the digits; ``awarded``: Unix seconds.
    """

    kind: str
    values: dict[str, object]
    qr_segments: tuple[str, str]
    awarded: int


def upper(text: str) -> str:
    """Upper case by Turkish rules: "Işıl İnci" becomes "IŞIL İNCİ"."""
    return text.translate(_UPPER).upper()


def showable(text: str, coverage: AbstractSet[str]) -> str:
    """The text as the fonts can show it, in one line; a break is allowed in words above 48 letters."""
    composed = unicodedata.normalize("NFC", text).replace("i\u0307", "i")  # left by lower-casing İ elsewhere
    joined = " ".join(composed.split())
    kept = (char for char in joined if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Cn", "Co"))
    words = "".join(char if char in coverage else "?" for char in kept).split()
    return " ".join(
        "\u200b".join(word[at : at + 24] for at in range(0, len(word), 24)) if len(word) > 48 else word
        for word in words
    )


def turkish_day(instant: datetime | date) -> str:
    """22.11.2026, in Istanbul for an instant."""
    day = instant.astimezone(ISTANBUL) if isinstance(instant, datetime) else instant
    return f"{day.day:02d}.{day.month:02d}.{day.year:04d}"


class _Reader:
    """Typed reads out of one JSON object; names the field in ``PayloadUnfit``."""

    def __init__(self, data: object, name: str, coverage: AbstractSet[str]) -> None:
        if not isinstance(data, Mapping):
            raise PayloadUnfit(f"{name} is not an object")
        self._data, self._name, self._coverage = data, name, coverage

    def optional(self, field: str) -> str:
        """A text ready to print, empty when absent."""
        value = self._data.get(field)
        if value is None:
            return ""
        if not isinstance(value, str) or len(value) > LONGEST:
            raise PayloadUnfit(f"{self._name}.{field} is not a text of at most {LONGEST} characters")
        return showable(value, self._coverage)

    def text(self, field: str) -> str:
        if not (found := self.optional(field)):
            raise PayloadUnfit(f"{self._name}.{field} is empty")
        return found

    def raw(self, field: str) -> str:
        value = self._data.get(field)
        if not isinstance(value, str):
            raise PayloadUnfit(f"{self._name}.{field} is not a text")
        return value

    def instant(self, field: str) -> datetime:
        try:
            found = datetime.fromisoformat(self.raw(field))
        except ValueError as refused:
            raise PayloadUnfit(f"{self._name}.{field} is not a time") from refused
        if found.tzinfo is None:
            raise PayloadUnfit(f"{self._name}.{field} has no zone")
        return found

    def day(self, field: str) -> str:
        """The Istanbul day of an instant, or of a plain ISO day; empty when absent."""
        if self._data.get(field) is None:
            return ""
        try:
            return turkish_day(date.fromisoformat(self.raw(field)))
        except ValueError:
            return turkish_day(self.instant(field))

    def count(self, field: str) -> int:
        value = self._data.get(field, 0)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 99_999:
            raise PayloadUnfit(f"{self._name}.{field} is not a small whole number")
        return value

    def flag(self, field: str) -> bool:
        return self._data.get(field) is True

    def inner(self, field: str) -> "_Reader":
        return _Reader(self._data.get(field), f"{self._name}.{field}", self._coverage)

    def inner_or_empty(self, field: str) -> "_Reader":
        return _Reader(self._data.get(field) or {}, f"{self._name}.{field}", self._coverage)

    def each(self, field: str) -> list["_Reader"]:
        found = self._data.get(field) or []
        if not isinstance(found, list):
            raise PayloadUnfit(f"{self._name}.{field} is not a list")
        return [_Reader(item, f"{self._name}.{field}", self._coverage) for item in found]


def sheet_of(payload: Mapping[str, object], coverage: AbstractSet[str]) -> Sheet:
    """Read a credential's payload (docs/spec/credential.md). Raises ``PayloadUnfit``."""
    root = _Reader(payload, "payload", coverage)
    document, subject = root.inner("document"), root.inner("credentialSubject")
    achievement, board = subject.inner("achievement"), document.inner_or_empty("boardDecision")
    identity = {item.raw("identityType"): item.text("identityHash") for item in subject.each("identifier")}
    if "name" not in identity or "ext:OdaSicilNo" not in identity:
        raise PayloadUnfit("credentialSubject.identifier lacks name or sicil")
    address = _ADDRESS.fullmatch(root.raw("id"))
    if address is None:
        raise PayloadUnfit("payload.id is not a verification address")
    kind = document.raw("kind")
    if kind not in KINDS:
        raise PayloadUnfit("document.kind is unknown")
    signers = document.each("signers")
    if len(signers) > 3:
        raise PayloadUnfit("document.signers has more than three entries")
    # Paper of before the register is what the document rests on; at most one is named.
    earlier = next((item.text("name") for item in root.each("evidence")), "")
    code = address["code"]
    values: dict[str, object] = {
        "kind": kind,
        "title": root.text("name"),
        "chamber": root.inner("issuer").text("name"),
        "holder": upper(identity["name"]),
        "sicil": identity["ext:OdaSicilNo"],
        "role": subject.optional("role"),
        "number": subject.text("licenseNumber"),
        "programme": achievement.text("name"),
        "area": achievement.optional("specialization"),
        "starts": subject.day("activityStartDate"),
        "ends": subject.day("activityEndDate"),
        "hours": document.count("lessonHours"),
        "minutes": document.count("minutesPerLesson"),
        "form": document.optional("form"),
        "branch": document.optional("branch"),
        "place": document.optional("place"),
        "from": root.day("validFrom"),
        "until": root.day("validUntil"),
        "awarded": root.day("awardedDate"),
        "decision": board.optional("number"),
        "decided": board.day("date"),
        "visa": document.flag("annualVisa"),
        "supporting": document.optional("supportingDocument") or earlier,
        "signers": [{"name": item.text("name"), "role": item.text("role")} for item in signers],
        "specimen": document.flag("specimen"),
        "host": address["host"],
        "address": f"{address['host']}/v/{code}",
        "code": "-".join(code[place : place + 4] for place in range(0, 16, 4)),
    }
    awarded = int(root.instant("awardedDate").timestamp())
    return Sheet(kind, values, (f"{root.raw('id')}#", _digits(document.raw("qr"))), awarded)


def _digits(qr: str) -> str:
    """The COSE bytes (base64url) as a decimal number behind a sentinel byte 0x01 (docs/spec/qr.md)."""
    try:
        cose = base64.b64decode(qr + "=" * (-len(qr) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as refused:
        raise PayloadUnfit("document.qr is not base64url") from refused
    if not 0 < len(cose) <= 1024:
        raise PayloadUnfit("document.qr is empty or too long")
    return str(int.from_bytes(b"\x01" + cose, "big"))
