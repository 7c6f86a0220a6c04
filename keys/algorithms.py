"""Signature algorithms by name. A name comes from a key's own record, never from the signed thing.

ES256 (RFC 7518 section 3.4: P-256, SHA-256, raw r||s, 64 bytes) and EdDSA over Ed25519 (RFC 8037).
"""

import base64
import hashlib
import json
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

PublicKey = ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey
PrivateKey = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
ES256 = "ES256"
EDDSA = "EdDSA"
# Digests that count in seals and time-stamps.
DIGESTS = ("sha256", "sha384", "sha512")
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


_FIELD = 2**255 - 19
# The y coordinates of the eight points of small order (RFC 7748 section 6.1, "all-zero"); under such a key a
# signature by nobody verifies over everything.
_SMALL_ORDER_Y = {
    0,
    1,
    _FIELD - 1,
    int.from_bytes(
        bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
    ),
    int.from_bytes(
        bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"
    ),
}


class KeyRefused(ValueError):
    """The key material cannot be used for any algorithm of this service."""

    code = "key.unusable"


def b64url(data: bytes) -> str:
    """base64url without padding (RFC 7515 section 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def from_b64url(text: str) -> bytes:
    """Strict inverse of ``b64url``: padding, other alphabets and stray trailing bits raise ``ValueError``."""
    if not text.isascii() or "=" in text:
        raise ValueError("not strict base64url")
    data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if b64url(data) != text:
        raise ValueError("not strict base64url")
    return data


def public_jwk(key: PublicKey) -> dict[str, str]:
    """The public JWK (RFC 7517) with exactly its required members."""
    if isinstance(key, ed25519.Ed25519PublicKey):
        raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return {"kty": "OKP", "crv": "Ed25519", "x": b64url(raw)}
    numbers = key.public_numbers()
    return {
        "kty": "EC",
        "crv": "P-256",
        "x": b64url(numbers.x.to_bytes(32, "big")),
        "y": b64url(numbers.y.to_bytes(32, "big")),
    }


def thumbprint(jwk: Mapping[str, str]) -> bytes:
    """SHA-256 JWK thumbprint (RFC 7638), 32 bytes."""
    members = {name: jwk[name] for name in sorted(("crv", "kty", "x", "y")) if name in jwk}
    return hashlib.sha256(json.dumps(members, separators=(",", ":")).encode()).digest()


def load_jwk(jwk: Mapping[str, object]) -> tuple[str, PublicKey]:
    """Algorithm name and public key of a JWK; raises ``KeyRefused`` for anything but P-256 and Ed25519."""
    if "d" in jwk:
        raise KeyRefused("a private member has no place in a public key")
    alg, key = _loaded(jwk)
    # What a key says of its own use binds us (RFC 7517 sections 4.2 to 4.4); libraries do not look.
    operations = jwk.get("key_ops", ["verify"])
    if jwk.get("use", "sig") != "sig" or jwk.get("alg", alg) != alg or operations != ["verify"]:
        raise KeyRefused("a key that says it is for something else")
    return alg, key


def _loaded(jwk: Mapping[str, object]) -> tuple[str, PublicKey]:
    try:
        x = from_b64url(str(jwk["x"]))
        match (jwk.get("kty"), jwk.get("crv")):
            case ("EC", "P-256"):
                y = from_b64url(str(jwk["y"]))
                if len(x) != 32 or len(y) != 32:
                    raise KeyRefused("a P-256 coordinate is 32 bytes")
                numbers = ec.EllipticCurvePublicNumbers(
                    int.from_bytes(x, "big"), int.from_bytes(y, "big"), ec.SECP256R1()
                )
                return ES256, numbers.public_key()
            case ("OKP", "Ed25519"):
                return EDDSA, ed25519_key(x)
    except (KeyError, ValueError) as error:
        raise KeyRefused(f"not a usable public key: {error}") from error
    raise KeyRefused("only P-256 and Ed25519 keys are used")


def ed25519_key(encoded: bytes) -> ed25519.Ed25519PublicKey:
    """The key of an RFC 8032 encoding, 32 bytes; small order or another form than the canonical raises ``KeyRefused``."""
    y = int.from_bytes(encoded, "little") & (1 << 255) - 1
    if len(encoded) != 32 or y >= _FIELD or y in _SMALL_ORDER_Y:
        raise KeyRefused("an Ed25519 point of small order or in a form that is not canonical")
    return ed25519.Ed25519PublicKey.from_public_bytes(encoded)


def holds(alg: str, key: PublicKey, message: bytes, signature: bytes) -> bool:
    """True when ``signature`` over ``message`` verifies under ``key`` by the algorithm of the key's record."""
    try:
        if alg == ES256 and isinstance(key, ec.EllipticCurvePublicKey):
            if len(signature) != 64:
                return False
            r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
            if not (0 < r < P256_ORDER and 0 < s < P256_ORDER):
                return False
            key.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
            return True
        if alg == EDDSA and isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(signature, message)
            return True
    except InvalidSignature:
        return False
    return False
