"""Names of tiles, which of them a growth writes, what stands in them, and how few a proof reads."""

import random
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.log.bundles import MAX_ENTRY, BundleRefused, bundle_content, entries_of, hashes_of
from registry.log.merkle import MAX_SIZE, check_consistency, check_inclusion, leaf_hash
from registry.log.tiles import Bundle, PathRefused, Tile, bundles_written, read_path, tile_of, tiles_written
from registry.log.tree import Tree, TreeRefused
from tests.registry.log.grown import Log, log_of
from tests.registry.log.slow_tree import mth, some_entries

ENTRIES = some_entries(1400)


@pytest.mark.parametrize(
    ("named", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 999, 1), "tile/0/999.p/1"),
        (Tile(1, 1000), "tile/1/x001/000"),
        (Tile(0, 1_234_067), "tile/0/x001/x234/067"),
        (Tile(2, 1_234_067, 255), "tile/2/x001/x234/067.p/255"),
        (Bundle(1_234_067, 8), "tile/entries/x001/x234/067.p/8"),
        (Bundle(12), "tile/entries/012"),
        (Tile(7, 0, 127), "tile/7/000.p/127"),
    ],
)
def test_published_paths(named: Tile | Bundle, path: str) -> None:
    assert named.path == path
    assert read_path(path) == named


@pytest.mark.parametrize(
    "path",
    [
        "", "tile", "tile/0", "tile/0/", "/tile/0/000", "tile/0/000/", "tile/0/0", "tile/0/00", "tile/0/0000",
        "tile/00/000", "tile/+1/000", "tile/-1/000", "tile/64/000", "tile/8/000", "tile/7/000", "tile/100/000",
        "tile/0/x000/000", "tile/0/x000/x001/000", "tile/0/001/000", "tile/0/x001", "tile/0/X001/000", "tile/0/x01/000",
        "tile/0/000.p/0", "tile/0/000.p/00", "tile/0/000.p/01", "tile/0/000.p/256", "tile/0/000.p/1000",
        "tile/0/000.p/", "tile/0/000.p", "tile/0/000.p/1/", "tile/0/000.p/-1", "tile/0/000.P/1", "tile/0/000\n",
        "tile/0/٠٠٠", "tile/entries", "tile/entries/000.p/0", "tile/Entries/000", "tile/0/../000", "tile/0/%30%30%30",
        "tile/0/x999/x999/x999/x999/x999/x999/999", "tile/0/" + "x001/" * 40 + "000", "tile/data/000",
    ],
)  # fmt: skip
def test_another_spelling_is_no_path(path: str) -> None:
    with pytest.raises(PathRefused):
        read_path(path)


@given(st.integers(0, 7), st.integers(0, 2**40), st.integers(1, 256), st.booleans())
def test_a_path_reads_back(level: int, index: int, width: int, entries: bool) -> None:
    if (index * 256 + width) << 8 * level > MAX_SIZE:
        with pytest.raises(PathRefused):
            Tile(level, index, width)
        return
    named = Bundle(index, width) if entries else Tile(level, index, width)
    assert read_path(named.path) == named


@given(st.text(alphabet="tile/entris0129x.p", max_size=40))
def test_any_text_is_refused_or_reads_back(path: str) -> None:
    with suppress(PathRefused):
        assert read_path(path).path == path


@pytest.mark.parametrize(
    ("level", "index", "width"), [(-1, 0, 1), (0, -1, 1), (0, 0, 0), (0, 0, 257), (0, 2**55, 256)]
)
def test_a_tile_that_no_tree_has(level: int, index: int, width: int) -> None:
    with pytest.raises(PathRefused):
        Tile(level, index, width)


def test_the_published_tree_of_70_000() -> None:
    tiles = list(tiles_written(0, 70_000))
    assert [one for one in tiles if one.width < 256] == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert [sum(one.level == level and one.width == 256 for one in tiles) for level in (0, 1, 2)] == [
        273,
        1,
        0,
    ]
    assert len(list(bundles_written(0, 70_000))) == 274
    assert list(tiles_written(0, 256)) == [Tile(0, 0), Tile(1, 0, 1)]


