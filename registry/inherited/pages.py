"""The chamber desk's pages over earlier paper: a list is entered by one person and counts once another approves it."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from registry.doors import PageDoor, needs
from registry.inherited.routes import Note
from registry.inherited.taking import PaperReport, approve, declare_complete, prepare, send_back
from registry.refusal import Refusal
from registry.store import Store
from registry.visit import FormUnfit, Visit

INHERITED = "/oda/devralinan"


def router(*, store: Store, door: PageDoor) -> APIRouter:
    """Pages of the visitor's own chamber."""
    routes = APIRouter(prefix=INHERITED, route_class=door.route)
    here = Depends(door.visit)

    def page(visit: Visit, refusal: Refusal | None = None, report: PaperReport | None = None) -> Response:
        chamber = visit.act.caller.own_chamber()
        with store.reading(chamber) as records:
            batches = records.inherited.batches(chamber)
            complete_on = records.chambers.backfill_complete_on(chamber)
        return visit.draw(
            "desk/inherited.html",
            refusal=refusal,
            at="file",
            batches=batches,
            report=report,
            complete_on=complete_on,
        )

    def decided(visit: Visit, batch_id: UUID, step: Callable[[], object], done: str) -> Response:
        try:
            step()
        except Refusal as refusal:
            return _batch(store, visit, batch_id, refusal)
        return visit.go(INHERITED, done=done)

    @routes.get("", openapi_extra=needs("documents:read"))
    def inherited(visit: Annotated[Visit, here]) -> Response:
        return page(visit)

    @routes.get("/liste/{batch_id}", openapi_extra=needs("documents:read"))
    def batch(batch_id: UUID, visit: Annotated[Visit, here]) -> Response:
        return _batch(store, visit, batch_id)

    @routes.post("", openapi_extra=needs("inherited:prepare"))
    def enter(visit: Annotated[Visit, here]) -> Response:
        upload = visit.files.get("file")
        try:
            if upload is None:
                raise FormUnfit({"file": ("missing", {})})
            with store.writing(visit.act.caller.own_chamber()) as records:
                report = prepare(records, visit.act, upload.data, dry_run=visit.value("step") != "do")
        except Refusal as refusal:
            return page(visit, refusal)
        return page(visit, report=report)

    @routes.post("/liste/{batch_id}/onayla", openapi_extra=needs("inherited:decide"))
    def approved(batch_id: UUID, visit: Annotated[Visit, here]) -> Response:
        def step() -> None:
            with store.writing(visit.act.caller.own_chamber()) as records:
                approve(records, visit.act, batch_id)

        return decided(visit, batch_id, step, "inherited_approved")

    @routes.post("/liste/{batch_id}/geri-cevir", openapi_extra=needs("inherited:decide"))
    def returned(batch_id: UUID, visit: Annotated[Visit, here]) -> Response:
        def step() -> None:
            note = visit.take(Note).note
            with store.writing(visit.act.caller.own_chamber()) as records:
                send_back(records, visit.act, batch_id, note)

        return decided(visit, batch_id, step, "inherited_returned")

    @routes.post("/tamamlandi", openapi_extra=needs("inherited:decide"))
    def complete(visit: Annotated[Visit, here]) -> Response:
        try:
            with store.writing(visit.act.caller.own_chamber()) as records:
                declare_complete(records, visit.act)
        except Refusal as refusal:
            return page(visit, refusal)
        return visit.go(INHERITED, done="inherited_complete")

    return routes


def _batch(store: Store, visit: Visit, batch_id: UUID, refusal: Refusal | None = None) -> Response:
    chamber = visit.act.caller.own_chamber()
    with store.reading(chamber) as records:
        found = records.inherited.batch(chamber, batch_id)
        if found is None:
            raise Refusal("access.not_found")
        documents = records.inherited.documents(chamber, batch_id)
        people = records.members.by_ids(chamber, {one.member_id for one in documents})
    return visit.draw(
        "desk/inherited_batch.html", refusal=refusal, batch=found, documents=documents, people=people
    )
