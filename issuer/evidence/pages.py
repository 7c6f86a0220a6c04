"""The page of one run: who took part with which result, what documents came of it, and the lists made for it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field

from issuer.batches.judging import columns_of
from issuer.batches.view import listed
from issuer.evidence.judging import Given
from issuer.evidence.recording import EvidenceLine, EvidenceResult, lines, record
from issuer.evidence.routes import MARK, Sicil, hundredths
from registry.doors import PageDoor, needs
from registry.lists.imports import MOST_UNITS
from registry.refusal import Refusal
from registry.store import Store
from registry.training import catalogue, runs
from registry.turkish import fold
from registry.visit import FormUnfit, Visit

RUNS = "/oda/acilislar"
PAGE = 100
MarkText = Annotated[str, Field(pattern=MARK)]


class EvidenceForm(BaseModel):
    """What is known of one member in the run."""

    model_config = ConfigDict(extra="forbid")

    sicil_no: Sicil
    attended: Annotated[int, Field(ge=0, le=MOST_UNITS)]
    scheduled: Annotated[int, Field(ge=1, le=MOST_UNITS)]
    theory: MarkText | None = None
    theory_repeat: MarkText | None = None
    practice: MarkText | None = None
    practice_repeat: MarkText | None = None
    correcting: bool = False

    def given(self) -> Given:
        """As evidence; raises ``FormUnfit`` for a repeat exam without a first one."""
        for first in ("theory", "practice"):
            if getattr(self, first) is None and getattr(self, f"{first}_repeat") is not None:
                raise FormUnfit({first: ("missing", {})})
        theory = [one for one in (self.theory, self.theory_repeat) if one is not None]
        practice = [one for one in (self.practice, self.practice_repeat) if one is not None]
        return Given(
            self.sicil_no,
            self.attended,
            self.scheduled,
            tuple(map(hundredths, theory)),
            tuple(map(hundredths, practice)),
        )


def router(*, store: Store, door: PageDoor) -> APIRouter:
    """Runs of the visitor's own chamber."""
    routes = APIRouter(prefix=RUNS, route_class=door.route)
    here = Depends(door.visit)

    @routes.get("/{code}/{no}", openapi_extra=needs("training:read"))
    def run(code: str, no: str, visit: Annotated[Visit, here]) -> Response:
        return _page(store, visit, code, no)

    @routes.post("/{code}/{no}/kayit", openapi_extra=needs("evidence:write"))
    def recorded(code: str, no: str, visit: Annotated[Visit, here]) -> Response:
        try:
            body = visit.take(EvidenceForm)
            (result,) = record(store, visit.act, code, no, [body.given()], correcting=body.correcting)
        except Refusal as refusal:
            return _page(store, visit, code, no, refusal)
        if result.reasons:
            return _page(store, visit, code, no, result=result)
        done = "evidence_same" if result.outcome == "unchanged" else "evidence_recorded"
        return visit.go(f"{RUNS}/{code}/{no}", done=done)

    return routes


def _page(
    store: Store,
    visit: Visit,
    code: str,
    no: str,
    refusal: Refusal | None = None,
    result: EvidenceResult | None = None,
) -> Response:
    view = runs.shown(store, visit.act, code, no)
    programme, _ = catalogue.shown(store, visit.act, code)
    text = visit.query.get("q", "").strip()[:100]
    found = [one for one in lines(store, visit.act, code, no) if _fits(one, text)]
    columns: Any = columns_of(programme)
    batches = listed(store, visit.act, run_id=view.run.id) if visit.may("batches:read") else []
    return visit.draw(
        "desk/run.html",
        status=200 if result is None else 422,
        refusal=refusal,
        run=view.run,
        view=view,
        programme=programme,
        columns=columns,
        text=text,
        participants=found[(visit.page - 1) * PAGE : visit.page * PAGE],
        found=len(found),
        issued=sum(one.belge_no is not None for one in found),
        page=visit.page,
        pages=max(1, -(-len(found) // PAGE)),
        batches=batches,
        reasons=() if result is None else result.reasons,
    )


def _fits(line: EvidenceLine, text: str) -> bool:
    return not text or text in line.member.sicil_no or fold(text) in fold(line.member.full_name)
