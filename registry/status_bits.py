"""Status lists as bits: packing, compressing and strictly reading back. Pure.

Two published forms with opposite bit orders:
W3C Bitstring Status List v1.0 (sections 2.2, 3.3, 3.4): place 0 is the left-most bit of the first byte, GZIP,
then multibase ``u`` + base64url. IETF Token Status List (draft-ietf-oauth-status-list-20, section 4): place 0
is the least significant bit of the first byte, DEFLATE in ZLIB form, then base64url. One bit per place here.
"""

import base64
import gzip
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

# The smallest list that W3C allows (section 3.2, step 2): 16 KiB, so that a place says little about its document.
SLOTS = 131_072
_MULTIBASE_BASE64URL = "u"
_GZIP, _ZLIB = 31, 15
_MSB_MASKS = tuple(0x80 >> place for place in range(8))
_LSB_MASKS = tuple(1 << place for place in range(8))


class BitsRefused(ValueError):
    """Not a list of this form; ``code`` is status.malformed, status.size or status.index."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True, slots=True)
class StatusBits:
    """A read list: its bytes and the order in which a byte holds eight places."""

    data: bytes
    left_to_right: bool

    @property
    def slots(self) -> int:
        """How many places it has."""
        return len(self.data) * 8

    def is_set(self, index: object) -> bool:
        """The bit of a place; raises ``BitsRefused`` status.index for anything but a whole number in range."""
        place = _checked(index, self.slots)
        masks = _MSB_MASKS if self.left_to_right else _LSB_MASKS
        return bool(self.data[place // 8] & masks[place % 8])

    def indexes(self) -> list[int]:
        """The places that are set, ascending."""
        masks = _MSB_MASKS if self.left_to_right else _LSB_MASKS
        return [
            at * 8 + place
            for at, byte in enumerate(self.data)
            if byte
            for place, mask in enumerate(masks)
            if byte & mask
        ]


def encode_bitstring(indexes: Iterable[int], slots: int = SLOTS) -> str:
    """``encodedList`` of W3C with these places set; the same places give the same text."""
    packed = gzip.compress(_packed(indexes, slots, _MSB_MASKS), mtime=0)
    return _MULTIBASE_BASE64URL + _b64url(packed)


def decode_bitstring(text: object, slots: int = SLOTS) -> StatusBits:
    """Read an ``encodedList`` of exactly ``slots`` places; raises ``BitsRefused``."""
    if not isinstance(text, str) or not text.startswith(_MULTIBASE_BASE64URL):
        raise BitsRefused("status.malformed", "not multibase base64url")
    return StatusBits(_inflated(text[1:], slots, _GZIP), left_to_right=True)


def encode_token_list(indexes: Iterable[int], slots: int = SLOTS) -> str:
    """``lst`` of the IETF form, ``bits`` being 1; the same places give the same text."""
    return _b64url(zlib.compress(_packed(indexes, slots, _LSB_MASKS), 9))


def decode_token_list(text: object, slots: int = SLOTS) -> StatusBits:
    """Read a ``lst`` of exactly ``slots`` places, ``bits`` being 1; raises ``BitsRefused``."""
    if not isinstance(text, str):
        raise BitsRefused("status.malformed", "not a text")
    return StatusBits(_inflated(text, slots, _ZLIB), left_to_right=False)


def _checked(index: object, slots: int) -> int:
    # ``True`` is an int in Python, and int() would read "٥" and "1_0": neither names a place.
    if type(index) is not int or not 0 <= index < slots:
        raise BitsRefused("status.index", "not a place of this list")
    return index


def _packed(indexes: Iterable[int], slots: int, masks: tuple[int, ...]) -> bytes:
    data = bytearray(_size(slots))
    for index in indexes:
        place = _checked(index, slots)
        data[place // 8] |= masks[place % 8]
    return bytes(data)


def _size(slots: int) -> int:
    if slots <= 0 or slots % 8:
        raise ValueError("a list is whole bytes")
    return slots // 8


def _inflated(text: str, slots: int, form: int) -> bytes:
    size = _size(slots)
    # Not even random bits need more than this; whoever sends more means to fill our memory.
    if len(text) > 2 * size + 1024:
        raise BitsRefused("status.size", "too long for this list")
    reader = zlib.decompressobj(form)
    try:
        data = reader.decompress(_from_b64url(text), size + 1)
    except zlib.error as error:
        raise BitsRefused("status.malformed", "not compressed in the form of this list") from error
    if len(data) > size:
        raise BitsRefused("status.size", "longer than this list")
    if not reader.eof or reader.unused_data:
        raise BitsRefused("status.malformed", "cut short, or followed by other bytes")
    if len(data) < size:
        raise BitsRefused("status.size", "shorter than this list")
    return data


def _b64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _from_b64url(text: str) -> bytes:
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise BitsRefused("status.malformed", "not base64url") from error
    # Padding, the other alphabet or stray trailing bits: a second text for the same list.
    if _b64url(data) != text:
        raise BitsRefused("status.malformed", "not strict base64url")
    return data
