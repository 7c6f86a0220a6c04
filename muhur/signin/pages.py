"""The sign-in page: by password, by passkey. What it answers does not tell which accounts there are."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from muhur.signin.entering import From
from muhur.signin.onwards import Onwards
from muhur.signin.parts import SignIn
from muhur.signin.throttle import asking_bounds
from registry.doors import PageDoor
from registry.refusal import Refusal
from registry.visit import Visit


def router(*, door: PageDoor, signin: SignIn) -> APIRouter:
    """Pages that anyone may open."""
    routes = APIRouter(prefix="/giris", route_class=door.route)
    here = Depends(door.visit)

    @routes.get("")
    def enter(visit: Annotated[Visit, here]) -> Response:
        onwards = Onwards.asked(visit)
        if visit.session is not None:
            return visit.go(onwards.path_for(visit))
        return visit.draw("signin/enter.html", **onwards.values)

    @routes.post("")
    def by_password(visit: Annotated[Visit, here], request: Request) -> Response:
        onwards, origin = Onwards.sent(visit), From.of(request)
        typed = visit.text("password")
        try:
            account = signin.entrance.by_password(visit.act, origin, visit.value("login"), typed)
            return signin.entrance.arrive(visit, origin, onwards, account, "password")
        except Refusal as refusal:
            return visit.draw("signin/enter.html", refusal=refusal, **onwards.values)

    @routes.post("/gecis/istek")
    def challenge(visit: Annotated[Visit, here], request: Request) -> Response:
        signin.throttle.count(visit.act, asking_bounds(visit.act, From.of(request).source))
        return JSONResponse(signin.passkeys.ask(visit.act))

    @routes.post("/gecis")
    def by_passkey(visit: Annotated[Visit, here], request: Request) -> Response:
        onwards, origin = Onwards.sent(visit), From.of(request)
        try:
            account = signin.entrance.by_passkey(visit.act, visit.value("passkey"))
            return signin.entrance.arrive(visit, origin, onwards, account, "passkey", two_steps=True)
        except Refusal as refusal:
            return visit.draw("signin/enter.html", refusal=refusal, **onwards.values)

    return routes
