"""The chamber desk's pages over its members."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from registry.doors import PageDoor, needs
from registry.people import asking, membership, shapes
from registry.refusal import Refusal
from registry.store import Store
from registry.visit import Visit

PAGE = 50


def router(*, store: Store, door: PageDoor) -> APIRouter:
    """Members of the visitor's own chamber."""
    routes = APIRouter(prefix="/oda/uyeler", route_class=door.route)
    here = Depends(door.visit)

    @routes.get("", openapi_extra=needs("members:read"))
    def members(visit: Annotated[Visit, here]) -> Response:
        text, after = visit.query.get("q", "").strip()[:100], visit.query.get("after")
        chamber = visit.act.caller.own_chamber()
        found = membership.search(store, chamber, text, PAGE, after)
        return visit.draw(
            "desk/members.html",
            text=text,
            members=[shapes.MemberShown.of(one) for one in found],
            after=found[-1].sicil_no if len(found) == PAGE else None,
        )

    @routes.get("/yeni", openapi_extra=needs("members:write"))
    def new(visit: Annotated[Visit, here]) -> Response:
        return visit.draw("desk/member_new.html")

    @routes.post("/yeni", openapi_extra=needs("members:write"))
    def enter(visit: Annotated[Visit, here]) -> Response:
        try:
            body = visit.take(shapes.NewMember)
            given = body.model_dump(exclude={"from_chamber", "from_sicil_no"})
            one = membership.register(store, visit.act, visit.act.caller.own_chamber(), came=None, **given)
        except Refusal as refusal:
            return visit.draw("desk/member_new.html", refusal=refusal)
        return visit.go(f"/oda/uyeler/{one.sicil_no}", done="member_entered")

    @routes.get("/{sicil_no}", openapi_extra=needs("members:read"))
    def show(sicil_no: str, visit: Annotated[Visit, here]) -> Response:
        chamber = visit.act.caller.own_chamber()
        one, names, events = membership.detail(store, visit.act, chamber, sicil_no)
        record = None
        if visit.may("specialization:read"):
            record = shapes.OwnAnswer.about(asking.own_record(store, visit.act, chamber, one.sicil_no))
        return visit.draw(
            "desk/member.html",
            member=shapes.MemberShown.of(one),
            names=[shapes.PastNameShown.of(past) for past in names],
            events=[shapes.EventShown.of(event) for event in events],
            record=record,
        )

    return routes
