"""A log in memory: what a store of tiles does, with what the tests want to know of it."""

from registry.log.growth import Growth, grow
from registry.log.merkle import EMPTY_ROOT
from registry.log.tiles import Bundle, Tile
from registry.log.tree import Tree


class Log:
    """Tiles and bundles by path. ``read`` lists what was asked for since it was last emptied."""

    def __init__(self) -> None:
        self.size, self.root = 0, EMPTY_ROOT
        self.files: dict[str, bytes] = {}
        self.read: list[str] = []

    def read_tile(self, tile: Tile) -> bytes:
        self.read.append(tile.path)
        # Where the partial one is gone, a wider one begins with it.
        wider = (Tile(tile.level, tile.index, width).path for width in range(tile.width, 257))
        return next(self.files[path] for path in wider if path in self.files)[: tile.byte_count]

    def read_bundle(self, bundle: Bundle) -> bytes:
        self.read.append(bundle.path)
        return self.files[bundle.path]

    def grown(self, entries: list[bytes]) -> Growth:
        return grow(self.size, self.root, entries, read_tile=self.read_tile, read_bundle=self.read_bundle)

    def add(self, entries: list[bytes]) -> Growth:
        growth = self.grown(entries)
        self.files |= {one.path: content for one, content in {**growth.tiles, **growth.bundles}.items()}
        self.size, self.root = growth.size, growth.root
        return growth

    @property
    def tree(self) -> Tree:
        return Tree(self.size, self.read_tile)


def log_of(entries: list[bytes], step: int = 10_000) -> Log:
    log = Log()
    for at in range(0, len(entries), step):
        log.add(entries[at : at + step])
    return log
