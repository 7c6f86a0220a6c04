"""did:web identifiers and the DID document of a chamber (DESIGN section 3; did:web method, W3C DID Core)."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from keys.forms.data_integrity import multikey
from keys.keyring import PURPOSE_CREDENTIAL, PURPOSE_PROOF, VerificationKey


def did_web(public_url: str, slug: str) -> str:
    """``http://localhost:8000`` and ``emo`` give ``did:web:localhost%3A8000:odalar:emo``."""
    return f"did:web:{quote(urlsplit(public_url).netloc, safe='')}:odalar:{slug}"


def did_document(did: str, keys: Iterable[VerificationKey]) -> dict[str, Any]:
    """The did.json of ``did``: credential keys as JsonWebKey, those of proofs as Multikey, ``assertionMethod`` as texts.

    Old keys stay listed as long as credentials under them live.
    """
    methods = [
        {"id": key.kid, "controller": did, **told}
        for key in keys
        if key.owner == did and (told := _told(key))
    ]
    contexts = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"]
    if any(one["type"] == "Multikey" for one in methods):
        contexts.append("https://w3id.org/security/multikey/v1")
    return {
        "@context": contexts,
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [one["id"] for one in methods],
    }


def _told(key: VerificationKey) -> dict[str, Any] | None:
    """Type and material of a key that signs documents or their proofs; None for any other."""
    if key.purpose == PURPOSE_PROOF and isinstance(key.public, Ed25519PublicKey):
        return {"type": "Multikey", "publicKeyMultibase": multikey(key.public)}
    if key.purpose == PURPOSE_CREDENTIAL:
        return {"type": "JsonWebKey", "publicKeyJwk": {**dict(key.jwk), "alg": key.alg}}
    return None
