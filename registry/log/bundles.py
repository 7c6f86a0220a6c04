"""Content of an entry bundle: each entry after its length in two bytes, big-endian (C2SP tlog-tiles, “Log entries”)."""

from collections.abc import Sequence

from registry.log.merkle import leaf_hash

MAX_ENTRY = 0xFFFF


class BundleRefused(ValueError):
    """The bytes are not the entries of a bundle of this width."""


def bundle_content(entries: Sequence[bytes]) -> bytes:
    """The content of a bundle of these entries, at most 65,535 bytes each; a longer one raises ``BundleRefused``."""
    if any(len(one) > MAX_ENTRY for one in entries):
        raise BundleRefused(f"an entry has at most {MAX_ENTRY} bytes")
    return b"".join(len(one).to_bytes(2, "big") + one for one in entries)


def entries_of(content: bytes, width: int) -> list[bytes]:
    """The ``width`` entries of a bundle; anything short, long or left over raises ``BundleRefused``."""
    found, at = [], 0
    for _ in range(width):
        end = at + 2 + int.from_bytes(content[at : at + 2], "big")
        if end > len(content):
            raise BundleRefused("the bundle ends inside an entry")
        found.append(content[at + 2 : end])
        at = end
    if at != len(content):
        raise BundleRefused("bytes are left over after the last entry")
    return found


def hashes_of(entries: Sequence[bytes]) -> bytes:
    """Content of the tile over these entries: their leaf hashes, one after the other.

    A log compares it with the tile it stored before it signs a checkpoint over both.
    """
    return b"".join(map(leaf_hash, entries))
