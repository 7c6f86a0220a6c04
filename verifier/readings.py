"""What the readers of files found: values of the verification procedure, without the readers themselves."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from verifier.original import UNSEALED, SealRead


@dataclass(frozen=True, slots=True)
class PdfRead:
    """What the PDF reader found: the one ``credential`` text with the ``seal``, or the ``code`` why there is none."""

    credential: str | None
    code: str | None = None
    seal: SealRead = UNSEALED


@dataclass(frozen=True, slots=True)
class PhotoRead:
    """What the reader of photos found: the texts of the QR codes, or the ``code`` why there are none.

    ``pictures``: there is nothing in the file but pictures.
    """

    texts: tuple[str, ...]
    code: str | None = None
    pictures: bool = True


@dataclass(frozen=True, slots=True)
class BadgeRead:
    """What the reader of badges found: the one credential's ``text``, or the ``code`` why there is none."""

    text: str | None
    code: str | None = None


async def no_badges(_data: bytes) -> BadgeRead:
    """Where there is no reader of badges."""
    return BadgeRead(None, "badge.unreadable")


async def no_photos(_data: bytes) -> PhotoRead:
    """Where there is no reader of photos."""
    return PhotoRead((), "photo.unreadable")


ReadBadge = Callable[[bytes], Awaitable[BadgeRead]]
ReadPhoto = Callable[[bytes], Awaitable[PhotoRead]]
ReadPdf = Callable[[bytes], Awaitable[PdfRead]]
