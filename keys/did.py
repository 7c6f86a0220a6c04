"""did:web identifiers and the DID document of a chamber (DESIGN section 3; did:web method, W3C DID Core)."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from keys.keyring import COMPROMISED, INTRODUCED, PURPOSE_CREDENTIAL, VerificationKey


def did_web(public_url: str, slug: str) -> str:
    """``http://localhost:8000`` and ``emo`` give ``did:web:localhost%3A8000:odalar:emo``."""
    return f"did:web:{quote(urlsplit(public_url).netloc, safe='')}:odalar:{slug}"


def did_document(did: str, keys: Iterable[VerificationKey]) -> dict[str, Any]:
    """The did.json of ``did``: each credential key as JsonWebKey, ``assertionMethod`` as texts.

    Old keys stay listed as long as credentials under them live. A key that is only introduced asserts nothing yet; a
    compromised one no more, and is ``revoked`` (W3C Controlled Identifiers v1.0 section 2.2).
    """
    own = [key for key in keys if key.owner == did and key.purpose == PURPOSE_CREDENTIAL]
    methods = [
        {
            "id": key.kid,
            "type": "JsonWebKey",
            "controller": did,
            "publicKeyJwk": {**dict(key.jwk), "alg": key.alg},
            **({} if key.compromise is None else {"revoked": _instant(key.compromise.since)}),
        }
        for key in own
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"],
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [key.kid for key in own if key.state not in (INTRODUCED, COMPROMISED)],
    }


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
