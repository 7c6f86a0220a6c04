"""The hash chain over a chamber's sicil entries: altering one row breaks every later hash."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import rfc8785

from registry.istanbul import written

FIRST_PREV_HASH = bytes(32)


@dataclass(frozen=True, slots=True)
class SicilEntry:
    """One entry: what happened to which document of which member. Hashes are 32 bytes."""

    chamber_code: str
    seq: int
    member_id: UUID
    event: str
    belge_no: str
    at: datetime
    actor: str
    prev_hash: bytes
    entry_hash: bytes
    credential_sha256: bytes | None = None
    content_sha256: bytes | None = None


@dataclass(frozen=True, slots=True)
class SicilEvent:
    """What is to be entered.

    The issue of a credential carries the hash of its compact text; any other event that of its own content.
    """

    member_id: UUID
    event: str
    belge_no: str
    credential_sha256: bytes | None = None
    content_sha256: bytes | None = None


def entry_hash(
    *,
    chamber_code: str,
    seq: int,
    member_id: UUID,
    event: str,
    belge_no: str,
    at: datetime,
    actor: str,
    prev: bytes,
    credential_sha256: bytes | None,
    content_sha256: bytes | None = None,
) -> bytes:
    """SHA-256 over the canonical JSON (RFC 8785) of an entry and the hash before it."""
    content: dict[str, str | int | None] = {
        "actor": actor,
        "at": written(at),
        "belge_no": belge_no,
        "chamber": chamber_code,
        "credential_sha256": None if credential_sha256 is None else credential_sha256.hex(),
        "event": event,
        "member": str(member_id),
        "prev": prev.hex(),
        "seq": seq,
    }
    if content_sha256 is not None:
        content["content_sha256"] = content_sha256.hex()
    return hashlib.sha256(_canonical(content)).digest()


def _canonical(content: Mapping[str, str | int | None]) -> bytes:
    """RFC 8785 of a flat object with ASCII names, texts and whole numbers: what the fast encoder writes then."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def content_hash(row: Mapping[str, object]) -> bytes:
    """SHA-256 over the canonical JSON (RFC 8785) of a row of another table, by column name.

    Ids as text, days as ISO, instants as UTC of whole seconds, bytes as hex. The row must hold nothing that is
    ever erased, or the entry could no longer be checked.
    """
    return hashlib.sha256(rfc8785.dumps({name: _plain(value) for name, value in row.items()})).digest()


def _plain(value: object) -> str | int | bool | None:
    match value:
        case None | str() | bool() | int():
            return value
        case UUID():
            return str(value)
        case datetime():
            return written(value)
        case date():
            return value.isoformat()
        case bytes():
            return value.hex()
    raise TypeError(f"no canonical form: {type(value).__name__}")


def unbound(
    entries: Iterable[SicilEntry], events: Collection[str], contents: Mapping[int, bytes]
) -> list[int]:
    """Sequence numbers at which an entry of these ``events`` and the row it tells of do not agree.

    ``contents`` maps the sequence number that each row carries to its ``content_hash``: a row may be altered, lost
    or never entered.
    """
    entered = {
        entry.seq: entry.content_sha256
        for entry in entries
        if entry.event in events and entry.content_sha256 is not None
    }
    return sorted(seq for seq in entered.keys() | contents.keys() if entered.get(seq) != contents.get(seq))


def unmatched(entries: Iterable[SicilEntry], recorded: Mapping[str, bytes]) -> list[str]:
    """Document numbers whose entry and credential do not agree: lost, altered or never entered.

    ``recorded`` maps the numbers of a chamber's credentials to the SHA-256 of their compact text.
    """
    entered = {
        entry.belge_no: entry.credential_sha256 for entry in entries if entry.credential_sha256 is not None
    }
    return sorted(
        belge_no
        for belge_no in entered.keys() | recorded.keys()
        if entered.get(belge_no) != recorded.get(belge_no)
    )


def first_broken(entries: Iterable[SicilEntry]) -> int | None:
    """Sequence number of the first entry that does not continue the chain, or None if all do.

    ``entries`` are one chamber's, in order of ``seq``, which starts at 1 without gaps.
    """
    prev, expected = FIRST_PREV_HASH, 1
    for entry in entries:
        again = entry_hash(
            chamber_code=entry.chamber_code,
            seq=entry.seq,
            member_id=entry.member_id,
            event=entry.event,
            belge_no=entry.belge_no,
            at=entry.at,
            actor=entry.actor,
            prev=prev,
            credential_sha256=entry.credential_sha256,
            content_sha256=entry.content_sha256,
        )
        if entry.seq != expected or entry.prev_hash != prev or entry.entry_hash != again:
            return expected
        prev, expected = entry.entry_hash, expected + 1
    return None
