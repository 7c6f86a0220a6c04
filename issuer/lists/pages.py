"""The chamber desk's pages for a list under work: hand it in, see how each row would end, mend it, save or send it."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from issuer.batches.bodies import Decision, Purpose
from issuer.batches.judging import columns_of
from issuer.class_list import Columns
from issuer.lists import saving, work
from issuer.lists.table import ALL, pasted, shown_columns, template_columns, template_csv, template_xlsx
from issuer.lists.work import READY, Basis, Sight
from issuer.report import report_csv
from registry.doors import Day, PageDoor, needs
from registry.istanbul import ISTANBUL
from registry.refusal import Refusal
from registry.store import Store
from registry.training import runs
from registry.turkish import nfc
from registry.visit import FormUnfit, Visit

LISTS = "/oda/listeler"
WORK = f"{LISTS}/hazirlik"
# Rows with fields to type in are few on a page; rows to look at are many.
MENDED_AT_ONCE, SHOWN_AT_ONCE = 20, 100
# Rows that become documents and have a remark.
NOTED = "noted"
TABS = {"refused": "refused", "noted": NOTED, "ready": READY, "already": "already_issued", "all": ""}
_PREPARE = needs("batches:prepare")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class NewList(BaseModel):
    """Which run a list is of, and how its rows come; the file comes beside."""

    run: Annotated[str, Field(min_length=3, max_length=80)]
    purpose: Purpose = "duzenleme"


class BasisForm(BaseModel):
    """What the documents of a list rest on."""

    decision: Decision | None = None
    valid_from: Day | None = None
    issue_day: Day | None = None
    issue_time: Annotated[str | None, Field(pattern=r"^([01]\d|2[0-3])[:.][0-5]\d$")] = None

    def basis(self) -> Basis:
        """As the flow takes it; raises ``Refusal``."""
        decision = None if self.decision is None else self.decision.decision()
        return Basis(decision, self.valid_from, self._issue_at())

    def _issue_at(self) -> datetime | None:
        if self.issue_day is None:
            return None
        if self.issue_time is None:
            raise FormUnfit({"issue_time": ("missing", {})})
        hour, minute = int(self.issue_time[:2]), int(self.issue_time[3:])
        return datetime.combine(self.issue_day, time(hour, minute), ISTANBUL)


def router(*, store: Store, door: PageDoor) -> APIRouter:
    """Pages over lists that are no batch yet, or a draft one's."""
    routes = APIRouter(prefix=LISTS, route_class=door.route)
    here = Depends(door.visit)

    @routes.get("/yeni", openapi_extra=_PREPARE)
    def new(visit: Annotated[Visit, here]) -> Response:
        return _new_page(store, visit, visit.query.get("run", ""))

    @routes.post("/yeni", openapi_extra=_PREPARE)
    def handed_in(visit: Annotated[Visit, here]) -> Response:
        run_code = visit.value("run")
        try:
            made = _opened(store, visit, visit.take(NewList))
        except Refusal as refusal:
            return _new_page(store, visit, run_code, refusal)
        return visit.go(f"{WORK}/{made}")

    @routes.get("/sablon.csv", openapi_extra=_PREPARE)
    def template(visit: Annotated[Visit, here]) -> Response:
        columns = _columns(store, visit)
        return _file(template_csv(template_columns(columns)), "text/csv; charset=utf-8", "sablon.csv")

    @routes.get("/sablon.xlsx", openapi_extra=_PREPARE)
    def template_book(visit: Annotated[Visit, here]) -> Response:
        return _file(template_xlsx(template_columns(_columns(store, visit))), XLSX, "sablon.xlsx")

    @routes.get("/hazirlik/{list_id}", openapi_extra=_PREPARE)
    def shown(list_id: UUID, visit: Annotated[Visit, here]) -> Response:
        return _work_page(visit, work.sight(store, visit.act, list_id))

    @routes.post("/hazirlik/{list_id}", openapi_extra=_PREPARE)
    def worked(list_id: UUID, visit: Annotated[Visit, here]) -> Response:
        try:
            return _worked(store, visit, list_id)
        except Refusal as refusal:
            if refusal.code == "worklist.gone":
                raise
            sight = work.sight(store, visit.act, list_id)
            return _work_page(visit, sight, refusal, at=_place_of(refusal))

    @routes.get("/hazirlik/{list_id}/rapor.csv", openapi_extra=_PREPARE)
    def report(list_id: UUID, visit: Annotated[Visit, here]) -> Response:
        sight = work.sight(store, visit.act, list_id)
        return _file(report_csv(sight.report()), "text/csv; charset=utf-8", f"rapor-{list_id}.csv")

    @routes.post("/hazirlik/{list_id}/sil", openapi_extra=_PREPARE)
    def discarded(list_id: UUID, visit: Annotated[Visit, here]) -> Response:
        work.discard(store, visit.act, list_id)
        return visit.go(LISTS, done="list_discarded")

    @routes.post("/{batch_id}/duzenle", openapi_extra=_PREPARE)
    def opened_again(batch_id: UUID, visit: Annotated[Visit, here]) -> Response:
        return visit.go(f"{WORK}/{saving.open_batch(store, visit.act, batch_id).id}")

    @routes.post("/{batch_id}/yeniden", openapi_extra=_PREPARE)
    def copied(batch_id: UUID, visit: Annotated[Visit, here]) -> Response:
        return visit.go(f"{WORK}/{saving.open_copy(store, visit.act, batch_id).id}", done="list_copied")

    return routes


