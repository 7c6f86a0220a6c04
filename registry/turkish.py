"""Turkish letters: casing, search folding and sorting, independent of database and locale.

Python's ``str.upper``/``lower`` map i and I the English way and no database in use carries a Turkish
collation, so keys are computed here and stored (docs/glossary.md, "Türk alfabesi").
"""

import unicodedata
from functools import lru_cache

ALPHABET = "abcçdefgğhıijklmnoöpqrsştuüvwxyz"
_ORDER = {letter: chr(ord("A") + place) for place, letter in enumerate(ALPHABET)}
_UPPER = str.maketrans({"i": "İ", "ı": "I"})
_LOWER = str.maketrans({"I": "ı", "İ": "i"})
_FOLD = str.maketrans("çğıöşü", "cgiosu")


def nfc(text: str) -> str:
    """Text as it is stored: composed (Unicode NFC), outer spaces cut, inner runs of spaces made one."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def upper(text: str) -> str:
    """Upper case by Turkish rules: "Işıl İnci" becomes "IŞIL İNCİ"."""
    return text.translate(_UPPER).upper()


def lower(text: str) -> str:
    """Lower case by Turkish rules: "İPEK ILGIN" becomes "ipek ılgın"."""
    return text.translate(_LOWER).lower()


def _without_marks(text: str) -> str:
    split = unicodedata.normalize("NFKD", text)
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
