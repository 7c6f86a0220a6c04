"""What a log sends to a witness: the size that the witness saw last, why the tree of now continues it, the checkpoint.

C2SP tlog-witness, “add-checkpoint”. One spelling: what is written otherwise is refused.
"""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass

from keys.log_note import MAX_NOTE
from registry.log.merkle import HASH_BYTES, MAX_SIZE

MOST_HASHES = 63
# A line of the old size, the hashes in base64 with their line ends, the empty line, and the checkpoint.
MAX_SUBMISSION = 32 + MOST_HASHES * 45 + 1 + MAX_NOTE
_OLD = re.compile(rb"old (0|[1-9][0-9]{0,18})")


class SubmissionRefused(ValueError):
    """The bytes are no submission of a checkpoint."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A checkpoint as it was signed, with the consistency proof from the tree of the first ``old`` entries."""

    old: int
    proof: tuple[bytes, ...]
    checkpoint: bytes


def submission_bytes(old: int, proof: Sequence[bytes], checkpoint: bytes) -> bytes:
    """The body of a request."""
    return b"\n".join([b"old %d" % old, *map(base64.b64encode, proof), b"", checkpoint])


def read_submission(data: bytes) -> Submission:
    """The parts of a body; raises ``SubmissionRefused``. The checkpoint is not looked into."""
    if len(data) > MAX_SUBMISSION:
        raise SubmissionRefused(f"more than {MAX_SUBMISSION} bytes")
    head, blank, checkpoint = data.partition(b"\n\n")
    first, *lines = head.split(b"\n")
    found = _OLD.fullmatch(first)
    if found is None or not blank or (old := int(found[1])) > MAX_SIZE:
        raise SubmissionRefused("no line with the old size, or no checkpoint")
    if len(lines) > MOST_HASHES:
        raise SubmissionRefused(f"more than {MOST_HASHES} hashes")
    return Submission(old, tuple(map(_hash, lines)), checkpoint)


def _hash(line: bytes) -> bytes:
    try:
        found = base64.b64decode(line, validate=True)
    except ValueError as error:
        raise SubmissionRefused("not base64") from error
    if len(found) != HASH_BYTES or base64.b64encode(found) != line:
        raise SubmissionRefused("not a hash in its one spelling")
    return found
