"""Growing: the tiles, bundles and root that come of adding entries to a tree. The same input, the same output.

So whoever was stopped while writing them computes them again. They are written before the checkpoint over them is
signed: until then nobody may ask for them, and afterwards they never change. docs/spec/log.md section 4.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from registry.log.bundles import BundleRefused, bundle_content, entries_of, hashes_of
from registry.log.merkle import HASH_BYTES, complete_root, leaf_hash
from registry.log.tiles import FULL, LEVEL_BITS, Bundle, Tile, bundles_written, tile_of, tiles_written
from registry.log.tree import ReadTile, Tree, TreeRefused

# The content of a bundle, exactly as wide as asked for.
ReadBundle = Callable[[Bundle], bytes]


@dataclass(frozen=True, slots=True)
class Growth:
    """What growing from ``old_size`` to ``size`` entries writes, and the ``root`` (32 bytes) over all of them."""

    old_size: int
    size: int
    root: bytes
    tiles: Mapping[Tile, bytes]
    bundles: Mapping[Bundle, bytes]


def grow(
    old_size: int, old_root: bytes, entries: Sequence[bytes], *, read_tile: ReadTile, read_bundle: ReadBundle
) -> Growth:
    """Add ``entries`` to the tree of the last checkpoint, ``old_size`` and ``old_root``.

    Reads the right edge of the old tree, O(log n) tiles and one bundle, and raises ``TreeRefused`` when it is not the
    tree of that checkpoint: a log that grew on another one would contradict itself for good.
    """
    before = Tree(old_size, read_tile)
    if before.root() != old_root:
        raise TreeRefused("the stored tiles are not the tree of the last checkpoint")
    size = old_size + len(entries)
    bundles = _bundles(old_size, size, entries, read_tile, read_bundle)
    tiles = _tiles(old_size, size, entries, read_tile)

    def read_either(tile: Tile) -> bytes:
        return tiles[tile] if tile in tiles else read_tile(tile)

    return Growth(old_size, size, Tree(size, read_either).root(), tiles, bundles)


def _bundles(
    old: int, new: int, entries: Sequence[bytes], read_tile: ReadTile, read_bundle: ReadBundle
) -> dict[Bundle, bytes]:
    begun: list[bytes] = []
    if old % FULL and entries:
        last = Bundle(old // FULL, old % FULL)
        try:
            begun = entries_of(read_bundle(last), last.width)
        except BundleRefused as error:
            raise TreeRefused(f"{last.path}: {error}") from error
        if hashes_of(begun) != read_tile(last.tile):
            raise TreeRefused(f"{last.path} does not hold the entries of its tile")
    standing = [*begun, *entries]
    first = old // FULL * FULL
    return {
        one: bundle_content(standing[(start := one.index * FULL - first) : start + one.width])
        for one in bundles_written(old, new)
    }


def _tiles(old: int, new: int, entries: Sequence[bytes], read_tile: ReadTile) -> dict[Tile, bytes]:
    written: dict[Tile, bytes] = {}
    coming = [leaf_hash(one) for one in entries]
    level = -1
    for tile in tiles_written(old, new):
        if tile.level != level:
            if level >= 0:
                coming = _full_roots(written, level)
            level, had = tile.level, old >> LEVEL_BITS * tile.level
            if had % FULL:
                coming = [*_split(read_tile(tile_of(level, had // FULL, old))), *coming]
            first = had // FULL
        start = (tile.index - first) * FULL
        written[tile] = b"".join(coming[start : start + tile.width])
    return written


def _full_roots(written: Mapping[Tile, bytes], level: int) -> list[bytes]:
    """The hashes that a level hands to the one above: the roots of its tiles that became full."""
    return [
        complete_root(_split(content))
        for tile, content in written.items()
        if tile.level == level and tile.width == FULL
    ]


def _split(content: bytes) -> list[bytes]:
    return [content[at : at + HASH_BYTES] for at in range(0, len(content), HASH_BYTES)]
