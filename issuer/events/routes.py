"""The JSON doors of a chamber's documents: one, many, and what is done to them."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query

from issuer.events.bodies import (
    ChangeAnswer,
    DocumentAnswer,
    DocumentPage,
    EventAnswer,
    ListAnswer,
    Reinstatement,
    ReinstatementList,
    Revocation,
    RevocationList,
    SuccessorAnswer,
    Suspension,
    SuspensionList,
    VisaList,
    VisaYear,
    WholeDocumentAnswer,
)
from issuer.events.bulk import carry_out_list
from issuer.events.order import Order, clean_note
from issuer.events.report import Say, report_json
from issuer.events.single import Means, carry_out, named
from registry.access import AccessRefused
from registry.act import Act
from registry.belge_no import MAX_TYPED
from registry.doors import API, Door, needs
from registry.history.status_event import StatusEvent
from registry.istanbul import day_of
from registry.records.history.listing import DocumentRow, Filters
from registry.standing import standing_of

_DECIDE, _VISA, _READ = needs("documents:decide"), needs("documents:visa"), needs("documents:read")
Numbered = Annotated[str, Path(max_length=MAX_TYPED, examples=["EMO-2026-YB-000123-Y"])]
_LONGEST_PAGE = 200


def router(*, means: Means, door: Door, say: Say) -> APIRouter:
    """Routes over the register; ``say`` gives the sentence of a refused row."""
    routes = APIRouter(prefix=API, tags=["documents"], route_class=door.route)
    by = Depends(door.act)

    def one(act: Act, belge_no: str, order: Order, *, dry_run: bool) -> ChangeAnswer:
        change = carry_out(means, act, belge_no, order, dry_run=dry_run)
        today = standing_of(change.facts, day_of(act.at))
        return ChangeAnswer(
            belge_no=change.document.belge_no,
            state=change.told.state,
            standing=today.code,
            standing_on=today.on,
            dry_run=dry_run,
        )

    def many(act: Act, body: Any, order: Order) -> dict[str, Any]:
        given = list(enumerate(body.numbers, start=1))
        report = carry_out_list(means, act, given, order, dry_run=body.dry_run)
        return report_json(report, say)

    @routes.get(
        "/documents",
        summary="The chamber's documents, newest first",
        openapi_extra=_READ,
        response_model=DocumentPage,
    )
    def documents(
        act: Annotated[Act, by],
        kind: Literal["katilim", "basari", "yetki"] | None = None,
        area: Annotated[str | None, Query(max_length=300)] = None,
        state: Literal["yayinda", "askida", "iptal", "yenilendi"] | None = None,
        sicil_no: Annotated[str | None, Query(max_length=20)] = None,
        expiring_before: date | None = None,
        after: Annotated[UUID | None, Query(description="``next`` of the page before")] = None,
        limit: Annotated[int, Query(ge=1, le=_LONGEST_PAGE)] = 50,
    ) -> DocumentPage:
        chamber_code = act.caller.own_chamber()
        act.caller.require("documents:read", chamber_code)
        filters = Filters(kind, area, state, sicil_no, expiring_before)
        with means.store.writing(chamber_code) as records:
            found = records.listing.page(chamber_code, filters, after, limit + 1)
            records.audit.add(
                act, "documents.read", chamber_code=chamber_code, facts={"found": len(found[:limit])}
            )
        answers = [DocumentAnswer(**_document(row, act)) for row in found[:limit]]
        return DocumentPage(documents=answers, next=str(found[limit - 1].id) if len(found) > limit else None)

    @routes.get(
        "/documents/{belge_no}",
        summary="A document with everything that happened to it",
        openapi_extra=_READ,
        response_model=WholeDocumentAnswer,
    )
    def document(belge_no: Numbered, act: Annotated[Act, by]) -> WholeDocumentAnswer:
        number, chamber_code = named(act, belge_no, "documents:read")
        with means.store.writing(chamber_code) as records:
            found = records.listing.page(chamber_code, Filters(belge_no=number), None, 1)
            if not found:
                raise AccessRefused("access.not_found")
            events = records.status_events.of_document(chamber_code, found[0].id)
            ids = {event.successor_id for event in events if event.successor_id is not None}
            numbers = {
                key: living.belge_no
                for key, living in records.standings.living_by_id(chamber_code, ids).items()
            }
            records.audit.add(
                act, "document.read", chamber_code=chamber_code, target_kind="document", target=number
            )
        return WholeDocumentAnswer(
            **_document(found[0], act), events=[_event(event, numbers) for event in events]
        )

    @routes.post(
        "/documents/{belge_no}/suspend",
        summary="Suspend a document",
        openapi_extra=_DECIDE,
        response_model=ChangeAnswer,
    )
    def suspend(belge_no: Numbered, body: Suspension, act: Annotated[Act, by]) -> ChangeAnswer:
        return one(act, belge_no, _order("suspend", body), dry_run=body.dry_run)

    @routes.post(
        "/documents/{belge_no}/reinstate",
        summary="End a suspension",
        openapi_extra=_DECIDE,
        response_model=ChangeAnswer,
    )
    def reinstate(belge_no: Numbered, body: Reinstatement, act: Annotated[Act, by]) -> ChangeAnswer:
        return one(act, belge_no, _order("reinstate", body), dry_run=body.dry_run)

    @routes.post(
        "/documents/{belge_no}/revoke",
        summary="Revoke a document",
        openapi_extra=_DECIDE,
        response_model=ChangeAnswer,
    )
    def revoke(belge_no: Numbered, body: Revocation, act: Annotated[Act, by]) -> ChangeAnswer:
        return one(act, belge_no, _order("revoke", body), dry_run=body.dry_run)

    @routes.post(
        "/documents/{belge_no}/visa",
        summary="Record a year's visa",
        openapi_extra=_VISA,
        response_model=ChangeAnswer,
    )
    def visa(belge_no: Numbered, body: VisaYear, act: Annotated[Act, by]) -> ChangeAnswer:
        return one(act, belge_no, _order("visa", body), dry_run=body.dry_run)

    @routes.post(
        "/document-lists/suspend",
        summary="Suspend a list of documents",
        openapi_extra=_DECIDE,
        response_model=ListAnswer,
    )
    def suspend_list(body: SuspensionList, act: Annotated[Act, by]) -> dict[str, Any]:
        return many(act, body, _order("suspend", body))

    @routes.post(
        "/document-lists/reinstate",
        summary="End the suspension of a list of documents",
        openapi_extra=_DECIDE,
        response_model=ListAnswer,
    )
    def reinstate_list(body: ReinstatementList, act: Annotated[Act, by]) -> dict[str, Any]:
        return many(act, body, _order("reinstate", body))

    @routes.post(
        "/document-lists/revoke",
        summary="Revoke a list of documents",
        openapi_extra=_DECIDE,
        response_model=ListAnswer,
    )
    def revoke_list(body: RevocationList, act: Annotated[Act, by]) -> dict[str, Any]:
        return many(act, body, _order("revoke", body))

    @routes.post(
        "/document-lists/visa",
        summary="Record a year's visa on a list of documents",
        openapi_extra=_VISA,
        response_model=ListAnswer,
    )
    def visa_list(body: VisaList, act: Annotated[Act, by]) -> dict[str, Any]:
        return many(act, body, _order("visa", body))

    return routes


def _order(action: str, body: Any) -> Order:
    decision = getattr(body, "decision", None)
    return Order(
        action,
        reason_code=getattr(body, "reason_code", None),
        reason_note=clean_note(getattr(body, "reason_note", None)),
        decision=None if decision is None else decision.value(),
        effective_on=body.effective_on,
        visa_year=getattr(body, "visa_year", None),
        bulk_id=getattr(body, "list_id", None),
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
