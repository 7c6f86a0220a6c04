"""The verification procedure, one for all doors (docs/spec/verdict.md numbers the same steps).

(1) read, (2) issuer, (3) signature, (4) key, (5) claims, (6) record, for a PDF (7) page and (8) seal, (9) the
chamber's status list where the register cannot be asked, (10) standing.
What needs the outside (register, PDF reader, drawing) comes in as functions, so the procedure opens no
connection and loads no framework. Nothing that an unverified token names is ever looked up: the register is
asked only after steps 1-5 passed, or by a number or code a person typed.
"""

import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from keys.trust_bundle import TrustedChamber
from registry.credential import payload_of
from registry.document import Document
from templates.certificates.designs import design_of
from verifier import standing as standings
from verifier.address import own_address
from verifier.away import without_register
from verifier.examine import Examined, ExaminedQr, examine_credential, examine_qr, qr_bytes
from verifier.known import (
    Key,
    Known,
    LookUp,
    MayOpen,
    NotRecorded,
    Recorded,
    Unreachable,
    never_open,
    offline,
)
from verifier.original import NOT_A_PDF, Likeness, Looked, look, must_look
from verifier.presented import (
    BadgeFile,
    ByCode,
    ByNumber,
    CredentialText,
    PdfFile,
    PhotoFile,
    Presented,
    ProvenCredential,
    QrText,
    Unreadable,
    from_text,
)
from verifier.proven import HashProven, examine_proven, no_hash
from verifier.readings import ReadBadge, ReadPdf, ReadPhoto, no_badges, no_photos
from verifier.status_list import Listed, StatusLists, check_index, check_place
from verifier.trust import NoTrust, Trust
from verifier.verdict import (
    BADGE,
    CANNOT_TELL,
    FAIL,
    FILE,
    GENUINE,
    NOT_COMPARED,
    NOT_GENUINE,
    PASS,
    PHOTO,
    SCAN,
    Step,
    Verdict,
    failed,
    passed,
    unchecked,
)
from verifier.view import document_view, qr_view, successor_view

# The drawn sheet and the presented file, laid over each other.
LookAlike = Callable[[bytes, bytes], Awaitable[Likeness | None]]
# The signed payload and its compact text, drawn to the bytes of the PDF; None when it cannot be drawn here.
Draw = Callable[[Mapping[str, Any], str], Awaitable[bytes | None]]


async def no_likeness(_drawn: bytes, _presented: bytes) -> None:
    """For a desk at which pages are compared byte for byte and not looked at."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a verification needs from outside."""

    trust: Trust | NoTrust
    read_pdf: ReadPdf
    draw: Draw
    look_up: LookUp = offline
    # Read only where the register cannot be asked; None: there are none here at all.
    status_lists: StatusLists | None = None
    may_open: MayOpen = never_open
    read_photo: ReadPhoto = no_photos
    # To say where a sheet that differs does so, or that it looks the same all the same.
    look_alike: LookAlike = no_likeness
    read_badge: ReadBadge = no_badges
    hash_proven: HashProven = no_hash


async def verify(presented: Presented, desk: Desk, now: datetime) -> Verdict:
    """Judge what was presented at ``now``; never raises for anything that was handed in."""
    match presented:
        case Unreadable(code, refused):
            step = failed("read", code) if refused else unchecked("read", code)
            return _ended((step,), NOT_GENUINE if refused else CANNOT_TELL, now)
        case ByNumber(belge_no, sicil_no):
            return await _recorded(Key("belge_no", belge_no), desk, now, masked=True, sicil_no=sicil_no)
        case ByCode(code):
            return await _recorded(Key("code", code), desk, now, masked=False)
        case QrText(text):
            return await _qr(text, desk, now)
        case CredentialText(compact):
            return await _credential(compact, desk, now)
        case ProvenCredential(value):
            return await _proven(value, desk, now)
        case PdfFile(data):
            return await _pdf(data, desk, now)
        case PhotoFile(data):
            return await _photo(data, desk, now)
        case BadgeFile(data):
            return await _badge(data, desk, now)


