"""The pages of signing in."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from muhur.signin.entering import Entrance, From
from muhur.signin.onwards import Onwards
from registry.doors import PageDoor
from registry.refusal import Refusal
from registry.visit import Visit


def router(*, door: PageDoor, entrance: Entrance) -> APIRouter:
    """Pages that anyone may open; what they answer does not tell which accounts there are."""
    routes = APIRouter(route_class=door.route)
    here = Depends(door.visit)

    @routes.get("/giris")
    def enter(visit: Annotated[Visit, here]) -> Response:
        onwards = Onwards.asked(visit)
        if visit.session is not None:
            return visit.go(onwards.path_for(visit))
        return visit.draw("signin/enter.html", **onwards.values)

    @routes.post("/giris")
    def by_password(visit: Annotated[Visit, here], request: Request) -> Response:
        onwards, origin = Onwards.sent(visit), From.of(request)
        password = visit.given.get("password", ("",))[0]
        try:
            account = entrance.by_password(visit, origin, visit.value("login"), password)
            signed_in, token = entrance.let_in(visit, origin, account, "password")
        except Refusal as refusal:
            return visit.draw("signin/enter.html", refusal=refusal, **onwards.values)
        response = onwards.answer(signed_in)
        entrance.sessions.give(response, token)
        return response

    return routes