def tiles_of(size: int) -> set[Tile]:
    """Every tile of a tree, counted anew from the rule on partial widths."""
    found = set()
    for level in range(8):
        count = size // 256**level
        found |= {Tile(level, index) for index in range(count // 256)}
        if count % 256:
            found.add(Tile(level, count // 256, count % 256))
    return found


@given(st.integers(0, 140_000), st.integers(0, 70_000))
def test_a_growth_writes_what_differs(old: int, more: int) -> None:
    written = list(tiles_written(old, old + more))
    assert set(written) == tiles_of(old + more) - tiles_of(old)
    assert len(written) == len(set(written))
    assert written == sorted(written, key=lambda one: (one.level, one.index))
    below = [one.tile for one in bundles_written(old, old + more)]
    assert below == [one for one in written if one.level == 0]


def test_a_log_does_not_shrink() -> None:
    for written in (tiles_written, bundles_written):
        for old, new in ((2, 1), (-1, 2), (0, MAX_SIZE + 1)):
            with pytest.raises(ValueError, match="only grows"):
                list(written(old, new))
    with pytest.raises(PathRefused):
        tile_of(0, 1, 256)


def test_tiles_hold_the_hashes_that_the_definition_says() -> None:
    log = log_of(ENTRIES)
    assert {path for path in log.files if "entries" not in path} == {one.path for one in tiles_of(1400)}
    assert log.files["tile/0/003"] == hashes_of(ENTRIES[768:1024])
    assert log.files["tile/0/005.p/120"] == hashes_of(ENTRIES[1280:])
    assert log.files["tile/1/000.p/5"] == b"".join(mth(ENTRIES[256 * at : 256 * at + 256]) for at in range(5))
    assert log.files["tile/entries/005.p/120"] == b"".join(b"\x00\x20" + one for one in ENTRIES[1280:])


@given(st.lists(st.integers(0, 400), max_size=6))
def test_many_small_growths_make_the_tiles_of_one_big(steps: list[int]) -> None:
    many = Log()
    for step in steps:
        many.add(ENTRIES[many.size : many.size + step])
    at_once = log_of(ENTRIES[: many.size]) if many.size else Log()
    assert many.root == at_once.root == mth(ENTRIES[: many.size])
    assert at_once.files.items() <= many.files.items()


def test_a_growth_computed_again_is_the_same_and_nothing_is_one_too() -> None:
    log = log_of(ENTRIES[:300])
    first = log.grown(ENTRIES[300:600])
    log.files |= {one.path: content for one, content in first.tiles.items()}  # stopped half-way
    assert log.grown(ENTRIES[300:600]) == first
    nothing = log.grown([])
    assert (nothing.tiles, nothing.bundles, nothing.root) == ({}, {}, log.root)


@pytest.mark.parametrize(
    ("path", "size"), [("tile/0/001.p/44", 300), ("tile/1/000.p/1", 300), ("tile/entries/001.p/44", 300)]
)
def test_a_log_does_not_grow_on_a_tree_that_was_altered(path: str, size: int) -> None:
    for at in (3, -1):
        log = log_of(ENTRIES[:size])
        content = bytearray(log.files[path])
        content[at] ^= 1
        log.files[path] = bytes(content)
        with pytest.raises(TreeRefused):
            log.grown(ENTRIES[size : size + 3])
    log.files[path] = log.files[path][:-1]
    with pytest.raises(TreeRefused, match="tile/"):
        log.grown(ENTRIES[size : size + 3])


def test_a_log_does_not_grow_on_the_tree_of_another_checkpoint() -> None:
    log = log_of(ENTRIES[:300])
    log.root = mth(ENTRIES[:299])
    with pytest.raises(TreeRefused, match="last checkpoint"):
        log.grown([])


def test_older_roots_and_proofs_come_out_of_a_store_that_keeps_the_widest_tiles_only() -> None:
    log = log_of(ENTRIES, step=100)
    kept = {one.path for one in tiles_of(1400)}
    log.files = {path: content for path, content in log.files.items() if path in kept}
    older = Tree(700, log.read_tile)
    assert older.root() == log.tree.root_at(700) == mth(ENTRIES[:700])
    assert check_inclusion(650, 700, leaf_hash(ENTRIES[650]), older.inclusion_proof(650), older.root())


def test_a_proof_of_a_million_reads_few_tiles() -> None:
    size, chance = 1_000_003, random.Random(3)
    entries = [at.to_bytes(4, "big") for at in range(size)]
    log = Log()
    written = {**log.grown(entries).tiles}
    read: list[Tile] = []

    def read_tile(tile: Tile) -> bytes:
        read.append(tile)
        return written[tile]

    root = Tree(size, read_tile).root()
    for index in (0, size - 1, chance.randrange(size), chance.randrange(size)):
        read.clear()
        path = Tree(size, read_tile).inclusion_proof(index)
        assert len(read) == len(set(read)) <= 6
        assert len(path) <= 20
        assert check_inclusion(index, size, leaf_hash(entries[index]), path, root)
    for old in (1, 65_536, 999_999):
        read.clear()
        tree = Tree(size, read_tile)
        path = tree.consistency_proof(old)
        assert len(set(read)) <= 6
        assert check_consistency(old, size, tree.root_at(old), root, path)


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_a_bundle_reads_back(entries: list[bytes]) -> None:
    content = bundle_content(entries)
    assert entries_of(content, len(entries)) == entries
    for wrong in (content + b"\0", content[:-1]):
        if wrong != content:
            with pytest.raises(BundleRefused):
                entries_of(wrong, len(entries))
    with pytest.raises(BundleRefused):
        entries_of(content, len(entries) + 1)


def test_the_longest_entry() -> None:
    longest = bytes(MAX_ENTRY)
    assert entries_of(bundle_content([longest, b""]), 2) == [longest, b""]
    with pytest.raises(BundleRefused):
        bundle_content([longest + b"\0"])


@given(st.binary(max_size=200), st.integers(0, 256))
def test_any_bytes_are_refused_or_are_the_bundle(content: bytes, width: int) -> None:
    with suppress(BundleRefused):
        assert bundle_content(entries_of(content, width)) == content