def _ended(steps: tuple[Step, ...], outcome: str, now: datetime) -> Verdict:
    standing = None if outcome == NOT_GENUINE else standings.UNKNOWN
    return Verdict(outcome, standing, steps, None, None, None, now)


def _ended_examined(examined: Examined | ExaminedQr, now: datetime) -> Verdict:
    refused = any(step.result == FAIL for step in examined.steps)
    return _ended(examined.steps, NOT_GENUINE if refused else CANNOT_TELL, now)


async def _recorded(
    key: Key,
    desk: Desk,
    now: datetime,
    *,
    masked: bool,
    sicil_no: str | None = None,
    looked: Looked = NOT_A_PDF,
) -> Verdict:
    """A number or a code: the register's own credential is examined and judged."""
    match await desk.look_up(key):
        case Unreachable(code):
            return _ended((passed("read"), unchecked("record", code)), CANNOT_TELL, now)
        case NotRecorded():
            return _ended((passed("read"), failed("record", "record.not_found")), NOT_GENUINE, now)
        case Recorded(compact, _) as known:
            examined = examine_credential(compact, desk.trust, now)
            asked = None if examined.document is None else _key_of(examined.document, key)
            if asked not in (None, key):
                return _ended((*examined.steps, failed("record", "record.differs")), NOT_GENUINE, now)
            if sicil_no is not None and examined.document is not None:
                given, own = _bare(sicil_no), _bare(examined.document.sicil_no)
                right = hmac.compare_digest(given, own)
                masked = not await desk.may_open(examined.document.belge_no, right=right)
            return _concluded(examined, known, desk, now, masked=masked, looked=looked)


def _bare(sicil_no: str) -> bytes:
    # Spreadsheets and people drop leading zeros; within a chamber they tell nobody apart.
    return sicil_no.lstrip("0").encode("utf-8", "replace")


def _key_of(document: Document, like: Key) -> Key:
    return Key(like.by, document.belge_no if like.by == "belge_no" else document.verification_code)


async def _credential(compact: str, desk: Desk, now: datetime) -> Verdict:
    examined = examine_credential(compact, desk.trust, now)
    if examined.document is None:
        return _concluded(examined, Unreachable(), desk, now)
    known = await desk.look_up(Key("code", examined.document.verification_code))
    return _concluded(examined, known, desk, now)


async def _proven(value: dict[str, Any], desk: Desk, now: datetime) -> Verdict:
    examined = await examine_proven(value, desk.trust, now, desk.hash_proven)
    if examined.document is None:
        return _concluded(examined, Unreachable(), desk, now)
    known = await desk.look_up(Key("code", examined.document.verification_code))
    if isinstance(known, Recorded):
        # The register holds the JWT: it must say the same.
        recorded = examine_credential(known.compact, desk.trust, now)
        if recorded.document == examined.document:
            examined = replace(examined, compact=known.compact)
    return _concluded(examined, known, desk, now)


async def _pdf(data: bytes, desk: Desk, now: datetime) -> Verdict:
    read = await desk.read_pdf(data)
    if read.credential is None:
        code = read.code or "pdf.unreadable"
        scanned = await _scan(data, desk, now) if code == "pdf.no_credential" else None
        if scanned is not None:
            return scanned
        if code in ("pdf.no_credential", "pdf.several_credentials"):
            return _ended((failed("read", code),), NOT_GENUINE, now)
        return _ended((unchecked("read", code),), CANNOT_TELL, now)
    examined = examine_credential(read.credential, desk.trust, now)
    if examined.document is None:
        return _concluded(examined, Unreachable(), desk, now, looked=Looked(NOT_COMPARED))
    known = await desk.look_up(Key("code", examined.document.verification_code))
    payload = payload_of(examined.document)
    drawn = await desk.draw(payload, read.credential)
    if drawn is None:
        return _concluded(examined, known, desk, now, looked=Looked(NOT_COMPARED, (_NOT_DRAWN,)))
    likeness = await desk.look_alike(drawn, data) if must_look(data, drawn, read.seal) else None
    looked = look(data, drawn, read.seal, design_of(payload), likeness, examined, desk.trust, now)
    return _concluded(examined, known, desk, now, looked=looked)


