"""The trust a verification rests on: an opened bundle with its keyring, or the reason there is none."""

from dataclasses import dataclass
from datetime import datetime

from keys.keyring import Keyring, VerificationKey
from keys.trust_bundle import TrustBundle, TrustedChamber, TrustRefused, open_bundle


@dataclass(frozen=True, slots=True)
class Trust:
    """A bundle accepted under the pinned anchor, ready for look-ups."""

    bundle: TrustBundle
    keyring: Keyring

    def by_did(self, did: str) -> TrustedChamber | None:
        """The chamber with exactly this DID."""
        return next((one for one in self.bundle.chambers if one.did == did), None)

    def by_number(self, no: int) -> TrustedChamber | None:
        """The chamber with this number, as the QR names it."""
        return next((one for one in self.bundle.chambers if one.no == no), None)


@dataclass(frozen=True, slots=True)
class NoTrust:
    """Nothing to rely on: ``code`` is trust.missing, trust.anchor, trust.malformed or trust.expired."""

    code: str


def open_trust(compact: str | None, anchor: VerificationKey | None, now: datetime) -> Trust | NoTrust:
    """Trust from a bundle's text under a pinned anchor; never an unverified bundle."""
    if compact is None or anchor is None:
        return NoTrust("trust.missing")
    try:
        bundle = open_bundle(compact, anchor, now)
    except TrustRefused as error:
        return NoTrust(error.code)
    return Trust(bundle, bundle.keyring())
