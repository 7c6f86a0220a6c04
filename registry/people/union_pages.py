"""The auditor's pages over members: how many, and who with masked names."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from registry.doors import PageDoor, needs
from registry.member import MEMBER_STATUSES
from registry.people.union import chamber_of, masked, totals
from registry.store import Store
from registry.visit import Visit

PAGE = 50


def router(*, store: Store, door: PageDoor) -> APIRouter:
    """Routes for the union's auditor."""
    routes = APIRouter(prefix="/denetim/uyeler", route_class=door.route)
    here = Depends(door.visit)

    @routes.get("", openapi_extra=needs("union:members"))
    def chambers(visit: Annotated[Visit, here]) -> Response:
        return visit.draw("audit/members.html", chambers=totals(store), statuses=MEMBER_STATUSES)

    @routes.get("/{code}", openapi_extra=needs("union:members"))
    def members(code: str, visit: Annotated[Visit, here]) -> Response:
        chamber = chamber_of(store, code)
        after = visit.query.get("after", "")
        page = masked(store, visit.act, code, after if after.isascii() and after.isdigit() else None, PAGE)
        return visit.draw("audit/chamber_members.html", chamber=chamber, page=page, statuses=MEMBER_STATUSES)

    return routes
