"""The chamber desk's pages over its documents: find, show, and what is done to one or to a list of them."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from issuer.batches.successors import prepare_renewal, prepare_replacement
from issuer.events import bodies
from issuer.events.bulk import BulkReport, carry_out_list, list_id
from issuer.events.order import RIGHTS
from issuer.events.report import Say, given_numbers, report_csv, report_json
from issuer.events.routes import order_of
from issuer.events.single import Means, carry_out
from issuer.events.view import page_of, whole
from issuer.report import IssueReport
from registry import belge_no as numbers
from registry.doors import Day, PageDoor, needs
from registry.ids import read_uuid
from registry.istanbul import day_of
from registry.lifecycle import BY_ACTION, REASONS, TransitionRefused
from registry.records.history.listing import Filters
from registry.refusal import Refusal
from registry.visit import FormUnfit, Visit

PAGE = 50
DOCUMENTS = "/oda/belgeler"


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that can be done to a document: its place in the address, what it is called, what it takes."""

    slug: str
    action: str
    shape: type[BaseModel]
    list_shape: type[BaseModel]
    final: bool = False

    @property
    def right(self) -> str:
        """The right that it needs."""
        return RIGHTS[self.action]


DEEDS = {
    one.slug: one
    for one in (
        Deed("askiya-al", "suspend", bodies.Suspension, bodies.SuspensionList),
        Deed("askidan-kaldir", "reinstate", bodies.Reinstatement, bodies.ReinstatementList),
        Deed("iptal-et", "revoke", bodies.Revocation, bodies.RevocationList, final=True),
        Deed("vize-isle", "visa", bodies.VisaYear, bodies.VisaList),
    )
}
STATES = ("yayinda", "askida", "iptal", "yenilendi")
KINDS = ("katilim", "basari", "yetki")


class CorrectionForm(BaseModel):
    """Correct or renew one document: what its new batch rests on."""

    decision: bodies.Decision | None = None
    valid_from: Day | None = None


def router(*, means: Means, door: PageDoor, say: Say) -> APIRouter:
    """Pages over the register; ``say`` gives the sentence of a refused row."""
    routes = APIRouter(prefix=DOCUMENTS, route_class=door.route)
    here = Depends(door.visit)

    @routes.get("", openapi_extra=needs("documents:read"))
    def documents(visit: Annotated[Visit, here]) -> Response:
        asked = visit.query.get("q", "").strip()[:100]
        try:
            number = str(numbers.parse(asked)) if asked and not asked.isdigit() else None
        except numbers.BelgeNoRefused as error:
            number = None
            # A double surname has a hyphen too, but no digit.
            if "-" in asked and any(char.isdigit() for char in asked):
                refusal = Refusal(error.code)
                return visit.draw("desk/documents.html", refusal=refusal, at="q", **_found(visit, asked, []))
        if number is not None:
            return visit.go(f"{DOCUMENTS}/{number}")
        if asked and not asked.isdigit():
            return visit.go(f"/oda/uyeler?q={quote(asked, safe='')}")
        filters = Filters(
            kind=_one_of(visit, "kind", KINDS),
            state=_one_of(visit, "state", STATES),
            area=visit.query.get("area") or None,
            sicil_no=asked or None,
            expiring_before=_day(visit.query.get("expiring_before", "")),
            expiring_from=_day(visit.query.get("expiring_from", "")),
        )
        page = page_of(means.store, visit.act, filters, read_uuid(visit.query.get("after", "")), PAGE)
        return visit.draw("desk/documents.html", **_found(visit, asked, page.documents, page.next))

    @routes.get("/toplu", openapi_extra=needs("documents:visa"))
    def list_form(visit: Annotated[Visit, here]) -> Response:
        return visit.draw("desk/documents_list.html", **_list_values(visit))

    @routes.post("/toplu", openapi_extra=needs("documents:visa"))
    def list_done(visit: Annotated[Visit, here]) -> Response:
        deed = DEEDS.get(visit.value("deed"))
        given: list[tuple[int, str]] = []
        # Only what was looked at is done: whoever changed the list or the deed since is shown it first.
        carry_out_now, seen = visit.value("step") == "do", read_uuid(visit.value("seen"))
        if deed is not None and deed.final and carry_out_now:
            visit.require_proof()
        try:
            given = given_numbers(visit)
            if deed is None:
                raise FormUnfit({"deed": ("literal_error", {})})
            visit.act.caller.require(deed.right)
            body: Any = visit.take(deed.list_shape, numbers=[number for _, number in given])
            order = order_of(deed.action, body)
            looked_at = seen == list_id(visit.act, given, order)
            report = carry_out_list(means, visit.act, given, order, dry_run=not (carry_out_now and looked_at))
        except Refusal as refusal:
            return visit.draw("desk/documents_list.html", refusal=refusal, **_list_values(visit, deed, given))
        if visit.value("step") == "csv":
            return Response(
                report_csv(report, say),
                media_type="text/csv; charset=utf-8",
                headers={"Content-Disposition": f'attachment; filename="{deed.slug}.csv"'},
            )
        values = _list_values(visit, deed, given, report, say)
        return visit.draw("desk/documents_list.html", changed=carry_out_now and not looked_at, **values)

    @routes.get("/{belge_no}", openapi_extra=needs("documents:read"))
    def document(belge_no: str, visit: Annotated[Visit, here]) -> Response:
        return visit.draw("desk/document.html", **_shown(means, visit, belge_no))

    @routes.get("/{belge_no}/{slug}", openapi_extra=needs("documents:visa"))
    def deed_form(belge_no: str, slug: str, visit: Annotated[Visit, here]) -> Response:
        return visit.draw("desk/document_deed.html", **_deed_values(means, visit, belge_no, slug))

    @routes.post("/{belge_no}/{slug}", openapi_extra=needs("documents:visa"))
    def deed_done(belge_no: str, slug: str, visit: Annotated[Visit, here]) -> Response:
        deed = _deed(visit, slug)
        if deed.final:
            visit.require_proof()
        try:
            body: Any = visit.take(deed.shape)
            carry_out(means, visit.act, belge_no, order_of(deed.action, body))
        except Refusal as refusal:
            values = _deed_values(means, visit, belge_no, slug)
            return visit.draw("desk/document_deed.html", refusal=refusal, at=_place_of(refusal), **values)
        return visit.go(f"{DOCUMENTS}/{belge_no}", done=f"document_{deed.action}")

    for slug, successor in (("duzelt", _correct), ("yenile", _renew)):
        _successor_pages(routes, means, here, slug, successor)
    return routes


