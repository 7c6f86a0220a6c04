"""How reports write numbers: shares half up to one decimal, the sign first; thousands with a point.

Eligibility rates follow another rule (they are cut) and stand with the issuing rules.
"""

import re

# As ``share`` writes them, with one decimal.
_SHARE = re.compile(r"%(\d[\d.]*),(\d)")


def tenths(part: int, whole: int) -> int:
    """``part / whole`` in tenths, rounded half up; both not negative, ``whole`` above zero."""
    return (20 * part + whole) // (2 * whole)


def decimal(part: int, whole: int) -> str | None:
    """``part / whole`` with one decimal, as 19,8; None without a whole."""
    if whole == 0:
        return None
    value = tenths(part, whole)
    return f"{thousands(value // 10)},{value % 10}"


def share(part: int, whole: int) -> str | None:
    """The share as %51,3; None without a whole."""
    found = decimal(100 * part, whole)
    return None if found is None else f"%{found}"


def in_english(text: str) -> str:
    """A text with its shares as English writes them: %51,3 as 51.3 %."""
    return _SHARE.sub(lambda found: f"{found[1].replace('.', ',')}.{found[2]} %", text)


def rounded(part: int, whole: int) -> int | None:
    """``part / whole`` as a whole number, half up; None without a whole."""
    return None if whole == 0 else (2 * part + whole) // (2 * whole)


def thousands(number: int) -> str:
    """20180 as 20.180."""
    return f"{number:,}".replace(",", ".")
