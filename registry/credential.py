"""The credential: an Open Badges 3.0 payload for a document, and back (docs/spec/credential.md).

Reading is strict by construction: a payload is accepted only if writing what was read gives the same
payload again, so an unknown member, another context or a disagreeing claim is refused.
"""

import base64
import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from registry import belge_no as numbers
from registry import istanbul, verification_code
from registry.document import (
    FORMS,
    KIND_TITLES,
    LONGEST_PAPER_NUMBER,
    SIGNER_ROLES,
    BoardDecision,
    Document,
    EarlierPaper,
    SignerName,
    StatusEntry,
    clean_text,
)

TYP = "JWT"
CONTEXT_VC = "https://www.w3.org/ns/credentials/v2"
CONTEXT_OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CONTEXT_PATH = "/contexts/muhur-v1.jsonld"
ACHIEVEMENT_TYPES = {"katilim": "CertificateOfCompletion", "basari": "Certificate", "yetki": "License"}
_UUID_URN = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_SICIL = re.compile(r"[0-9]{1,12}", re.ASCII)
_B64URL = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
# How the evidence names paper of before the register: the day, then these words.
_EARLIER_GENRE = "devralinan"
_EARLIER_TEXT = " tarihinde kâğıt olarak düzenlenen belge."
JWT_CLAIMS = ("iss", "jti", "sub", "nbf", "exp")


class CredentialRefused(ValueError):
    """The payload is not a credential of this profile; ``field`` names the first place that disagrees."""

    code = "credential.profile"

    def __init__(self, field: str) -> None:
        super().__init__(f"the credential does not follow the profile: {field}")
        self.field = field


def _set(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value not in (None, False, "", [])}


def _identity(value: str, identity_type: str) -> dict[str, Any]:
    return {"type": "IdentityObject", "hashed": False, "identityHash": value, "identityType": identity_type}


def _subject(document: Document) -> dict[str, Any]:
    start = None if document.start_on is None else istanbul.written(istanbul.first_instant(document.start_on))
    end = None if document.end_on is None else istanbul.written(istanbul.last_instant(document.end_on))
    return {
        "id": document.subject_id,
        "type": ["AchievementSubject"],
        "identifier": [
            _identity(document.holder_name, "name"),
            _identity(document.sicil_no, "ext:OdaSicilNo"),
        ],
        "role": document.holder_title,
        "licenseNumber": document.belge_no,
        **_set(activityStartDate=start, activityEndDate=end),
        "achievement": achievement(document),
    }


def achievement(document: Document) -> dict[str, Any]:
    """The Open Badges Achievement: the programme as this kind of document states it."""
    return {
        "id": f"{document.public_url}/egitimler/{document.programme_code}",
        "type": ["Achievement"],
        "achievementType": ACHIEVEMENT_TYPES[document.kind],
        "humanCode": document.programme_code,
        "name": document.programme_name,
        "description": document.description,
        "criteria": {"narrative": document.criteria},
        **_set(specialization=document.area),
    }


def _extension(document: Document) -> dict[str, Any]:
    decision = document.board_decision
    return {
        "type": "MuhurDocument",
        "kind": document.kind,
        "design": document.design,
        "chamber": document.chamber_code,
        "form": document.form,
        "lessonHours": document.lesson_hours,
        "minutesPerLesson": document.minutes_per_lesson,
        **_set(
            branch=document.branch,
            place=document.place,
            boardDecision=None
            if decision is None
            else {"number": decision.number, "date": decision.day.isoformat()},
            annualVisa=document.annual_visa,
            supportingDocument=document.supporting_belge_no,
            signers=[{"name": signer.name, "role": signer.role} for signer in document.signers],
            specimen=document.specimen,
        ),
        "qr": _b64url(document.qr),
    }


def _evidence(document: Document) -> list[dict[str, Any]]:
    """The Open Badges Evidence of a document that takes the place of earlier paper."""
    if (paper := document.earlier) is None:
        return []
    return [
        {
            "type": ["Evidence"],
            "genre": _EARLIER_GENRE,
            "name": paper.number,
            "description": f"{istanbul.shown(paper.issued_on)}{_EARLIER_TEXT}",
        }
    ]


