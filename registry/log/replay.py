"""Replaying a log: its tree computed from its entries alone, and every tile that it shows held against that. Pure.

Whoever replays believes nothing of the log but its entries; the root it comes to is for the caller to compare with what
was signed. docs/spec/log.md section 7.
"""

from registry.log.bundles import BundleRefused, entries_of
from registry.log.growth import ReadBundle, grow
from registry.log.merkle import EMPTY_ROOT
from registry.log.tiles import FULL, Bundle, Tile, tile_of
from registry.log.tree import ReadTile, Tree, TreeRefused

# Entries computed at once: whole bundles, so that nothing of the step before is needed.
_BATCH = 64 * FULL


class ReplayRefused(TreeRefused):
    """A tile or bundle is not what the entries make it, or cannot be read as one; ``where`` is its path."""

    def __init__(self, where: str, sentence: str) -> None:
        super().__init__(f"{where}: {sentence}")
        self.where = where


def replay(size: int, *, read_tile: ReadTile, read_bundle: ReadBundle) -> Tree:
    """The tree of the first ``size`` entries, out of all its bundles; keeps 32 bytes an entry.

    Each tile that a log of this size shows is read and compared, none else. Raises ``ReplayRefused`` for the first
    that is wrong, and whatever the readers raise.
    """
    made: dict[Tile, bytes] = {}
    at, root = 0, EMPTY_ROOT
    while at < size:
        upto = min(at + _BATCH, size)
        entries = [
            entry
            for index in range(at // FULL, -(-upto // FULL))
            for entry in _entries(Bundle(index, min(FULL, upto - index * FULL)), read_bundle)
        ]
        # Each step begins at a whole bundle: none of before is read again.
        grown = grow(at, root, entries, read_tile=made.__getitem__, read_bundle=_no_bundle)
        for tile, content in grown.tiles.items():
            if tile == tile_of(tile.level, tile.index, size) and _shown(tile, read_tile) != content:
                raise ReplayRefused(tile.path, "not the hashes of what is below it")
        made.update(grown.tiles)
        at, root = upto, grown.root
    return Tree(size, made.__getitem__)


def _entries(bundle: Bundle, read_bundle: ReadBundle) -> list[bytes]:
    try:
        return entries_of(read_bundle(bundle), bundle.width)
    except (BundleRefused, TreeRefused) as error:
        raise ReplayRefused(bundle.path, str(error)) from error


def _shown(tile: Tile, read_tile: ReadTile) -> bytes:
    try:
        return read_tile(tile)
    except TreeRefused as error:
        raise ReplayRefused(tile.path, str(error)) from error


def _no_bundle(bundle: Bundle) -> bytes:
    raise AssertionError(f"{bundle.path} is read in one step only")
