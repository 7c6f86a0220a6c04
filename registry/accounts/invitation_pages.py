"""The desk's buttons that invite a user or a member; the answer shows the link, once."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from registry.accounts.invitations import MEMBER_RIGHT, USER_RIGHT, invite_member, invite_user
from registry.doors import PageDoor, needs
from registry.refusal import Refusal
from registry.store import Store
from registry.visit import Visit


def router(*, store: Store, public_url: str, door: PageDoor) -> APIRouter:
    """Invitations of the visitor's own chamber."""
    routes = APIRouter(prefix="/oda", route_class=door.route)
    here = Depends(door.visit)

    @routes.post("/kullanicilar/{login}/davet", openapi_extra=needs(USER_RIGHT))
    def user(login: str, visit: Annotated[Visit, here]) -> Response:
        back = "/oda/kullanicilar"
        try:
            made = invite_user(store, public_url, visit.act.caller.own_chamber(), login, visit.act)
        except Refusal as refusal:
            return visit.draw("desk/invitation.html", refusal=refusal, made=None, back=back, asks=False)
        return visit.draw("desk/invitation.html", made=made, back=back, asks=False)

    @routes.post("/uyeler/{sicil_no}/davet", openapi_extra=needs(MEMBER_RIGHT))
    def member(sicil_no: str, visit: Annotated[Visit, here]) -> Response:
        back = f"/oda/uyeler/{sicil_no}"
        try:
            made = invite_member(store, public_url, visit.act.caller.own_chamber(), sicil_no, visit.act)
        except Refusal as refusal:
            return visit.draw("desk/invitation.html", refusal=refusal, made=None, back=back, asks=True)
        return visit.draw("desk/invitation.html", made=made, back=back, asks=True)

    return routes
