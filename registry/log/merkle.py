"""The Merkle tree of RFC 9162 section 2.1 over SHA-256: hashes, and the checks of both proofs.

Entries are numbered from 0; every hash is 32 bytes. Whoever checks needs this module alone; proofs are made in
``registry/log/tree.py``. docs/spec/log.md section 3.
"""

import hashlib
from collections.abc import Sequence

HASH_BYTES = 32
# Other implementations count entries in a signed 64-bit integer.
MAX_SIZE = 2**63 - 1
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256 over 0x00 and the entry (section 2.1.1)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256 over 0x01 and the two hashes below (section 2.1.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def complete_root(hashes: Sequence[bytes]) -> bytes:
    """Root over 1, 2, 4, 8 … hashes of one height; any other number raises ``ValueError``."""
    if not hashes or len(hashes) & len(hashes) - 1:
        raise ValueError("a complete subtree has a power of two hashes")
    above = list(hashes)
    while len(above) > 1:
        above = [node_hash(above[at], above[at + 1]) for at in range(0, len(above), 2)]
    return above[0]


def left_of(count: int) -> int:
    """How many of ``count`` entries (2 or more) stand left of the top: the largest power of two below it."""
    return 1 << (count - 1).bit_length() - 1


def check_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> bool:
    """True when ``path`` leads from the hash ``leaf`` of entry ``index`` to the ``root`` of ``size`` entries.

    ``path`` runs from the leaf's sibling to the child of the root (section 2.1.3.2). Nothing handed in raises. The path
    alone does not show the size, for neighbouring sizes may have the same shape: it is signed together with the root.
    """
    if not 0 <= index < size <= MAX_SIZE or not _all_hashes([leaf, root, *path]):
        return False
    at, last, found = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(sibling, found)
            # A last entry without a right neighbour rises until it is a right child.
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def check_consistency(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """True when ``path`` shows that the tree of ``old`` entries is the beginning of the tree of ``new`` entries.

    Section 2.1.4.2. Of no entries and of equal sizes there is nothing to show: ``path`` must be empty, and the root
    that of the empty tree or the same. Nothing handed in raises.
    """
    if not 0 <= old <= new <= MAX_SIZE or not _all_hashes([old_root, new_root, *path]):
        return False
    if old == 0:
        return not path and old_root == EMPTY_ROOT and (new != 0 or new_root == EMPTY_ROOT)
    if old == new:
        return not path and old_root == new_root
    if not path:
        return False
    # An old tree that is complete is itself the first hash; it is not sent.
    steps = list(path) if old & old - 1 else [old_root, *path]
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    found_old = found_new = steps[0]
    for sibling in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            found_old, found_new = node_hash(sibling, found_old), node_hash(sibling, found_new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found_new = node_hash(found_new, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and found_old == old_root and found_new == new_root


def _all_hashes(values: Sequence[bytes]) -> bool:
    return all(len(one) == HASH_BYTES for one in values)
