"""Where things stand in a sealed file, and writing a signature into it by hand."""

import asyncio
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from asn1crypto import cms
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

from issuer.paper.sealing import Seal
from tests.vectors.forged.tools import HandSigner

_RANGE = re.compile(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\] *")


@dataclass(frozen=True, slots=True)
class Gap:
    """The hexadecimal text of the signature lies in ``[first, second)``; its CMS object is ``size`` bytes long."""

    first: int
    second: int
    content: bytes

    @property
    def size(self) -> int:
        """Without the zeros behind it."""
        return len(cms.ContentInfo.load(self.content).dump())


def gap_of(sealed: bytes) -> Gap:
    """The gap of the one signature."""
    (found,) = _RANGE.finditer(sealed)
    first, second, _ = map(int, found.groups())
    return Gap(first, second, bytes.fromhex(sealed[first + 1 : second - 1].decode()))


def with_gap(sealed: bytes, content: bytes) -> bytes:
    """Another object in the room of the CMS object; no signature covers it."""
    gap = gap_of(sealed)
    room = len(gap.content)
    assert len(content) <= room
    return (
        sealed[: gap.first + 1] + content.ljust(room, b"\0").hex().upper().encode() + sealed[gap.second - 1 :]
    )


def with_cms(sealed: bytes, change: Callable[[cms.SignedData], None]) -> bytes:
    """A change of what the CMS object says."""
    info = cms.ContentInfo.load(gap_of(sealed).content).copy()
    change(info["content"])
    return with_gap(sealed, info.dump(force=True))


def with_ranges(sealed: bytes, text: bytes) -> bytes:
    """Another text in the place of ``/ByteRange [...]``, as long as there is room."""
    found = next(_RANGE.finditer(sealed))
    assert len(text) <= len(found[0])
    return sealed[: found.start()] + text.ljust(len(found[0])) + sealed[found.end() :]


def signed_over(data: bytes, seal: Seal, ranges: Sequence[int], room: int) -> bytes:
    """A signature over these ranges written into the first of their gaps, ``room`` bytes of hexadecimal text."""
    digest = hashlib.sha256()
    for start, length in zip(ranges[::2], ranges[1::2], strict=True):
        digest.update(data[start : start + length])
    content = asyncio.run(
        HandSigner(seal).async_sign(
            digest.digest(), "sha256", use_pades=True, signed_attr_settings=PdfCMSSignedAttributes()
        )
    ).dump()
    place = ranges[0] + ranges[1]
    text = content.ljust(room // 2, b"\0").hex().upper().encode()
    return data[:place] + b"<" + text + b">" + data[place + len(text) + 2 :]
