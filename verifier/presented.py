"""What a person hands in, told apart: number, code, QR text, credential text, PDF, photo, badge."""

import re
from dataclasses import dataclass
from typing import Any

from keys.strict_json import JsonRefused, parse
from registry import belge_no as numbers
from registry import verification_code
from registry.forms import in_json as forms
from registry.forms.baked import KEYWORD, PNG
from registry.turkish import fold, nfc

MAX_TEXT = 64 * 1024
MAX_FILE = 5 * 1024 * 1024
_URL = re.compile(r"(?i:https?)://[^\s]*")
# The address as printed on paper, typed without its scheme.
_ADDRESS = re.compile(r"[A-Za-z0-9.-]+(:[0-9]+)?/v/[^\s]*")
_COMPACT = re.compile(r"[A-Za-z0-9_=+/-]*\.[A-Za-z0-9_=+/-]*\.[A-Za-z0-9_=+/-]*")
_DASHES = str.maketrans("‐‑‒–—−", "------")
_PICTURES = (PNG, b"\xff\xd8\xff")
# ISO/IEC 23008-12: not read here, but told to be a photo, so that the answer says what to do.
_HEIC = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Nothing to judge; ``code`` says why. ``refused`` means that no genuine document looks like this."""

    code: str
    refused: bool = False


@dataclass(frozen=True, slots=True)
class ByNumber:
    """A document number with a right check character.

    With the holder's ``sicil_no``, as given, it opens the whole view; with a wrong one it is a number alone.
    """

    belge_no: str
    sicil_no: str | None = None


@dataclass(frozen=True, slots=True)
class ByCode:
    """A verification code, typed or from a QR without its signed part."""

    code: str


@dataclass(frozen=True, slots=True)
class QrText:
    """The text of a QR: address and, after ``#``, the digits of the signed part."""

    text: str


@dataclass(frozen=True, slots=True)
class CredentialText:
    """A credential as compact JWS."""

    compact: str


@dataclass(frozen=True, slots=True)
class ProvenCredential:
    """A credential as JSON with its signature inside (``proof``), read but not judged."""

    value: dict[str, Any]


@dataclass(frozen=True, slots=True)
class PdfFile:
    """A PDF file, unread."""

    data: bytes


@dataclass(frozen=True, slots=True)
class PhotoFile:
    """A picture that may show a QR code, unread."""

    data: bytes


@dataclass(frozen=True, slots=True)
class BadgeFile:
    """A picture that may carry a credential (Open Badges 3.0 section 5.3), unread."""

    data: bytes


Presented = (
    Unreadable
    | ByNumber
    | ByCode
    | QrText
    | CredentialText
    | ProvenCredential
    | PdfFile
    | PhotoFile
    | BadgeFile
)


def from_bytes(data: bytes) -> Presented:
    """Tell a file apart: PDF, photo, else text."""
    if not data:
        return Unreadable("input.empty")
    if len(data) > MAX_FILE:
        return Unreadable("input.too_large")
    if data.startswith(b"%PDF-"):
        return PdfFile(data)
    if _is_badge(data):
        return BadgeFile(data)
    if data.startswith(_PICTURES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP") or data[4:12] in _HEIC:
        return PhotoFile(data)
    try:
        return from_text(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        # A PDF behind other bytes is no original of ours, but its reader may still say more.
        return PdfFile(data) if b"%PDF-" in data[:1024] else Unreadable("input.unrecognised")


def _is_badge(data: bytes) -> bool:
    """True for a PNG that names the credential in it, and for an SVG."""
    if data.startswith(PNG):
        return KEYWORD in data
    begins = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    return begins.startswith(b"<") and b"svg" in begins


def from_text(text: str) -> Presented:
    """Tell a text apart: QR text, credential, number or code."""
    text = text.strip()
    if not text:
        return Unreadable("input.empty")
    if text.startswith("{"):
        return _from_json(text)
    if _URL.fullmatch(text) or _ADDRESS.fullmatch(text):
        return QrText(text)
    if text.count(".") == 2 and _COMPACT.fullmatch(text):
        return CredentialText(text)
    if len(text) > MAX_TEXT:
        return Unreadable("input.too_large")
    return _typed(text)


def from_number(text: str, sicil_no: str = "") -> Presented:
    """A text given as a document number, perhaps with the holder's sicil no."""
    try:
        return ByNumber(str(numbers.parse(text)), nfc(sicil_no).strip() or None)
    except numbers.BelgeNoRefused as error:
        return Unreadable(error.code, refused=True)


def _typed(text: str) -> Presented:
    text = text.translate(_DASHES)
    if not text.isascii() and numbers.looks_like_one(fold(text)):
        # Meant as a number, but a Turkish letter is no sign of one: IMO, not İMO.
        return Unreadable(numbers.BelgeNoRefused.code, refused=True)
    if numbers.looks_like_one(text):
        return from_number(text)
    try:
        return ByCode(verification_code.parse(text))
    except verification_code.CodeRefused as error:
        letters = text.replace("-", "").replace(" ", "")
        if len(text) <= 32 and letters.isalnum() and letters.isascii():
            # Somebody typed something short: near a code's length it was meant as one, else as a number.
            near_code = abs(len(letters) - verification_code.LENGTH) <= 2
            return Unreadable(error.code if near_code else numbers.BelgeNoRefused.code, refused=True)
        return Unreadable("input.unrecognised")


def _from_json(text: str) -> Presented:
    if len(text) > MAX_TEXT:
        return Unreadable("input.too_large")
    try:
        value: Any = parse(text.encode())
    except (JsonRefused, UnicodeEncodeError):
        return Unreadable("input.unrecognised")
    if isinstance(value, dict) and "proof" in value:
        return ProvenCredential(value)
    compact = forms.opened(value) if isinstance(value, dict) else None
    return Unreadable("credential.unsigned") if compact is None else CredentialText(compact)
