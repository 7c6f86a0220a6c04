"""The checkpoint: the log's signed statement of its size and root, and the witnesses' that they saw it grow.

C2SP tlog-checkpoint and tlog-cosignature (Ed25519, ``cosignature/v1``). docs/spec/log.md section 5. Times are whole
seconds since 1970.
"""

import base64
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from keys.envelope import Signer
from keys.log_note import (
    LOG_KEY,
    WITNESS_KEY,
    LogNoteRefused,
    Note,
    NoteKey,
    NoteSignature,
    is_name,
    read_note,
    signatures_of,
)

MAX_NUMBER = 2**63 - 1
_NUMBER = re.compile(rb"0|[1-9][0-9]{0,18}")
_EMPTY_ROOT = hashlib.sha256(b"").digest()


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Which log, how many entries, and the root over them, 32 bytes."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> bytes:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode('ascii')}\n".encode()


@dataclass(frozen=True, slots=True)
class LogPolicy:
    """Who is believed: the keys of one log, its witnesses, and how many of them must have signed.

    Raises ``ValueError`` when one holder could count twice: a cosignature does not name its witness, so keys count.
    """

    origin: str
    log_keys: tuple[NoteKey, ...]
    witnesses: tuple[NoteKey, ...] = ()
    quorum: int = 0

    def __post_init__(self) -> None:
        """Refuse a policy that means less than it says."""
        every = [*self.log_keys, *self.witnesses]
        if len({key.encoded for key in every}) != len(every):
            raise ValueError("one key stands twice in the policy")
        if not self.log_keys or any(key.use != LOG_KEY or key.name != self.origin for key in self.log_keys):
            raise ValueError("a log has a key, and its name is the origin")
        if any(key.use != WITNESS_KEY for key in self.witnesses):
            raise ValueError("a witness has a key for cosignatures")
        if not 0 <= self.quorum <= len(self.witnesses):
            raise ValueError("the quorum is a number of witnesses")


@dataclass(frozen=True, slots=True)
class Cosignature:
    """A witness, and when it saw the log at this checkpoint."""

    witness: str
    at: int


@dataclass(frozen=True, slots=True)
class Opened:
    """A checkpoint that its log signed, and the witnesses of the policy under it, in the policy's order."""

    checkpoint: Checkpoint
    cosignatures: tuple[Cosignature, ...]


def read_checkpoint(text: bytes) -> Checkpoint:
    """The three lines of a note's text; raises ``LogNoteRefused`` with ``log.malformed``. Extension lines are refused."""
    lines = text.split(b"\n")
    if len(lines) != 4 or lines[3]:
        raise LogNoteRefused("log.malformed", "a checkpoint has three lines")
    size = _number(lines[1])
    try:
        origin = lines[0].decode("utf-8")
        root = base64.b64decode(lines[2], validate=True)
    except ValueError as error:
        raise LogNoteRefused("log.malformed", "origin or root cannot be read") from error
    found = Checkpoint(origin, size, root)
    if not is_name(origin) or len(root) != 32 or found.text != text:
        raise LogNoteRefused("log.malformed", "not the one spelling of a checkpoint")
    if size == 0 and root != _EMPTY_ROOT:
        raise LogNoteRefused("log.malformed", "a root over nothing that is not the empty tree's")
    return found


def _number(digits: bytes) -> int:
    if _NUMBER.fullmatch(digits) is None or (found := int(digits)) > MAX_NUMBER:
        raise LogNoteRefused("log.malformed", "not a decimal number below 2**63")
    return found


def sign_checkpoint(checkpoint: Checkpoint, key: NoteKey, signer: Signer) -> Note:
    """The checkpoint under its log's key; ``ValueError`` if the checkpoint has no spelling or the signature does not hold.

    A log never signs two that contradict each other: whoever calls has made sure that this one continues the last.
    """
    if key.use != LOG_KEY or key.name != checkpoint.origin:
        raise ValueError("a checkpoint is signed by the key of its origin")
    read_checkpoint(checkpoint.text)
    value = signer.sign(checkpoint.text)
    if not key.holds(checkpoint.text, value):
        raise ValueError("the signer does not hold this key")
    return Note(checkpoint.text, (NoteSignature(key.name, key.key_id, value),))


