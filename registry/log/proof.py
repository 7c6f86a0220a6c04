"""The tlog-proof: what shows without a network that the log holds an entry (C2SP tlog-proof). docs/spec/log.md section 6.

It carries the checkpoint as it is; whose signatures stand under it is judged by ``keys/log_checkpoint.py``, which this
room does not know. So a proof counts for the size and root that came out of there.
"""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass

from registry.log.merkle import HASH_BYTES, MAX_SIZE, check_inclusion, leaf_hash

FIRST_LINE = b"c2sp.org/tlog-proof@v1"
# 63 hashes, an extra of 4 kB, and a checkpoint with every signature that keys/log_note.py reads.
MAX_PROOF = 80 * 1024
MAX_EXTRA = 4 * 1024
MAX_PATH = 63
_NUMBER = re.compile(rb"0|[1-9][0-9]{0,18}")


class ProofRefused(ValueError):
    """The bytes are not a tlog-proof, or not in its one spelling."""


@dataclass(frozen=True, slots=True)
class TlogProof:
    """An entry's place, its inclusion path, the signed checkpoint in bytes, and what the application adds."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None

    def proves(self, entry: bytes, size: int, root: bytes) -> bool:
        """True when the tree of a verified checkpoint, ``size`` and ``root``, holds ``entry`` at this place."""
        return check_inclusion(self.index, size, leaf_hash(entry), self.path, root)


def proof_bytes(proof: TlogProof) -> bytes:
    """The file, ``.tlog-proof``; raises ``ProofRefused`` for values that ``read_proof`` would refuse."""
    lines = [FIRST_LINE]
    if proof.extra is not None:
        lines.append(b"extra " + base64.b64encode(proof.extra))
    lines += [b"index %d" % proof.index, *map(base64.b64encode, proof.path), b"", proof.checkpoint]
    data = b"\n".join(lines)
    if read_proof(data) != proof:
        raise ProofRefused("these values have no spelling as a proof")
    return data


def read_proof(data: bytes) -> TlogProof:
    """The parts of a tlog-proof; raises ``ProofRefused``. The checkpoint is not looked into, nothing is checked yet."""
    if len(data) > MAX_PROOF:
        raise ProofRefused(f"more than {MAX_PROOF} bytes")
    head, blank, checkpoint = data.partition(b"\n\n")
    first, *lines = head.split(b"\n")
    if first != FIRST_LINE:
        raise ProofRefused("the first line is not that of a tlog-proof")
    if not blank or not checkpoint.endswith(b"\n"):
        raise ProofRefused("no checkpoint at its end")
    extra = None
    if lines and lines[0].startswith(b"extra "):
        extra = _base64(lines.pop(0).removeprefix(b"extra "))
        if not 0 < len(extra) <= MAX_EXTRA:
            raise ProofRefused("an extra is there or its line is not, and it is short")
    if not lines or not lines[0].startswith(b"index "):
        raise ProofRefused("no line with the index")
    return TlogProof(_number(lines[0].removeprefix(b"index ")), _path(lines[1:]), checkpoint, extra)


def _number(digits: bytes) -> int:
    if _NUMBER.fullmatch(digits) is None or (found := int(digits)) >= MAX_SIZE:
        raise ProofRefused("the index is not a decimal number below the largest size")
    return found


def _path(lines: Sequence[bytes]) -> tuple[bytes, ...]:
    if len(lines) > MAX_PATH:
        raise ProofRefused(f"no path has more than {MAX_PATH} hashes")
    path = tuple(map(_base64, lines))
    if any(len(one) != HASH_BYTES for one in path):
        raise ProofRefused("a line of the path is not a hash")
    return path


def _base64(text: bytes) -> bytes:
    """Bytes of standard base64 in its one spelling."""
    try:
        found = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise ProofRefused("not base64") from error
    if base64.b64encode(found) != text:
        raise ProofRefused("base64 with stray bits")
    return found
