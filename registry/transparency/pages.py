"""The auditor's page of the transparency log: how far it has grown and who has signed that; and its check."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from registry.doors import PageDoor, needs
from registry.records.registry_records import Records
from registry.store import Store
from registry.transparency.checking import LogState, check_log
from registry.visit import Visit

StateOf = Callable[[Records], LogState]
# The sentences of a fault, Turkish and English, by its code and where it is.
Say = Callable[[str, str], tuple[str, str]]


def router(*, store: Store, door: PageDoor, state_of: StateOf, say: Say) -> APIRouter:
    """Routes for the union's auditor; the check is sent as a form, so that no link starts it by itself."""
    routes = APIRouter(prefix="/denetim/gunluk", route_class=door.route)
    here = Depends(door.visit)

    @routes.get("", openapi_extra=needs("audit:read"))
    def show(visit: Annotated[Visit, here]) -> Response:
        with store.reading() as records:
            return visit.draw("audit/log.html", log=state_of(records), checked=None, wrong="")

    @routes.post("", openapi_extra=needs("audit:read"))
    def check(visit: Annotated[Visit, here]) -> Response:
        with store.reading(snapshot=True) as records:
            log, checked = state_of(records), check_log(records)
        wrong = ""
        if checked.fault is not None:
            turkish, english = say(checked.fault.code, checked.fault.where)
            wrong = english if visit.lang == "en" else turkish
        return visit.draw("audit/log.html", log=log, checked=checked, wrong=wrong)

    return routes
