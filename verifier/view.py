"""The public view of a document's signed fields, whole or masked (docs/spec/verdict.md)."""

from typing import Any

from keys.trust_bundle import TrustedChamber
from registry.document import KIND_TITLES, Document
from registry.istanbul import day_of
from registry.qr_claims import QrClaims
from registry.standing import Successor
from registry.turkish import mask_name


def _chamber(chamber: TrustedChamber) -> dict[str, str]:
    return {
        "code": chamber.code,
        "abbr_tr": chamber.abbr_tr,
        "name_tr": chamber.name_tr,
        "name_en": chamber.name_en,
    }


def document_view(document: Document, chamber: TrustedChamber, *, masked: bool) -> dict[str, Any]:
    """All signed fields; ``masked`` hides what only a holder of the document should show.

    Masked (the number alone was known): name to first letters, no sicil no, title, signers, place or code.
    The chamber's name is the trust bundle's, never the document's own.
    """
    decision = document.board_decision
    return {
        "kind": document.kind,
        "title": document.title,
        "belge_no": document.belge_no,
        "code": None if masked else document.verification_code,
        "name": mask_name(document.holder_name) if masked else document.holder_name,
        "role": None if masked else document.holder_title,
        "sicil_no": None if masked else document.sicil_no,
        "chamber": _chamber(chamber),
        "programme": {"code": document.programme_code, "name": document.programme_name},
        "area": document.area,
        "form": document.form,
        "lesson_hours": document.lesson_hours,
        "start_on": None if document.start_on is None else document.start_on.isoformat(),
        "end_on": None if document.end_on is None else document.end_on.isoformat(),
        "branch": None if masked else document.branch,
        "place": None if masked else document.place,
        "issued_on": day_of(document.awarded_at).isoformat(),
        "valid_from": document.valid_from.isoformat(),
        "valid_until": None if document.valid_until is None else document.valid_until.isoformat(),
        "board_decision": None
        if decision is None
        else {"number": decision.number, "date": decision.day.isoformat()},
        "signers": [] if masked else [{"name": one.name, "role": one.role} for one in document.signers],
        "supporting_belge_no": document.supporting_belge_no,
        "earlier_paper": None
        if document.earlier is None
        else {"number": document.earlier.number, "issued_on": document.earlier.issued_on.isoformat()},
        "annual_visa": document.annual_visa,
        "specimen": document.specimen,
        "masked": masked,
    }


def successor_view(successor: Successor | None, *, masked: bool) -> dict[str, str | None] | None:
    """The document that has taken another's place; whoever knows a number only does not learn its code."""
    if successor is None:
        return None
    return {"belge_no": successor.belge_no, "code": None if masked else successor.verification_code}


def qr_view(claims: QrClaims, chamber: TrustedChamber, *, specimen: bool) -> dict[str, Any]:
    """The fields that a QR says by itself; what it does not carry is None."""
    is_area = claims.kind == "yetki"
    return {
        "kind": claims.kind,
        "title": KIND_TITLES[claims.kind],
        "belge_no": claims.belge_no(chamber.code),
        "code": None,
        "name": claims.name,
        "role": None,
        "sicil_no": claims.sicil_no,
        "chamber": _chamber(chamber),
        "programme": {"code": None, "name": None if is_area else claims.subject},
        "area": claims.subject if is_area else None,
        "form": None,
        "lesson_hours": None,
        "start_on": None,
        "end_on": None,
        "branch": None,
        "place": None,
        "issued_on": claims.issued_on.isoformat(),
        "valid_from": claims.valid_from.isoformat(),
        "valid_until": None if claims.valid_until is None else claims.valid_until.isoformat(),
        "board_decision": None,
        "signers": [],
        "supporting_belge_no": None,
        "earlier_paper": None,
        "annual_visa": False,
        "specimen": specimen,
        "masked": False,
    }