def payload_of(document: Document) -> dict[str, Any]:
    """The JWT payload: the credential at top level plus iss, jti, sub, nbf and exp (OB 3.0, JWT proof)."""
    valid_from = istanbul.first_instant(document.valid_from)
    valid_until = None if document.valid_until is None else istanbul.last_instant(document.valid_until)
    list_url, index = document.status.list_url, document.status.index
    return {
        "@context": [CONTEXT_VC, CONTEXT_OB, f"{document.public_url}{CONTEXT_PATH}"],
        "id": document.url,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": document.title,
        "issuer": {"id": document.issuer_did, "type": ["Profile"], "name": document.chamber_name},
        "validFrom": istanbul.written(valid_from),
        **_set(validUntil=None if valid_until is None else istanbul.written(valid_until)),
        "awardedDate": istanbul.written(document.awarded_at),
        "credentialSubject": _subject(document),
        **_set(evidence=_evidence(document)),
        "credentialStatus": {
            "id": f"{list_url}#{index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(index),
            "statusListCredential": list_url,
        },
        "document": _extension(document),
        "iss": document.issuer_did,
        "jti": document.url,
        "sub": document.subject_id,
        "nbf": int(valid_from.timestamp()),
        **_set(exp=None if valid_until is None else int(valid_until.timestamp())),
    }


def encoded(payload: Mapping[str, Any]) -> bytes:
    """The bytes that are signed: compact UTF-8 JSON in the order of ``payload_of``."""
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()


