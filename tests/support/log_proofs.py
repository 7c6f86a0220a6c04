"""Proofs of a log that is made for each of them: real trees, really signed."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from keys.log_checkpoint import Checkpoint, cosign, sign_checkpoint
from keys.log_note import Note, NoteKey
from registry.log.event import Event, Issued, opening
from registry.log.proof import TlogProof, proof_bytes
from tests.keys.log_keys import LOG, WITNESS_KEYS, private
from tests.registry.log.grown import log_of


def digest(compact: str) -> bytes:
    return hashlib.sha256(compact.encode()).digest()


def proof_of(
    compact: str,
    at: datetime,
    *,
    event: Event | None = None,
    place: int = 5,
    size: int = 13,
    key: NoteKey = LOG,
    number: int = 1,
    witnesses: Sequence[int] = (),
) -> bytes:
    """A tlog-proof that entry ``place`` of ``size`` is the issue of ``compact`` at ``at``, or another ``event``.

    ``key`` signs with the private key of that ``number``; ``witnesses`` are places in ``WITNESS_KEYS``.
    """
    own = opening(bytes([7]) * 32, event or Issued(at, digest(compact)))
    entries = [hashlib.sha256(one.to_bytes(2, "big")).digest() for one in range(size)]
    entries[place] = own.entry
    log = log_of(entries)
    checkpoint = Checkpoint(key.name, log.size, log.root)
    note = sign_checkpoint(checkpoint, key, private(number))
    seen = [
        cosign(checkpoint, WITNESS_KEYS[one], private(11 + one), int(at.timestamp()) + 1) for one in witnesses
    ]
    note = Note(note.text, (*note.signatures, *seen))
    return proof_bytes(TlogProof(place, log.tree.inclusion_proof(place), note.data, own.packed))
