"""The chamber desk's pages over its runs (açılan eğitim): find one, open one, change one."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from registry.doors import PageDoor, needs
from registry.programme import RUN_STATES
from registry.refusal import Refusal
from registry.store import Store
from registry.training import catalogue, pool, runs
from registry.training.routes import CODE, NewRun, RunBody
from registry.training.runs import RunView
from registry.visit import Visit

RUNS = "/oda/acilislar"
PAGE = 50
_READ, _WRITE = needs("training:read"), needs("training:write")


class NewRunForm(NewRun):
    """A run to open."""

    programme: Annotated[str, Field(pattern=CODE)]


def router(*, store: Store, door: PageDoor) -> APIRouter:
    """Runs of the visitor's own chamber; one run's own page is the issuer's (issuer/evidence/pages.py)."""
    routes = APIRouter(prefix=RUNS, route_class=door.route)
    here = Depends(door.visit)

    @routes.get("", openapi_extra=_READ)
    def all_runs(visit: Annotated[Visit, here]) -> Response:
        text, state = visit.query.get("q", "").strip()[:100], visit.query.get("state", "")
        found = runs.found_by(
            store,
            visit.act,
            text,
            state=state if state in RUN_STATES else None,
            limit=PAGE + 1,
            offset=(visit.page - 1) * PAGE,
        )
        return visit.draw(
            "desk/runs.html",
            text=text,
            state=state,
            states=RUN_STATES,
            runs=found[:PAGE],
            page=visit.page,
            more=len(found) > PAGE,
        )

    @routes.get("/yeni", openapi_extra=_WRITE)
    def new(visit: Annotated[Visit, here]) -> Response:
        return _form(store, visit, None)

    @routes.post("/yeni", openapi_extra=_WRITE)
    def opened(visit: Annotated[Visit, here]) -> Response:
        try:
            body = visit.take(NewRunForm)
            run = body.run(body.programme, body.no, visit.act.at)
            made = runs.add(store, visit.act, run, body.trainer_ids or ())
        except Refusal as refusal:
            return _form(store, visit, None, refusal)
        return visit.go(f"{RUNS}/{made.run.code}", done="run_opened")

    @routes.get("/{code}/{no}/degistir", openapi_extra=_WRITE)
    def change_form(code: str, no: str, visit: Annotated[Visit, here]) -> Response:
        return _form(store, visit, runs.shown(store, visit.act, code, no))

    @routes.post("/{code}/{no}/degistir", openapi_extra=_WRITE)
    def changed(code: str, no: str, visit: Annotated[Visit, here]) -> Response:
        known = runs.shown(store, visit.act, code, no)
        try:
            body = visit.take(RunBody)
            # A form without a tick says that nobody teaches.
            runs.change(store, visit.act, body.run(code, no, visit.act.at), body.trainer_ids or ())
        except Refusal as refusal:
            return _form(store, visit, known, refusal)
        return visit.go(f"{RUNS}/{known.run.code}", done="run_changed")

    return routes


def _form(store: Store, visit: Visit, known: RunView | None, refusal: Refusal | None = None) -> Response:
    wanted = visit.query.get("programme", "")
    # Who taught and has left the pool since stays ticked.
    teaching = () if known is None else known.trainers
    return visit.draw(
        "desk/run_form.html",
        refusal=refusal,
        at="" if refusal is None else _PLACES.get(refusal.code, ""),
        known=known,
        wanted=wanted,
        programmes=catalogue.found_by(store, visit.act, "", active=True, limit=2000) if known is None else [],
        trainers=[one for one in pool.listed(store, visit.act) if one.active or one in teaching],
        states=RUN_STATES,
    )


_PLACES = {
    "run.dates": "end_on",
    "run.exists": "no",
    "run.capacity": "capacity",
    "run.total_recorded": "scheduled_units",
    "run.state_after": "state",
    "run.has_documents": "state",
    "programme.unknown": "programme",
    "programme.inactive": "programme",
    "run.text": "branch",
}
