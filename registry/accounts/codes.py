"""Codes that are good once: what they are for, how they are drawn, and the hash that is kept of them."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from registry.accounts.holder import Holder

INVITATION, LINK, RECOVERY = "invitation", "link", "recovery"
SECOND_STEP, CHALLENGE, SPARE = "second_step", "challenge", "spare"
PROVIDER, PROVED = "provider", "proved"
LIFETIMES = {
    # A letter takes its time; the link of a mail is used at once or asked for again.
    INVITATION: timedelta(days=14),
    LINK: timedelta(minutes=30),
    RECOVERY: timedelta(minutes=60),
    SECOND_STEP: timedelta(minutes=15),
    CHALLENGE: timedelta(minutes=5),
    # As long as signing in at the provider may take; as long as an invitation's page stays open after the proof.
    PROVIDER: timedelta(minutes=15),
    PROVED: timedelta(minutes=15),
    # Kept in a drawer for the day the telephone is lost.
    SPARE: timedelta(days=3650),
}
# Crockford's: no letter that is read as another.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_LENGTH = 26


@dataclass(frozen=True, slots=True)
class Code:
    """A code by its hash. ``held`` is what belongs to whoever brings it back."""

    code_sha256: bytes
    holder_kind: str
    holder: str
    chamber_code: str | None
    purpose: str
    made_at: datetime
    made_by: str
    expires_at: datetime
    used_at: datetime | None = None
    held: dict[str, Any] | None = field(default=None)

    @property
    def owner(self) -> Holder:
        """Whose it is."""
        return Holder(self.holder_kind, self.holder, self.chamber_code)


def draw_code(length: int = _LENGTH) -> str:
    """A new code of 5 bits a letter."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def code_of(
    text: str, purpose: str, holder: Holder, at: datetime, made_by: str, held: dict[str, Any] | None = None
) -> Code:
    """The record of a code that begins to count at ``at``."""
    return Code(
        hash_of(text, purpose),
        holder.kind,
        holder.id,
        holder.chamber_code,
        purpose,
        at,
        made_by,
        at + LIFETIMES[purpose],
        held=held,
    )


def hash_of(text: str, purpose: str) -> bytes:
    """What is kept of a code. Typed codes may be written in capitals, in groups, with o for 0 and i or l for 1."""
    plain = text if purpose == CHALLENGE else _plain(text)
    return hashlib.sha256(f"muhur {purpose} {plain}".encode()).digest()


def _plain(text: str) -> str:
    return text.strip().lower().replace("-", "").replace(" ", "").translate(str.maketrans("oil", "011"))
