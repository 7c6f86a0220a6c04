"""The chamber desk's page of what its documents look like, drawn from its own newest ones."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from keys.envelope import open_envelope
from keys.strict_json import parse
from registry.credential import TYP
from registry.doors import PageDoor, needs
from registry.records.history.listing import Filters
from registry.refusal import Refusal
from registry.store import Store
from registry.visit import Visit
from templates.drawing import DESIGNS, draw_picture

KINDS = ("yetki", "basari", "katilim")


def router(*, store: Store, door: PageDoor) -> APIRouter:
    """Pictures of the newest document of each kind, and of any document by its number."""
    routes = APIRouter(prefix="/oda/tasarim", route_class=door.route)
    here = Depends(door.visit)

    @routes.get("", openapi_extra=needs("documents:read"))
    def design(visit: Annotated[Visit, here]) -> Response:
        chamber = visit.act.caller.own_chamber()
        with store.reading(chamber) as records:
            newest = {kind: records.listing.page(chamber, Filters(kind=kind), None, 1) for kind in KINDS}
            found = records.chambers.find(chamber)
        return visit.draw(
            "desk/design.html",
            newest={kind: rows[0].belge_no for kind, rows in newest.items() if rows},
            kinds=KINDS,
            designs=sorted(DESIGNS),
            signers=() if found is None else found.signers,
        )

    @routes.get("/{belge_no}.png", openapi_extra=needs("documents:read"))
    def picture(belge_no: str, visit: Annotated[Visit, here]) -> Response:
        chamber = visit.act.caller.own_chamber()
        with store.reading(chamber) as records:
            found = records.credentials.by_belge_no(belge_no)
        if found is None or found.chamber_code != chamber:
            raise Refusal("access.not_found")
        png = draw_picture(parse(open_envelope(found.compact, typ=TYP).payload), found.compact)
        return Response(png, media_type="image/png", headers={"Cache-Control": "private, max-age=600"})

    return routes
