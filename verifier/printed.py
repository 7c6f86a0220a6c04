"""Which printed facts a changed sheet no longer shows: the sheet as drawn again against the one presented. Pure.

It only says where to look. A page that shows every fact may still lie; what is not byte for byte the drawn sheet never
counts as genuine.
"""

from registry.document import Document
from registry.istanbul import day_of, shown
from registry.turkish import nfc, upper

# The name each fact has on the sheet.
_LABELS = (
    "Ad Soyad",
    "Oda Sicil No",
    "Belge No",
    "Alan",
    "Eğitim Adı",
    "Veriliş Tarihi",
    "Geçerlilik Bitişi",
)


def changed_fields(document: Document, drawn: str, presented: str) -> str:
    """Names of the facts that stand in the words of the drawn sheet and not in the presented one's.

    As they follow "uyuşmuyor" in a sentence: ": Ad Soyad, Belge No", or empty where none is missed or words were
    not to be had.
    """
    here, there = _joined(drawn), _joined(presented)
    if not there:
        return ""
    until = document.valid_until
    facts = (
        upper(document.holder_name),
        document.sicil_no,
        document.belge_no,
        document.area or "",
        document.programme_name,
        shown(day_of(document.awarded_at)),
        "" if until is None else shown(until),
    )
    looked_for = [(label, _joined(fact)) for label, fact in zip(_LABELS, facts, strict=True)]
    missed = [label for label, fact in looked_for if fact and fact in here and fact not in there]
    return f": {', '.join(missed)}" if missed else ""


def _joined(words: str) -> str:
    """Without spaces and breaks: where a line ends is the drawing's affair."""
    return "".join(nfc(words).replace("\u200b", "").split())
