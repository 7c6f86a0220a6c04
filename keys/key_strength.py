"""Public keys that must never be trusted, whoever holds their private half: weak, malformed, or known to everybody.

Refused with the reason: points off the curve and Ed25519 points of small order or in another form than the canonical
(``keys.algorithms``), RSA below 2048 bits, with an exponent below 65537 or with the fingerprint of ROCA, and keys whose
private half is printed in a standard or can be counted to.
"""

from functools import cache

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from keys.algorithms import KeyRefused, PublicKey, load_jwk, public_jwk, thumbprint
from keys.strict_json import JsonRefused, parse

SHORTEST_RSA = 2048
SMALLEST_EXPONENT = 65537
MAX_KEY_FILE = 16 * 1024
# Primes that tell ROCA: modulo each, the primes of the faulty library (CVE-2017-15361) are powers of 65537 (Nemec et
# al., "The Return of Coppersmith's Attack", CCS 2017, section 3.3). Another modulus passes all by chance of 2^-27.
_ROCA_PRIMES = (11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157)
# How many private keys of P-256 are counted through: 1, 2, 3 and so on are what a broken generator gives.
_COUNTED = 64
# RFC 7515 appendix A.3, RFC 7517 appendix A.1 and RFC 8037 appendix A: their private halves are printed there.
_PRINTED = (
    {
        "kty": "EC",
        "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    },
    {
        "kty": "EC",
        "crv": "P-256",
        "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
    },
    {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},
)


class WeakKey(KeyRefused):
    """The key must not be trusted; the message says why."""


def is_roca(modulus: int) -> bool:
    """True for an RSA modulus with the fingerprint of the library of CVE-2017-15361."""
    return all(modulus % prime in _powers(prime) for prime in _ROCA_PRIMES)


@cache
def _powers(prime: int) -> frozenset[int]:
    found, power = set(), 1
    while power not in found:
        found.add(power)
        power = power * 65537 % prime
    return frozenset(found)


def require_strong_rsa(key: rsa.RSAPublicKey) -> None:
    """Raise ``WeakKey`` for an RSA key that is short, has a small exponent, or has the fingerprint of ROCA."""
    numbers = key.public_numbers()
    if key.key_size < SHORTEST_RSA:
        raise WeakKey(f"an RSA key of {key.key_size} bits")
    if numbers.e < SMALLEST_EXPONENT or numbers.e % 2 == 0:
        raise WeakKey("an RSA key with a small or even exponent")
    if is_roca(numbers.n):
        raise WeakKey("an RSA key with the ROCA fingerprint (CVE-2017-15361)")


def require_strong(jwk: dict[str, str]) -> tuple[str, PublicKey]:
    """Algorithm and public key of a JWK that may be enrolled; raises ``KeyRefused``, for one that is known ``WeakKey``."""
    alg, public = load_jwk(jwk)
    if thumbprint(public_jwk(public)) in _known():
        raise WeakKey("a key whose private half is known to everybody")
    return alg, public


@cache
def _known() -> frozenset[bytes]:
    known: list[PublicKey] = [ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key()]
    known += (ec.derive_private_key(number, ec.SECP256R1()).public_key() for number in range(1, _COUNTED + 1))
    return frozenset(thumbprint(jwk) for jwk in (*map(public_jwk, known), *_PRINTED))


def read_public_key(data: bytes) -> dict[str, str]:
    """The JWK of a public key that was brought: a JWK, or SubjectPublicKeyInfo as PEM or DER.

    Raises ``KeyRefused``: what is no key, no key of P-256 or Ed25519, or weak (``WeakKey``, also for RSA).
    """
    if len(data) > MAX_KEY_FILE:
        raise KeyRefused("too large for a public key")
    if data.lstrip()[:1] == b"{":
        return _read_jwk(data)
    try:
        if b"-----BEGIN" in data:
            key = serialization.load_pem_public_key(data)
        else:
            key = serialization.load_der_public_key(data)
    except (ValueError, UnsupportedAlgorithm) as error:
        # The point that is not on its curve is refused here as well.
        raise KeyRefused("not a usable public key") from error
    if isinstance(key, rsa.RSAPublicKey):
        require_strong_rsa(key)
    other_curve = isinstance(key, ec.EllipticCurvePublicKey) and not isinstance(key.curve, ec.SECP256R1)
    if other_curve or not isinstance(key, (ec.EllipticCurvePublicKey, ed25519.Ed25519PublicKey)):
        raise KeyRefused("only P-256 and Ed25519 keys are used")
    # Through the JWK once more: the library takes Ed25519 points of small order.
    jwk = public_jwk(key)
    require_strong(jwk)
    return jwk


def _read_jwk(data: bytes) -> dict[str, str]:
    try:
        found = parse(data)
    except JsonRefused as error:
        raise KeyRefused("not a usable public key") from error
    if not isinstance(found, dict):
        raise KeyRefused("not a usable public key")
    _, public = load_jwk(found)
    jwk = public_jwk(public)
    require_strong(jwk)
    return jwk
