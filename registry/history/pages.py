"""The auditor's page over all chambers' registers: whether they still tell what was entered (story D2)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from registry.accounts.trail_check import OF_NO_CHAMBER
from registry.accounts.trail_check import sentence as trail_sentence
from registry.audit_chain import TrailCheck
from registry.chamber import Chamber
from registry.doors import PageDoor, needs
from registry.history.consistency import Consistency, check_chamber, sentence
from registry.store import NO_CHAMBER, PUBLIC, Store
from registry.visit import Visit

Checked = tuple[Chamber, Consistency]
# Whose chain of audit records, by abbreviation.
Trail = tuple[str, TrailCheck]


def router(*, store: Store, door: PageDoor) -> APIRouter:
    """Routes for the union's auditor; the check is sent as a form, so that no link starts it by itself."""
    routes = APIRouter(prefix="/denetim/tutarlilik", route_class=door.route)
    here = Depends(door.visit)

    @routes.get("", openapi_extra=needs("audit:read"))
    def ask(visit: Annotated[Visit, here]) -> Response:
        return visit.draw("audit/consistency.html", checked=[], wrong=[])

    @routes.post("", openapi_extra=needs("audit:read"))
    def check(visit: Annotated[Visit, here]) -> Response:
        checked, trail = check_all(store)
        wrong = [
            sentence(found, chamber.abbr_tr, visit.lang) for chamber, found in checked if not found.holds
        ]
        wrong += [trail_sentence(one, name, visit.lang) for name, one in trail if one.first_wrong is not None]
        told = sum(one.head.seq for _, one in trail)
        return visit.draw("audit/consistency.html", checked=checked, wrong=wrong, told=told)

    return routes


def check_all(store: Store) -> tuple[list[Checked], list[Trail]]:
    """Every chamber in order, each read in its own scope, and the chains of audit records, last that of no chamber."""
    with store.reading(PUBLIC) as records:
        chambers = records.chambers.all()
    checked, trail = [], []
    for chamber in chambers:
        with store.reading(chamber.code, snapshot=True) as records:
            checked.append((chamber, check_chamber(records, chamber.code)))
            trail.append((chamber.abbr_tr, records.audit.check(chamber.code)))
    with store.reading(NO_CHAMBER) as records:
        trail.append((OF_NO_CHAMBER, records.audit.check(None)))
    return checked, trail
