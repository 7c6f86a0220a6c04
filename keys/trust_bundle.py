"""The trust bundle: who may sign what under which key, one dated JWS by the union's anchor key.

``typ`` is ``trust-bundle+jwt``; a bundle counts only under a pinned anchor (DESIGN section 3, "Trust").
Times inside are whole-second UTC texts; ``iat`` and ``exp`` are seconds since 1970.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from keys.algorithms import KeyRefused
from keys.envelope import EnvelopeRefused, Signer, open_envelope, seal
from keys.keyring import Keyring, VerificationKey, verification_key
from keys.seal_certificate import CertificateRefused, SealCertificate, seal_certificate
from keys.strict_json import JsonRefused, parse

TYP = "trust-bundle+jwt"
LIFETIME_DAYS = 400
SKEW = timedelta(minutes=5)
# Room for every key that 24 chambers may have had in a lifetime.
MAX_BUNDLE = 4 * 1024 * 1024


class TrustRefused(ValueError):
    """The bundle cannot be relied on; ``code`` is one of trust.malformed, trust.anchor, trust.expired."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True, slots=True)
class TrustedChamber:
    """A chamber as the union vouches for it: the document kinds it may sign, its keys and its seals."""

    no: int
    code: str
    abbr_tr: str
    name_tr: str
    name_en: str
    did: str
    kinds: tuple[str, ...]
    keys: tuple[VerificationKey, ...]
    seals: tuple[SealCertificate, ...] = ()


@dataclass(frozen=True, slots=True)
class TrustBundle:
    """An installation's trust: its public address, its chambers and, with them, the keyring."""

    public_url: str
    specimen: bool
    issued_at: datetime
    expires_at: datetime
    chambers: tuple[TrustedChamber, ...]
    # Of the union itself: the certificate above its chambers' seals, for programs that follow chains. DER.
    seal_authorities: tuple[bytes, ...] = ()

    def keyring(self) -> Keyring:
        """All keys of all chambers."""
        return Keyring(key for chamber in self.chambers for key in chamber.keys)


def _text(instant: datetime) -> str:
    return instant.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def _key_claims(key: VerificationKey) -> dict[str, Any]:
    return {
        "kid": key.kid,
        "coseKid": key.cose_kid.hex(),
        "alg": key.alg,
        "purpose": key.purpose,
        "publicKeyJwk": dict(key.jwk),
        "validFrom": _text(key.valid_from),
        "validUntil": None if key.valid_until is None else _text(key.valid_until),
    }


def bundle_claims(bundle: TrustBundle, anchor: str) -> dict[str, Any]:
    """The payload; ``anchor`` is the union's DID."""
    return {
        "iss": anchor,
        "iat": int(bundle.issued_at.timestamp()),
        "exp": int(bundle.expires_at.timestamp()),
        "publicUrl": bundle.public_url,
        "specimen": bundle.specimen,
        "chambers": [
            {
                "no": chamber.no,
                "code": chamber.code,
                "abbr": chamber.abbr_tr,
                "name": {"tr": chamber.name_tr, "en": chamber.name_en},
                "did": chamber.did,
                "kinds": list(chamber.kinds),
                "keys": [_key_claims(key) for key in chamber.keys],
                "seals": [_seal_claims(one) for one in chamber.seals],
            }
            for chamber in bundle.chambers
        ],
        "sealAuthorities": [base64.b64encode(one).decode("ascii") for one in bundle.seal_authorities],
    }


def _seal_claims(one: SealCertificate) -> dict[str, Any]:
    return {
        "certificate": base64.b64encode(one.der).decode("ascii"),
        "chain": [base64.b64encode(above).decode("ascii") for above in one.chain],
        "level": one.level,
        "validFrom": _text(one.valid_from),
        "validUntil": _text(one.valid_until),
    }


def seal_bundle(bundle: TrustBundle, anchor_key: VerificationKey, signer: Signer) -> str:
    """Compact JWS of the bundle under the anchor key."""
    payload = json.dumps(bundle_claims(bundle, anchor_key.owner), ensure_ascii=False, separators=(",", ":"))
    return seal(payload.encode(), alg=anchor_key.alg, kid=anchor_key.kid, typ=TYP, signer=signer)


