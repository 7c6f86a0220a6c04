"""The verification procedure, one for all doors (docs/spec/verdict.md numbers the same steps).

(1) read, (2) issuer, (3) signature, (4) key, (5) claims, (6) record, for a PDF (7) page and (8) seal, (9) the
transparency log where a proof is at hand, (10) the chamber's status list where the register cannot be asked, (11) standing.
What needs the outside (register, PDF reader, drawing) comes in as functions, so the procedure opens no
connection and loads no framework. Nothing that an unverified token names is ever looked up: the register is
asked only after steps 1-5 passed, or by a number or code a person typed.
"""

import hmac
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from keys.trust_bundle import TrustedChamber
from registry.credential import payload_of
from registry.document import Document
from templates.certificates.designs import DesignUnknown, design_of
from verifier import standing as standings
from verifier.address import own_address
from verifier.away import Away, without_register
from verifier.desk import Desk
from verifier.examine import Examined, ExaminedQr, examine_credential, examine_qr, qr_bytes
from verifier.forms.proven import examine_proven
from verifier.known import (
    Key,
    Known,
    NotRecorded,
    Recorded,
    Unreachable,
)
from verifier.original import (
    NOT_A_PDF,
    Looked,
    look,
    must_look,
    without_attachment,
)
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
from verifier.status_list import Listed, check_index, check_place
from verifier.times.entered import key_refused, settled
from verifier.times.log_step import with_log_step
from verifier.trust import NoTrust
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
        case Recorded(compact) as known:
            examined = examine_credential(compact, desk.trust, now)
            asked = None if examined.document is None else _key_of(examined.document, key)
            if asked not in (None, key):
                return _ended((*examined.steps, failed("record", "record.differs")), NOT_GENUINE, now)
            if sicil_no is not None and examined.document is not None:
                given, own = _bare(sicil_no), _bare(examined.document.sicil_no)
                right = hmac.compare_digest(given, own)
                masked = not await desk.may_open(examined.document.belge_no, right=right)
            return await _concluded(examined, known, desk, now, masked=masked, looked=looked)


def _bare(sicil_no: str) -> bytes:
    # Spreadsheets and people drop leading zeros; within a chamber they tell nobody apart.
    return sicil_no.lstrip("0").encode("utf-8", "replace")


def _key_of(document: Document, like: Key) -> Key:
    return Key(like.by, document.belge_no if like.by == "belge_no" else document.verification_code)


async def _credential(compact: str, desk: Desk, now: datetime) -> Verdict:
    examined = examine_credential(compact, desk.trust, now)
    if examined.document is None:
        return await _concluded(examined, Unreachable(), desk, now)
    known = await desk.look_up(Key("code", examined.document.verification_code))
    return await _concluded(examined, known, desk, now)


async def _proven(value: dict[str, Any], desk: Desk, now: datetime) -> Verdict:
    """A proof inside JSON. The register holds the JWT, which must say the same."""
    examined = await examine_proven(value, desk.trust, now, desk.hash_proven)
    if examined.document is None:
        return await _concluded(examined, Unreachable(), desk, now)
    known = await desk.look_up(Key("code", examined.document.verification_code))
    if isinstance(known, Recorded):
        recorded = examine_credential(known.compact, desk.trust, now)
        if recorded.document == examined.document:
            examined = _as_recorded(examined, recorded)
    return await _concluded(examined, known, desk, now)


def _as_recorded(proven: Examined, recorded: Examined) -> Examined:
    """With the JWT that the register holds. If the JWT's key is compromised, its key step counts: the register settles it."""
    if recorded.compromise is None:
        return replace(proven, compact=recorded.compact)
    open_step = next(step for step in recorded.steps if step.name == "key")
    steps = tuple(open_step if step.name == "key" else step for step in proven.steps)
    return replace(proven, compact=recorded.compact, steps=steps, compromise=recorded.compromise)


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
        return await _concluded(examined, Unreachable(), desk, now, looked=Looked(NOT_COMPARED))
    known = await desk.look_up(Key("code", examined.document.verification_code))
    try:
        design = design_of(payload := payload_of(examined.document))
    except DesignUnknown:
        return await _concluded(examined, known, desk, now, looked=Looked(NOT_COMPARED, (_NOT_DRAWN,)))
    proof = read.proof if design.carries_proof else None
    if design.carries_proof and proof is None:
        looked = without_attachment(read.seal, examined, desk.trust, now)
        return await _concluded(examined, known, desk, now, looked=looked)
    drawn = await desk.draw(payload, read.credential, proof)
    if drawn is None:
        looked = Looked(NOT_COMPARED, (_NOT_DRAWN,))
    else:
        likeness = await desk.look_alike(drawn, data) if must_look(data, drawn, read.seal) else None
        looked = look(data, drawn, read.seal, design, likeness, examined, desk.trust, now)
    return await _concluded(examined, known, desk, now, looked=looked, proof=proof)


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
        case Recorded(compact):
            return passed("record") if compact == examined.compact else failed("record", "record.differs")


_NOT_DRAWN = unchecked("page", "page.not_drawn")
_NO_CREDENTIAL = Looked(NOT_COMPARED, (failed("page", "pdf.no_credential"),))


