"""Sample payloads: the specimens that a designer sees too, and what a test asks of them."""

import base64

from templates.certificates.specimens import (
    CODE,
    LETTERS,
    TITLES,
    Payload,
    cose_like,
    identity,
    longest,
)
from templates.certificates.specimens import short as sparse
from templates.certificates.specimens import usual as sample

__all__ = [
    "CODE", "KINDS", "LETTERS", "TITLES", "Payload", "cose_like", "digits_of", "identity", "in_design", "longest", "sample",
    "sparse",
]  # fmt: skip

KINDS = tuple(TITLES)


def in_design(payload: Payload, design: str) -> Payload:
    """The same document in another design."""
    payload["document"]["design"] = design
    return payload


def digits_of(payload: Payload) -> str:
    """The QR's digits as docs/spec/qr.md writes them."""
    qr = payload["document"]["qr"]
    return str(int.from_bytes(b"\x01" + base64.urlsafe_b64decode(qr + "=" * (-len(qr) % 4)), "big"))
