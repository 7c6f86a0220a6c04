"""The seal of a document's PDF: which certificate may set it, and which file is the original."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


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


@dataclass(frozen=True, slots=True)
class SealedPdf:
    """The one sealed file of a credential. ``form`` is its PAdES baseline level: ``B-B``, ``B-T`` or ``B-LT``."""

    credential_id: UUID
    chamber_code: str
    member_id: UUID
    sha256: bytes
    size: int
    design: str
    fingerprint: str
    form: str
    sealed_at: datetime


@dataclass(frozen=True, slots=True)
class SheetOfRun:
    """A document of a run with its holder; ``sha256`` is that of its sealed file, None before it was made."""

    belge_no: str
    sicil_no: str
    given_name: str
    family_name: str
    sha256: bytes | None
