"""The chamber desk's page of what its documents look like, drawn from its own newest ones."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from registry.doors import PageDoor, needs
from registry.records.history.listing import Filters
from registry.records.registry_records import Records
from registry.refusal import Refusal
from registry.store import Store
from registry.visit import Visit
from templates.drawing import DESIGNS

_LOOKED_AT = 20
KINDS = ("yetki", "basari", "katilim")


def router(*, store: Store, door: PageDoor, picture: Callable[[str], bytes | None]) -> APIRouter:
    """Pictures of the newest document of each kind, and of any document by its number.

    ``picture`` draws a credential's sheet as PNG, if it can.
    """
    routes = APIRouter(prefix="/oda/tasarim", route_class=door.route)
    here = Depends(door.visit)

    @routes.get("", openapi_extra=needs("documents:read"))
    def design(visit: Annotated[Visit, here]) -> Response:
        chamber = visit.act.caller.own_chamber()
        with store.reading(chamber) as records:
            newest = {kind: _newest(records, chamber, kind) for kind in KINDS}
            found = records.chambers.find(chamber)
        return visit.draw(
            "desk/design.html",
            newest={kind: number for kind, number in newest.items() if number},
            kinds=KINDS,
            designs=sorted(DESIGNS),
            signers=() if found is None else found.signers,
        )

    @routes.get("/{belge_no}.png", openapi_extra=needs("documents:read"))
    def look(belge_no: str, visit: Annotated[Visit, here]) -> Response:
        chamber = visit.act.caller.own_chamber()
        with store.reading(chamber) as records:
            found = records.credentials.by_belge_no(belge_no)
        drawn = None if found is None or found.chamber_code != chamber else picture(found.compact)
        if drawn is None:
            raise Refusal("access.not_found")
        return Response(drawn, media_type="image/png")

    return routes


def _newest(records: Records, chamber: str, kind: str) -> str:
    """The number of the newest document that can be looked at: of an erased one nothing is left to draw."""
    numbers = [one.belge_no for one in records.listing.page(chamber, Filters(kind=kind), None, _LOOKED_AT)]
    there = records.credentials.by_numbers(numbers)
    return next((number for number in numbers if number in there), "")
