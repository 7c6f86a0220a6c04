"""Auditing a log from outside: what it serves is read over HTTP, computed again, and held against what was seen before.

Only addresses below the given one are asked: no redirect is followed and no proxy used. Everything has its largest size
and its time. docs/spec/log.md section 7.
"""

import time
from dataclasses import dataclass
from pathlib import Path

import httpx

from keys.log_checkpoint import Checkpoint, LogPolicy, Opened, open_checkpoint
from keys.log_note import MAX_NOTE, LogNoteRefused
from keys.vault import write_whole
from registry.log.replay import ReplayRefused, replay
from registry.log.tiles import Bundle, Tile
from registry.log.tree import Tree
from registry.records.registry_records import Records
from registry.refusal import Refusal
from registry.transparency.checking import check_log

TIMEOUT_SECONDS = 10.0
# Of one answer as a whole: who answers a byte at a time is in time with every single one.
DEADLINE_SECONDS = 30.0
# 1.7 GB of entries, and half a GB of memory for their tree: many times what all chambers issue in a lifetime.
MOST_ENTRIES = 16 * 1024 * 1024
# Each entry of a log of ours has 32 bytes, after its length in two.
_ENTRY_BYTES = 34


class LogAuditRefused(Refusal):
    """The log does not hold, or could not be read."""


@dataclass
class LogSource:
    """A log as it is served below ``prefix``; counts what was read of it."""

    prefix: httpx.URL
    client: httpx.Client
    read: int = 0
    tiles: int = 0
    bundles: int = 0
    served: bytes = b""

    def checkpoint(self) -> bytes:
        """The newest checkpoint, unchecked; stays in ``served``."""
        self.served = self._read("checkpoint", MAX_NOTE)
        return self.served

    def tile(self, tile: Tile) -> bytes:
        """A tile, not longer than it may be."""
        self.tiles += 1
        return self._read(tile.path, tile.byte_count)

    def bundle(self, bundle: Bundle) -> bytes:
        """An entry bundle, not longer than it may be."""
        self.bundles += 1
        return self._read(bundle.path, _ENTRY_BYTES * bundle.width)

    def _read(self, path: str, longest: int) -> bytes:
        ends = time.monotonic() + DEADLINE_SECONDS
        url = self.prefix.copy_with(path=f"{self.prefix.path.rstrip('/')}/{path}")
        try:
            with self.client.stream("GET", url, headers={"accept-encoding": "identity"}) as answer:
                if answer.status_code != 200 or "content-encoding" in answer.headers:
                    raise _unread(path, f"HTTP {answer.status_code}")
                found = bytearray()
                for part in answer.iter_raw():
                    found += part
                    if len(found) > longest:
                        raise _unread(path, f"> {longest} B")
                    if time.monotonic() > ends:
                        raise _unread(path, f"> {DEADLINE_SECONDS:.0f} s")
        except httpx.HTTPError as error:
            raise _unread(path, type(error).__name__) from error
        self.read += len(found)
        return bytes(found)


def _unread(path: str, why: str) -> LogAuditRefused:
    return LogAuditRefused("log.unreachable", where=path, why=why)


@dataclass(frozen=True, slots=True)
class Audited:
    """A log that holds: its checkpoint, the tree of its entries, and the size it was seen at before."""

    opened: Opened
    tree: Tree
    seen: int | None


def prefix_of(url: str) -> httpx.URL:
    """The log's prefix of an address; without a path it is ``/log`` there. Raises ``LogAuditRefused`` log.address."""
    try:
        found = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise LogAuditRefused("log.address", url=url[:200]) from error
    if (
        found.scheme not in ("http", "https")
        or not found.host
        or found.userinfo
        or found.query
        or found.fragment
    ):
        raise LogAuditRefused("log.address", url=url[:200])
    return found.copy_with(path="/log") if found.path == "/" else found


def client() -> httpx.Client:
    """What asks: as the address says, whatever the environment names."""
    return httpx.Client(trust_env=False, follow_redirects=False, timeout=TIMEOUT_SECONDS)


def audit(source: LogSource, policy: LogPolicy, before: bytes | None) -> Audited:
    """Replay a log under ``policy``; ``before`` is the checkpoint that was seen last.

    Raises ``LogAuditRefused``: log.unreachable, log.checkpoint, log.tile, log.root, log.shrunk, log.forked, log.state.
    """
    opened = _opened(source.checkpoint(), policy)
    now = opened.checkpoint
    was = None if before is None else _seen(before, policy)
    if was is not None and now.size < was.size:
        raise LogAuditRefused("log.shrunk", size=now.size, seen=was.size)
    try:
        tree = replay(now.size, read_tile=source.tile, read_bundle=source.bundle)
    except ReplayRefused as error:
        raise LogAuditRefused("log.tile", where=error.where) from error
    if tree.root() != now.root:
        raise LogAuditRefused("log.root", where=str(now.size))
    # All entries are at hand: the tree of then is computed, and no proof of anybody is needed.
    if was is not None and tree.root_at(was.size) != was.root:
        raise LogAuditRefused("log.forked", size=now.size, seen=was.size)
    return Audited(opened, tree, None if was is None else was.size)


def _opened(served: bytes, policy: LogPolicy) -> Opened:
    try:
        opened = open_checkpoint(served, policy)
    except LogNoteRefused as error:
        raise LogAuditRefused("log.checkpoint", reason=error.code) from error
    if opened.checkpoint.size > MOST_ENTRIES:
        raise LogAuditRefused("log.too_long", size=opened.checkpoint.size, most=MOST_ENTRIES)
    return opened


def _seen(before: bytes, policy: LogPolicy) -> Checkpoint:
    # It counts as what the log said, whoever witnessed it then.
    alone = LogPolicy(policy.origin, policy.log_keys)
    try:
        return open_checkpoint(before, alone).checkpoint
    except LogNoteRefused as error:
        raise LogAuditRefused("log.state", reason=error.code) from error


def audit_again(source: LogSource, policy: LogPolicy, state: Path) -> Audited:
    """``audit`` against the checkpoint in the file ``state``, which then is that of now.

    A crash leaves the one before or this one. What contradicts it is kept beside it, in ``<state>.contradicts``: two
    checkpoints that the log signed and that cannot both be true are what there is to show.
    """
    try:
        with state.open("rb") as file:
            before = file.read(MAX_NOTE + 1)
    except FileNotFoundError:
        before = None
    try:
        found = audit(source, policy, before)
    except LogAuditRefused as refusal:
        if refusal.code in ("log.shrunk", "log.forked"):
            write_whole(state.with_name(f"{state.name}.contradicts"), source.served)
        raise
    write_whole(state, source.served)
    return found


def compare(records: Records, found: Audited) -> int:
    """Hold an audited log against the register of this home; returns how many openings were looked at.

    Read in one snapshot. Raises ``LogAuditRefused`` log.register and the codes of ``check_log``.
    """
    head, shown = records.log.head(), found.opened.checkpoint
    if head.size < shown.size:
        raise LogAuditRefused("log.register", size=shown.size, own=head.size)
    if records.log.tree(head.size).root_at(shown.size) != shown.root:
        raise LogAuditRefused("log.register", size=shown.size, own=head.size)
    checked = check_log(records)
    if checked.fault is not None:
        raise LogAuditRefused(checked.fault.code, where=checked.fault.where)
    return checked.openings
