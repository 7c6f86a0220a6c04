"""Tiles: how the tree is stored and served (C2SP tlog-tiles). Names, paths, widths; no content.

A tile holds up to 256 hashes of one level: the leaf hashes at level 0, above it the roots of full tiles. A bundle holds
the entries of a tile at level 0. The tiles of a tree follow from its size alone. docs/spec/log.md section 4.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from registry.log.merkle import MAX_SIZE

FULL = 256
LEVEL_BITS = 8
_PATH = re.compile(
    r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII
)


class PathRefused(ValueError):
    """No tile and no bundle of any log has this path."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile: its level, its place in the level, and its width in hashes (256: full, else partial)."""

    level: int
    index: int
    width: int = FULL

    def __post_init__(self) -> None:
        """Raise ``PathRefused`` for a tile that no tree has."""
        if self.level < 0:
            raise PathRefused("levels count from 0")
        _check(self.index, self.width, self.level)

    @property
    def path(self) -> str:
        """Path below the log's prefix: ``tile/0/x001/234.p/5``."""
        return f"tile/{self.level}/{_place(self.index, self.width)}"

    @property
    def byte_count(self) -> int:
        """Length of its content: 32 bytes a hash."""
        return 32 * self.width


@dataclass(frozen=True, slots=True)
class Bundle:
    """The entries below a tile of level 0, with the same place and width."""

    index: int
    width: int = FULL

    def __post_init__(self) -> None:
        """Raise ``PathRefused`` for a bundle that no tree has."""
        _check(self.index, self.width, 0)

    @property
    def path(self) -> str:
        """Path below the log's prefix: ``tile/entries/x001/234.p/5``."""
        return f"tile/entries/{_place(self.index, self.width)}"

    @property
    def tile(self) -> Tile:
        """The tile that holds the hashes of these entries."""
        return Tile(0, self.index, self.width)


def _check(index: int, width: int, level: int) -> None:
    if index < 0 or not 1 <= width <= FULL or (index * FULL + width) << LEVEL_BITS * level > MAX_SIZE:
        raise PathRefused(f"no tree has this tile: level {level}, {index}, width {width}")


def _place(index: int, width: int) -> str:
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    name = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return name if width == FULL else f"{name}.p/{width}"


def read_path(path: str) -> Tile | Bundle:
    """The tile or bundle of a path, in its one spelling; raises ``PathRefused``."""
    if (found := _PATH.fullmatch(path)) is None:
        raise PathRefused("not the path of a tile")
    level, place, width = found.groups()
    index = int(place.replace("x", "").replace("/", ""))
    wide = FULL if width is None else int(width)
    named = Bundle(index, wide) if level == "entries" else Tile(int(level), index, wide)
    if named.path != path:
        raise PathRefused("not the shortest path of the tile")
    return named


def tile_of(level: int, index: int, size: int) -> Tile:
    """The tile at this place as wide as a tree of ``size`` entries has it; raises ``PathRefused`` if it has none."""
    return Tile(level, index, min(FULL, (size >> LEVEL_BITS * level) - index * FULL))


def tiles_written(old: int, new: int) -> Iterator[Tile]:
    """The tiles that differ between the trees of ``old`` and ``new`` entries, from the leaves up, left to right.

    From 0, all tiles of a tree. A tile that was partial comes again with its new width.
    """
    _check_growth(old, new)
    level = 0
    while (had := old >> LEVEL_BITS * level) != (has := new >> LEVEL_BITS * level):
        for index in range(had // FULL, -(-has // FULL)):
            yield tile_of(level, index, new)
        level += 1


def bundles_written(old: int, new: int) -> Iterator[Bundle]:
    """The bundles that differ between ``old`` and ``new`` entries."""
    _check_growth(old, new)
    if old != new:
        for index in range(old // FULL, -(-new // FULL)):
            yield Bundle(index, min(FULL, new - index * FULL))


def _check_growth(old: int, new: int) -> None:
    if not 0 <= old <= new <= MAX_SIZE:
        raise ValueError("a log only grows")
