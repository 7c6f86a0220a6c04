"""The code that opens a document's page: 16 Crockford base32 characters, 80 random bits.

Unlike the document number it cannot be guessed, so it opens the full view (docs/spec/qr.md).
"""

import re
import secrets

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
_CODE = re.compile(f"[{SYMBOLS}]{{{LENGTH}}}", re.ASCII)
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
MAX_TYPED = 64


class CodeRefused(ValueError):
    """The text cannot be a verification code."""

    code = "code.malformed"


def from_bits(bits: int) -> str:
    """The code of an 80-bit number (0 <= bits < 2**80)."""
    return "".join(SYMBOLS[bits >> shift & 31] for shift in range(5 * (LENGTH - 1), -1, -5))


def fresh() -> str:
    """A new random code."""
    return from_bits(secrets.randbits(5 * LENGTH))


def parse(typed: str) -> str:
    """Read a code as people type it: any case, spaces and hyphens ignored, O as 0, I and L as 1.

    Raises ``CodeRefused``; nothing is looked up for such a text.
    """
    if len(typed) > MAX_TYPED or not typed.isascii():
        raise CodeRefused("not a verification code")
    code = "".join(typed.split()).replace("-", "").upper().translate(_READ_AS)
    if _CODE.fullmatch(code) is None:
        raise CodeRefused("not a verification code")
    return code


def grouped(code: str) -> str:
    """The printed form, four groups of four."""
    return "-".join(code[place : place + 4] for place in range(0, LENGTH, 4))
