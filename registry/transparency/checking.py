"""The stored log computed again from its entries, and held against the register: the first fault is named."""

from dataclasses import dataclass

from registry.log.bundles import entries_of
from registry.log.replay import ReplayRefused, replay
from registry.log.tiles import FULL, Bundle, bundles_written, tiles_written
from registry.records.registry_records import Records
from registry.records.transparency.log_tree import BUNDLE_LEVEL


@dataclass(frozen=True, slots=True)
class LogFault:
    """What is wrong first. ``code``: log.tile, log.root, log.surplus, log.opening, log.entry_missing."""

    code: str
    where: str


@dataclass(frozen=True, slots=True)
class LogCheck:
    """How many entries and openings were looked at, and the first fault."""

    size: int
    openings: int
    fault: LogFault | None


def check_log(records: Records) -> LogCheck:
    """Entries to tiles to root, openings to entries, documents to openings. Read in one snapshot."""
    head = records.log.head()
    fault = _tree_fault(records, head.size, head.root)
    if fault is not None:
        return LogCheck(head.size, 0, fault)
    count = 0
    place, entries = -1, list[bytes]()
    for one in records.log.openings():
        if one.seq >= head.size:
            return LogCheck(head.size, count, LogFault("log.opening", str(one.seq)))
        if one.seq // FULL != place:
            place = one.seq // FULL
            width = min(FULL, head.size - place * FULL)
            entries = entries_of(records.log.tiles.bundle(Bundle(place, width)), width)
        if entries[one.seq % FULL] != one.opening.entry:
            return LogCheck(head.size, count, LogFault("log.opening", str(one.seq)))
        count += 1
    missing = records.log.without_entry()
    return LogCheck(head.size, count, LogFault("log.entry_missing", missing[0]) if missing else None)


def _tree_fault(records: Records, size: int, root: bytes) -> LogFault | None:
    tiles = records.log.tiles
    expected = {(one.level, one.index) for one in tiles_written(0, size)}
    expected |= {(BUNDLE_LEVEL, one.index) for one in bundles_written(0, size)}
    if surplus := sorted(set(tiles.places()) - expected):
        return LogFault("log.surplus", f"{surplus[0][0]}/{surplus[0][1]}")
    try:
        tree = replay(size, read_tile=tiles.tile, read_bundle=tiles.bundle)
    except ReplayRefused as refused:
        return LogFault("log.tile", refused.where)
    return None if tree.root() == root else LogFault("log.root", str(size))
