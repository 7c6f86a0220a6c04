"""Signed notes (C2SP signed-note) with Ed25519 keys: the form of a log's checkpoint and of what witnesses say of it.

A note is a text, a blank line, and a line for each signature. Signatures of unknown keys are passed over; of a known key
there is one, and it must hold. docs/spec/log.md section 5.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from keys.algorithms import EDDSA, KeyRefused, ed25519_key, holds

# Sixteen signatures must be read; those of post-quantum kinds are 3 kB long.
MAX_NOTE = 64 * 1024
MAX_SIGNATURES = 64
MAX_NAME = 255
# Signature types of signed-note: of a log over the text, of a witness over text and time (tlog-cosignature).
LOG_KEY, WITNESS_KEY = 0x01, 0x04
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_VKEY = re.compile(r"([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)")
_DASH = "\u2014 "


class LogNoteRefused(ValueError):
    """Nothing in the note may be believed; ``code`` is stable: log.malformed, log.origin, log.signature, log.unsigned, log.witnesses."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True)
class NoteKey:
    """A key by which notes are checked: its name, its use (``LOG_KEY`` or ``WITNESS_KEY``) and 32 bytes of Ed25519."""

    name: str
    use: int
    encoded: bytes
    public: Ed25519PublicKey = field(compare=False, repr=False)

    @cached_property
    def key_id(self) -> bytes:
        """Four bytes that stand before each signature: they tell keys apart, they do not prove one."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.use]) + self.encoded).digest()[:4]

    @property
    def vkey(self) -> str:
        """The key as text: name, key id in hex, use and key in base64, with ``+`` between."""
        material = base64.b64encode(bytes([self.use]) + self.encoded).decode("ascii")
        return f"{self.name}+{self.key_id.hex()}+{material}"

    def holds(self, message: bytes, signature: bytes) -> bool:
        """True when the 64 bytes of ``signature`` hold over ``message`` (RFC 8032)."""
        return holds(EDDSA, self.public, message, signature)


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line: whose it says it is, and what follows the four bytes of the key id."""

    name: str
    key_id: bytes
    value: bytes

    @property
    def line(self) -> bytes:
        """The line, with its end."""
        return f"{_DASH}{self.name} ".encode() + base64.b64encode(self.key_id + self.value) + b"\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A well-formed note none of whose signatures has been checked; ``text`` ends with its last line's end."""

    text: bytes
    signatures: tuple[NoteSignature, ...]

    @property
    def data(self) -> bytes:
        """The note in bytes."""
        return self.text + b"\n" + b"".join(one.line for one in self.signatures)


def note_key(name: str, use: int, encoded: bytes) -> NoteKey:
    """A key from its RFC 8032 encoding; raises ``KeyRefused`` for a weak one, another use, or a name no line can carry."""
    if use not in (LOG_KEY, WITNESS_KEY) or not is_name(name):
        raise KeyRefused("a key of notes has a name without blanks and plus, and one of two uses")
    return NoteKey(name, use, encoded, ed25519_key(encoded))


def read_vkey(text: str) -> NoteKey:
    """The key of a verifier key text in its one spelling; raises ``KeyRefused``."""
    if len(text) > 2 * MAX_NAME or (found := _VKEY.fullmatch(text)) is None:
        raise KeyRefused("not a verifier key")
    try:
        material = base64.b64decode(found[3], validate=True)
    except ValueError as error:
        raise KeyRefused("not a verifier key: not base64") from error
    key = note_key(found[1], material[0] if material else 0, material[1:])
    if key.vkey != text:
        raise KeyRefused("the key id is not that of name and key")
    return key


def is_name(name: str) -> bool:
    """True for the name of a key: no blanks of any kind, no plus, no control characters, at most 255 bytes."""
    return (
        0 < len(name) <= MAX_NAME
        and len(name.encode("utf-8", "surrogatepass")) <= MAX_NAME
        and not any(
            char.isspace() or char == "+" or char < " " or "\ud800" <= char <= "\udfff" for char in name
        )
    )


def read_note(data: bytes) -> Note:
    """Text and signature lines of a note; raises ``LogNoteRefused`` with ``log.malformed``."""
    if len(data) > MAX_NOTE:
        raise LogNoteRefused("log.malformed", f"more than {MAX_NOTE} bytes")
    end = data.rfind(b"\n\n")
    if end < 1:
        raise LogNoteRefused("log.malformed", "no signatures after a blank line")
    _readable(data[: end + 1])
    return Note(data[: end + 1], read_signatures(data[end + 2 :]))


def read_signatures(data: bytes) -> tuple[NoteSignature, ...]:
    """One or more signature lines, as a witness sends them; raises ``LogNoteRefused`` with ``log.malformed``."""
    if len(data) > MAX_NOTE:
        raise LogNoteRefused("log.malformed", f"more than {MAX_NOTE} bytes")
    *lines, rest = _readable(data).split("\n")
    if rest or not 0 < len(lines) <= MAX_SIGNATURES:
        raise LogNoteRefused("log.malformed", f"1 to {MAX_SIGNATURES} signature lines are read")
    return tuple(map(_signature, lines))


def _readable(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise LogNoteRefused("log.malformed", "not UTF-8") from error
    if _CONTROL.search(text) is not None:
        raise LogNoteRefused("log.malformed", "a control character other than the line's end")
    return text


def _signature(line: str) -> NoteSignature:
    name, blank, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not blank or not is_name(name) or not encoded.isascii():
        raise LogNoteRefused("log.malformed", "not a signature line")
    try:
        value = base64.b64decode(encoded, validate=True)
    except ValueError as error:
        raise LogNoteRefused("log.malformed", "a signature that is not base64") from error
    if len(value) < 5 or base64.b64encode(value).decode("ascii") != encoded:
        raise LogNoteRefused("log.malformed", "a signature that is too short or has stray bits")
    return NoteSignature(name, value[:4], value[4:])


def signatures_of(
    keys: Iterable[NoteKey], signatures: Sequence[NoteSignature]
) -> dict[NoteKey, NoteSignature]:
    """The lines of known keys, unchecked; two of one key raise ``LogNoteRefused`` with ``log.signature``.

    A key is known by name and key id together; what shares only one of them is a stranger's.
    """
    found: dict[NoteKey, NoteSignature] = {}
    known = {(key.name, key.key_id): key for key in keys}
    for one in signatures:
        if (key := known.get((one.name, one.key_id))) is not None:
            if key in found:
                raise LogNoteRefused("log.signature", f"{key.name} signed twice")
            found[key] = one
    return found