def open_bundle(compact: str, anchor: VerificationKey, now: datetime) -> TrustBundle:
    """Read and check a bundle under the pinned ``anchor`` at ``now``; raises ``TrustRefused``."""
    try:
        envelope = open_envelope(compact, typ=TYP, limit=MAX_BUNDLE)
        claims = parse(envelope.payload) if _signed_by(anchor, envelope.kid) else None
    except (EnvelopeRefused, JsonRefused) as error:
        raise TrustRefused("trust.malformed", str(error)) from error
    if (
        claims is None
        or envelope.alg != anchor.alg
        or not anchor.holds(envelope.signing_input, envelope.signature)
    ):
        raise TrustRefused("trust.anchor", "the bundle is not signed by the pinned anchor")
    try:
        bundle = _bundle_of(claims)
    except (KeyError, TypeError, ValueError, AttributeError, KeyRefused, CertificateRefused) as error:
        raise TrustRefused("trust.malformed", f"unexpected bundle content: {error}") from error
    if now > bundle.expires_at or bundle.issued_at > now + SKEW:
        raise TrustRefused("trust.expired", "the bundle is not current")
    return bundle


def _signed_by(anchor: VerificationKey, kid: str) -> bool:
    # An anchor pinned as a bare JWK has no name of its own: the fragment must still be its thumbprint.
    return kid == anchor.kid or kid.rpartition("#")[2] == anchor.kid


def _instant(text: Any) -> datetime:
    if not isinstance(text, str) or not text.endswith("Z"):
        raise ValueError("not a UTC time")
    return datetime.fromisoformat(text[:-1]).replace(tzinfo=UTC)


def _key_of(claims: Any, owner: str) -> VerificationKey:
    key = verification_key(
        kid=claims["kid"],
        owner=owner,
        purpose=claims["purpose"],
        jwk=claims["publicKeyJwk"],
        valid_from=_instant(claims["validFrom"]),
        valid_until=None if claims["validUntil"] is None else _instant(claims["validUntil"]),
    )
    if (
        claims["alg"] != key.alg
        or claims["coseKid"] != key.cose_kid.hex()
        or not key.kid.startswith(f"{owner}#")
    ):
        raise ValueError(f"key record does not agree with its key: {key.kid}")
    return key


def _chamber_of(claims: Any) -> TrustedChamber:
    keys: Sequence[Any] = claims["keys"]
    return TrustedChamber(
        no=int(claims["no"]),
        code=claims["code"],
        abbr_tr=claims["abbr"],
        name_tr=claims["name"]["tr"],
        name_en=claims["name"]["en"],
        did=claims["did"],
        kinds=tuple(claims["kinds"]),
        keys=tuple(_key_of(key, claims["did"]) for key in keys),
        # Bundles from before there were seals name none.
        seals=tuple(_seal_of(one) for one in claims.get("seals", ())),
    )


def _seal_of(claims: Any) -> SealCertificate:
    read = seal_certificate(base64.b64decode(claims["certificate"], validate=True), claims["level"])
    # The union may have closed the window earlier than the certificate does.
    return replace(
        read,
        valid_from=_instant(claims["validFrom"]),
        valid_until=_instant(claims["validUntil"]),
        chain=tuple(base64.b64decode(one, validate=True) for one in claims["chain"]),
    )


def _bundle_of(claims: Any) -> TrustBundle:
    bundle = TrustBundle(
        public_url=claims["publicUrl"],
        specimen=bool(claims["specimen"]),
        issued_at=datetime.fromtimestamp(claims["iat"], UTC),
        expires_at=datetime.fromtimestamp(claims["exp"], UTC),
        chambers=tuple(_chamber_of(chamber) for chamber in claims["chambers"]),
        seal_authorities=tuple(
            base64.b64decode(one, validate=True) for one in claims.get("sealAuthorities", ())
        ),
    )
    bundle.keyring()
    return bundle
