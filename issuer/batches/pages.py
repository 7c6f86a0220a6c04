"""The chamber desk's pages over batches: look, send, approve or return, watch them being signed, take their files."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, Field

from issuer.batches.archive import Archives
from issuer.batches.background import Signing
from issuer.batches.bodies import LONGEST_NOTE, Decision
from issuer.batches.look import look, waiting_lists, way
from issuer.batches.sample import NOT_SIGNED, sample_of
from issuer.batches.steps import approve_begun, return_, submit, withdraw
from issuer.batches.view import listed, show
from issuer.begun import Begun
from issuer.report import report_csv
from registry.access import AccessRefused
from registry.doors import PageDoor, needs
from registry.lifecycle import IMZALANDI, ONAYLANDI
from registry.lists.csv_text import MAX_ROWS
from registry.refusal import Refusal
from registry.store import Store
from registry.turkish import fold
from registry.visit import Visit

LISTS = "/oda/listeler"
PAGE, ROWS = 30, 100
STATES = ("taslak", "onay_bekliyor", "onaylandi", "imzalandi", "yayinda", "vazgecildi")
_READ, _PREPARE, _DECIDE = needs("batches:read"), needs("batches:prepare"), needs("batches:decide")
Place = Annotated[int, Path(ge=0, le=MAX_ROWS)]
_POLLED = needs("batches:read", recorded=False)
Drawing = Callable[[Mapping[str, Any], str], bytes | None]


class Sending(BaseModel):
    """The board decision, if it has come since."""

    decision: Decision | None = None


class Note(BaseModel):
    """Why a list goes back to who prepared it."""

    note: Annotated[str, Field(max_length=LONGEST_NOTE)] | None = None


def router(
    *,
    store: Store,
    signing: Signing,
    archives: Archives,
    sheet: Drawing,
    picture: Drawing,
    door: PageDoor,
) -> APIRouter:
    """Pages over the register; ``signing`` signs in the background, ``archives`` makes the ZIPs.

    ``sheet`` and ``picture`` draw a payload as PDF and PNG, if they can.
    """
    routes = APIRouter(prefix=LISTS, route_class=door.route)
    here = Depends(door.visit)

    @routes.get("", openapi_extra=_READ)
    def batches(visit: Annotated[Visit, here]) -> Response:
        state = visit.query.get("state", "")
        page = visit.page
        lines = listed(
            store,
            visit.act,
            state=state if state in STATES else None,
            limit=PAGE + 1,
            offset=(page - 1) * PAGE,
        )
        return visit.draw(
            "desk/lists.html",
            state=state,
            states=STATES,
            lines=lines[:PAGE],
            page=page,
            more=len(lines) > PAGE,
            **waiting_lists(store, visit.act, unsaved=page == 1 and state in ("", "taslak")),
        )

    @routes.get("/{batch_id}", openapi_extra=_READ)
    def batch(batch_id: UUID, visit: Annotated[Visit, here]) -> Response:
        return _page(store, signing, visit, batch_id)

    @routes.get("/{batch_id}/ilerleme", openapi_extra=_POLLED)
    def progress(batch_id: UUID, visit: Annotated[Visit, here]) -> Response:
        found = way(store, visit.act, batch_id)
        return JSONResponse({"state": found.state, "done": found.done, "total": found.total})

    @routes.post("/{batch_id}/gonder", openapi_extra=_PREPARE)
    def sent(batch_id: UUID, visit: Annotated[Visit, here]) -> Response:
        try:
            form = visit.take(Sending)
            decision = None if form.decision is None else form.decision.decision()
            submit(store, visit.act, batch_id, version=visit.version, decision=decision)
        except Refusal as refusal:
            return _page(store, signing, visit, batch_id, refusal)
        return visit.go(f"{LISTS}/{batch_id}", done="list_sent")

    @routes.post("/{batch_id}/vazgec", openapi_extra=_PREPARE)
    def withdrawn(batch_id: UUID, visit: Annotated[Visit, here]) -> Response:
        try:
            withdraw(store, visit.act, batch_id, version=visit.version)
        except Refusal as refusal:
            return _page(store, signing, visit, batch_id, refusal)
        return visit.go(f"{LISTS}/{batch_id}", done="list_withdrawn")

    @routes.post("/{batch_id}/cevir", openapi_extra=_DECIDE)
    def returned(batch_id: UUID, visit: Annotated[Visit, here]) -> Response:
        try:
            note = visit.take(Note).note or ""
            return_(store, visit.act, batch_id, note, version=visit.version)
        except Refusal as refusal:
            return _page(store, signing, visit, batch_id, refusal)
        return visit.go(f"{LISTS}/{batch_id}", done="list_returned")

    @routes.post("/{batch_id}/onayla", openapi_extra=_DECIDE)
    def approved(batch_id: UUID, visit: Annotated[Visit, here]) -> Response:
        if not visit.confirmed:
            return visit.go(visit.prove(f"{LISTS}/{batch_id}"))
        try:
            begun = approve_begun(
                store, visit.act, batch_id, version=visit.version, open_key=signing.open_key
            )
        except Refusal as refusal:
            return _page(store, signing, visit, batch_id, refusal)
        if isinstance(begun, Begun):
            signing.take(visit.act, begun)
        return visit.go(f"{LISTS}/{batch_id}", done="list_approved")

    @routes.post("/{batch_id}/surdur", openapi_extra=_DECIDE)
    def taken_up(batch_id: UUID, visit: Annotated[Visit, here]) -> Response:
        try:
            signing.take_up(visit.act, batch_id)
        except Refusal as refusal:
            return _page(store, signing, visit, batch_id, refusal)
        return visit.go(f"{LISTS}/{batch_id}", done="list_taken_up")

    @routes.get("/{batch_id}/rapor.csv", openapi_extra=_READ)
    def report(batch_id: UUID, visit: Annotated[Visit, here]) -> Response:
        data = report_csv(show(store, visit.act, batch_id).report)
        headers = {"Content-Disposition": f'attachment; filename="rapor-{batch_id}.csv"'}
        return Response(data, media_type="text/csv; charset=utf-8", headers=headers)

    @routes.get("/{batch_id}/ornek/{place}.png", openapi_extra=_READ)
    def sample(batch_id: UUID, place: Place, visit: Annotated[Visit, here]) -> Response:
        return _drawn(picture(sample_of(store, visit.act, batch_id, place), NOT_SIGNED), "image/png")

    @routes.get("/{batch_id}/ornek/{place}.pdf", openapi_extra=_READ)
    def sample_sheet(batch_id: UUID, place: Place, visit: Annotated[Visit, here]) -> Response:
        return _drawn(sheet(sample_of(store, visit.act, batch_id, place), NOT_SIGNED), "application/pdf")

    @routes.get("/{batch_id}/belgeler.zip", openapi_extra=needs("documents:export"))
    def bundle(batch_id: UUID, visit: Annotated[Visit, here]) -> Response:
        made, pieces = archives.begin(visit.act, batch_id, visit.query.get("ticket", "")[:40])
        # A header holds plain letters only; the code of a batch of earlier paper has others.
        code = "".join(char if char.isascii() else fold(char) for char in made.run_code)
        name = f"belgeler-{code.replace('/', '-')}.zip"
        return StreamingResponse(
            pieces,
            media_type="application/zip",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    @routes.get("/{batch_id}/paket", openapi_extra=needs("documents:export", recorded=False))
    def bundle_way(batch_id: UUID, visit: Annotated[Visit, here]) -> Response:
        found = archives.way(visit.act, batch_id, visit.query.get("ticket", "")[:40])
        return JSONResponse(
            {"done": 0, "total": 0} if found is None else {"done": found.done, "total": found.total}
        )

    return routes


def _page(
    store: Store, signing: Signing, visit: Visit, batch_id: UUID, refusal: Refusal | None = None
) -> Response:
    """A batch as it is now; a refused step is told on it, so that whoever was too late sees how things stand."""
    page = visit.page
    found = look(store, visit.act, batch_id, limit=ROWS, offset=(page - 1) * ROWS)
    batch, act = found.batch, visit.act
    own = {batch.prepared_by, batch.submitted_by} & {act.actor, *act.lenders}
    tab = "refused" if visit.query.get("show") == "refused" else "rows"
    return visit.draw(
        "desk/list.html",
        refusal=refusal,
        at="" if refusal is None else _place_of(refusal),
        found=found,
        batch=batch,
        tab=tab,
        page=page,
        refused=found.refused[(page - 1) * ROWS : page * ROWS] if tab == "refused" else [],
        own=bool(own),
        prove="" if visit.confirmed else visit.prove(f"{LISTS}/{batch_id}"),
        interrupted=_interrupted(signing, batch.state, batch.id, batch.issued_at, act.at),
        by_worker=batch.state == ONAYLANDI and batch.issue_at is not None and batch.issue_at <= act.at,
    )


def _interrupted(signing: Signing, state: str, batch_id: UUID, began: datetime | None, now: datetime) -> bool:
    """True if nobody seems to sign the batch: another process may, but not for so long without an end."""
    if state != IMZALANDI or signing.holds(batch_id):
        return False
    return began is None or (now - began).total_seconds() > _OTHERS_SECONDS


_OTHERS_SECONDS = 60


def _place_of(refusal: Refusal) -> str:
    places = {
        "lifecycle.decision_missing": "decision.number",
        "rule.board_decision_form": "decision.number",
        "rule.board_decision_future": "decision.day",
        "lifecycle.note_missing": "note",
    }
    return places.get(refusal.code, "")


def _drawn(data: bytes | None, kind: str) -> Response:
    if data is None:
        raise AccessRefused("access.not_found")
    return Response(data, media_type=kind)