def _opened(store: Store, visit: Visit, form: NewList) -> UUID:
    file, text = visit.files.get("file"), visit.text("rows")
    if visit.value("from") == "evidence":
        return work.open_evidence(store, visit.act, form.run, purpose=form.purpose).id
    if file is not None:
        return work.open_file(store, visit.act, form.run, file.name, file.data, purpose=form.purpose).id
    if not text.strip():
        raise FormUnfit({"file": ("missing", {})})
    data = pasted(text, columns_of(work.look_at_run(store, visit.act, form.run)[0]))
    return work.open_file(store, visit.act, form.run, "", data, purpose=form.purpose).id


def _new_page(store: Store, visit: Visit, run_code: str, refusal: Refusal | None = None) -> Response:
    """The form for a run's list; without a run the choice of one."""
    values: dict[str, Any] = {"run": None, "programme": None, "participants": 0, "columns": (), "runs": ()}
    if run_code:
        try:
            programme, run, participants = work.look_at_run(store, visit.act, run_code)
        except Refusal as other:
            refusal = other
        else:
            columns = template_columns(columns_of(programme))
            values |= {"run": run, "programme": programme, "participants": participants, "columns": columns}
    if values["run"] is None and visit.may("training:read"):
        found = runs.listed(store, visit.act, limit=200)
        values["runs"] = [one for one in found if one.state in ("acik", "tamamlandi")]
    at = "file" if refusal is not None and refusal.code.startswith("list.") else ""
    return visit.draw("desk/list_new.html", refusal=refusal, at=at, **values)


def _columns(store: Store, visit: Visit) -> Columns:
    return columns_of(work.look_at_run(store, visit.act, visit.query.get("run", ""))[0])


def _worked(store: Store, visit: Visit, list_id: UUID) -> Response:
    then, version = visit.value("then"), visit.version
    back = f"{WORK}/{list_id}?{_kept(visit)}"
    basis = visit.take(BasisForm).basis()
    sight = work.sight(store, visit.act, list_id)
    typed, left_out, added = _typed(visit, sight)
    anything = bool(typed or left_out or added)
    if anything or then in ("mend", "zeros"):
        work.mend(
            store, visit.act, list_id,
            version=version, typed=typed, left_out=left_out, added=added, zeros=then == "zeros", basis=basis,
        )  # fmt: skip
        # Whoever mends and sends in one go sees first what came of it.
        mended = "list_mended" if anything else "list_checked"
        return visit.go(back, done={"mend": mended, "zeros": "list_zeros"}.get(then, "list_mended_look"))
    batch_id = saving.save(store, visit.act, list_id, basis, version=version, send=then == "send")
    return visit.go(f"{LISTS}/{batch_id}", done="list_sent" if then == "send" else "list_saved")


def _typed(visit: Visit, sight: Sight) -> tuple[dict[int, dict[str, str]], set[int], dict[str, str] | None]:
    """What was typed over rows, which are to be left out, and a row to add."""
    rows = {str(line): (line, cells) for line, cells, _ in sight.one.rows}
    typed: dict[int, dict[str, str]] = {}
    for field in visit.given:
        head, _, rest = field.partition(".")
        number, _, name = rest.partition(".")
        if head == "row" and number in rows and name in ALL:
            line, cells = rows[number]
            value = nfc(visit.value(field))
            if value != cells.get(name, ""):
                typed.setdefault(line, {})[name] = value
    left_out = {rows[number][0] for number in visit.values("left_out") if number in rows}
    added = {name: value for name in ALL if (value := visit.value(f"new.{name}"))}
    return typed, left_out, added or None


def _work_page(visit: Visit, sight: Sight, refusal: Refusal | None = None, at: str = "") -> Response:
    report = sight.report()
    counts = report.counts()
    tab = visit.query.get("show", "")
    if tab not in TABS:
        tab = "refused" if counts["refused"] else "all"
    wanted = TABS[tab]
    noted = sum(bool(result.notes) for result in sight.results)
    numbers = {**counts, NOTED: noted, "": len(sight.results)}
    pairs = [
        (row, result)
        for row, result in zip(sight.one.cells(), sight.results, strict=True)
        if (result.notes if wanted == NOTED else wanted in ("", result.result))
    ]
    size = MENDED_AT_ONCE if tab == "refused" else SHOWN_AT_ONCE
    pages = max(1, -(-len(pairs) // size))
    page = min(visit.page, pages)
    zeros = sum(any(one.code == "row.sicil_leading_zero" for one in row.reasons) for row in sight.results)
    return visit.draw(
        "desk/list_work.html",
        refusal=refusal,
        at=at,
        sight=sight,
        columns=shown_columns(sight.columns, sight.one.cells()),
        counts=counts,
        total=len(sight.results),
        tab=tab,
        tabs=[(name, numbers.get(key, 0)) for name, key in TABS.items()],
        noted=noted,
        rows=pairs[(page - 1) * size : page * size],
        page=page,
        pages=pages,
        zeros=zeros,
        kept=_kept(visit),
    )


def _kept(visit: Visit) -> str:
    """Where on the page the visitor was, for the way back to it."""
    tab = visit.query.get("show", "")
    kept = [f"show={tab}"] if tab in TABS else []
    return "&".join([*kept, *([f"page={visit.page}"] if visit.page > 1 else [])])


def _place_of(refusal: Refusal) -> str:
    """The field that a refusal is about."""
    places: Mapping[str, str] = {
        "lifecycle.decision_missing": "decision.number",
        "rule.board_decision_form": "decision.number",
        "rule.board_decision_future": "decision.day",
        "issue.valid_from_past": "valid_from",
        "issue.valid_from_far": "valid_from",
        "issue.at_range": "issue_day",
    }
    return places.get(refusal.code, "")


def _file(data: bytes, kind: str, name: str) -> Response:
    return Response(data, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
