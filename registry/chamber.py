"""A chamber (oda) and the installation it lives in."""

from dataclasses import dataclass
from datetime import datetime

from registry.document import CURRENT_DESIGN, SignerName
from registry.turkish import fold


@dataclass(frozen=True, slots=True)
class Installation:
    """What is fixed at ``muhur init``: the public address, whether it is ÖRNEK, and when it began."""

    public_url: str
    specimen: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Chamber:
    """One of the 24 chambers. ``code`` is ASCII and unique; ``no`` is its place in alphabetical order."""

    code: str
    no: int
    abbr_tr: str
    name_tr: str
    name_en: str
    did: str
    slug: str
    professions: tuple[str, ...] = ()
    sicil_pattern: str = "[0-9]{1,7}"
    signers: tuple[SignerName, ...] = ()
    design: str = CURRENT_DESIGN

    def is_named(self, text: str) -> bool:
        """True for the code, abbreviation or name as people write them: ``IMO``, ``imo``, ``İMO``."""
        return fold(text) in {fold(self.code), fold(self.abbr_tr), fold(self.name_tr)}


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The record of a chamber's or the union's key: public half, where the private half is, its window and its state.

    ``state`` is one of registry/key_life/states.py. Of a compromised key: since when, and the log's size when that was declared.
    """

    kid: str
    owner_slug: str
    purpose: str
    jwk: dict[str, str]
    signer_uri: str
    valid_from: datetime
    valid_until: datetime | None
    state: str = "active"
    compromised_since: datetime | None = None
    compromised_log_size: int | None = None


@dataclass(frozen=True, slots=True)
class SealKey:
    """A seal certificate (PEM) with those above it, and where its private key is.

    ``purpose`` is ``seal`` or ``seal-authority``, ``owner_slug`` the chamber's or the union's.
    """

    fingerprint: str
    owner_slug: str
    purpose: str
    level: str
    certificate: str
    chain: str
    signer_uri: str
    valid_from: datetime
    valid_until: datetime