async def _scan(data: bytes, desk: Desk, now: datetime) -> Verdict | None:
    """A PDF without a credential that shows one of our QR codes. None when it shows none of ours.

    A scan is judged by the code as a photo is. Any other is a sheet from which the credential was taken, or another
    page around its code: then the signed fields are shown, and it is never genuine.
    """
    read = await desk.read_photo(data)
    if read.code in ("photo.busy", "photo.limits"):
        code = "pdf.busy" if read.code == "photo.busy" else "pdf.limits"
        return _ended((unchecked("read", code),), CANNOT_TELL, now)
    text = next((one for one in read.texts if one.startswith(_own_address(desk))), None)
    if text is None:
        return None
    if read.pictures:
        return replace(_read_from(SCAN, await _qr(text, desk, now)), page=SCAN)
    verdict = _read_from(FILE, await _qr(text, desk, now, _NO_CREDENTIAL))
    return verdict if verdict.credential_genuine else None


def _read_from(what: str, verdict: Verdict) -> Verdict:
    """The verdict on a QR code, with what it was read from: nothing else there was compared."""
    steps = tuple(
        passed("read", of=what) if step.name == "read" and step.result == PASS else step
        for step in verdict.steps
    )
    return replace(verdict, steps=steps)


async def _photo(data: bytes, desk: Desk, now: datetime) -> Verdict:
    """The QR code in a photo. Of several one of ours is judged; a photo proves nothing by itself."""
    read = await desk.read_photo(data)
    if not read.texts:
        return _ended((unchecked("read", read.code or "photo.no_code"),), CANNOT_TELL, now)
    own = _own_address(desk)
    text = next((one for one in read.texts if one.startswith(own)), read.texts[0])
    if not text.lower().startswith(("http://", "https://")) or any(char.isspace() for char in text):
        return _ended((failed("read", "qr.foreign_address"),), NOT_GENUINE, now)
    return _read_from(PHOTO, await _qr(text, desk, now))


async def _badge(data: bytes, desk: Desk, now: datetime) -> Verdict:
    """The credential in a badge, judged like its file; what the picture shows proves nothing."""
    read = await desk.read_badge(data)
    if read.text is None:
        code = read.code or "badge.unreadable"
        if code in ("badge.form", "badge.several_credentials"):
            return _ended((failed("read", code),), NOT_GENUINE, now)
        return _ended((unchecked("read", code),), CANNOT_TELL, now)
    match from_text(read.text):
        case CredentialText() | ProvenCredential() as inside:
            return _read_from(BADGE, await verify(inside, desk, now))
        case Unreadable("credential.unsigned") as inside:
            return await verify(inside, desk, now)
    # Nothing but a credential belongs there: an address or a number would be looked up as if somebody had typed it.
    return _ended((failed("read", "badge.form"),), NOT_GENUINE, now)


def _own_address(desk: Desk) -> str:
    """How the addresses of our documents begin; without trust nothing is told to be ours, or not."""
    return "" if isinstance(desk.trust, NoTrust) else f"{desk.trust.bundle.public_url}/v/"


def _record_step(examined: Examined, known: Recorded | NotRecorded) -> Step:
    match known:
        case NotRecorded():
            return failed("record", "record.missing")
        case Recorded(compact, _):
            return passed("record") if compact == examined.compact else failed("record", "record.differs")


_NOT_DRAWN = unchecked("page", "page.not_drawn")
_NO_CREDENTIAL = Looked(NOT_COMPARED, (failed("page", "pdf.no_credential"),))


