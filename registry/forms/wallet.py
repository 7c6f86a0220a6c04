"""A document for wallets: an SD-JWT VC's claims, those that its holder may keep back apart (docs/spec/forms.md). Pure."""

from datetime import datetime
from typing import Any

from registry.document import KIND_TITLES, Document
from registry.istanbul import first_instant, last_instant
from registry.programme import Participation

VCT_PATH = "/vct/belge/v1"
# What may be kept back, with its name for people.
DISCLOSABLE = {
    "sicil_no": ("Oda sicil no", "Chamber registration number"),
    "attendance": ("Devam", "Attendance"),
    "theory_mark": ("Teorik sınav notu", "Mark of the theory exam"),
    "practice_mark": ("Uygulama sınavı notu", "Mark of the practice exam"),
}
_ALWAYS = {
    "name": ("Ad Soyad", "Name"),
    "title": ("Belge", "Document"),
    "license_number": ("Belge no", "Document number"),
    "programme": ("Eğitim programı", "Programme"),
    "area": ("Uzmanlık alanı", "Area"),
    "chamber": ("Oda", "Chamber"),
    "specimen": ("Örnek", "Specimen"),
}


def issuer_of(document: Document) -> str:
    """The chamber as SD-JWT VC names issuers: the address beside its DID document."""
    return f"{document.public_url}/odalar/{document.issuer_did.rpartition(':')[2]}"


def wallet_claims(document: Document, now: datetime) -> dict[str, Any]:
    """What always shows. Times are seconds since 1970; the status is the IETF form of the document's own list."""
    until = (
        {} if document.valid_until is None else {"exp": int(last_instant(document.valid_until).timestamp())}
    )
    return {
        "iss": issuer_of(document),
        "vct": f"{document.public_url}{VCT_PATH}",
        "iat": int(now.timestamp()),
        "nbf": int(first_instant(document.valid_from).timestamp()),
        **until,
        "status": {"status_list": {"idx": document.status.index, "uri": f"{document.status.list_url}/token"}},
        "id": document.url,
        "license_number": document.belge_no,
        "title": document.title,
        "name": document.holder_name,
        "chamber": document.chamber_name,
        "programme": document.programme_name,
        **({} if document.area is None else {"area": document.area}),
        **({"specimen": True} if document.specimen else {}),
    }


def disclosable_claims(document: Document, evidence: Participation | None) -> dict[str, Any]:
    """What the holder may keep back: only what there is. Marks are hundredths of a point, as text with two places."""
    found: dict[str, Any] = {"sicil_no": document.sicil_no}
    if evidence is None:
        return found
    if evidence.scheduled_units:
        found["attendance"] = {"attended": evidence.attended_units, "scheduled": evidence.scheduled_units}
    for name, mark in (
        ("theory_mark", evidence.last_theory_mark),
        ("practice_mark", evidence.last_practice_mark),
    ):
        if mark is not None:
            found[name] = f"{mark // 100}.{mark % 100:02d}"
    return found


def type_metadata(public_url: str) -> dict[str, Any]:
    """What the type says of itself (SD-JWT VC section 6), served at its own address."""
    return {
        "vct": f"{public_url}{VCT_PATH}",
        "name": "TMMOB belgesi",
        "description": " · ".join(KIND_TITLES.values()),
        "claims": [
            {
                "path": [name],
                "display": [{"locale": "tr", "label": tr}, {"locale": "en", "label": en}],
                "sd": sd,
            }
            for names, sd in ((_ALWAYS, "never"), (DISCLOSABLE, "allowed"))
            for name, (tr, en) in names.items()
        ],
    }
