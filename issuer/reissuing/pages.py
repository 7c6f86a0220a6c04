"""The chamber desk's pages over what is on record already: renew a list, reissue earlier paper, carry out what was granted.

Each shows first what would come of every row. What it prepares are batches, which go the way of every list.
"""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from issuer.batches.judging import RENEWAL
from issuer.batches.successors import Succession
from issuer.events.bodies import Decision
from issuer.events.report import given_numbers
from issuer.reissuing.granted import RIGHT, carry_out
from issuer.reissuing.lists import Say, SuccessorReport, prepare_successors, report_csv, sentences
from issuer.reissuing.paper import Reissue, prepare_reissue
from issuer.report import IssueReport
from registry.document import BoardDecision
from registry.doors import Day, PageDoor, needs
from registry.refusal import Refusal
from registry.store import Store
from registry.visit import Visit

RENEWALS, PAPER, REQUESTS = "/oda/belgeler/yenile", "/oda/devralinan/imzali", "/oda/talepler"


class Grounds(BaseModel):
    """What new documents rest on: the board's decision, and for renewals their first day."""

    decision: Decision | None = None
    valid_from: Day | None = None


class PaperForm(Grounds):
    """Which programme's documents earlier paper becomes."""

    programme: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row as the page shows it; ``batch`` is where it is being prepared."""

    line: int
    number: str
    name: str
    result: str
    reasons: tuple[str, ...]
    batch: UUID | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """How a list ended, or would: its rows and the batches (id, run) that it became."""

    lines: tuple[Line, ...]
    batches: tuple[tuple[UUID, str], ...]
    dry_run: bool

    @property
    def fit(self) -> int:
        """Rows that are, or would be, prepared."""
        return sum(one.result in ("prepared", "would_issue") for one in self.lines)


def router(*, store: Store, door: PageDoor, say: Say) -> APIRouter:
    """Pages of the visitor's own chamber; ``say`` gives the sentence of a refused row."""
    routes = APIRouter(route_class=door.route)
    here = Depends(door.visit)

    @routes.get(RENEWALS, openapi_extra=needs("batches:prepare"))
    def renewals(visit: Annotated[Visit, here]) -> Response:
        return visit.draw("desk/renewals.html", shown=None, numbers="")

    @routes.post(RENEWALS, openapi_extra=needs("batches:prepare"))
    def renewed(visit: Annotated[Visit, here]) -> Response:
        given: list[tuple[int, str]] = []
        try:
            given = given_numbers(visit)
            grounds = visit.take(Grounds)
            asked = Succession(RENEWAL, _decision(grounds), grounds.valid_from)
            report = prepare_successors(store, visit.act, given, asked, dry_run=visit.value("step") != "do")
        except Refusal as refusal:
            return visit.draw("desk/renewals.html", refusal=refusal, shown=None, numbers=_typed(given))
        if visit.value("step") == "csv":
            return Response(
                report_csv(report, say),
                media_type="text/csv; charset=utf-8",
                headers={"Content-Disposition": 'attachment; filename="yenileme.csv"'},
            )
        shown = _of_successors(report, say, visit.lang)
        return visit.draw("desk/renewals.html", shown=shown, numbers=_typed(given))

    def paper_page(visit: Visit, refusal: Refusal | None = None, shown: Shown | None = None) -> Response:
        with store.reading(visit.act.caller.own_chamber()) as records:
            programmes = records.training.all_programmes(visit.act.caller.own_chamber())
        return visit.draw(
            "desk/paper.html",
            refusal=refusal,
            shown=shown,
            numbers=visit.value("numbers"),
            programmes=[(one.code, f"{one.name_tr} ({one.code})") for one in programmes],
        )

    @routes.get(PAPER, openapi_extra=needs("batches:prepare"))
    def paper(visit: Annotated[Visit, here]) -> Response:
        return paper_page(visit)

    @routes.post(PAPER, openapi_extra=needs("batches:prepare"))
    def reissued(visit: Annotated[Visit, here]) -> Response:
        try:
            form = visit.take(PaperForm)
            numbers = [number for _, number in given_numbers(visit)]
            asked = Reissue(form.programme, numbers or None, _decision(form))
            report = prepare_reissue(store, visit.act, asked, dry_run=visit.value("step") != "do")
        except Refusal as refusal:
            return paper_page(visit, refusal)
        return paper_page(visit, shown=_of_paper(report, form.programme, visit))

    @routes.get(f"{REQUESTS}/{{request_id}}/yerine-getir", openapi_extra=needs(RIGHT))
    def granted(request_id: UUID, visit: Annotated[Visit, here]) -> Response:
        return _carried(store, visit, request_id, say, dry_run=True)

    @routes.post(f"{REQUESTS}/{{request_id}}/yerine-getir", openapi_extra=needs(RIGHT))
    def carried_out(request_id: UUID, visit: Annotated[Visit, here]) -> Response:
        return _carried(store, visit, request_id, say, dry_run=False)

    return routes


def _carried(store: Store, visit: Visit, request_id: UUID, say: Say, *, dry_run: bool) -> Response:
    """What carrying out a granted request would do (a look that writes nothing), or has done."""
    refusal: Refusal | None = None
    decision: BoardDecision | None = None
    try:
        if not dry_run:
            decision = _decision(visit.take(Grounds))
        done = carry_out(store, visit.act, request_id, decision=decision, dry_run=dry_run)
    except Refusal as refused:
        if dry_run:
            raise
        refusal = refused
        done = carry_out(store, visit.act, request_id, dry_run=True)
    return visit.draw(
        "desk/carry_out.html",
        refusal=refusal,
        carried=done,
        shown=_of_successors(done.corrections, say, visit.lang),
    )


def _of_successors(report: SuccessorReport, say: Say, lang: str) -> Shown:
    lines = [
        Line(
            row.line,
            row.belge_no,
            row.name,
            row.result,
            tuple(english if lang == "en" else turkish for _, turkish, english in sentences(row, say)),
            row.batch_id,
        )
        for row in report.rows
    ]
    batches = tuple((one.id, str(one.content["run"])) for one in report.batches)
    return Shown(tuple(lines), batches, report.dry_run)


def _of_paper(report: IssueReport, programme: str, visit: Visit) -> Shown:
    lines = [
        Line(
            row.line,
            row.earlier or "",
            row.name,
            row.result,
            tuple(one.en if visit.lang == "en" else one.tr for one in row.reasons),
        )
        for row in report.rows
    ]
    batches = () if report.batch_id is None else ((report.batch_id, programme),)
    return Shown(tuple(lines), batches, visit.value("step") != "do")


def _typed(given: list[tuple[int, str]]) -> str:
    return "\n".join(number for _, number in given)


def _decision(form: Grounds) -> BoardDecision | None:
    return None if form.decision is None else form.decision.value()
