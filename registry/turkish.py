"""Turkish letters: casing, search folding and sorting, independent of database and locale.

Python's ``str.upper``/``lower`` map i and I the English way and no database in use carries a Turkish
collation, so keys are computed here and stored (docs/glossary.md, "Türk alfabesi").
"""

import unicodedata
from functools import lru_cache
from typing import Literal

ALPHABET = "abcçdefgğhıijklmnoöpqrsştuüvwxyz"
_ORDER = {letter: chr(ord("A") + place) for place, letter in enumerate(ALPHABET)}
_UPPER = str.maketrans({"i": "İ", "ı": "I"})
_LOWER = str.maketrans({"I": "ı", "İ": "i"})
_MOST_MARKS = 30
# No marks themselves, but what their normal forms begin with are.
_MADE_OF_MARKS = frozenset("\u0f73\u0f75\u0f81\uff9e\uff9f")
_FOLD = str.maketrans("çğıöşü", "cgiosu")


def composed(text: str, form: Literal["NFC", "NFKC", "NFKD"] = "NFC") -> str:
    """Text in a normal form of Unicode, with at most thirty marks upon a letter.

    No script has more (UAX #15, Stream-Safe Text Format), and bringing marks into their order takes the square of
    their number: one form full of them would hold the server for minutes.
    """
    return unicodedata.normalize(form, _with_few_marks(text) if len(text) > _MOST_MARKS else text)


def _with_few_marks(text: str) -> str:
    kept, marks = [], 0
    for char in text:
        marks = marks + 1 if unicodedata.combining(char) or char in _MADE_OF_MARKS else 0
        if marks <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def nfc(text: str) -> str:
    """Text as it is stored: composed (Unicode NFC), outer spaces cut, inner runs of spaces made one."""
    return " ".join(composed(text).split())


def upper(text: str) -> str:
    """Upper case by Turkish rules: "Işıl İnci" becomes "IŞIL İNCİ"."""
    return text.translate(_UPPER).upper()


def lower(text: str) -> str:
    """Lower case by Turkish rules: "İPEK ILGIN" becomes "ipek ılgın"."""
    return text.translate(_LOWER).lower()


def _without_marks(text: str) -> str:
    split = composed(text, "NFKD")
    return "".join(char for char in split if not unicodedata.combining(char))


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Search key: lower case, Turkish letters to their ASCII cousins, marks dropped.

    "gulsen caglayan" and "Gülşen Çağlayan" fold to the same text.
    """
    return _without_marks(lower(nfc(text)).translate(_FOLD))


def sort_key(text: str) -> str:
    """Key whose byte order is the order of the Turkish alphabet (c < ç, ı < i, s < ş).

    Letters map to ASCII above every digit and space; circumflexes count as the bare letter. The text
    itself follows after a low separator, so equal keys still have one fixed order.
    """
    shaped = []
    for char in lower(nfc(text)):
        bare = char if char in _ORDER else _without_marks(char)
        shaped.append("".join(_ORDER.get(part, part if part < "A" else "~") for part in bare))
    return "".join(shaped) + "\x1f" + text


def mask_name(full_name: str) -> str:
    """First letter of each part and three stars: "Işıl İnci Öztürk" becomes "I*** İ*** Ö***".

    The length of a part is not revealed (KVKK, docs/spec/verdict.md).
    """
    return " ".join(f"{upper(part[0])}***" for part in nfc(full_name).split())
