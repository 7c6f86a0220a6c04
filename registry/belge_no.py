"""The number printed on a document: chamber, year, kind, serial and a check character.

``EMO-2026-YB-000123-Y``: the check character is ISO 7064 MOD 37,36 over the preceding letters and
digits without hyphens. Serials are per chamber, year and kind, never reused; gaps are allowed.
"""

import re
from dataclasses import dataclass

KIND_LETTERS = {"katilim": "KB", "basari": "BB", "yetki": "YB"}
KINDS = {letters: kind for kind, letters in KIND_LETTERS.items()}
_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_COMPACT = re.compile(r"([A-Z]{2,16})([0-9]{4})(KB|BB|YB)([0-9]{6})([0-9A-Z])", re.ASCII)
_LIKELY = re.compile(r"[A-Z0-9]{2,16}-?[0-9]{4}-?[A-Z]{2}-?[0-9]{1,8}-?[0-9A-Z]?", re.ASCII)
MAX_SERIAL = 999_999
MAX_TYPED = 64


_VALUES = {sign: value for value, sign in enumerate(_SIGNS)}


class BelgeNoRefused(ValueError):
    """The text is not a document number; ``code`` says why."""

    code = "number.malformed"


class CheckCharacterWrong(BelgeNoRefused):
    """The shape is right but the check character is not: a typing error or an invented number."""

    code = "number.check_character"


def check_character(body: str) -> str:
    """ISO 7064 MOD 37,36 check character of ``body`` (upper-case ASCII letters and digits)."""
    product = 36
    for sign in body:
        total = (product + _VALUES[sign]) % 36 or 36
        product = total * 2 % 37
    return _SIGNS[(37 - product) % 36]


@dataclass(frozen=True, slots=True)
class BelgeNo:
    """A document number in its parts; ``str()`` gives the printed form."""

    chamber: str
    year: int
    kind: str
    serial: int

    def __post_init__(self) -> None:
        if (
            self.kind not in KIND_LETTERS
            or not 0 < self.serial <= MAX_SERIAL
            or not 1000 <= self.year <= 9999
        ):
            raise BelgeNoRefused(
                f"no such document number: {self.chamber} {self.year} {self.kind} {self.serial}"
            )

    def __str__(self) -> str:
        letters = KIND_LETTERS[self.kind]
        check = check_character(f"{self.chamber}{self.year:04d}{letters}{self.serial:06d}")
        return f"{self.chamber}-{self.year:04d}-{letters}-{self.serial:06d}-{check}"


def _compact(typed: str) -> str:
    # ASCII upper-casing on purpose: a Turkish "ı" is no sign of the number and must not become "I".
    if typed.isascii():
        return "".join(typed.split()).replace("-", "").upper()
    return "".join(chr(ord(c) - 32) if "a" <= c <= "z" else c for c in typed if not c.isspace() and c != "-")


def parse(typed: str) -> BelgeNo:
    """Read a number as people type it: any ASCII case, spaces and hyphens ignored; O/0 and I/1 stay apart.

    Raises ``CheckCharacterWrong`` when only the check fails, ``BelgeNoRefused`` otherwise.
    """
    if len(typed) > MAX_TYPED:
        raise BelgeNoRefused("too long for a document number")
    found = _COMPACT.fullmatch(_compact(typed))
    if found is None:
        raise BelgeNoRefused("not of the form ODA-YYYY-TT-NNNNNN-C")
    chamber, year, letters, serial, check = found.groups()
    if check_character(f"{chamber}{year}{letters}{serial}") != check:
        raise CheckCharacterWrong("the check character does not match")
    return BelgeNo(chamber, int(year), KINDS[letters], int(serial))


def looks_like_one(typed: str) -> bool:
    """True when a person probably meant a document number, rightly typed or not."""
    shaped = "".join(chr(ord(c) - 32) if "a" <= c <= "z" else c for c in typed.strip() if not c.isspace())
    return len(shaped) <= MAX_TYPED and _LIKELY.fullmatch(shaped) is not None
