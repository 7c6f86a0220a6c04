"""did:web identifiers and the DID document of a chamber (DESIGN section 3; did:web method, W3C DID Core)."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from keys.forms.data_integrity import multikey
from keys.keyring import COMPROMISED, INTRODUCED, PURPOSE_CREDENTIAL, PURPOSE_PROOF, VerificationKey


def did_web(public_url: str, slug: str) -> str:
    """``http://localhost:8000`` and ``emo`` give ``did:web:localhost%3A8000:odalar:emo``."""
    return f"did:web:{quote(urlsplit(public_url).netloc, safe='')}:odalar:{slug}"


def did_document(did: str, keys: Iterable[VerificationKey]) -> dict[str, Any]:
    """The did.json of ``did``: credential keys as JsonWebKey, those of proofs as Multikey, ``assertionMethod`` as texts.

    Old keys stay listed as long as credentials under them live. A key that is only introduced asserts nothing yet; a
    compromised one no more, and is ``revoked`` (W3C Controlled Identifiers v1.0 section 2.2).
    """
    own = [key for key in keys if key.owner == did and _is_published(key)]
    methods = [
        {
            "id": key.kid,
            "controller": did,
            **_material(key),
            **({} if key.compromise is None else {"revoked": _instant(key.compromise.since)}),
        }
        for key in own
    ]
    contexts = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"]
    if any(one["type"] == "Multikey" for one in methods):
        contexts.append("https://w3id.org/security/multikey/v1")
    return {
        "@context": contexts,
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [key.kid for key in own if key.state not in (INTRODUCED, COMPROMISED)],
    }


def _is_published(key: VerificationKey) -> bool:
    is_proof = key.purpose == PURPOSE_PROOF and isinstance(key.public, Ed25519PublicKey)
    return is_proof or key.purpose == PURPOSE_CREDENTIAL


def _material(key: VerificationKey) -> dict[str, Any]:
    if key.purpose == PURPOSE_PROOF and isinstance(key.public, Ed25519PublicKey):
        return {"type": "Multikey", "publicKeyMultibase": multikey(key.public)}
    return {"type": "JsonWebKey", "publicKeyJwk": {**dict(key.jwk), "alg": key.alg}}


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
