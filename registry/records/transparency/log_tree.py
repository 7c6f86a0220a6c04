"""The log's stored tiles: read as wide as asked for, kept for one transaction, and written as they grew."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from registry.log.bundles import BundleRefused, entries_of
from registry.log.tiles import FULL, LEVEL_BITS, Bundle, Tile
from registry.log.tree import TreeRefused
from registry.tables.log import log_tiles

# An entry bundle stands beside the tiles of level 0.
BUNDLE_LEVEL = -1
_ENTRY_BYTES = 34
_Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class LogHead:
    """How far the log has grown, its root, and its newest signed checkpoint with the size that it was signed at."""

    size: int
    root: bytes
    signed_size: int
    checkpoint: bytes | None


class LogTiles:
    """The tiles of one transaction; safe to ask for the same one often."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._kept: dict[_Place, bytes] = {}

    def load_edge(self, size: int) -> None:
        """The right edge of a tree of ``size`` entries with one query: what growing reads."""
        places = [(BUNDLE_LEVEL, size // FULL)]
        level = 0
        while (count := size >> LEVEL_BITS * level) > 0:
            places.append((level, count // FULL))
            level += 1
        self._load(places)

    def load_path(self, seq: int, size: int) -> None:
        """What the inclusion proof of entry ``seq`` in a tree of ``size`` reads, with one query."""
        places, level = set[_Place](), 0
        while (count := size >> LEVEL_BITS * level) > 0:
            places |= {(level, (seq >> LEVEL_BITS * level) // FULL), (level, (count - 1) // FULL)}
            level += 1
        self._load(sorted(places))

    def _load(self, places: Sequence[_Place]) -> None:
        wanted = sa.tuple_(log_tiles.c.level, log_tiles.c.place).in_(places)
        for row in self._connection.execute(sa.select(log_tiles).where(wanted)):
            self._kept[row.level, row.place] = row.content

    def tile(self, tile: Tile) -> bytes:
        """Content of a tile, exactly as wide as asked for; raises ``TreeRefused`` when less is stored."""
        content = self._content(tile.level, tile.index)
        if len(content) < tile.byte_count:
            raise TreeRefused(f"{tile.path} is stored with {len(content)} bytes")
        return content[: tile.byte_count]

    def bundle(self, bundle: Bundle) -> bytes:
        """Content of a bundle, exactly as wide as asked for; raises ``TreeRefused``."""
        content = self._content(BUNDLE_LEVEL, bundle.index)
        # Every entry of this log has 32 bytes, after its length in two.
        cut = content[: bundle.width * _ENTRY_BYTES]
        try:
            entries_of(cut, bundle.width)
        except BundleRefused as error:
            raise TreeRefused(f"{bundle.path}: {error}") from error
        return cut

    def _content(self, level: int, place: int) -> bytes:
        if (level, place) not in self._kept:
            chosen = sa.select(log_tiles.c.content).where(
                log_tiles.c.level == level, log_tiles.c.place == place
            )
            found: bytes | None = self._connection.execute(chosen).scalar()
            self._kept[level, place] = found or b""
        return self._kept[level, place]

    def write(self, tiles: Mapping[Tile, bytes], bundles: Mapping[Bundle, bytes]) -> None:
        """Store what grew, each in the place of its narrower one; triggers refuse anything but growth."""
        rows = [*_rows(tiles), *((BUNDLE_LEVEL, one.index, content) for one, content in bundles.items())]
        dialect = sqlite if self._connection.dialect.name == "sqlite" else postgresql
        added = dialect.insert(log_tiles)
        written = added.on_conflict_do_update(
            index_elements=[log_tiles.c.level, log_tiles.c.place], set_={"content": added.excluded.content}
        )
        self._connection.execute(
            written, [{"level": level, "place": place, "content": content} for level, place, content in rows]
        )
        self._kept.update({(level, place): content for level, place, content in rows})

    def places(self) -> Iterable[_Place]:
        """Every stored tile and bundle by level and place, in order."""
        chosen = sa.select(log_tiles.c.level, log_tiles.c.place).order_by(
            log_tiles.c.level, log_tiles.c.place
        )
        return [(row.level, row.place) for row in self._connection.execute(chosen)]


def _rows(tiles: Mapping[Tile, bytes]) -> list[tuple[int, int, bytes]]:
    return [(one.level, one.index, content) for one, content in tiles.items()]
