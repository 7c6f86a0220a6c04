"""Pages of the reports: a chamber's own, whole, and the union's for its auditor; each as table, drawing and CSV."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from registry.doors import PageDoor, needs
from registry.reports.catalogue import REPORTS, ReportRefused, Request, ask
from registry.reports.routes import csv_answer, file_answer
from registry.reports.spoken import spoken
from registry.reports.table import Report, json_of, spreadsheet_of
from registry.store import PUBLIC, Store
from registry.visit import Visit, iso_day

OWN, UNION = "/oda/raporlar", "/denetim/raporlar"
# Where each report stands, as people read an address.
ADDRESSES = {
    "tablo1": "tablo-1",
    "forms": "egitim-bicimleri",
    "certification": "belgelendirme-orani",
    "assessment": "olcme-ve-degerlendirme-orani",
    "trainers": "egitici-profili",
    "training-of-trainers": "egiticilerin-egitimi",
    "runs": "acilan-egitimler",
    "years": "yillara-gore",
    "documents": "duzenlenen-belgeler",
    "expiring": "suresi-yaklasan-belgeler",
    "authorised": "yetkili-uyeler",
    "authorised-provinces": "il-il-yetkili-uyeler",
    "status": "iptal-ve-aski",
    "reasons": "iptal-ve-aski-gerekceleri",
    "verifications": "dogrulama-sayilari",
}
_NAMES = {address: name for name, address in ADDRESSES.items()}
# What the union's first page shows: counts that stand ready, none that a large register must add up.
FIGURES = ("tablo1", "forms", "certification", "assessment", "documents")


def router(*, store: Store, door: PageDoor) -> APIRouter:
    """Routes over ``store``; sync on purpose: they read the database."""
    routes = APIRouter(route_class=door.route)
    here = Depends(door.visit)

    def union_report(visit: Visit, name: str) -> Report:
        return ask(store, visit.act, Request(name, visit.query.get("chamber") or None))

    def own_report(visit: Visit, name: str) -> Report:
        chamber = visit.act.caller.own_chamber()
        return ask(store, visit.act, Request(name, chamber, own=True, until=_until(visit)))

    def chambers() -> list[tuple[str, str]]:
        with store.reading(PUBLIC) as records:
            return list(records.reports.labels().items())

    @routes.get("/denetim", openapi_extra=needs("union:reports"))
    def overview(visit: Annotated[Visit, here]) -> Response:
        asked = {name: ask(store, visit.act, Request(name)) for name in FIGURES}
        made = {name: json_of(spoken(one, visit.lang)) for name, one in asked.items()}
        return visit.draw("audit/overview.html", reports=made, addresses=_addresses(own=False))

    @routes.get(UNION, openapi_extra=needs("union:reports"))
    def union_index(visit: Annotated[Visit, here]) -> Response:
        return visit.draw("audit/reports.html", addresses=_addresses(own=False), base=UNION)

    def sheet(visit: Visit, report: Report, address: str) -> Response:
        return file_answer(spreadsheet_of(spoken(report, visit.lang), visit.lang), address)

    @routes.get(UNION + "/{address}.csv", openapi_extra=needs("union:reports"))
    def union_csv(address: str, visit: Annotated[Visit, here]) -> Response:
        return csv_answer(union_report(visit, _name(address)))

    @routes.get(UNION + "/{address}/excel.csv", openapi_extra=needs("union:reports"))
    def union_sheet(address: str, visit: Annotated[Visit, here]) -> Response:
        return sheet(visit, union_report(visit, _name(address)), address)

    @routes.get(UNION + "/{address}", openapi_extra=needs("union:reports"))
    def union_page(address: str, visit: Annotated[Visit, here]) -> Response:
        return visit.draw(
            "audit/report.html",
            **_drawn(visit, union_report(visit, _name(address)), UNION, address),
            chambers=chambers(),
        )

    @routes.get(OWN, openapi_extra=needs("reports:read"))
    def own_index(visit: Annotated[Visit, here]) -> Response:
        return visit.draw("desk/reports.html", addresses=_addresses(own=True), base=OWN)

    @routes.get(OWN + "/{address}.csv", openapi_extra=needs("reports:read"))
    def own_csv(address: str, visit: Annotated[Visit, here]) -> Response:
        return csv_answer(own_report(visit, _name(address)))

    @routes.get(OWN + "/{address}/excel.csv", openapi_extra=needs("reports:read"))
    def own_sheet(address: str, visit: Annotated[Visit, here]) -> Response:
        return sheet(visit, own_report(visit, _name(address)), address)

    @routes.get(OWN + "/{address}", openapi_extra=needs("reports:read"))
    def own_page(address: str, visit: Annotated[Visit, here]) -> Response:
        name, refusal = _name(address), None
        try:
            report = own_report(visit, name)
        except ReportRefused as error:
            # A day that cannot be asked for: the report without it, and the sentence beside the field.
            refusal, report = (
                error,
                ask(store, visit.act, Request(name, visit.act.caller.own_chamber(), own=True)),
            )
        return visit.draw(
            "desk/report.html",
            refusal=refusal,
            at="until",
            **_drawn(visit, report, OWN, address),
            chambers=[],
        )

    return routes


def _addresses(*, own: bool) -> dict[str, str]:
    return {name: address for name, address in ADDRESSES.items() if own or not REPORTS[name].own_only}


def _name(address: str) -> str:
    if address not in _NAMES:
        raise ReportRefused("report.unknown", name=address[:40])
    return _NAMES[address]


def _until(visit: Visit) -> date | None:
    """The day asked for, 31.12.2026 or 2026-12-31; anything else is refused as one that is out of range."""
    text = visit.query.get("until", "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(iso_day(text))
    except ValueError as error:
        raise ReportRefused("report.until_out_of_range", until=text[:20]) from error


def _drawn(visit: Visit, report: Report, base: str, address: str) -> dict[str, Any]:
    return {"report": json_of(spoken(report, visit.lang)), "base": base, "address": address}
