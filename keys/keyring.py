"""The keyring: every public key this service trusts, with its owner, purpose and validity window."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from keys.algorithms import PublicKey, holds, load_jwk, thumbprint

PURPOSE_CREDENTIAL = "credential"
PURPOSE_TRUST = "trust"
# Sign seal certificates and PDFs under the X.509 certificates that belong to them (keys/seal_certificate.py).
PURPOSE_SEAL_AUTHORITY = "seal-authority"
PURPOSE_SEAL = "seal"
# Signs access tokens; stands in no trust bundle and no DID document.
PURPOSE_ACCESS = "access"
# Signs proofs inside JSON documents (keys/forms/data_integrity.py), Ed25519; a chamber's, in its DID document as Multikey.
PURPOSE_PROOF = "proof"
# Signs the transparency log's checkpoints (keys/log_checkpoint.py); the union's, in no DID document.
PURPOSE_LOG = "log"
# States of a key as the trust bundle names them; registry/key_life/states.py says what follows what.
INTRODUCED, ACTIVE, RETIRED, COMPROMISED = "introduced", "active", "retired", "compromised"
STATES = (INTRODUCED, ACTIVE, RETIRED, COMPROMISED)


@dataclass(frozen=True, slots=True)
class Compromise:
    """Since when a key is not the chamber's alone, and how many entries the log had when that was declared."""

    since: datetime
    log_size: int

    def is_before(self, entered_at: datetime, log_index: int | None) -> bool:
        """True for what the register entered before ``since``, in a log entry (if it has one) from before the declaration."""
        return entered_at < self.since and (log_index is None or log_index < self.log_size)


@dataclass(frozen=True, slots=True)
class VerificationKey:
    """A public key and what it may be used for. ``valid_until`` None: still open. Times are aware instants."""

    kid: str
    owner: str
    purpose: str
    alg: str
    jwk: tuple[tuple[str, str], ...]
    public: PublicKey
    valid_from: datetime
    valid_until: datetime | None
    state: str = ACTIVE
    compromise: Compromise | None = None

    @property
    def cose_kid(self) -> bytes:
        """First four bytes of the RFC 7638 thumbprint: the kid inside the QR."""
        return thumbprint(dict(self.jwk))[:4]

    def holds(self, message: bytes, signature: bytes) -> bool:
        """True when the signature verifies by this key's own algorithm."""
        return holds(self.alg, self.public, message, signature)

    def covers(self, instant: datetime) -> bool:
        """True when the key could sign at ``instant``."""
        return self.valid_from <= instant and (self.valid_until is None or instant <= self.valid_until)


def verification_key(
    *,
    kid: str,
    owner: str,
    purpose: str,
    jwk: dict[str, str],
    valid_from: datetime,
    valid_until: datetime | None = None,
    state: str = ACTIVE,
    compromise: Compromise | None = None,
) -> VerificationKey:
    """A key from its public JWK; the algorithm follows from the key, raises ``KeyRefused``."""
    alg, public = load_jwk(jwk)
    return VerificationKey(
        kid, owner, purpose, alg, tuple(jwk.items()), public, valid_from, valid_until, state, compromise
    )


def kid_fragment(jwk: dict[str, str]) -> str:
    """The fragment of a key's DID URL: ``k-`` and the hex of its COSE kid."""
    return f"k-{thumbprint(jwk)[:4].hex()}"


class Keyring:
    """Look-up of keys by exact kid; two keys under one kid are a fault, not a choice."""

    def __init__(self, keys: Iterable[VerificationKey]) -> None:
        self._by_kid: dict[str, VerificationKey] = {}
        self._by_cose_kid: dict[tuple[str, bytes], VerificationKey] = {}
        for key in keys:
            if key.kid in self._by_kid or (key.owner, key.cose_kid) in self._by_cose_kid:
                raise ValueError(f"two keys under one kid: {key.kid}")
            self._by_kid[key.kid] = key
            self._by_cose_kid[key.owner, key.cose_kid] = key

    def find(self, kid: str) -> VerificationKey | None:
        """The key of a DID URL, or None."""
        return self._by_kid.get(kid)

    def find_short(self, owner: str, cose_kid: bytes) -> VerificationKey | None:
        """The key of ``owner`` (a DID) with this COSE kid, or None."""
        return self._by_cose_kid.get((owner, cose_kid))
