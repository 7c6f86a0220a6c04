"""Closing a drawn PDF with the chamber's seal: one PAdES signature over the whole file, no change allowed after it.

ETSI EN 319 142-1 baseline B-B; B-T and B-LT where a time-stamp authority is set. The drawn bytes stay as they are:
the seal is one incremental update behind them that adds the signature, its invisible field and nothing else, so a
verifier can compare what lies before it with its own drawing. Revocation data go into the same update (DSS, no VRI).
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from keys.envelope import Signer
from keys.seal_certificate import SealCertificate
from registry.refusal import Refusal

if TYPE_CHECKING:
    from pyhanko.sign.timestamps import TimeStamper
    from pyhanko_certvalidator import ValidationContext

B_B, B_T, B_LT = "B-B", "B-T", "B-LT"


class SealingRefused(Refusal):
    """The PDF cannot be sealed now; nothing was kept."""


class AnotherUnit(SealingRefused):
    """The time-stamp came from another unit of the authority than the file has the chain of; it is known from now on."""


@dataclass(frozen=True, slots=True)
class Seal:
    """A chamber's seal ready to be set: its certificate and who signs with its key.

    ``signer`` gives r||s for P-256 (RFC 7518 section 3.4) and a PKCS #1 v1.5 signature for RSA, over SHA-256.
    """

    owner: str
    certificate: SealCertificate
    signer: Signer


@dataclass(frozen=True, slots=True)
class Stamping:
    """Beyond B-B: who gives time-stamps (RFC 3161), and for B-LT how to ask for revocation data.

    ``context`` makes what one sealing asks with: an answer is used once. ``forget`` drops what was learned of the
    authority. ``issuer.paper.stamping`` makes them.
    """

    time_stamper: "TimeStamper"
    context: "Callable[[SealCertificate], ValidationContext] | None" = None
    forget: Callable[[], None] = lambda: None

    @property
    def form(self) -> str:
        """The PAdES baseline level that comes of it."""
        return B_T if self.context is None else B_LT


def form_of(stamping: Stamping | None) -> str:
    """The PAdES baseline level of a sealing."""
    return B_B if stamping is None else stamping.form


def seal_pdf(drawn: bytes, seal: Seal, at: datetime, stamping: Stamping | None = None) -> bytes:
    """``drawn`` with the seal set at ``at``; B-B takes about 12 ms of one core. Raises ``SealingRefused``."""
    # Loading it takes half a second: only what seals pays for that.
    from issuer.paper.pdf_signer import sealed

    if not seal.certificate.covers(at):
        raise SealingRefused("seal.expired", owner=seal.owner)
    try:
        return asyncio.run(sealed(drawn, seal, at, stamping))
    except AnotherUnit:
        return asyncio.run(sealed(drawn, seal, at, stamping))
