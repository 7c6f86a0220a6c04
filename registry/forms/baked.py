"""Baked badges: a credential inside a picture (Open Badges 3.0 section 5.3). Pure.

Baking is for pictures of our own, which are known to be whole; what others hand in is read by
``verifier/paper/badge.py``.
"""

import struct
import zlib

KEYWORD = b"openbadgecredential"
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
PNG = b"\x89PNG\r\n\x1a\n"
# Signature, and the header chunk: length, type, 13 bytes, CRC.
_AFTER_HEADER = len(PNG) + 4 + 4 + 13 + 4


def text_chunk(text: str, *, keyword: bytes = KEYWORD) -> bytes:
    """The iTXt chunk (PNG section 11.3.3.4): keyword, not compressed, no language, UTF-8 text."""
    data = keyword + b"\0\0\0\0\0" + text.encode()
    return (
        struct.pack(">I", len(data))
        + b"iTXt"
        + data
        + struct.pack(">I", zlib.crc32(data, zlib.crc32(b"iTXt")))
    )


def bake_png(picture: bytes, credential: str) -> bytes:
    """``picture`` with the credential, a compact JWT or JSON, in its one iTXt chunk behind the header.

    Raises ``ValueError`` for what is no PNG or is baked already.
    """
    if picture[: len(PNG)] != PNG or picture[12:16] != b"IHDR" or KEYWORD in picture:
        raise ValueError("not a PNG that can be baked")
    return picture[:_AFTER_HEADER] + text_chunk(credential) + picture[_AFTER_HEADER:]


def bake_svg(picture: bytes, credential: str) -> bytes:
    """``picture`` with the credential as the first element inside ``svg``: a JWT in ``verify``, JSON as CDATA.

    Raises ``ValueError`` for what is no SVG or is baked already.
    """
    root = picture.find(b"<svg")
    if root < 0 or NAMESPACE.encode() in picture:
        raise ValueError("not an SVG that can be baked")
    head = root + len(b"<svg")
    behind = picture.index(b">", head) + 1
    if credential.startswith("{"):
        # The end of a CDATA section can stand in a JSON text alone, where an escape says the same.
        inside = f"><![CDATA[{credential.replace(']]>', ']]' + chr(92) + 'u003e')}]]></openbadges:credential>"
    else:
        inside = f' verify="{credential}"></openbadges:credential>'
    return b"".join(
        (
            picture[:head],
            f' xmlns:openbadges="{NAMESPACE}"'.encode(),
            picture[head:behind],
            f"<openbadges:credential{inside}".encode(),
            picture[behind:],
        )
    )
