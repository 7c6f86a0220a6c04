"""Keys made for one test run, with their places in a trust bundle: in use, ended, stolen, only introduced."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from issuer.sealing import ChamberKey
from keys.algorithms import public_jwk
from keys.keyring import (
    COMPROMISED,
    PURPOSE_CREDENTIAL,
    Compromise,
    VerificationKey,
    kid_fragment,
    verification_key,
)


@dataclass
class Secret:
    """A private key made for this run that signs ES256 or EdDSA."""

    private: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    @property
    def jwk(self) -> dict[str, str]:
        return public_jwk(self.private.public_key())

    def issue(self, begun: x509.CertificateBuilder) -> x509.Certificate:
        return begun.sign(self.private, hashes.SHA256() if self.jwk["kty"] == "EC" else None)

    def sign(self, message: bytes) -> bytes:
        if isinstance(self.private, ed25519.Ed25519PrivateKey):
            return self.private.sign(message)
        r, s = decode_dss_signature(
            self.private.sign(message, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
        )
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


@dataclass
class Named:
    """A secret with its place in the trust bundle."""

    secret: Secret
    public: VerificationKey
    chamber_no: int

    @property
    def chamber_key(self) -> ChamberKey:
        return ChamberKey(self.chamber_no, self.public, self.secret)


def named(
    did: str, no: int, valid_from: str, valid_until: str | None = None, *, secret: Secret | None = None,
    purpose: str = PURPOSE_CREDENTIAL, **more: Any,
) -> Named:  # fmt: skip
    secret = secret or Secret()
    public = verification_key(
        kid=f"{did}#{kid_fragment(secret.jwk)}",
        owner=did,
        purpose=purpose,
        jwk=secret.jwk,
        valid_from=datetime.fromisoformat(valid_from),
        valid_until=None if valid_until is None else datetime.fromisoformat(valid_until),
        **more,
    )
    return Named(secret, public, no)


def stolen(did: str, no: int, valid_from: str, since: str, secret: Secret | None = None) -> Named:
    """A key of which others have had a copy since then."""
    told = Compromise(datetime.fromisoformat(since), 1000)
    return named(did, no, valid_from, since, secret=secret, state=COMPROMISED, compromise=told)
