"""Keys of proofs inside JSON: a chamber's own, Ed25519, apart from the key of its documents."""

from collections.abc import Iterable
from datetime import datetime

from keys.envelope import Signer
from keys.keyring import PURPOSE_PROOF, VerificationKey, kid_fragment, verification_key
from keys.vault import Vault
from registry.chamber import Chamber, SigningKey


def new_proof_key(vault: Vault, chamber: Chamber, valid_from: datetime) -> SigningKey:
    """Made and kept in the vault; the record is the caller's to store."""
    uri, jwk = vault.create_for_proofs(chamber.slug)
    kid = f"{chamber.did}#{kid_fragment(jwk)}"
    return SigningKey(kid, chamber.slug, PURPOSE_PROOF, jwk, uri, valid_from, None)


def newest(keys: Iterable[SigningKey], chamber: Chamber, at: datetime) -> SigningKey | None:
    """The chamber's newest key of proofs that may sign at ``at``; ``keys`` are the oldest first."""
    usable = [
        key
        for key in keys
        if (key.owner_slug, key.purpose) == (chamber.slug, PURPOSE_PROOF)
        and key.valid_from <= at
        and (key.valid_until is None or at <= key.valid_until)
    ]
    return usable[-1] if usable else None


def opened(vault: Vault, key: SigningKey, chamber: Chamber) -> tuple[VerificationKey, Signer]:
    """The key with its signer; raises ``VaultRefused``."""
    public = verification_key(
        kid=key.kid,
        owner=chamber.did,
        purpose=key.purpose,
        jwk=key.jwk,
        valid_from=key.valid_from,
        valid_until=key.valid_until,
    )
    return public, vault.signer(key.signer_uri)