def _concluded(
    examined: Examined,
    known: Known,
    desk: Desk,
    now: datetime,
    *,
    masked: bool = False,
    looked: Looked = NOT_A_PDF,
) -> Verdict:
    """Steps 6-10 over an examined credential; ``looked`` is how a PDF came off."""
    document, chamber = examined.document, examined.chamber
    if document is None or chamber is None:
        refused = examined.genuine is False
        outcome = NOT_GENUINE if refused else CANNOT_TELL
        standing = None if refused else standings.UNKNOWN
        return Verdict(outcome, standing, examined.steps, None, examined.genuine, looked.page, now)
    view = document_view(document, chamber, masked=masked)
    if isinstance(known, Unreachable):
        listed = _listed(document, chamber, desk, now)
        away = without_register(known, listed, document.valid_from, document.valid_until, now)
        taken = (*examined.steps, *away.record, *looked.steps, *away.status)
        if looked.outcome == NOT_GENUINE:
            return Verdict(NOT_GENUINE, None, taken, view, True, looked.page, away.as_of, seal=looked.seal)
        steps = (*taken, away.standing_step)
        return Verdict(
            looked.outcome, away.standing, steps, view, True, looked.page, away.as_of, seal=looked.seal
        )
    recorded = _record_step(examined, known)
    taken = (*examined.steps, recorded, *looked.steps)
    if isinstance(known, NotRecorded) or recorded.result == FAIL:
        return Verdict(NOT_GENUINE, None, taken, view, False, looked.page, now, seal=looked.seal)
    today, step = standings.standing_recorded(known.facts, document.valid_from, document.valid_until, now)
    successor = successor_view(today.successor, masked=masked)
    # The data may be genuine although the PDF is not: then they are shown, with their own standing.
    return Verdict(
        looked.outcome, today.code, (*taken, step), view, True, looked.page, now, successor, looked.seal
    )


def _listed(document: Document, chamber: TrustedChamber, desk: Desk, now: datetime) -> Listed | None:
    if desk.status_lists is None or isinstance(desk.trust, NoTrust):
        return None
    place = document.status
    return check_place(place.list_url, place.index, chamber, desk.trust, desk.status_lists, now)


async def _qr(text: str, desk: Desk, now: datetime, looked: Looked = NOT_A_PDF) -> Verdict:
    if isinstance(desk.trust, NoTrust):
        return _ended((passed("read"), unchecked("issuer", desk.trust.code)), CANNOT_TELL, now)
    address = own_address(text, desk.trust.bundle.public_url)
    if isinstance(address, Unreadable):
        return _ended((failed("read", address.code),), NOT_GENUINE, now)
    code, digits = address.code, address.digits
    if not digits:
        return await _recorded(Key("code", code), desk, now, masked=False, looked=looked)
    examined = examine_qr(digits, desk.trust, now)
    if examined.claims is None or examined.chamber is None:
        return _ended_examined(examined, now)
    claims, chamber = examined.claims, examined.chamber
    known = await desk.look_up(Key("code", code))
    if isinstance(known, Unreachable):
        lists = desk.status_lists
        listed = None if lists is None else check_index(claims.status_index, chamber, desk.trust, lists, now)
        away = without_register(known, listed, claims.valid_from, claims.valid_until, now)
        view = qr_view(claims, chamber, specimen=desk.trust.bundle.specimen)
        taken = (*examined.steps, *away.record, *looked.steps, *away.status)
        if looked.outcome == NOT_GENUINE:
            return Verdict(NOT_GENUINE, None, taken, view, True, looked.page, away.as_of)
        steps = (*taken, away.standing_step)
        return Verdict(GENUINE, away.standing, steps, view, True, None, away.as_of)
    if isinstance(known, NotRecorded):
        return _ended((*examined.steps, failed("record", "record.missing")), NOT_GENUINE, now)
    recorded = examine_credential(known.compact, desk.trust, now)
    if recorded.document is None or recorded.document.qr != qr_bytes(digits):
        return _ended((*examined.steps, failed("record", "qr.differs")), NOT_GENUINE, now)
    return _concluded(recorded, known, desk, now, looked=looked)
