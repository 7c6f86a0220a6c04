"""A tree read by its tiles: roots and proofs of RFC 9162 sections 2.1.3.1 and 2.1.4.1 out of O(log n) tiles."""

from collections.abc import Callable

from registry.log.merkle import EMPTY_ROOT, HASH_BYTES, MAX_SIZE, left_of, node_hash
from registry.log.tiles import LEVEL_BITS, Tile, tile_of

# The content of a tile, exactly as wide as asked for. A full tile begins with each of its partial ones, so a store that
# keeps only the full one cuts it.
ReadTile = Callable[[Tile], bytes]


class TreeRefused(ValueError):
    """What was stored is not the tree that it should be; nothing may be signed or built over it."""


class Tree:
    """The tree of ``size`` entries. Keeps what it read: one object for one operation, such as a batch of proofs."""

    def __init__(self, size: int, read_tile: ReadTile) -> None:
        if not 0 <= size <= MAX_SIZE:
            raise ValueError("a size is a whole number below 2**63")
        self._size = size
        self._read_tile = read_tile
        self._tiles: dict[tuple[int, int], bytes] = {}
        self._nodes: dict[tuple[int, int], bytes] = {}

    def root(self) -> bytes:
        """The root, 32 bytes."""
        return self.root_at(self._size)

    def root_at(self, size: int) -> bytes:
        """The root when the tree had its first ``size`` entries."""
        if not 0 <= size <= self._size:
            raise ValueError("the tree never had this size")
        return self._over(0, size) if size else EMPTY_ROOT

    def inclusion_proof(self, index: int) -> tuple[bytes, ...]:
        """The path of entry ``index``, the leaf's sibling first; at most 63 hashes."""
        if not 0 <= index < self._size:
            raise ValueError("the tree has no such entry")
        path, low, high = [], 0, self._size
        while high - low > 1:
            middle = low + left_of(high - low)
            if index < middle:
                path.append(self._over(middle, high))
                high = middle
            else:
                path.append(self._over(low, middle))
                low = middle
        return tuple(reversed(path))

    def consistency_proof(self, old: int) -> tuple[bytes, ...]:
        """The proof that the first ``old`` entries were this tree; empty for 0 and for the size itself."""
        if not 0 <= old <= self._size:
            raise ValueError("the tree never had this size")
        if old in (0, self._size):
            return ()
        path, low, high = [], 0, self._size
        while high != old:
            middle = low + left_of(high - low)
            if old <= middle:
                path.append(self._over(middle, high))
                high = middle
            else:
                path.append(self._over(low, middle))
                low = middle
        # The old root itself is known to whoever asks; a part of it is not.
        if low:
            path.append(self._over(low, high))
        return tuple(reversed(path))

    def _over(self, low: int, high: int) -> bytes:
        """The hash over entries ``low`` to ``high``, which the tree splits off in one piece."""
        count = high - low
        if count & count - 1 == 0:
            level = count.bit_length() - 1
            return self._node(level, low >> level)
        middle = low + left_of(count)
        return node_hash(self._over(low, middle), self._over(middle, high))

    def _node(self, level: int, index: int) -> bytes:
        """The root of the complete subtree ``index`` of ``2**level`` entries."""
        if level % LEVEL_BITS == 0:
            at = HASH_BYTES * (index & 0xFF)
            return self._tile(level // LEVEL_BITS, index >> LEVEL_BITS)[at : at + HASH_BYTES]
        if (found := self._nodes.get((level, index))) is None:
            found = node_hash(self._node(level - 1, 2 * index), self._node(level - 1, 2 * index + 1))
            self._nodes[level, index] = found
        return found

    def _tile(self, level: int, index: int) -> bytes:
        if (found := self._tiles.get((level, index))) is None:
            tile = tile_of(level, index, self._size)
            found = self._read_tile(tile)
            if len(found) != tile.byte_count:
                raise TreeRefused(f"{tile.path} has {len(found)} bytes")
            self._tiles[level, index] = found
        return found
