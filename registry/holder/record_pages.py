"""A member's pages over their specialization record, their entries in other chambers, and who asked about them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from registry.doors import PageDoor, needs
from registry.people import own
from registry.people.asking import access_line
from registry.people.own_shapes import AccessShown, LinkCode
from registry.people.shapes import RecordShown
from registry.refusal import Refusal
from registry.store import Store
from registry.visit import Visit


def router(*, store: Store, door: PageDoor) -> APIRouter:
    """Uzmanlık Kaydım and Erişim Kayıtlarım."""
    routes = APIRouter(prefix="/uye", route_class=door.route)
    here = Depends(door.visit)

    def draw_record(visit: Visit, refusal: Refusal | None = None, at: str = "") -> Response:
        linked, names = own.linked_entries(store, visit.act)
        return visit.draw(
            "member/record.html",
            refusal=refusal,
            at=at,
            record=RecordShown.of(own.specialization(store, visit.act)),
            linked=linked,
            names=names,
        )

    @routes.get("/uzmanlik", openapi_extra=needs("self"))
    def record(visit: Annotated[Visit, here]) -> Response:
        return draw_record(visit)

    @routes.post("/uzmanlik/kod", openapi_extra=needs("self"))
    def start_link(visit: Annotated[Visit, here]) -> Response:
        code, until = own.start_link(store, visit.act)
        return visit.draw("member/link_code.html", code=code, until=until)

    @routes.post("/uzmanlik/bagla", openapi_extra=needs("self"))
    def confirm_link(visit: Annotated[Visit, here]) -> Response:
        try:
            own.confirm_link(store, visit.act, visit.take(LinkCode).code)
        except Refusal as refusal:
            return draw_record(visit, refusal, "code")
        return visit.go("/uye/uzmanlik", done="linked")

    @routes.post("/uzmanlik/ayir", openapi_extra=needs("self"))
    def unlink(visit: Annotated[Visit, here]) -> Response:
        try:
            own.unlink(store, visit.act)
        except Refusal as refusal:
            return draw_record(visit, refusal)
        return visit.go("/uye/uzmanlik", done="unlinked")

    @routes.get("/erisim", openapi_extra=needs("self"))
    def accesses(visit: Annotated[Visit, here]) -> Response:
        found, names = own.accesses(store, visit.act, page=visit.page)
        return visit.draw(
            "member/accesses.html",
            accesses=[AccessShown.of(one, access_line(one, names)) for one in found],
            more=len(found) == own.PAGE,
        )

    return routes
