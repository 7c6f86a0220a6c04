"""JSON doors that prepare batches of documents that are on record already: renewals, earlier paper, what was granted."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from issuer.batches.bodies import Decision, ReportAnswer
from issuer.batches.judging import RENEWAL
from issuer.batches.successors import Succession
from issuer.reissuing.bodies import (
    CarriedOutAnswer,
    CarryingOut,
    PaperReissue,
    RenewalList,
    SuccessorsAnswer,
)
from issuer.reissuing.granted import RIGHT, carried_out_json, carry_out
from issuer.reissuing.lists import Say, prepare_successors, report_json
from issuer.reissuing.paper import Reissue, prepare_reissue
from registry.act import Act
from registry.document import BoardDecision
from registry.doors import API, Door, needs
from registry.store import Store

_PREPARE = needs("batches:prepare")


def router(*, store: Store, door: Door, say: Say) -> APIRouter:
    """Routes of the caller's own chamber; ``say`` gives the sentence of a refused row."""
    routes = APIRouter(prefix=API, tags=["batches"], route_class=door.route)
    by = Depends(door.act)

    @routes.post(
        "/batches/renewals",
        summary="Renew a list of authorisations by a board decision",
        openapi_extra=_PREPARE,
        response_model=SuccessorsAnswer,
    )
    def renewals(body: RenewalList, act: Annotated[Act, by]) -> dict[str, object]:
        asked = Succession(RENEWAL, _decision(body.decision), body.valid_from)
        given = list(enumerate(body.numbers, start=1))
        return report_json(prepare_successors(store, act, given, asked, dry_run=body.dry_run), say)

    @routes.post(
        "/batches/reissue",
        summary="Reissue earlier paper as signed documents",
        openapi_extra=_PREPARE,
        response_model=ReportAnswer,
    )
    def reissue(body: PaperReissue, act: Annotated[Act, by]) -> ReportAnswer:
        asked = Reissue(body.programme, body.numbers, _decision(body.decision))
        return ReportAnswer.of(prepare_reissue(store, act, asked, dry_run=body.dry_run))

    @routes.post(
        "/requests/{request_id}/carry-out",
        summary="Carry out what a member was granted: the entry, and corrections of the documents",
        openapi_extra=needs(RIGHT),
        response_model=CarriedOutAnswer,
    )
    def carried_out(request_id: UUID, body: CarryingOut, act: Annotated[Act, by]) -> dict[str, object]:
        done = carry_out(store, act, request_id, decision=_decision(body.decision), dry_run=body.dry_run)
        return carried_out_json(done, say)

    return routes


def _decision(body: Decision | None) -> BoardDecision | None:
    return None if body is None else body.decision()
