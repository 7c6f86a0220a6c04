"""Examining what is signed, by itself: readable, issued by whom, signature, key, content. Pure.

Steps 1-5 of the procedure (docs/spec/verdict.md). The first failure ends the list: nothing later may soften it.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime

from keys import cose
from keys.algorithms import ES256
from keys.envelope import Envelope, EnvelopeRefused, open_envelope
from keys.keyring import INTRODUCED, PURPOSE_CREDENTIAL, Compromise, VerificationKey
from keys.strict_json import JsonRefused, parse
from keys.trust_bundle import SKEW, TrustedChamber
from registry.credential import TYP, CredentialRefused, document_of
from registry.document import Document
from registry.istanbul import first_instant, last_instant, shown
from registry.qr_claims import ClaimsRefused, QrClaims, read_claims
from verifier.standing import day_at
from verifier.trust import NoTrust, Trust
from verifier.verdict import PASS, Step, failed, passed, unchecked

# Codes of the key step that the register settles.
UNPROVEN, COMPROMISED = "key.time_unproven", "key.compromised"
_LIST_NUMBER = re.compile(r"[1-9][0-9]{0,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Examined:
    """How the signed part stands by itself. ``document`` and ``chamber`` are set only if every step passed.

    With a ``compromise`` one is still open, the key's: the document counts only if it was entered in time
    (``verifier.times.entered``).
    """

    steps: tuple[Step, ...]
    document: Document | None = None
    chamber: TrustedChamber | None = None
    compact: str | None = None
    compromise: Compromise | None = None

    @property
    def genuine(self) -> bool | None:
        """True: genuine data; False: not; None: could not be told."""
        if self.document is not None:
            return True if self.compromise is None else None
        return False if any(step.result == "fail" for step in self.steps) else None


@dataclass(frozen=True, slots=True)
class ExaminedQr:
    """The same for the signed part of a QR."""

    steps: tuple[Step, ...]
    claims: QrClaims | None = None
    chamber: TrustedChamber | None = None
    compromise: Compromise | None = None


def _read(compact: str) -> tuple[Envelope, object] | Step:
    try:
        envelope = open_envelope(compact, typ=TYP)
    except EnvelopeRefused as error:
        return failed("read", error.code)
    try:
        return envelope, parse(envelope.payload)
    except JsonRefused:
        return failed("read", "envelope.malformed")


def _member(payload: object, *names: str) -> object:
    for name in names:
        payload = payload.get(name) if isinstance(payload, dict) else None
    return payload


def _known_key(
    envelope: Envelope, payload: object, trust: Trust
) -> tuple[VerificationKey, TrustedChamber] | Step:
    key = trust.keyring.find(envelope.kid)
    if key is None:
        return failed("issuer", "issuer.unknown")
    chamber = trust.by_did(key.owner)
    if (
        chamber is None
        or _member(payload, "iss") != key.owner
        or _member(payload, "issuer", "id") != key.owner
    ):
        return failed("issuer", "issuer.mismatch")
    return key, chamber


def examine_credential(compact: str, trust: Trust | NoTrust, now: datetime) -> Examined:
    """Steps 1-5 for a compact credential at ``now``."""
    read = _read(compact)
    if isinstance(read, Step):
        return Examined((read,))
    envelope, payload = read
    steps = [passed("read")]
    if isinstance(trust, NoTrust):
        return Examined((*steps, unchecked("issuer", trust.code)))
    known = _known_key(envelope, payload, trust)
    if isinstance(known, Step):
        return Examined((*steps, known))
    key, chamber = known
    steps.append(passed("issuer"))
    if envelope.alg != key.alg:
        return Examined((*steps, failed("signature", "envelope.algorithm")))
    if not key.holds(envelope.signing_input, envelope.signature):
        return Examined((*steps, failed("signature", "credential.signature")))
    steps.append(passed("signature"))
    try:
        document = document_of(payload)
    except CredentialRefused:
        # Without a readable date of issue the key's window cannot be judged either.
        return Examined((*steps, failed("claims", "credential.profile")))
    covered = key.covers(document.awarded_at)
    for step in (
        _key_step(key, document.awarded_at, covered=covered),
        claims_step(document, chamber, trust, now),
    ):
        steps.append(step)
        if _ends(step):
            return Examined(tuple(steps))
    return Examined(tuple(steps), document, chamber, compact, key.compromise)


def _ends(step: Step) -> bool:
    """True unless what follows can still say something: the register may know when it was entered."""
    return step.result != PASS and step.code != UNPROVEN


def _key_step(key: VerificationKey, issued: datetime, *, covered: bool) -> Step:
    """The key at the first instant at which the document may have been issued by what it says itself."""
    if key.purpose != PURPOSE_CREDENTIAL:
        return failed("key", "key.purpose")
    if key.state == INTRODUCED:
        return unchecked("key", "key.not_active")
    if key.compromise is not None and issued >= key.compromise.since:
        return failed("key", COMPROMISED, date=since(key.compromise))
    if not covered:
        return failed("key", "key.window")
    # What a document says of its own time is worth nothing once others can sign.
    return passed("key") if key.compromise is None else unchecked("key", UNPROVEN, date=since(key.compromise))


def since(told: Compromise) -> str:
    """The day in Istanbul since which a key is compromised."""
    return shown(day_at(told.since))


def claims_step(document: Document, chamber: TrustedChamber, trust: Trust, now: datetime) -> Step:
    """Step 5: what a document of the profile says, against the trust bundle and the clock."""
    if document.kind not in chamber.kinds:
        return failed("claims", "issuer.kind")
    if document.awarded_at - now > SKEW:
        return _from_the_future(day_at(document.awarded_at))
    prefix = f"{trust.bundle.public_url}/status/{chamber.did.rpartition(':')[2]}/"
    agrees = (
        document.public_url == trust.bundle.public_url
        and document.chamber_code == chamber.code
        and document.specimen == trust.bundle.specimen
        and document.status.list_url.startswith(prefix)
        and _LIST_NUMBER.fullmatch(document.status.list_url.removeprefix(prefix)) is not None
    )
    return passed("claims") if agrees else failed("claims", "credential.profile")


def _from_the_future(issued_on: date) -> Step:
    return failed("claims", "credential.future", date=shown(issued_on))


def qr_bytes(digits: str) -> bytes | None:
    """The bytes behind the digits of a QR: a decimal number whose first byte is the sentinel 0x01."""
    if not (digits.isascii() and digits.isdigit()) or not 0 < len(digits) <= 1300 or digits[0] == "0":
        return None
    number = int(digits)
    data = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return data[1:] if data[:1] == b"\x01" else None


def _qr_signature_step(key: VerificationKey, sealed: cose.Sign1) -> Step:
    if key.alg != ES256:  # the one that the header of a QR names
        return failed("signature", "envelope.algorithm")
    held = key.holds(sealed.to_be_signed, sealed.signature)
    return passed("signature") if held else failed("signature", "qr.signature")


def _qr_key_step(key: VerificationKey, claims: QrClaims) -> Step:
    # The QR carries the day of issue only: the key must have been open at some time of that day.
    first = first_instant(claims.issued_on)
    opens_by = key.valid_from <= last_instant(claims.issued_on)
    closes_after = key.valid_until is None or first <= key.valid_until
    return _key_step(key, first, covered=opens_by and closes_after)


def _qr_claims_step(claims: QrClaims, chamber: TrustedChamber, now: datetime) -> Step:
    if claims.kind not in chamber.kinds:
        return failed("claims", "issuer.kind")
    if first_instant(claims.issued_on) - now > SKEW:
        return _from_the_future(claims.issued_on)
    return passed("claims")


def examine_qr(digits: str, trust: Trust | NoTrust, now: datetime) -> ExaminedQr:
    """Steps 1-5 for the signed part of a QR at ``now``."""
    packed = qr_bytes(digits)
    if packed is None:
        return ExaminedQr((failed("read", "qr.malformed"),))
    try:
        sealed = cose.open_sign1(packed)
        claims = read_claims(cose.read_canonical(sealed.payload))
    except EnvelopeRefused:
        return ExaminedQr((failed("read", "qr.malformed"),))
    except ClaimsRefused:
        return ExaminedQr((failed("read", "qr.claims"),))
    steps = [passed("read")]
    if isinstance(trust, NoTrust):
        return ExaminedQr((*steps, unchecked("issuer", trust.code)))
    chamber = trust.by_number(claims.chamber_no)
    key = None if chamber is None else trust.keyring.find_short(chamber.did, sealed.kid)
    if chamber is None or key is None:
        return ExaminedQr((*steps, failed("issuer", "issuer.unknown")))
    steps.append(passed("issuer"))
    checks = (
        _qr_signature_step(key, sealed),
        _qr_key_step(key, claims),
        _qr_claims_step(claims, chamber, now),
    )
    for step in checks:
        steps.append(step)
        if _ends(step):
            return ExaminedQr(tuple(steps))
    return ExaminedQr(tuple(steps), claims, chamber, key.compromise)
