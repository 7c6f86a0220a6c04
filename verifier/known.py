"""What the register answers about one document, as values."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from registry.standing import StandingFacts


@dataclass(frozen=True, slots=True)
class Key:
    """What the register is asked by: a document number or a verification code."""

    by: Literal["belge_no", "code"]
    value: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """The register holds this document; ``compact`` is its credential as recorded at the commit.

    ``facts`` are what became of it since: its standing today is derived from them. ``proof``: what shows its issue in
    the transparency log (C2SP tlog-proof), None where the signed log does not hold it.
    """

    compact: str
    facts: StandingFacts
    proof: bytes | None = None


@dataclass(frozen=True, slots=True)
class NotRecorded:
    """The register was asked and has no such document."""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The register could not answer; ``code`` is record.unreachable or record.offline."""

    code: str = "record.unreachable"


@dataclass(frozen=True, slots=True)
class Entered:
    """When the register entered the issue of the document whose credential is ``compact``, and its place in the log.

    ``log_index`` is None for one from before there was a log.
    """

    compact: str
    at: datetime
    log_index: int | None


Known = Recorded | NotRecorded | Unreachable
LookUp = Callable[[Key], Awaitable[Known]]
WhenEntered = Entered | NotRecorded | Unreachable
# By verification code; asked only for documents under a compromised key.
AskEntered = Callable[[str], Awaitable[WhenEntered]]


class MayOpen(Protocol):
    """Whether a sicil no that was given with a number, ``right`` or wrong, opens the document's whole view now."""

    async def __call__(self, belge_no: str, *, right: bool) -> bool:
        """Counts the try."""
        ...


async def never_open(belge_no: str, *, right: bool) -> bool:  # noqa: ARG001 - the shape of the others
    """Where wrong tries cannot be counted, a number opens the masked view alone."""
    return False


async def offline(_key: Key) -> Known:
    """The look-up of a check without a register."""
    return Unreachable("record.offline")


async def entered_offline(_code: str) -> WhenEntered:
    """Without a register nobody knows when a document was entered."""
    return Unreachable("record.offline")
