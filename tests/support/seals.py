"""Seals for tests: a signer of a key at hand, and a House whose bundle vouches for a seal."""

from dataclasses import dataclass, replace
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from keys.seal_certificate import SealCertificate
from keys.trust_bundle import seal_bundle
from registry.credential import payload_of
from templates.drawing import draw
from tests.verifier.workshop import NOW, House
from verifier.trust import open_trust


@dataclass
class KeySigner:
    """Signs as a seal's signer does, P-256 or RSA."""

    private: Any

    def sign(self, message: bytes) -> bytes:
        if not isinstance(self.private, ec.EllipticCurvePrivateKey):
            return self.private.sign(message, padding.PKCS1v15(), hashes.SHA256())
        r, s = decode_dss_signature(self.private.sign(message, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def vouching(*seals: SealCertificate, **given: Any) -> House:
    """A House whose EMO has these seals, with its document drawn by the sealed design in ``house.drawn``."""
    house = House(**given)
    emo, *others = house.bundle.chambers
    house.bundle = replace(house.bundle, chambers=(replace(emo, seals=seals), *others))
    house.bundle_compact = seal_bundle(house.bundle, house.anchor.public, house.anchor.secret)
    house.trust = open_trust(house.bundle_compact, house.anchor.public, NOW)
    house.document, house.compact = house.issue(house.fresh(design="birlik/v2", verification_code="5" * 16))
    house.drawn = draw(payload_of(house.document), house.compact)  # type: ignore[attr-defined]
    return house
