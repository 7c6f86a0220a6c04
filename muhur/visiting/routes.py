"""What every visitor can do with their session: end it, and choose its language."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from muhur.visiting.sessions import Sessions
from registry.doors import PageDoor
from registry.visit import Visit


def router(*, door: PageDoor, sessions: Sessions, shows_design: bool) -> APIRouter:
    """Routes without a right: they touch the visitor's own session alone. ``shows_design``: the parts of the pages too."""
    routes = APIRouter(route_class=door.route)
    here = Depends(door.visit)

    @routes.post("/cikis")
    def sign_out(visit: Annotated[Visit, here]) -> Response:
        if visit.session is not None:
            sessions.end(visit.session, visit.act)
        response = visit.go("/giris", done="signed_out")
        sessions.take_back(response)
        return response

    @routes.get("/dil")
    def speak(visit: Annotated[Visit, here]) -> Response:
        lang = "en" if visit.query.get("lang") == "en" else "tr"
        if visit.session is not None and visit.session.lang != lang:
            sessions.speak(visit.session, lang)
        return visit.go(own_path(visit.query.get("next", "/")))

    if shows_design:

        @routes.get("/tasarim")
        def design(visit: Annotated[Visit, here]) -> Response:
            return visit.draw("design/components.html")

    return routes


def own_path(wanted: str) -> str:
    """A path of this site to go on to; anything that could lead elsewhere becomes the start page."""
    # What begins with one slash names no host, however the rest is read.
    own = wanted.startswith("/") and wanted[1:2] not in ("/", "\\") and wanted.isprintable()
    return wanted if own else "/"
