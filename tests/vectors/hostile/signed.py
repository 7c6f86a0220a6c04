"""A compact JWS in its parts, so that a case can change one of them and leave the rest as it was."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from keys.algorithms import b64url, from_b64url
from tests.verifier.named_keys import Named, Secret

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@dataclass(frozen=True, slots=True)
class Signed:
    """Header and payload as bytes, and who signs them."""

    head: bytes
    payload: bytes
    by: Secret

    @classmethod
    def of(cls, compact: str, by: Named) -> "Signed":
        """The parts of a text that ``by`` signed."""
        head, payload, _ = (from_b64url(part) for part in compact.split("."))
        return cls(head, payload, by.secret)

    @property
    def signing_input(self) -> str:
        """The first two parts of the text."""
        return f"{b64url(self.head)}.{b64url(self.payload)}"

    @property
    def signature(self) -> bytes:
        """The right one of who signs."""
        return self.by.sign(self.signing_input.encode())

    @property
    def text(self) -> str:
        """The whole text."""
        return self.with_signature(lambda right: right)

    @property
    def claims(self) -> dict[str, Any]:
        """The payload as JSON."""
        found: dict[str, Any] = json.loads(self.payload)
        return found

    def with_signature(self, change: Callable[[bytes], bytes]) -> str:
        """The text under a changed signature."""
        return f"{self.signing_input}.{b64url(change(self.signature))}"

    def header(self, **members: Any) -> "Signed":
        """With members of the header changed, added or (``...``) taken away."""
        found = {**json.loads(self.head), **members}
        kept = {name: value for name, value in found.items() if value is not ...}
        return replace(self, head=json.dumps(kept, separators=(",", ":")).encode())

    def raw_header(self, old: str, new: str) -> "Signed":
        """With the header's bytes changed in one place."""
        return replace(self, head=_once(self.head, old, new))

    def raw_payload(self, old: str, new: str) -> "Signed":
        """With the payload's bytes changed in one place, rightly signed."""
        return replace(self, payload=_once(self.payload, old, new))

    def saying(self, claims: Any) -> "Signed":
        """With another content, rightly signed."""
        body = claims if isinstance(claims, bytes) else dumped(claims)
        return replace(self, payload=body)


def dumped(claims: Any) -> bytes:
    """JSON as our issuers write it."""
    return json.dumps(claims, ensure_ascii=False, separators=(",", ":")).encode()


def _once(data: bytes, old: str, new: str) -> bytes:
    assert data.count(old.encode()) >= 1, old
    return data.replace(old.encode(), new.encode("utf-8", "surrogatepass"), 1)


def halves(signature: bytes) -> tuple[int, int]:
    """r and s."""
    return int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")


def raw(r: int, s: int) -> bytes:
    """r and s as JOSE writes them."""
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")
