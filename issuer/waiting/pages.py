"""The first page of the chamber desk: what waits for the visitor today."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from issuer.waiting.today import today_of
from registry.doors import PageDoor, needs
from registry.store import Store
from registry.visit import Visit


def router(*, store: Store, door: PageDoor) -> APIRouter:
    """The page of the visitor's own chamber."""
    routes = APIRouter(route_class=door.route)

    @routes.get("/oda", openapi_extra=needs("documents:read"))
    def today(visit: Annotated[Visit, Depends(door.visit)]) -> Response:
        found = today_of(store, visit.act)
        return visit.draw("desk/today.html", found=found, begun=all(found.first_steps.values()))

    return routes
