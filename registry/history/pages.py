"""The auditor's page over all chambers' registers: whether they still tell what was entered (story D2)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from registry.chamber import Chamber
from registry.doors import PageDoor, needs
from registry.history.consistency import Consistency, check_chamber, sentence
from registry.store import PUBLIC, Store
from registry.visit import Visit

Checked = tuple[Chamber, Consistency]


def router(*, store: Store, door: PageDoor) -> APIRouter:
    """Routes for the union's auditor; the check is sent as a form, so that no link starts it by itself."""
    routes = APIRouter(prefix="/denetim/tutarlilik", route_class=door.route)
    here = Depends(door.visit)

    @routes.get("", openapi_extra=needs("audit:read"))
    def ask(visit: Annotated[Visit, here]) -> Response:
        return visit.draw("audit/consistency.html", checked=[], wrong=[])

    @routes.post("", openapi_extra=needs("audit:read"))
    def check(visit: Annotated[Visit, here]) -> Response:
        checked = check_all(store)
        wrong = [
            sentence(found, chamber.abbr_tr, visit.lang) for chamber, found in checked if not found.holds
        ]
        return visit.draw("audit/consistency.html", checked=checked, wrong=wrong)

    return routes


def check_all(store: Store) -> list[Checked]:
    """Every chamber in order, each read in its own scope."""
    with store.reading(PUBLIC) as records:
        chambers = records.chambers.all()
    checked = []
    for chamber in chambers:
        with store.reading(chamber.code) as records:
            checked.append((chamber, check_chamber(records, chamber.code)))
    return checked
