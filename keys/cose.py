"""COSE_Sign1 (RFC 9052 section 4.2) with ES256 and a kid of at most 4 bytes: the signed part of the QR.

Only the deterministic encoding is read (RFC 8949 section 4.2.1), so one signed thing has one form.
"""

from dataclasses import dataclass
from typing import Any

import cbor2

from keys import strict_cbor
from keys.envelope import EnvelopeRefused, Signer
from keys.strict_cbor import Tagged

MAX_BYTES = 512
_TAG_SIGN1 = strict_cbor.TAG_SIGN1
_ALG, _KID, _ES256 = 1, 4, -7


@dataclass(frozen=True, slots=True)
class Sign1:
    """A well-formed COSE_Sign1 whose signature has not been checked yet; ``kid`` is 1-4 bytes."""

    kid: bytes
    payload: bytes
    to_be_signed: bytes
    signature: bytes


def canonical(value: Any) -> bytes:
    """Deterministic CBOR of ``value``."""
    return cbor2.dumps(value, canonical=True)


def read_canonical(data: bytes) -> Any:
    """Value of deterministic CBOR; any other spelling, trailing bytes included, raises ``EnvelopeRefused``."""
    try:
        value = strict_cbor.read(data)
    except strict_cbor.CborRefused as error:
        raise EnvelopeRefused("qr.malformed", str(error)) from error
    if canonical(_plain(value)) != data:
        raise EnvelopeRefused("qr.malformed", "not deterministic CBOR")
    return value


def _plain(value: Any) -> Any:
    return cbor2.CBORTag(_TAG_SIGN1, value.value) if isinstance(value, Tagged) else value


def _to_be_signed(protected: bytes, payload: bytes) -> bytes:
    return canonical(["Signature1", protected, b"", payload])


def seal(payload: bytes, *, kid: bytes, signer: Signer) -> bytes:
    """Tagged COSE_Sign1 over ``payload``."""
    protected = canonical({_ALG: _ES256, _KID: kid})
    signature = signer.sign(_to_be_signed(protected, payload))
    return canonical(cbor2.CBORTag(_TAG_SIGN1, [protected, {}, payload, signature]))


def open_sign1(data: bytes) -> Sign1:
    """Read the form of a tagged COSE_Sign1; raises ``EnvelopeRefused`` with code ``qr.malformed``."""
    if len(data) > MAX_BYTES:
        raise EnvelopeRefused("qr.malformed", "too long")
    tagged = read_canonical(data)
    if not isinstance(tagged, Tagged):
        raise EnvelopeRefused("qr.malformed", "not COSE_Sign1")
    match tagged.value:
        case [bytes() as protected, dict() as unprotected, bytes() as payload, bytes() as signature]:
            header = read_canonical(protected)
            if unprotected or not isinstance(header, dict) or set(header) != {_ALG, _KID}:
                raise EnvelopeRefused("qr.malformed", "unexpected COSE header")
            kid = header[_KID]
            if header[_ALG] != _ES256 or not isinstance(kid, bytes) or not 1 <= len(kid) <= 4:
                raise EnvelopeRefused("qr.malformed", "unexpected COSE header value")
            return Sign1(kid, payload, _to_be_signed(protected, payload), signature)
    raise EnvelopeRefused("qr.malformed", "not COSE_Sign1")
