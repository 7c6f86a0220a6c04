"""Keys of proofs inside JSON: a chamber's own, Ed25519, apart from the key of its documents."""

from collections.abc import Iterable
from datetime import datetime

from keys.envelope import Signer
from keys.keyring import PURPOSE_PROOF, VerificationKey, kid_fragment
from keys.vault import Vault
from muhur.key_life.bundles import public_of
from registry.chamber import Chamber, SigningKey
from registry.key_life.states import ACTIVE, may_sign


def new_proof_key(vault: Vault, chamber: Chamber, valid_from: datetime) -> SigningKey:
    """Made and kept in the vault; the record is the caller's to store."""
    uri, jwk = vault.create_ed25519(chamber.slug)
    kid = f"{chamber.did}#{kid_fragment(jwk)}"
    return SigningKey(kid, chamber.slug, PURPOSE_PROOF, jwk, uri, valid_from, None)


def newest(keys: Iterable[SigningKey], chamber: Chamber, at: datetime) -> SigningKey | None:
    """The chamber's newest key of proofs that may sign at ``at``; ``keys`` are the oldest first."""
    usable = [
        key
        for key in keys
        if (key.owner_slug, key.purpose) == (chamber.slug, PURPOSE_PROOF) and may_sign(key, at)
    ]
    return max(usable, key=lambda key: (key.state == ACTIVE, key.valid_from), default=None)


def opened(vault: Vault, key: SigningKey, chamber: Chamber) -> tuple[VerificationKey, Signer]:
    """The key with its signer; raises ``VaultRefused``."""
    return public_of(key, chamber.did), vault.signer(key.signer_uri)
