"""Roots and both proofs: published answers, a slow tree from the definition, and whatever may be altered."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.log.merkle import (
    EMPTY_ROOT,
    MAX_SIZE,
    check_consistency,
    check_inclusion,
    complete_root,
    leaf_hash,
    node_hash,
)
from registry.log.tree import Tree
from tests.registry.log import slow_tree
from tests.registry.log.grown import Log, log_of
from tests.registry.log.slow_tree import some_entries

# The reference tree of certificate-transparency (merkle_tree_test): inputs, roots of 1 to 8 entries, proofs.
INPUTS = [
    bytes.fromhex(one)
    for one in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
_A = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
_B = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
_C = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
_D = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
_E = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
_F = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
PATHS = {(0, 1): [], (0, 8): [_A, _B, _C], (5, 8): [_D, _E, ROOTS[3]], (2, 3): [ROOTS[1]]}
PROOFS = {(1, 1): [], (1, 8): [_A, _B, _C], (6, 8): [_F, _E, ROOTS[3]], (2, 5): [_B, _D]}

SMALL = some_entries(70)
SLOW_ROOTS = [slow_tree.mth(SMALL[:size]) for size in range(71)]
BIG = some_entries(3000)
BIG_SIZES = sorted({255, 256, 257, 300, 511, 512, 513, 3000, *random.Random(7).sample(range(71, 3000), 12)})


def small_tree(size: int) -> Tree:
    return log_of(SMALL[:size]).tree


def hexed(path: tuple[bytes, ...]) -> list[str]:
    return [one.hex() for one in path]


@pytest.mark.parametrize("size", range(1, 9))
def test_published_roots(size: int) -> None:
    assert log_of(INPUTS[:size]).tree.root().hex() == ROOTS[size - 1]
    assert slow_tree.mth(INPUTS[:size]).hex() == ROOTS[size - 1]


def test_published_proofs() -> None:
    for (index, size), path in PATHS.items():
        assert hexed(log_of(INPUTS[:size]).tree.inclusion_proof(index)) == path
        given_path = [bytes.fromhex(one) for one in path]
        root = bytes.fromhex(ROOTS[size - 1])
        assert check_inclusion(index, size, leaf_hash(INPUTS[index]), given_path, root)
    for (old, new), path in PROOFS.items():
        assert hexed(log_of(INPUTS[:new]).tree.consistency_proof(old)) == path
        roots = [bytes.fromhex(ROOTS[size - 1]) for size in (old, new)]
        assert check_consistency(old, new, roots[0], roots[1], [bytes.fromhex(one) for one in path])


def test_the_empty_tree() -> None:
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert Log().tree.root() == EMPTY_ROOT == slow_tree.mth([])
    assert check_consistency(0, 0, EMPTY_ROOT, EMPTY_ROOT, [])
    assert check_consistency(0, 3, EMPTY_ROOT, SLOW_ROOTS[3], [])
    assert not check_consistency(0, 3, SLOW_ROOTS[3], SLOW_ROOTS[3], [])
    assert not check_consistency(0, 0, EMPTY_ROOT, SLOW_ROOTS[3], [])
    assert not check_consistency(0, 3, EMPTY_ROOT, SLOW_ROOTS[3], [SLOW_ROOTS[1]])
    assert not check_inclusion(0, 0, EMPTY_ROOT, [], EMPTY_ROOT)


@pytest.mark.parametrize("size", range(1, 71))
def test_small_trees_are_those_of_the_definition(size: int) -> None:
    tree = small_tree(size)
    assert tree.root() == SLOW_ROOTS[size]
    for index in range(size):
        path = tree.inclusion_proof(index)
        assert list(path) == slow_tree.path(index, SMALL[:size])
        assert check_inclusion(index, size, leaf_hash(SMALL[index]), path, SLOW_ROOTS[size])
    for old in range(size + 1):
        path = tree.consistency_proof(old)
        assert list(path) == (slow_tree.proof(old, SMALL[:size]) if old else [])
        assert check_consistency(old, size, SLOW_ROOTS[old], SLOW_ROOTS[size], path)
        assert tree.root_at(old) == SLOW_ROOTS[old]


def test_bigger_trees_are_those_of_the_definition() -> None:
    log, chance = Log(), random.Random(11)
    for size in BIG_SIZES:
        entries = BIG[:size]
        log.add(entries[log.size :])
        root = slow_tree.mth(entries)
        assert log.root == log.tree.root() == root
        for index in {0, size - 1, size // 2, chance.randrange(size)}:
            path = log.tree.inclusion_proof(index)
            assert list(path) == slow_tree.path(index, entries)
            assert check_inclusion(index, size, leaf_hash(BIG[index]), path, root)
        for old in {1, 256, 255, size // 2, chance.randrange(1, size)} - {size}:
            if old < size:
                path = log.tree.consistency_proof(old)
                assert list(path) == slow_tree.proof(old, entries)
                assert check_consistency(old, size, slow_tree.mth(BIG[:old]), root, path)


@given(st.data())
def test_whatever_is_altered_in_an_inclusion_is_refused(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 70))
    index = data.draw(st.integers(0, size - 1))
    leaf, root = leaf_hash(SMALL[index]), SLOW_ROOTS[size]
    path = list(small_tree(size).inclusion_proof(index))
    assert check_inclusion(index, size, leaf, path, root)
    other = data.draw(st.integers(0, 80))
    assert other == index or not check_inclusion(other, size, leaf, path, root)
    assert not check_inclusion(index, size, flipped(data, leaf), path, root)
    assert not check_inclusion(index, size, leaf, path, flipped(data, root))
    assert not check_inclusion(index, size, leaf, [*path, root], root)
    assert not check_inclusion(index, size, leaf, [root, *path], root)
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        assert not check_inclusion(index, size, leaf, [*path[:at], *path[at + 1 :]], root)
        assert not check_inclusion(
            index, size, leaf, [*path[:at], flipped(data, path[at]), *path[at + 1 :]], root
        )
        assert not check_inclusion(index, size, leaf, [*path[:at], path[at][:-1], *path[at + 1 :]], root)
        assert (
            len(path) == 1 or path[::-1] == path or not check_inclusion(index, size, leaf, path[::-1], root)
        )


@given(st.integers(1, 70), st.integers(0, 70), st.integers(0, 69))
def test_a_path_shows_one_place_in_trees_of_one_shape(size: int, other: int, index: int) -> None:
    index %= size
    path = small_tree(size).inclusion_proof(index)
    held = check_inclusion(index, other, leaf_hash(SMALL[index]), path, SLOW_ROOTS[size])
    # A size that is not the root's can pass only where the path runs the same turns; the root is signed with its size.
    assert not held or index < other
    assert not held or len(path) == len(slow_tree.path(index, SMALL[:other]))
    assert held or other != size


@given(st.integers(1, 70), st.integers(1, 70), st.integers(1, 70))
def test_a_consistency_is_as_long_as_its_sizes_ask(old: int, new: int, other: int) -> None:
    old, new = sorted((old, new))
    path = small_tree(new).consistency_proof(old)
    held = check_consistency(old, other, SLOW_ROOTS[old], SLOW_ROOTS[new], path)
    assert not held or len(path) == len(slow_tree.proof(old, SMALL[:other]))
    assert held or other != new


@given(st.data())
def test_whatever_is_altered_in_a_consistency_is_refused(data: st.DataObject) -> None:
    new = data.draw(st.integers(2, 70))
    old = data.draw(st.integers(1, new - 1))
    roots = SLOW_ROOTS[old], SLOW_ROOTS[new]
    path = list(small_tree(new).consistency_proof(old))
    assert check_consistency(old, new, *roots, path)
    assert not check_consistency(new, old, roots[1], roots[0], path)
    assert not check_consistency(old, new, flipped(data, roots[0]), roots[1], path)
    assert not check_consistency(old, new, roots[0], flipped(data, roots[1]), path)
    assert not check_consistency(old, new, *roots, [*path, roots[0]])
    assert not check_consistency(old, new, *roots, [])
    assert not check_consistency(old, old, *roots, [])
    at = data.draw(st.integers(0, len(path) - 1))
    assert not check_consistency(old, new, *roots, [*path[:at], *path[at + 1 :]])
    assert not check_consistency(old, new, *roots, [*path[:at], flipped(data, path[at]), *path[at + 1 :]])
    assert not check_consistency(old, new, *roots, [*path[:at], path[at] + b"\0", *path[at + 1 :]])


@given(st.integers(1, 69), st.integers(1, 69), st.integers(0, 255))
def test_a_tree_with_another_beginning_is_never_consistent(old: int, more: int, byte: int) -> None:
    new = min(70, old + more)
    forked = [*SMALL[: old - 1], bytes([byte]), *SMALL[old:new]]
    path = log_of(forked).tree.consistency_proof(old)
    assert not check_consistency(old, new, SLOW_ROOTS[old], slow_tree.mth(forked), path)


def test_a_path_that_goes_on_above_the_root_is_refused() -> None:
    one, two, three, four = map(leaf_hash, SMALL[:4])
    assert not check_inclusion(0, 1, one, [two], node_hash(two, one))
    path, below = [three, four, node_hash(one, two)], node_hash(node_hash(one, two), three)
    assert check_consistency(3, 4, below, SLOW_ROOTS[4], path)
    above = node_hash(one, below), node_hash(one, SLOW_ROOTS[4])
    assert not check_consistency(3, 4, *above, [*path, one])


hash_like = st.binary(min_size=30, max_size=33)


@given(
    st.integers(-3, MAX_SIZE + 3),
    st.integers(-3, MAX_SIZE + 3),
    hash_like,
    hash_like,
    st.lists(hash_like, max_size=70),
)
def test_nothing_handed_in_raises(one: int, two: int, first: bytes, second: bytes, path: list[bytes]) -> None:
    assert check_inclusion(one, two, first, path, second) is False
    held = check_consistency(one, two, first, second, path)
    same = one == two and first == second and len(first) == 32 and not path
    assert held is (same and (one > 0 or (one == 0 and first == EMPTY_ROOT)))


def test_a_leaf_is_no_node_and_other_numbers_are_no_subtree() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != node_hash(left, right)
    assert complete_root([left]) == left
    for count in (0, 3, 6):
        with pytest.raises(ValueError, match="power of two"):
            complete_root([left] * count)


@pytest.mark.parametrize("wrong", [-1, 5, 6])
def test_proofs_of_what_is_not_there_are_a_fault(wrong: int) -> None:
    tree = small_tree(4)
    with pytest.raises(ValueError, match="no such entry"):
        tree.inclusion_proof(4 if wrong == 5 else wrong)
    with pytest.raises(ValueError, match="never had"):
        tree.consistency_proof(wrong)
    with pytest.raises(ValueError, match="never had"):
        tree.root_at(wrong)
    with pytest.raises(ValueError, match="below 2"):
        Tree(-1, lambda tile: b"")


def flipped(data: st.DataObject, value: bytes) -> bytes:
    """``value`` with one bit changed."""
    bit = data.draw(st.integers(0, 8 * len(value) - 1))
    return (int.from_bytes(value, "big") ^ 1 << bit).to_bytes(len(value), "big")
