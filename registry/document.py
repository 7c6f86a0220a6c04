"""What one document says: the values between a draft and its credential (docs/spec/credential.md)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from registry.turkish import nfc

KIND_TITLES = {"katilim": "Katılım Belgesi", "basari": "Başarı Belgesi", "yetki": "Yetki Belgesi"}
KIND_NUMBERS = {"katilim": 1, "basari": 2, "yetki": 3}
FORMS = ("uygulamali", "yuz_yuze", "cevrimici")
SIGNER_ROLES = ("baskan", "yazman")
CURRENT_DESIGN = "birlik/v3"
# The version that has taken another's place in its family, with the same look: those of 2 carry the log's proof as well.
SUCCEEDED = {
    "birlik/v1": CURRENT_DESIGN,
    "birlik/v2": CURRENT_DESIGN,
    "birlik-tr-en/v1": "birlik-tr-en/v2",
    "cagdas/v1": "cagdas/v2",
    "cagdas-tr-en/v1": "cagdas-tr-en/v2",
    "yalin/v1": "yalin/v2",
    "yalin-tr-en/v1": "yalin-tr-en/v2",
    "emo/v1": "emo/v2",
}
MAX_TEXT = 300
# Of one name or title, so that sentences made of them stay within MAX_TEXT.
LONGEST_NAME = 200
# Of the number that a chamber gave to paper before this register.
LONGEST_PAPER_NUMBER = 60
_BOARD_DECISION = re.compile(r"\d{1,3}/\d{1,4}", re.ASCII)
_FORBIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
# Letters and marks that show nothing: joiner of marks, fillers of Hangul and Khmer, the Mongolian and the general
# selectors of a variant (Unicode's Default_Ignorable_Code_Point beyond the categories above), and Braille's blank.
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)


def newest_design(design: str) -> str:
    """The version of a chosen design that new documents are drawn with."""
    return SUCCEEDED.get(design, design)


class TextRefused(ValueError):
    """A text that may not stand on a document: empty, too long, or with hidden characters."""

    code = "document.text"


@lru_cache(maxsize=4096)
def clean_text(text: str, longest: int = MAX_TEXT) -> str:
    """``text`` itself if it may be printed; raises ``TextRefused``.

    NFC, 1 to ``longest`` characters, no control, format (bidi, zero width), invisible, private or unassigned characters.
    """
    if not text or len(text) > longest or nfc(text) != text:
        raise TextRefused("empty, too long or not normalised")
    # Printable text holds none of them; only what is not needs a look at every character.
    if not text.isprintable() and any(unicodedata.category(char) in _FORBIDDEN for char in text):
        raise TextRefused("a hidden character")
    if not text.isascii() and _INVISIBLE.search(text):
        raise TextRefused("a character that shows nothing")
    return text


@dataclass(frozen=True, slots=True)
class BoardDecision:
    """A decision of the chamber's board: number like ``40/34`` and its day."""

    number: str
    day: date

    def __post_init__(self) -> None:
        if _BOARD_DECISION.fullmatch(self.number) is None:
            raise TextRefused("a board decision number looks like 40/34")


@dataclass(frozen=True, slots=True)
class SignerName:
    """Who signs on paper for the chamber; ``role`` is ``baskan`` or ``yazman``."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class EarlierPaper:
    """A document the chamber issued on paper before this register, by the chamber's own number and day."""

    number: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """A place in a status list: the list's address and a random index in it."""

    list_url: str
    index: int


@dataclass(frozen=True, slots=True)
class Document:
    """One document. Days are calendar days in Istanbul; ``awarded_at`` is an aware instant, whole seconds."""

    kind: str
    title: str
    belge_no: str
    public_url: str
    verification_code: str
    subject_id: str
    issuer_did: str
    chamber_code: str
    chamber_name: str
    holder_name: str
    holder_title: str
    sicil_no: str
    programme_code: str
    programme_name: str
    description: str
    criteria: str
    form: str
    lesson_hours: int
    minutes_per_lesson: int
    awarded_at: datetime
    valid_from: date
    valid_until: date | None
    status: StatusEntry
    start_on: date | None = None
    end_on: date | None = None
    area: str | None = None
    branch: str | None = None
    place: str | None = None
    board_decision: BoardDecision | None = None
    supporting_belge_no: str | None = None
    annual_visa: bool = False
    signers: tuple[SignerName, ...] = ()
    specimen: bool = False
    earlier: EarlierPaper | None = None
    design: str = CURRENT_DESIGN
    qr: bytes = b""

    @property
    def url(self) -> str:
        """Where anyone checks this document; also the credential's id."""
        return f"{self.public_url}/v/{self.verification_code}"
