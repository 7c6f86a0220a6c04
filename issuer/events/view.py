"""A chamber's documents as its own people see them: many, and one with everything that happened to it."""

from typing import Any
from uuid import UUID

from issuer.events.bodies import (
    DocumentAnswer,
    DocumentPage,
    EventAnswer,
    SuccessorAnswer,
    WholeDocumentAnswer,
)
from issuer.events.single import named
from registry.access import AccessRefused
from registry.act import Act
from registry.history.status_event import StatusEvent
from registry.istanbul import day_of
from registry.records.history.listing import DocumentRow, Filters
from registry.standing import standing_of
from registry.store import Store


def page_of(store: Store, act: Act, filters: Filters, after: UUID | None, limit: int) -> DocumentPage:
    """Documents of the caller's chamber that fit, newest first."""
    chamber_code = act.caller.own_chamber()
    act.caller.require("documents:read", chamber_code)
    with store.writing(chamber_code) as records:
        found = records.listing.page(chamber_code, filters, after, limit + 1)
        records.audit.add(
            act, "documents.read", chamber_code=chamber_code, facts={"found": len(found[:limit])}
        )
    answers = [DocumentAnswer(**_document(row, act)) for row in found[:limit]]
    return DocumentPage(documents=answers, next=str(found[limit - 1].id) if len(found) > limit else None)


def whole(store: Store, act: Act, belge_no: str) -> WholeDocumentAnswer:
    """One document with its events; raises ``Refusal`` if it is not of the caller's chamber."""
    number, chamber_code = named(act, belge_no, "documents:read")
    with store.writing(chamber_code) as records:
        found = records.listing.page(chamber_code, Filters(belge_no=number), None, 1)
        if not found:
            raise AccessRefused("access.not_found")
        events = records.status_events.of_document(chamber_code, found[0].id)
        ids = {event.successor_id for event in events if event.successor_id is not None}
        numbers = {
            key: living.belge_no for key, living in records.standings.living_by_id(chamber_code, ids).items()
        }
        records.audit.add(
            act, "document.read", chamber_code=chamber_code, target_kind="document", target=number
        )
    return WholeDocumentAnswer(
        **_document(found[0], act), events=[_event(event, numbers) for event in events]
    )


def _document(row: DocumentRow, act: Act) -> dict[str, Any]:
    today, successor = standing_of(row.facts, day_of(act.at)), row.facts.successor
    return {
        "belge_no": row.belge_no,
        "code": row.verification_code,
        "kind": row.kind,
        "area": row.area,
        "programme_code": row.programme_code,
        "sicil_no": row.sicil_no,
        "name": row.name,
        "issued_on": row.issued_on,
        "valid_from": row.facts.valid_from,
        "valid_until": row.facts.valid_until,
        "state": row.facts.state,
        "standing": today.code,
        "standing_on": today.on,
        "visa_year": row.facts.visa_year,
        "successor": None
        if successor is None
        else SuccessorAnswer(belge_no=successor.belge_no, valid_from=successor.valid_from),
    }


def _event(one: StatusEvent, numbers: dict[UUID, str]) -> EventAnswer:
    return EventAnswer(
        seq=one.seq,
        event=one.event,
        effective_on=one.effective_on,
        at=one.at,
        actor=one.actor,
        reason_code=one.reason_code,
        reason_note=one.reason_note,
        decision_no=one.decision_no,
        decision_on=one.decision_on,
        successor=None if one.successor_id is None else numbers.get(one.successor_id),
        visa_year=one.visa_year,
    )
