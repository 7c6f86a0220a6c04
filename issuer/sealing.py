"""Sealing one document: QR claims first, then the credential that carries them, then the self-check."""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache

from keys import cose
from keys.envelope import Signer, open_envelope, seal
from keys.keyring import VerificationKey
from keys.strict_json import parse
from registry.credential import (
    TYP,
    CredentialRefused,
    document_of,
    encoded,
    is_sicil_no,
    payload_of,
    reads_as,
)
from registry.document import MAX_TEXT, Document, TextRefused, clean_text
from registry.qr_claims import SUBJECT, claims_of, longest_cose
from registry.refusal import Refusal

_SHORTEST_SUBJECT = 12
# Tag, array, protected header with a 4-byte kid, empty map, payload length, signature: RFC 9052.
_COSE_OVERHEAD = 1 + 1 + (1 + 9) + 1 + 2 + (2 + 64)


class SealRefused(Refusal):
    """The document cannot be sealed; nothing was recorded."""


class SelfCheckFailed(Exception):
    """What the signer returned does not verify under the chamber's public key: a fault, not a refusal."""


@dataclass(frozen=True, slots=True)
class ChamberKey:
    """A chamber's signing key: its number in the trust bundle, its public record and who signs with it.

    ``status_ttl`` is how long a status list signed with it may stand for the register's answer.
    """

    chamber_no: int
    public: VerificationKey
    signer: Signer
    status_ttl: timedelta = timedelta(hours=24)


def packed_claims(document: Document, chamber_no: int) -> bytes:
    """The QR's claims; the programme or area is shortened until the QR stays within 69 modules.

    Raises ``SealRefused`` qr.too_long when even that does not help.
    """
    limit = longest_cose(len(document.url) + 1)
    subject_limit = MAX_TEXT * 4
    while True:
        claims = claims_of(document, chamber_no, subject_limit)
        packed = cose.canonical(claims)
        excess = len(packed) + _COSE_OVERHEAD - limit
        if excess <= 0:
            return packed
        subject_limit = len(str(claims[SUBJECT]).encode()) - excess
        if subject_limit < _SHORTEST_SUBJECT:
            raise SealRefused("qr.too_long", belge_no=document.belge_no)


def seal_document(document: Document, key: ChamberKey) -> tuple[Document, str]:
    """The document with its QR, and its credential as compact JWS; both verified with the public key."""
    claims = packed_claims(document, key.chamber_no)
    complete = replace(document, qr=cose.seal(claims, kid=key.public.cose_kid, signer=key.signer))
    payload = encoded(payload_of(complete))
    compact = seal(payload, alg=key.public.alg, kid=key.public.kid, typ=TYP, signer=key.signer)
    _self_check(complete, payload, compact, key.public)
    return complete, compact


def fits(document: Document, chamber_no: int) -> bool:
    """True when a draft can be sealed: it follows the credential's profile and its claims fit into the QR."""
    try:
        packed_claims(document, chamber_no)
        clean_text(document.holder_name)
        clean_text(document.holder_title)
    except (SealRefused, TextRefused):
        return False
    # What a list's documents have in common is looked at once; sealing reads each one whole all the same.
    return is_sicil_no(document.sicil_no) and _follows_profile(
        replace(document, holder_name="A", holder_title="A", sicil_no="1", qr=b"0")
    )


@lru_cache(maxsize=16)
def _follows_profile(document: Document) -> bool:
    try:
        document_of(payload_of(document))
    except CredentialRefused:
        return False
    return True


def _self_check(document: Document, payload: bytes, compact: str, public: VerificationKey) -> None:
    envelope = open_envelope(compact, typ=TYP)
    qr = cose.open_sign1(document.qr)
    if not (
        public.covers(document.awarded_at)
        and public.holds(envelope.signing_input, envelope.signature)
        and public.holds(qr.to_be_signed, qr.signature)
        and envelope.payload == payload
        and reads_as(parse(envelope.payload), document)
    ):
        raise SelfCheckFailed(document.belge_no)
