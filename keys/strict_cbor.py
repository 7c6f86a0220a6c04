"""Reading CBOR of the one shape that a QR holds, without trusting a byte of it.

Integers, byte and text strings, arrays and maps, all of definite length and nested at most eight deep, and tag 18
around the whole (RFC 8949). Everything else is refused here: general decoders follow tags and references that an attacker sets.
"""

from dataclasses import dataclass
from typing import Any

MAX_DEPTH = 8
TAG_SIGN1 = 18


class CborRefused(ValueError):
    """The bytes are not CBOR of this shape."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """A value under tag 18."""

    value: Any


def read(data: bytes) -> Any:
    """The one value that ``data`` is; raises ``CborRefused``. Whether it is deterministic is the caller's check."""
    value, end = _item(data, 0, 0)
    if end != len(data):
        raise CborRefused("bytes after the value")
    return value


def _head(data: bytes, at: int) -> tuple[int, int, int]:
    """Major type, argument and the place after both."""
    if at >= len(data):
        raise CborRefused("cut short")
    major, info = data[at] >> 5, data[at] & 31
    if info < 24:
        return major, info, at + 1
    size = {24: 1, 25: 2, 26: 4, 27: 8}.get(info, 0)
    if not size or at + 1 + size > len(data):
        raise CborRefused("indefinite, reserved or cut short")
    return major, int.from_bytes(data[at + 1 : at + 1 + size], "big"), at + 1 + size


def _item(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    if depth > MAX_DEPTH:
        raise CborRefused("nested too deeply")
    major, argument, at = _head(data, at)
    match major:
        case 0:
            return argument, at
        case 1:
            return -1 - argument, at
        case 2 | 3:
            return _string(data, at, argument, text=major == 3)
        case 4:
            return _array(data, at, argument, depth)
        case 5:
            return _map(data, at, argument, depth)
        case 6 if argument == TAG_SIGN1 and depth == 0:
            value, at = _item(data, at, depth + 1)
            return Tagged(value), at
    raise CborRefused("a type that no QR holds")


def _string(data: bytes, at: int, size: int, *, text: bool) -> tuple[Any, int]:
    if at + size > len(data):
        raise CborRefused("cut short")
    found = data[at : at + size]
    try:
        return found.decode("utf-8") if text else found, at + size
    except UnicodeDecodeError as error:
        raise CborRefused("not UTF-8") from error


def _array(data: bytes, at: int, count: int, depth: int) -> tuple[Any, int]:
    if count > len(data):
        raise CborRefused("cut short")
    values = []
    for _ in range(count):
        value, at = _item(data, at, depth + 1)
        values.append(value)
    return values, at


def _map(data: bytes, at: int, count: int, depth: int) -> tuple[Any, int]:
    if count > len(data):
        raise CborRefused("cut short")
    members: dict[Any, Any] = {}
    for _ in range(count):
        name, at = _item(data, at, depth + 1)
        value, at = _item(data, at, depth + 1)
        if not isinstance(name, int | str) or name in members:
            raise CborRefused("a name that is no integer or text, or stands twice")
        members[name] = value
    return members, at