def cosign(checkpoint: Checkpoint, key: NoteKey, signer: Signer, at: int) -> NoteSignature:
    """A witness's signature: at ``at`` this was the largest tree of the log that it saw, consistent with all before.

    ``ValueError`` as for ``sign_checkpoint``. The witness has checked the log's signature and the consistency.
    """
    if key.use != WITNESS_KEY or not 0 < at <= MAX_NUMBER:
        raise ValueError("a witness signs with its own key, and says when")
    read_checkpoint(checkpoint.text)
    message = _cosigned(at, checkpoint.text)
    value = signer.sign(message)
    if not key.holds(message, value):
        raise ValueError("the signer does not hold this key")
    return NoteSignature(key.name, key.key_id, at.to_bytes(8, "big") + value)


def _cosigned(at: int, text: bytes) -> bytes:
    return b"cosignature/v1\ntime %d\n" % at + text


def _cosigned_at(key: NoteKey, signature: NoteSignature, text: bytes) -> int | None:
    """When the witness signed, or None if its signature does not hold."""
    at = int.from_bytes(signature.value[:8], "big")
    if not 0 < at <= MAX_NUMBER or not key.holds(_cosigned(at, text), signature.value[8:]):
        return None
    return at


def open_checkpoint(data: bytes, policy: LogPolicy) -> Opened:
    """Read and check a signed checkpoint; raises ``LogNoteRefused``.

    Codes: ``log.malformed`` the form, ``log.origin`` another log's, ``log.signature`` a known key's signature does not
    hold, ``log.unsigned`` none of the log's own, ``log.witnesses`` fewer than the quorum.
    """
    note = read_note(data)
    checkpoint = read_checkpoint(note.text)
    if checkpoint.origin != policy.origin:
        raise LogNoteRefused("log.origin", "the checkpoint of another log")
    signed = signatures_of(policy.log_keys, note.signatures)
    if not all(key.holds(note.text, one.value) for key, one in signed.items()):
        raise LogNoteRefused("log.signature", "a signature of the log does not hold")
    if not signed:
        raise LogNoteRefused("log.unsigned", "not signed by the log")
    found = []
    seen = signatures_of(policy.witnesses, note.signatures)
    for key in policy.witnesses:
        if key in seen:
            if (at := _cosigned_at(key, seen[key], note.text)) is None:
                raise LogNoteRefused("log.signature", f"the signature of {key.name} does not hold")
            found.append(Cosignature(key.name, at))
    if len(found) < policy.quorum:
        raise LogNoteRefused("log.witnesses", f"{len(found)} of {policy.quorum} witnesses")
    return Opened(checkpoint, tuple(found))


def with_cosignatures(note: Note, signatures: Iterable[NoteSignature], policy: LogPolicy) -> Note:
    """``note`` with what witnesses answered: theirs that hold are taken, in the policy's order; others are left out.

    Of two by one witness the newer stays. What stood under the note by keys that are no witnesses' stays as it is.
    """
    names = {(key.name, key.key_id): key for key in policy.witnesses}
    best: dict[NoteKey, tuple[int, NoteSignature]] = {}
    for one in (*note.signatures, *signatures):
        key = names.get((one.name, one.key_id))
        at = None if key is None else _cosigned_at(key, one, note.text)
        if key is not None and at is not None and (key not in best or best[key][0] < at):
            best[key] = (at, one)
    own = [one for one in note.signatures if (one.name, one.key_id) not in names]
    return Note(note.text, (*own, *(best[key][1] for key in policy.witnesses if key in best)))
