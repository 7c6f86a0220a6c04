"""JSON and CSV doors of the reports: a chamber's own, and the union's for its auditor."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import BaseModel

from registry.access import AccessRefused
from registry.act import Act
from registry.doors import API, Day, Door, needs
from registry.reports.catalogue import REPORTS, Request, ask
from registry.reports.table import Report, csv_of, json_of
from registry.store import Store

_OWN_NAMES: Any = {"enum": list(REPORTS)}
_UNION_NAMES: Any = {"enum": [name for name, kind in REPORTS.items() if not kind.own_only]}
Form = Annotated[Literal["json", "csv"], Query(description="json, or csv: UTF-8, commas, LF")]
CSV: dict[int | str, dict[str, Any]] = {
    200: {"description": "The report", "content": {"text/csv": {"schema": {"type": "string"}}}}
}


class Sentence(BaseModel):
    """A sentence in both languages."""

    tr: str
    en: str


class ReportColumn(BaseModel):
    """A column: its key in the rows and its heading."""

    key: str
    tr: str
    en: str


class ReportAnswer(BaseModel):
    """A report. Rows are objects by column key; ``*`` stands for a hidden number, null for an empty cell."""

    name: str
    title: Sentence
    chamber: str | None
    as_of: date
    columns: list[ReportColumn]
    rows: list[dict[str, int | str | None]]
    summary: list[Sentence]
    notes: list[Sentence]
    hidden: int


def router(*, store: Store, door: Door) -> APIRouter:
    """Routes over ``store``; sync on purpose: they read the database."""
    routes = APIRouter(prefix=API, tags=["reports"], route_class=door.route)

    @routes.get(
        "/reports/{name}",
        summary="A report of the caller's own chamber, whole",
        response_model=ReportAnswer,
        responses=CSV,
        openapi_extra=needs("reports:read"),
    )
    def own_report(
        name: Annotated[str, Path(max_length=40, json_schema_extra=_OWN_NAMES)],
        act: Annotated[Act, Depends(door.act)],
        form: Form = "json",
        until: Annotated[Day | None, Query(description="For expiring: documents that end until then")] = None,
    ) -> Any:
        chamber = act.caller.chamber_code
        if chamber is None:
            raise AccessRefused("access.denied", right="reports:read")
        act.caller.require("reports:read", chamber)
        return _answer(ask(store, act, Request(name, chamber, own=True, until=until)), form)

    @routes.get(
        "/union/reports/{name}",
        summary="A report of the union, or of one chamber as others may see it; small numbers hidden",
        response_model=ReportAnswer,
        responses=CSV,
        openapi_extra=needs("union:reports"),
    )
    def union_report(
        name: Annotated[str, Path(max_length=40, json_schema_extra=_UNION_NAMES)],
        act: Annotated[Act, Depends(door.act)],
        form: Form = "json",
        chamber: Annotated[str | None, Query(max_length=40, description="Code of one chamber")] = None,
    ) -> Any:
        act.caller.require("union:reports", chamber)
        return _answer(ask(store, act, Request(name, chamber)), form)

    return routes


def _answer(report: Report, form: str) -> Any:
    return csv_answer(report) if form == "csv" else json_of(report)


def csv_answer(report: Report) -> Response:
    """The report as a file."""
    return file_answer(csv_of(report), report.name)


def file_answer(data: bytes, name: str) -> Response:
    """A CSV to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"}
    return Response(data, media_type="text/csv", headers=headers)
