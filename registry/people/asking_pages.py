"""The chamber desk's page for asking what members of any chamber are authorised to do."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from registry.chamber import Chamber
from registry.doors import PageDoor, needs
from registry.people import asking, shapes
from registry.refusal import Refusal
from registry.store import Store
from registry.visit import Visit


def router(*, store: Store, door: PageDoor) -> APIRouter:
    """A question needs a chamber, numbers and a purpose; every member asked about reads it."""
    routes = APIRouter(prefix="/oda/sorgu", route_class=door.route)
    here = Depends(door.visit)

    def chambers(visit: Visit) -> list[Chamber]:
        with store.reading(visit.act.caller.own_chamber()) as records:
            return records.chambers.all()

    @routes.get("", openapi_extra=needs("specialization:ask"))
    def question(visit: Annotated[Visit, here]) -> Response:
        return visit.draw("desk/ask.html", chambers=chambers(visit), answers=None, asked=None)

    @routes.post("", openapi_extra=needs("specialization:ask"))
    def answer(visit: Annotated[Visit, here]) -> Response:
        numbers = visit.value("sicil_numbers").replace(",", " ").split()
        try:
            body = visit.take(shapes.Question, sicil_numbers=numbers)
            found = asking.ask(
                store, visit.act, body.chamber, body.sicil_numbers, purpose=body.purpose, area=body.area
            )
        except Refusal as refusal:
            place = {"asking.purpose": "purpose", "asking.area": "area"}.get(refusal.code, "")
            return visit.draw(
                "desk/ask.html", refusal=refusal, at=place, chambers=chambers(visit), answers=None, asked=None
            )
        answers = [shapes.AreasOnly.about(one) for one in found]
        return visit.draw("desk/ask.html", chambers=chambers(visit), answers=answers, asked=body)

    return routes
