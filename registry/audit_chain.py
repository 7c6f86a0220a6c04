"""The hash chain over audit records: one for each chamber, and one for what belongs to no chamber. Pure.

Altering, adding or deleting a record breaks every later hash. The head, kept apart, tells how far the chain had come,
so that cutting its end is noticed too. Whoever can write the whole database can write a whole new chain: that shows
only against a hash that was noted outside of it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

FIRST_PREV_HASH = bytes(32)
Fault = Literal["altered", "missing", "rewritten"]


@dataclass(frozen=True, slots=True)
class Head:
    """The last record of a chain: its place and hash."""

    seq: int
    entry_hash: bytes


@dataclass(frozen=True, slots=True)
class Link:
    """One record as it stands in a chain: its ``content`` by column, its place, and both hashes."""

    content: Mapping[str, Any]
    seq: int
    prev_hash: bytes
    entry_hash: bytes


@dataclass(frozen=True, slots=True)
class TrailCheck:
    """How the chain of a chamber (None: of no chamber) stands; ``head`` is where it ends now.

    ``first_wrong`` is the place of the first record that is ``altered``, ``missing``, or was ``rewritten`` since a hash
    was noted.
    """

    chamber_code: str | None
    head: Head
    first_wrong: int | None = None
    fault: Fault | None = None


def link(content: Mapping[str, Any], before: Head) -> Link:
    """The next record of a chain; ``before`` is its head until now."""
    seq = before.seq + 1
    return Link(content, seq, before.entry_hash, entry_hash(content, seq, before.entry_hash))


def entry_hash(content: Mapping[str, Any], seq: int, prev: bytes) -> bytes:
    """SHA-256 over a record's columns, its place and the hash before it.

    They are written as JSON without blanks, names in order; for the texts, whole numbers and lists of our records that
    is RFC 8785. Times are UTC with microseconds, ids and hashes text.
    """
    whole = {**{name: _plain(value) for name, value in content.items()}, "prev": prev.hex(), "seq": seq}
    text = json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).digest()


def _plain(value: Any) -> Any:
    match value:
        case UUID():
            return str(value)
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value


def check(
    chamber_code: str | None, links: Iterable[Link], *, before: Head | None, noted: Head | None = None
) -> TrailCheck:
    """Follow a chain; ``noted`` is what somebody wrote down of it earlier.

    ``links`` are in order of ``seq``, which begins at 1 and has no gaps. ``before`` is the head as it was before they
    were read: records may have come since, none may be gone.
    """
    at = Head(0, FIRST_PREV_HASH)
    for one in links:
        fault = _fault(one, at, (before, noted))
        if fault is not None:
            return TrailCheck(chamber_code, at, at.seq + 1, fault)
        at = Head(one.seq, one.entry_hash)
    if any(known is not None and at.seq < known.seq for known in (before, noted)):
        return TrailCheck(chamber_code, at, at.seq + 1, "missing")
    return TrailCheck(chamber_code, at)


def bounded(found: TrailCheck, after: Head | None) -> TrailCheck:
    """``found``, held against the head as it is ``after`` the chain was read: nothing may stand behind it."""
    if found.first_wrong is not None or found.head.seq <= (0 if after is None else after.seq):
        return found
    if after is None:
        return replace(found, first_wrong=found.head.seq + 1, fault="missing")
    return replace(found, first_wrong=after.seq + 1, fault="altered")


def _fault(one: Link, at: Head, known: Iterable[Head | None]) -> Fault | None:
    if one.seq != at.seq + 1:
        return "missing" if one.seq > at.seq else "altered"
    if one.prev_hash != at.entry_hash or one.entry_hash != entry_hash(one.content, one.seq, at.entry_hash):
        return "altered"
    if any(head is not None and head.seq == one.seq and head.entry_hash != one.entry_hash for head in known):
        return "rewritten"
    return None