def _successor_pages(routes: APIRouter, means: Means, here: Any, slug: str, prepare: Any) -> None:
    """A correction or renewal is a batch of one document: it goes the way of every list."""

    @routes.get(f"/{{belge_no}}/yeni/{slug}", openapi_extra=needs("batches:prepare"))
    def form(belge_no: str, visit: Annotated[Visit, here]) -> Response:
        return visit.draw("desk/document_successor.html", slug=slug, **_shown(means, visit, belge_no))

    @routes.post(f"/{{belge_no}}/yeni/{slug}", openapi_extra=needs("batches:prepare"))
    def prepared(belge_no: str, visit: Annotated[Visit, here]) -> Response:
        try:
            report: IssueReport = prepare(means, visit, belge_no, visit.take(CorrectionForm))
        except Refusal as refusal:
            values = _shown(means, visit, belge_no)
            return visit.draw("desk/document_successor.html", refusal=refusal, slug=slug, **values)
        if report.batch_id is None:
            found = [reason for row in report.rows for reason in row.reasons]
            reasons = [reason.en if visit.lang == "en" else reason.tr for reason in found]
            values = {**_shown(means, visit, belge_no), "reasons": reasons}
            return visit.draw("desk/document_successor.html", status=422, slug=slug, **values)
        return visit.go(f"/oda/listeler/{report.batch_id}", done="successor_prepared")


def _correct(means: Means, visit: Visit, belge_no: str, form: CorrectionForm) -> IssueReport:
    decision = None if form.decision is None else form.decision.value()
    return prepare_replacement(means.store, visit.act, belge_no, decision=decision)


def _renew(means: Means, visit: Visit, belge_no: str, form: CorrectionForm) -> IssueReport:
    decision = None if form.decision is None else form.decision.value()
    return prepare_renewal(means.store, visit.act, belge_no, decision=decision, valid_from=form.valid_from)


def _found(visit: Visit, asked: str, documents: list[Any], after: str | None = None) -> dict[str, Any]:
    kept = {
        name: visit.query[name]
        for name in ("kind", "state", "area", "expiring_from", "expiring_before")
        if visit.query.get(name)
    }
    return {
        "asked": asked,
        "documents": documents,
        "after": after,
        "kept": kept,
        "kinds": KINDS,
        "states": STATES,
    }


def _shown(means: Means, visit: Visit, belge_no: str) -> dict[str, Any]:
    found = whole(means.store, visit.act, belge_no)
    deeds = [
        one
        for one in DEEDS.values()
        if visit.may(one.right)
        and found.state in BY_ACTION[one.action].before
        and (one.action != "visa" or found.kind == "yetki")
    ]
    return {"document": found, "deeds": deeds, "reasons": ()}


def _deed(visit: Visit, slug: str) -> Deed:
    deed = DEEDS.get(slug)
    if deed is None:
        raise Refusal("access.not_found")
    visit.act.caller.require(deed.right)
    return deed


def _deed_values(means: Means, visit: Visit, belge_no: str, slug: str) -> dict[str, Any]:
    deed = _deed(visit, slug)
    return {
        "deed": deed,
        "reason_codes": REASONS,
        "year": day_of(visit.act.at).year,
        "prove": visit.prove(visit.path) if deed.final and not visit.confirmed else "",
        **_shown(means, visit, belge_no),
    }


def _list_values(
    visit: Visit,
    deed: Deed | None = None,
    given: list[tuple[int, str]] | None = None,
    report: BulkReport | None = None,
    say: Say | None = None,
) -> dict[str, Any]:
    shown = None if report is None or say is None else report_json(report, say)
    return {
        "deeds": [one for one in DEEDS.values() if visit.may(one.right)],
        "deed": deed,
        "numbers": "\n".join(number for _, number in given) if given else visit.value("numbers"),
        "reason_codes": REASONS,
        "year": day_of(visit.act.at).year,
        "report": shown,
    }


def _place_of(refusal: Refusal) -> str:
    """The field that a refusal is about."""
    if isinstance(refusal, TransitionRefused) and "decision" in refusal.code:
        return "decision.number"
    places = {
        "event.future": "effective_on",
        "event.before_issue": "effective_on",
        "event.before_last": "effective_on",
        "event.decision_future": "decision.on",
        "event.visa_year": "visa_year",
        "event.visa_done": "visa_year",
        "event.note": "reason_note",
    }
    return places.get(refusal.code, "")


def _one_of(visit: Visit, name: str, known: tuple[str, ...]) -> str | None:
    found = visit.query.get(name, "")
    return found if found in known else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
