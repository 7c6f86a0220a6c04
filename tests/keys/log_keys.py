"""Keys of logs and witnesses for the tests: each from its number."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keys.log_checkpoint import LogPolicy
from keys.log_note import LOG_KEY, WITNESS_KEY, NoteKey, note_key

ORIGIN = "belge.example.org/log"
WITNESSES = ("emo.example.org/tanik", "imo.example.org/tanik", "mmo.example.org/tanik")


def private(number: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(number.to_bytes(32, "big"))


def public(number: int, name: str = ORIGIN, use: int = LOG_KEY) -> NoteKey:
    return note_key(name, use, private(number).public_key().public_bytes_raw())


LOG = public(1)
WITNESS_KEYS = tuple(public(at, name, WITNESS_KEY) for at, name in enumerate(WITNESSES, start=11))
POLICY = LogPolicy(ORIGIN, (LOG,), WITNESS_KEYS, quorum=2)
# No witness is known, as in a bundle of today.
LOG_ONLY = LogPolicy(ORIGIN, (LOG,))
