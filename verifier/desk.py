"""What a verification needs from outside: trust, readers of files, drawing, the register, status lists."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from verifier.forms.proven import HashProven, no_hash
from verifier.known import AskEntered, LookUp, MayOpen, entered_offline, never_open, offline
from verifier.original import UNSEALED, Likeness, SealRead
from verifier.status_list import StatusLists
from verifier.trust import NoTrust, Trust


@dataclass(frozen=True, slots=True)
class PdfRead:
    """What the PDF reader found: the one ``credential`` text with the ``seal``, or the ``code`` why there is none.

    ``proof``: the text attached as the log's proof; None where there is none or more than one.
    """

    credential: str | None
    code: str | None = None
    seal: SealRead = UNSEALED
    proof: bytes | None = None


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
# The drawn sheet and the presented file, laid over each other.
LookAlike = Callable[[bytes, bytes], Awaitable[Likeness | None]]
# The signed payload, its compact text and the log's proof, drawn to the bytes of the PDF; None when it cannot be drawn here.
Draw = Callable[[Mapping[str, Any], str, bytes | None], Awaitable[bytes | None]]


async def no_likeness(_drawn: bytes, _presented: bytes) -> None:
    """For a desk at which pages are compared byte for byte and not looked at."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a verification needs from outside."""

    trust: Trust | NoTrust
    read_pdf: ReadPdf
    draw: Draw
    look_up: LookUp = offline
    # Read only where the register cannot be asked; None: there are none here at all.
    status_lists: StatusLists | None = None
    may_open: MayOpen = never_open
    read_photo: ReadPhoto = no_photos
    # To say where a sheet that differs does so, or that it looks the same all the same.
    look_alike: LookAlike = no_likeness
    ask_entered: AskEntered = entered_offline
    read_badge: ReadBadge = no_badges
    hash_proven: HashProven = no_hash
