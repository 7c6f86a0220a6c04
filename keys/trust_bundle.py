"""The trust bundle: who may sign what under which key, one dated JWS by the union's anchor key.

``typ`` is ``trust-bundle+jwt``; a bundle counts only under a pinned anchor (DESIGN section 3, "Trust").
Times inside are whole-second UTC texts; ``iat`` and ``exp`` are seconds since 1970.
"""

import base64
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from keys import trust_members as members
from keys.algorithms import KeyRefused, public_jwk
from keys.envelope import EnvelopeRefused, Signer, open_envelope, seal
from keys.keyring import (
    ACTIVE,
    COMPROMISED,
    RETIRED,
    STATES,
    Compromise,
    Keyring,
    VerificationKey,
    verification_key,
)
from keys.log_checkpoint import LogPolicy
from keys.log_note import is_name, read_vkey
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
    # Under which keys the installation's transparency log is believed; None in bundles from before it had one.
    log: LogPolicy | None = None

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
        "state": key.state,
        **({} if key.compromise is None else {"compromised": _compromise_claims(key.compromise)}),
    }


def _compromise_claims(told: Compromise) -> dict[str, Any]:
    return {"since": _text(told.since), "logSize": told.log_size}


def bundle_claims(bundle: TrustBundle, anchor: str) -> dict[str, Any]:
    """The payload; ``anchor`` is the union's DID."""
    claims = {
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
    return claims if bundle.log is None else {**claims, "log": _log_claims(bundle.log)}


def _log_claims(policy: LogPolicy) -> dict[str, Any]:
    return {
        "origin": policy.origin,
        "keys": [key.vkey for key in policy.log_keys],
        "witnesses": [key.vkey for key in policy.witnesses],
        "quorum": policy.quorum,
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
        named = _signed_by(anchor, envelope.kid) and envelope.alg == anchor.alg
        claims = parse(envelope.payload) if named else None
    except (EnvelopeRefused, JsonRefused) as error:
        raise TrustRefused("trust.malformed", str(error)) from error
    if not named or not anchor.holds(envelope.signing_input, envelope.signature):
        raise TrustRefused("trust.anchor", "the bundle is not signed by the pinned anchor")
    try:
        _check_issuer(claims, anchor, envelope.kid)
        bundle = _bundle_of(claims)
    except (KeyError, TypeError, ValueError, AttributeError, KeyRefused, CertificateRefused) as error:
        raise TrustRefused("trust.malformed", f"unexpected bundle content: {error}") from error
    if now > bundle.expires_at or bundle.issued_at > now + SKEW:
        raise TrustRefused("trust.expired", "the bundle is not current")
    return bundle


def _signed_by(anchor: VerificationKey, kid: str) -> bool:
    # An anchor pinned as a bare JWK has no name of its own: the fragment must still be its thumbprint.
    return kid == anchor.kid or kid.rpartition("#")[2] == anchor.kid


def _check_issuer(claims: Any, anchor: VerificationKey, kid: str) -> None:
    # Who says it, who signed it and who is pinned are one; a bare anchor names nobody.
    owner = anchor.owner or kid.rpartition("#")[0]
    members.require(claims["iss"] == owner, "not issued by the anchor's owner")


def _key_of(claims: Any, owner: str) -> VerificationKey:
    valid_until = claims["validUntil"]
    key = verification_key(
        kid=members.text(claims["kid"]),
        owner=owner,
        purpose=members.text(claims["purpose"]),
        jwk=claims["publicKeyJwk"],
        valid_from=members.instant(claims["validFrom"]),
        valid_until=None if valid_until is None else members.instant(valid_until),
        # Bundles from before keys had states name none.
        state=members.one_of(claims.get("state", ACTIVE), STATES),
        compromise=_compromise_of(claims["compromised"]) if "compromised" in claims else None,
    )
    if (
        claims["alg"] != key.alg
        or claims["coseKid"] != key.cose_kid.hex()
        or claims["publicKeyJwk"] != public_jwk(key.public)
        or not key.kid.startswith(f"{owner}#")
    ):
        raise ValueError(f"key record does not agree with its key: {key.kid}")
    members.require(key.valid_until is None or key.valid_from <= key.valid_until, "a window that never opens")
    members.require((key.state == COMPROMISED) == (key.compromise is not None), "compromised since when?")
    members.require(key.state != RETIRED or key.valid_until is not None, "retired without an end")
    return key


def _compromise_of(claims: Any) -> Compromise:
    return Compromise(members.instant(claims["since"]), members.whole(claims["logSize"]))


def _chamber_of(claims: Any, public_url: str) -> TrustedChamber:
    did = members.chamber_did(claims["did"], public_url)
    return TrustedChamber(
        no=members.count(claims["no"]),
        code=members.text(claims["code"]),
        abbr_tr=members.text(claims["abbr"]),
        name_tr=members.text(claims["name"]["tr"]),
        name_en=members.text(claims["name"]["en"]),
        did=did,
        kinds=members.texts(claims["kinds"]),
        keys=tuple(_key_of(key, did) for key in claims["keys"]),
        # Bundles from before there were seals name none.
        seals=tuple(_seal_of(one) for one in claims.get("seals", ())),
    )


def _seal_of(claims: Any) -> SealCertificate:
    read = seal_certificate(base64.b64decode(claims["certificate"], validate=True), claims["level"])
    # The union may have closed the window earlier than the certificate does.
    return replace(
        read,
        valid_from=members.instant(claims["validFrom"]),
        valid_until=members.instant(claims["validUntil"]),
        chain=tuple(base64.b64decode(above, validate=True) for above in claims["chain"]),
    )


def _log_of(claims: Any) -> LogPolicy:
    origin = members.text(claims["origin"])
    members.require(is_name(origin), "not the name of a log")
    keys, witnesses = members.texts(claims["keys"]), members.texts(claims["witnesses"])
    return LogPolicy(
        origin, tuple(map(read_vkey, keys)), tuple(map(read_vkey, witnesses)), members.whole(claims["quorum"])
    )


def _bundle_of(claims: Any) -> TrustBundle:
    public_url = members.public_url(claims["publicUrl"])
    bundle = TrustBundle(
        public_url=public_url,
        specimen=members.flag(claims["specimen"]),
        issued_at=members.seconds(claims["iat"]),
        expires_at=members.seconds(claims["exp"]),
        chambers=tuple(_chamber_of(chamber, public_url) for chamber in claims["chambers"]),
        seal_authorities=tuple(
            base64.b64decode(one, validate=True) for one in claims.get("sealAuthorities", ())
        ),
        log=_log_of(claims["log"]) if "log" in claims else None,
    )
    members.require(bundle.issued_at < bundle.expires_at, "it ends before it begins")
    # A number, a code or a DID that two chambers share would let the first in the list speak for the second.
    for names in zip(*((one.no, one.code, one.did) for one in bundle.chambers), strict=True):
        members.require(len(set(names)) == len(names), "two chambers under one name")
    bundle.keyring()
    return bundle
