"""The auditor's page over the audit trail of all chambers: logins masked, filtered, page by page (story D3)."""

from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from registry.accounts import trail
from registry.doors import PageDoor, needs
from registry.ids import read_uuid
from registry.istanbul import first_instant
from registry.records.audit import AuditFilter
from registry.refusal import Refusal
from registry.store import PUBLIC, Store
from registry.visit import FormUnfit, Visit, iso_day

PAGE = 50
# What the address may say of the filter; the rest of the filter is the right.
_KEPT = ("chamber", "action", "target", "outcome", "since", "until")


def router(*, store: Store, door: PageDoor) -> APIRouter:
    """Denetim İzi for the union's auditor."""
    routes = APIRouter(prefix="/denetim/iz", route_class=door.route)
    here = Depends(door.visit)

    @routes.get("", openapi_extra=needs(trail.RIGHT))
    def read(visit: Annotated[Visit, here]) -> Response:
        asked = {name: text for name in _KEPT if (text := visit.query.get(name, "").strip()[:120])}
        with store.reading(PUBLIC) as records:
            chambers = list(records.reports.labels().items())
        refusal: Refusal | None = None
        wanted = AuditFilter()
        try:
            wanted = _filter(asked)
        except FormUnfit as unfit:
            refusal = unfit
        found = trail.read_trail(
            store, wanted, visit.act, before=read_uuid(visit.query.get("before", "")), limit=PAGE, masked=True
        )
        return visit.draw(
            "audit/trail.html",
            refusal=refusal,
            entries=found,
            after=found[-1].id if len(found) == PAGE else None,
            asked=asked,
            chambers=chambers,
        )

    return routes


def _filter(asked: dict[str, str]) -> AuditFilter:
    """Days are whole days in Istanbul, both included; raises ``FormUnfit`` for what is none."""
    days: dict[str, datetime] = {}
    for name, more in (("since", 0), ("until", 1)):
        if name in asked:
            try:
                day = date.fromisoformat(iso_day(asked[name])) + timedelta(days=more)
            except (ValueError, OverflowError) as error:
                raise FormUnfit({name: ("date_parsing", {})}) from error
            if not 2000 <= day.year <= 2200:
                raise FormUnfit({name: ("date_parsing", {})})
            days[name] = first_instant(day)
    return AuditFilter(
        chamber_code=asked.get("chamber"),
        action=asked.get("action"),
        target=asked.get("target"),
        outcome=asked.get("outcome"),
        since=days.get("since"),
        until=days.get("until"),
    )