def bare_credential(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The credential without the JWT claims, as other software stores it."""
    return {name: value for name, value in payload.items() if name not in JWT_CLAIMS}


def document_of(payload: object) -> Document:
    """The document a payload states; raises ``CredentialRefused`` unless it follows the profile exactly."""
    if not isinstance(payload, dict):
        raise CredentialRefused("payload")
    try:
        document = _read(cast("dict[str, Any]", payload))
        again = payload_of(document)
    except CredentialRefused:
        raise
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise CredentialRefused(str(error)[:80]) from error
    if again != payload or not (_written(again) == _written(payload) or _same_types(again, payload)):
        differing = [name for name in {**again, **payload} if again.get(name) != payload.get(name)]
        raise CredentialRefused(", ".join(sorted(differing))[:80] or "types")
    return document


def reads_as(payload: object, document: Document) -> bool:
    """True when reading ``payload`` gives ``document`` again.

    For bytes that are known to be ``encoded(payload_of(document))``: then nothing else can stand in them, and
    ``document_of`` need not write them once more.
    """
    try:
        return isinstance(payload, dict) and _read(cast("dict[str, Any]", payload)) == document
    except (CredentialRefused, KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError):
        return False


def is_sicil_no(text: str) -> bool:
    """True for a sicil no as a credential may state it."""
    return _SICIL.fullmatch(text) is not None


def _written(payload: object) -> str:
    # Quick and enough when the members stand in our order: JSON writes True, 1 and 1.0 apart.
    return json.dumps(payload, ensure_ascii=False)


def _same_types(one: Any, other: Any) -> bool:
    # In Python True == 1 and 1 == 1.0: equal is not yet the same JSON.
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return all(_same_types(value, other[name]) for name, value in one.items())
    if isinstance(one, list):
        return all(_same_types(value, again) for value, again in zip(one, other, strict=True))
    return True


def _read(payload: dict[str, Any]) -> Document:
    subject, extension = payload["credentialSubject"], payload["document"]
    programme = subject["achievement"]
    public_url, _, code = payload["id"].rpartition("/v/")
    decision = extension.get("boardDecision")
    number = numbers.parse(subject["licenseNumber"])
    _require(number.kind == extension["kind"] and number.chamber == extension["chamber"], "licenseNumber")
    _require(str(number) == subject["licenseNumber"], "licenseNumber")
    _require(verification_code.parse(code) == code, "id")
    _require(_UUID_URN.fullmatch(subject["id"]) is not None, "credentialSubject.id")
    status = payload["credentialStatus"]
    document = Document(
        kind=extension["kind"],
        title=clean_text(payload["name"]),
        belge_no=subject["licenseNumber"],
        public_url=public_url,
        verification_code=code,
        subject_id=subject["id"],
        issuer_did=clean_text(payload["issuer"]["id"]),
        chamber_code=extension["chamber"],
        chamber_name=clean_text(payload["issuer"]["name"]),
        holder_name=clean_text(subject["identifier"][0]["identityHash"]),
        holder_title=clean_text(subject["role"]),
        sicil_no=_matching(_SICIL, subject["identifier"][1]["identityHash"], "sicil_no"),
        programme_code=clean_text(programme["humanCode"]),
        programme_name=clean_text(programme["name"]),
        description=clean_text(programme["description"]),
        criteria=clean_text(programme["criteria"]["narrative"]),
        form=extension["form"],
        lesson_hours=_count(extension["lessonHours"]),
        minutes_per_lesson=_count(extension["minutesPerLesson"]),
        awarded_at=istanbul.read(payload["awardedDate"]),
        valid_from=_day(payload["validFrom"]),
        valid_until=_day(payload["validUntil"]) if "validUntil" in payload else None,
        status=StatusEntry(clean_text(status["statusListCredential"]), _index(status["statusListIndex"])),
        start_on=_day(subject["activityStartDate"]) if "activityStartDate" in subject else None,
        end_on=_day(subject["activityEndDate"]) if "activityEndDate" in subject else None,
        area=_optional_text(programme, "specialization"),
        branch=_optional_text(extension, "branch"),
        place=_optional_text(extension, "place"),
        board_decision=None
        if decision is None
        else BoardDecision(decision["number"], date.fromisoformat(decision["date"])),
        supporting_belge_no=extension.get("supportingDocument"),
        annual_visa=_flag(extension, "annualVisa"),
        signers=tuple(
            SignerName(clean_text(one["name"]), one["role"]) for one in extension.get("signers", [])
        ),
        specimen=_flag(extension, "specimen"),
        earlier=_earlier(payload["evidence"]) if "evidence" in payload else None,
        design=clean_text(extension["design"]),
        qr=_from_b64url(extension["qr"]),
    )
    _check(document)
    return document


def _earlier(evidence: Any) -> EarlierPaper:
    (one,) = evidence
    text = str(one["description"]).removesuffix(_EARLIER_TEXT)
    day, month, year = (int(part) for part in text.split("."))
    return EarlierPaper(clean_text(one["name"], LONGEST_PAPER_NUMBER), date(year, month, day))


def _check(document: Document) -> None:
    _require(document.kind in KIND_TITLES, "document.kind")
    _require(document.form in FORMS, "document.form")
    _require(all(signer.role in SIGNER_ROLES for signer in document.signers), "document.signers")
    _require(len(document.signers) <= 2, "document.signers")
    if document.valid_until is not None:
        _require(document.valid_from <= document.valid_until, "validUntil")
    if document.supporting_belge_no is not None:
        _require(
            str(numbers.parse(document.supporting_belge_no)) == document.supporting_belge_no,
            "supportingDocument",
        )


def _require(holds: object, field: str) -> None:
    if not holds:
        raise CredentialRefused(field)


def _matching(pattern: re.Pattern[str], text: Any, field: str) -> str:
    if not isinstance(text, str) or pattern.fullmatch(text) is None:
        raise CredentialRefused(field)
    return text


def _optional_text(members: Mapping[str, Any], name: str) -> str | None:
    return clean_text(members[name]) if name in members else None


def _flag(members: Mapping[str, Any], name: str) -> bool:
    value = members.get(name, False)
    if not isinstance(value, bool):
        raise CredentialRefused(name)
    return value


def _count(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= 10_000:
        raise CredentialRefused("document.lessonHours")
    return value


def _index(text: Any) -> int:
    if not isinstance(text, str) or not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise CredentialRefused("credentialStatus.statusListIndex")
    return int(text)


def _day(text: Any) -> date:
    # Whether it is the first or last second of that day is settled by writing it again.
    return istanbul.day_of(istanbul.read(text))


def _b64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _from_b64url(text: Any) -> bytes:
    _matching(_B64URL, text, "document.qr")
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
