"""The JSON doors of a chamber's documents: one, many, and what is done to them."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query

from issuer.events.bodies import (
    ChangeAnswer,
    DocumentPage,
    ListAnswer,
    Reinstatement,
    ReinstatementList,
    Revocation,
    RevocationList,
    Suspension,
    SuspensionList,
    VisaList,
    VisaYear,
    WholeDocumentAnswer,
)
from issuer.events.bulk import carry_out_list
from issuer.events.order import Order, clean_note
from issuer.events.report import Say, report_json
from issuer.events.single import Means, carry_out
from issuer.events.view import page_of, whole
from registry.act import Act
from registry.belge_no import MAX_TYPED
from registry.doors import API, Day, Door, needs
from registry.istanbul import day_of
from registry.records.history.listing import Filters
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
        expiring_before: Day | None = None,
        expiring_from: Day | None = None,
        after: Annotated[UUID | None, Query(description="``next`` of the page before")] = None,
        limit: Annotated[int, Query(ge=1, le=_LONGEST_PAGE)] = 50,
    ) -> DocumentPage:
        filters = Filters(kind, area, state, sicil_no, expiring_before, expiring_from)
        return page_of(means.store, act, filters, after, limit)

    @routes.get(
        "/documents/{belge_no}",
        summary="A document with everything that happened to it",
        openapi_extra=_READ,
        response_model=WholeDocumentAnswer,
    )
    def document(belge_no: Numbered, act: Annotated[Act, by]) -> WholeDocumentAnswer:
        return whole(means.store, act, belge_no)

    @routes.post(
        "/documents/{belge_no}/suspend",
        summary="Suspend a document",
        openapi_extra=_DECIDE,
        response_model=ChangeAnswer,
    )
    def suspend(belge_no: Numbered, body: Suspension, act: Annotated[Act, by]) -> ChangeAnswer:
        return one(act, belge_no, order_of("suspend", body), dry_run=body.dry_run)

    @routes.post(
        "/documents/{belge_no}/reinstate",
        summary="End a suspension",
        openapi_extra=_DECIDE,
        response_model=ChangeAnswer,
    )
    def reinstate(belge_no: Numbered, body: Reinstatement, act: Annotated[Act, by]) -> ChangeAnswer:
        return one(act, belge_no, order_of("reinstate", body), dry_run=body.dry_run)

    @routes.post(
        "/documents/{belge_no}/revoke",
        summary="Revoke a document",
        openapi_extra=_DECIDE,
        response_model=ChangeAnswer,
    )
    def revoke(belge_no: Numbered, body: Revocation, act: Annotated[Act, by]) -> ChangeAnswer:
        return one(act, belge_no, order_of("revoke", body), dry_run=body.dry_run)

    @routes.post(
        "/documents/{belge_no}/visa",
        summary="Record a year's visa",
        openapi_extra=_VISA,
        response_model=ChangeAnswer,
    )
    def visa(belge_no: Numbered, body: VisaYear, act: Annotated[Act, by]) -> ChangeAnswer:
        return one(act, belge_no, order_of("visa", body), dry_run=body.dry_run)

    @routes.post(
        "/document-lists/suspend",
        summary="Suspend a list of documents",
        openapi_extra=_DECIDE,
        response_model=ListAnswer,
    )
    def suspend_list(body: SuspensionList, act: Annotated[Act, by]) -> dict[str, Any]:
        return many(act, body, order_of("suspend", body))

    @routes.post(
        "/document-lists/reinstate",
        summary="End the suspension of a list of documents",
        openapi_extra=_DECIDE,
        response_model=ListAnswer,
    )
    def reinstate_list(body: ReinstatementList, act: Annotated[Act, by]) -> dict[str, Any]:
        return many(act, body, order_of("reinstate", body))

    @routes.post(
        "/document-lists/revoke",
        summary="Revoke a list of documents",
        openapi_extra=_DECIDE,
        response_model=ListAnswer,
    )
    def revoke_list(body: RevocationList, act: Annotated[Act, by]) -> dict[str, Any]:
        return many(act, body, order_of("revoke", body))

    @routes.post(
        "/document-lists/visa",
        summary="Record a year's visa on a list of documents",
        openapi_extra=_VISA,
        response_model=ListAnswer,
    )
    def visa_list(body: VisaList, act: Annotated[Act, by]) -> dict[str, Any]:
        return many(act, body, order_of("visa", body))

    return routes


def order_of(action: str, body: Any) -> Order:
    """What a body orders."""
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
