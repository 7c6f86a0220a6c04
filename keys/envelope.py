"""The sealed form of signed things: compact JWS in one strict profile, and the Signer that makes it.

DESIGN section 3; RFC 7515, with the advice of RFC 8725. The header holds exactly ``alg``, ``kid`` and
``typ``; the algorithm that counts is the one in the key's record.
"""

import json
from dataclasses import dataclass
from typing import Protocol

from keys.algorithms import b64url, from_b64url
from keys.strict_json import JsonRefused, parse

MAX_COMPACT = 64 * 1024
MAX_KID = 128


class Signer(Protocol):
    """Who holds a private key: bytes in, signature out (ES256: raw r||s, 64 bytes)."""

    def sign(self, message: bytes) -> bytes:
        """Signature over ``message``."""
        ...


class EnvelopeRefused(ValueError):
    """Not an envelope of the strict profile; nothing in it may be believed or looked up."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True, slots=True)
class Envelope:
    """A well-formed compact JWS whose signature has not been checked yet."""

    compact: str
    alg: str
    kid: str
    typ: str
    payload: bytes
    signing_input: bytes
    signature: bytes


def seal(payload: bytes, *, alg: str, kid: str, typ: str, signer: Signer) -> str:
    """Compact JWS over ``payload``; the same key and payload give the same text when the signer is deterministic."""
    header = json.dumps({"alg": alg, "kid": kid, "typ": typ}, separators=(",", ":"))
    signing_input = f"{b64url(header.encode())}.{b64url(payload)}"
    return f"{signing_input}.{b64url(signer.sign(signing_input.encode()))}"


def open_envelope(compact: str, *, typ: str, limit: int = MAX_COMPACT) -> Envelope:
    """Read the form of a compact JWS that must carry ``typ``, at most ``limit`` characters; raises ``EnvelopeRefused``."""
    if len(compact) > limit:
        raise EnvelopeRefused("envelope.too_large", f"more than {limit} characters")
    parts = compact.split(".")
    if len(parts) != 3 or not all(parts):
        raise EnvelopeRefused("envelope.malformed", "not three parts")
    try:
        head, payload, signature = (from_b64url(part) for part in parts)
        header = parse(head)
    except JsonRefused as error:
        raise EnvelopeRefused("envelope.malformed", str(error)) from error
    except ValueError as error:
        raise EnvelopeRefused("envelope.malformed", "not strict base64url") from error
    if not isinstance(header, dict) or set(header) != {"alg", "kid", "typ"}:
        raise EnvelopeRefused("envelope.header", "the header must hold exactly alg, kid and typ")
    alg, kid, found_typ = header["alg"], header["kid"], header["typ"]
    if not (isinstance(alg, str) and isinstance(kid, str) and kid.isascii() and 0 < len(kid) <= MAX_KID):
        raise EnvelopeRefused("envelope.header", "alg and kid must be short texts")
    if found_typ != typ:
        raise EnvelopeRefused("envelope.typ", f"typ must be {typ}")
    signing_input = compact.rpartition(".")[0].encode()
    return Envelope(compact, alg, kid, typ, payload, signing_input, signature)