async def _concluded(
    examined: Examined,
    known: Known,
    desk: Desk,
    now: datetime,
    *,
    masked: bool = False,
    looked: Looked = NOT_A_PDF,
    proof: bytes | None = None,
) -> Verdict:
    """Steps 6-11 over an examined credential; ``looked`` is how a PDF came off, ``proof`` the log's that it carries."""
    examined = await _settled(examined, known, desk)
    document, chamber = examined.document, examined.chamber
    if document is None or chamber is None:
        refused = examined.genuine is False
        outcome = NOT_GENUINE if refused else CANNOT_TELL
        standing = None if refused else standings.UNKNOWN
        return Verdict(outcome, standing, examined.steps, None, examined.genuine, looked.page, now)
    view = document_view(document, chamber, masked=masked)
    looked = with_log_step(looked, examined, known, desk.trust, proof)
    if examined.compromise is not None:
        return _untimed(examined.steps, view, known, looked, now)
    if isinstance(known, Unreachable):
        listed = _listed(document, chamber, desk, now)
        away = without_register(known, listed, document.valid_from, document.valid_until, now)
        taken = (*examined.steps, *away.record, *looked.steps, *away.status)
        if looked.outcome == NOT_GENUINE:
            ended = Verdict(NOT_GENUINE, None, taken, view, True, looked.page, away.as_of)
        else:
            steps = (*taken, away.standing_step)
            ended = Verdict(looked.outcome, away.standing, steps, view, True, looked.page, away.as_of)
        return replace(ended, seal=looked.seal, log=looked.log)
    recorded = _record_step(examined, known)
    taken = (*examined.steps, recorded, *looked.steps)
    if isinstance(known, NotRecorded) or recorded.result == FAIL:
        ended = Verdict(NOT_GENUINE, None, taken, view, False, looked.page, now)
        return replace(ended, seal=looked.seal, log=looked.log)
    today, step = standings.standing_recorded(known.facts, document.valid_from, document.valid_until, now)
    successor = successor_view(today.successor, masked=masked)
    # The data may be genuine although the PDF is not: then they are shown, with their own standing.
    ended = Verdict(looked.outcome, today.code, (*taken, step), view, True, looked.page, now, successor)
    return replace(ended, seal=looked.seal, log=looked.log)


async def _settled(examined: Examined, known: Known, desk: Desk) -> Examined:
    """With the key step settled where the key is compromised and the register can be asked."""
    document, told = examined.document, examined.compromise
    if document is None or told is None or isinstance(known, Unreachable):
        return examined
    if isinstance(known, NotRecorded) or known.compact != examined.compact:
        return settled(examined, told, NotRecorded())
    return settled(examined, told, await desk.ask_entered(document.verification_code))


def _untimed(
    steps: tuple[Step, ...], view: Mapping[str, Any], known: Known, looked: Looked, now: datetime
) -> Verdict:
    """A document under a compromised key of which nobody says when it was entered: nothing can be told of it."""
    record = unchecked("record", known.code) if isinstance(known, Unreachable) else passed("record")
    taken = (*steps, record, *looked.steps)
    if looked.outcome == NOT_GENUINE:
        ended = Verdict(NOT_GENUINE, None, taken, view, None, looked.page, now)
    else:
        ended = Verdict(CANNOT_TELL, standings.UNKNOWN, taken, view, None, looked.page, now)
    return replace(ended, seal=looked.seal, log=looked.log)


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
    told = examined.compromise
    if isinstance(known, Unreachable):
        view = qr_view(claims, chamber, specimen=desk.trust.bundle.specimen)
        if told is not None:
            return _untimed(examined.steps, view, known, looked, now)
        lists = desk.status_lists
        listed = None if lists is None else check_index(claims.status_index, chamber, desk.trust, lists, now)
        away = without_register(known, listed, claims.valid_from, claims.valid_until, now)
        return _qr_away(examined.steps, away, view, looked)
    if isinstance(known, NotRecorded):
        missing = (*examined.steps, failed("record", "record.missing"))
        return _ended(missing if told is None else key_refused(examined.steps, told), NOT_GENUINE, now)
    recorded = examine_credential(known.compact, desk.trust, now)
    # Under a compromised key the credential, which has the hour, may be refused where the QR is not: then it says why.
    same = told is not None if recorded.document is None else recorded.document.qr == qr_bytes(digits)
    if not same:
        return _ended((*examined.steps, failed("record", "qr.differs")), NOT_GENUINE, now)
    return await _concluded(recorded, known, desk, now, looked=looked)


def _qr_away(steps: tuple[Step, ...], away: Away, view: Mapping[str, Any], looked: Looked) -> Verdict:
    """A QR whose signature holds, while the register cannot be asked."""
    taken = (*steps, *away.record, *looked.steps, *away.status)
    if looked.outcome == NOT_GENUINE:
        return Verdict(NOT_GENUINE, None, taken, view, True, looked.page, away.as_of)
    taken = (*taken, away.standing_step)
    return Verdict(GENUINE, away.standing, taken, view, True, None, away.as_of)
