"""The chamber desk's pages over its runs (açılan eğitim): find one, open one, change one."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field

from registry.doors import PageDoor, needs
from registry.lists.imports import MOST_UNITS, run_of
from registry.programme import RUN_STATES, Run
from registry.refusal import Refusal
from registry.store import Store
from registry.training import catalogue, pool, runs
from registry.training.routes import CODE, RUN_NO, Name, RunDay
from registry.training.runs import RunView
from registry.visit import Visit

RUNS = "/oda/acilislar"
PAGE = 50
_READ, _WRITE = needs("training:read"), needs("training:write")
Units = Annotated[int, Field(ge=1, le=MOST_UNITS)]


class RunForm(BaseModel):
    """What can be said of a run, as a form sends it."""

    model_config = ConfigDict(extra="forbid")

    start_on: RunDay
    end_on: RunDay
    branch: Name | None = None
    place: Name | None = None
    state: Literal["planlandi", "acik", "tamamlandi", "iptal"] = "acik"
    capacity: Units | None = None
    scheduled_units: Units | None = None
    trainer_ids: Annotated[list[UUID], Field(max_length=100)] = []

    def run(self, code: str, no: str, visit: Visit) -> Run:
        """As a run; raises ``ImportRefused``."""
        return run_of(
            code,
            no,
            self.start_on,
            self.end_on,
            self.branch,
            self.place,
            visit.act.at,
            state=self.state,
            capacity=self.capacity,
            scheduled_units=self.scheduled_units,
        )


class NewRunForm(RunForm):
    """A run to open."""

    programme: Annotated[str, Field(pattern=CODE)]
    no: Annotated[str, Field(pattern=RUN_NO)]


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
            made = runs.add(store, visit.act, body.run(body.programme, body.no, visit), body.trainer_ids)
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
            body = visit.take(RunForm)
            runs.change(store, visit.act, body.run(code, no, visit), body.trainer_ids)
        except Refusal as refusal:
            return _form(store, visit, known, refusal)
        return visit.go(f"{RUNS}/{known.run.code}", done="run_changed")

    return routes


def _form(store: Store, visit: Visit, known: RunView | None, refusal: Refusal | None = None) -> Response:
    wanted = visit.query.get("programme", "")
    return visit.draw(
        "desk/run_form.html",
        refusal=refusal,
        at="" if refusal is None else _PLACES.get(refusal.code, ""),
        known=known,
        wanted=wanted,
        programmes=catalogue.found_by(store, visit.act, "", active=True, limit=2000) if known is None else [],
        trainers=[one for one in pool.listed(store, visit.act) if one.active],
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
