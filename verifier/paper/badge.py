"""The credential baked into a badge: ``{"text": …}`` or ``{"code": …}``. Runs in a reader's process.

Open Badges 3.0 section 5.3: a PNG carries it in the one iTXt chunk of that keyword, an SVG in one element. The picture
itself is neither decoded nor shown; nothing that it names is ever fetched.
"""

import struct
import zlib
from typing import Any
from xml.parsers import expat

from registry.forms.baked import KEYWORD, NAMESPACE, PNG

MAX_CREDENTIAL = 64 * 1024
_MOST_CHUNKS = 20_000
_MOST_ELEMENTS = 200_000
_DEEPEST = 64
_TEXT_CHUNKS = (b"iTXt", b"tEXt", b"zTXt")
# Joins namespace and name; no name holds it.
_BESIDE = " "
_ROOT = f"http://www.w3.org/2000/svg{_BESIDE}svg"
_ELEMENT = f"{NAMESPACE}{_BESIDE}credential"


class _Refused(Exception):
    """Why nothing was taken from the badge: its code."""


def read(data: bytes) -> dict[str, Any]:
    """The text of the one credential in a baked picture, or a reason code."""
    try:
        return {"text": _of_png(data) if data.startswith(PNG) else _of_svg(data)}
    except _Refused as refused:
        return {"code": str(refused)}
    except (expat.ExpatError, struct.error, ValueError, IndexError):
        return {"code": "badge.unreadable"}


def _only(texts: list[str]) -> str:
    if not texts:
        raise _Refused("badge.no_credential")
    if len(texts) > 1:
        raise _Refused("badge.several_credentials")
    if not texts[0].strip() or len(texts[0].encode()) > MAX_CREDENTIAL:
        raise _Refused("badge.form")
    return texts[0]


def _of_png(data: bytes) -> str:
    """Every chunk is walked to the end of the file, so that a second credential is seen and nothing lies behind it."""
    texts, place, kind = [], len(PNG), b""
    for number in range(_MOST_CHUNKS):
        (size,) = struct.unpack_from(">I", data, place)
        kind, body = data[place + 4 : place + 8], data[place + 8 : place + 8 + size]
        (sum_,) = struct.unpack_from(">I", data, place + 8 + size)
        place += 12 + size
        if (number == 0) != (kind == b"IHDR") or zlib.crc32(body, zlib.crc32(kind)) != sum_:
            raise _Refused("badge.unreadable")
        if kind in _TEXT_CHUNKS and body.partition(b"\0")[0] == KEYWORD:
            texts.append(_text_of(kind, body[len(KEYWORD) :]))
        if kind == b"IEND":
            break
    if kind != b"IEND" or place != len(data):
        raise _Refused("badge.unreadable")
    return _only(texts)


def _text_of(kind: bytes, rest: bytes) -> str:
    """The text behind a keyword: an iTXt chunk, not compressed. What is compressed is never unpacked."""
    if kind != b"iTXt" or rest[:3] != b"\0\0\0":
        raise _Refused("badge.form")
    _language, _, named = rest[3:].partition(b"\0")
    _translated, found, text = named.partition(b"\0")
    if not found:
        raise _Refused("badge.form")
    return text.decode("utf-8", errors="strict")


class _Svg:
    """Hears an SVG's elements. No document type, so no entity beyond the five that XML has, and nothing outside."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._depth = self._elements = 0
        self._inside = False
        self._signed = ""
        self._written: list[str] = []

    def declared(self, *_said: Any) -> None:
        raise _Refused("badge.form")

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > _DEEPEST or self._elements > _MOST_ELEMENTS:
            raise _Refused("badge.limits")
        if self._depth == 1 and name != _ROOT:
            raise _Refused("badge.unreadable")
        if self._inside:
            raise _Refused("badge.form")
        if name == _ELEMENT:
            # Elsewhere it would belong to a part of the picture, and other attributes might say more than is judged.
            if self._depth != 2 or set(attributes) - {"verify"}:
                raise _Refused("badge.form")
            self._inside, self._signed, self._written = True, attributes.get("verify", ""), []

    def text(self, text: str) -> None:
        if self._inside:
            self._written.append(text)

    def end(self, name: str) -> None:
        self._depth -= 1
        if name == _ELEMENT:
            self._inside = False
            written = "".join(self._written).strip()
            if bool(written) == bool(self._signed):
                raise _Refused("badge.form")
            self.texts.append(written or self._signed)


def _of_svg(data: bytes) -> str:
    heard = _Svg()
    # UTF-8 whatever the file says of itself: RFC 3629 is what Open Badges asks for.
    parser = expat.ParserCreate("utf-8", _BESIDE)
    parser.StartDoctypeDeclHandler = heard.declared
    parser.ProcessingInstructionHandler = heard.declared
    parser.StartElementHandler = heard.begin
    parser.EndElementHandler = heard.end
    parser.CharacterDataHandler = heard.text
    parser.Parse(data, True)
    return _only(heard.texts)
