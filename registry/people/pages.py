"""The chamber desk's pages over its members."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from registry.doors import PageDoor, needs
from registry.people import asking, membership, privacy, shapes
from registry.people.provinces import PROVINCES
from registry.refusal import Refusal
from registry.store import Store
from registry.visit import FormUnfit, Visit

PAGE = 50


def router(*, store: Store, door: PageDoor, forget: privacy.Forget) -> APIRouter:
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
        return _member(store, visit, sicil_no)

    @routes.post("/{sicil_no}/ad", openapi_extra=needs("members:write"))
    def rename(sicil_no: str, visit: Annotated[Visit, here]) -> Response:
        def change(chamber: str) -> None:
            body = visit.take(shapes.NewName)
            membership.rename(store, visit.act, chamber, sicil_no, **body.model_dump())

        return _changed(store, visit, sicil_no, change, "member_renamed", "ad")

    @routes.post("/{sicil_no}/durum", openapi_extra=needs("members:write"))
    def status(sicil_no: str, visit: Annotated[Visit, here]) -> Response:
        def change(chamber: str) -> None:
            body = visit.take(shapes.NewStatus)
            membership.change_status(
                store, visit.act, chamber, sicil_no, status=body.status, on=body.effective_on, note=body.note
            )

        return _changed(store, visit, sicil_no, change, "member_status", "durum")

    @routes.post("/{sicil_no}/iletisim", openapi_extra=needs("members:write"))
    def contact(sicil_no: str, visit: Annotated[Visit, here]) -> Response:
        def change(chamber: str) -> None:
            # An empty field takes the old address away, so both are always given.
            given = {name: visit.value(name) or None for name in ("email", "province")}
            membership.change_contact(store, visit.act, chamber, sicil_no, **given)

        return _changed(store, visit, sicil_no, change, "member_contact", "iletisim")

    @routes.post("/{sicil_no}/nakil", openapi_extra=needs("members:write"))
    def transfer(sicil_no: str, visit: Annotated[Visit, here]) -> Response:
        def change(chamber: str) -> None:
            body = visit.take(shapes.Transfer)
            membership.transfer(
                store,
                visit.act,
                chamber,
                sicil_no,
                to_chamber=body.to_chamber,
                on=body.effective_on,
                note=body.note,
            )

        return _changed(store, visit, sicil_no, change, "member_transferred", "nakil")

    @routes.post("/{sicil_no}/birlestir", openapi_extra=needs("members:write"))
    def merge(sicil_no: str, visit: Annotated[Visit, here]) -> Response:
        def change(chamber: str) -> None:
            body = visit.take(shapes.Merge)
            membership.merge(store, visit.act, chamber, sicil_no, body.into, names_differ=body.names_differ)

        return _changed(store, visit, sicil_no, change, "member_merged", "birlestir")

    @routes.post("/{sicil_no}/sil", openapi_extra=needs("members:erase"))
    def erase(sicil_no: str, visit: Annotated[Visit, here]) -> Response:
        def change(chamber: str) -> None:
            body = visit.take(shapes.Erasure)
            if visit.value("sure") != sicil_no:
                raise FormUnfit({"sure": ("missing", {})})
            privacy.erase(store, visit.act, chamber, sicil_no, decision=body.decision, forget=forget)

        return _changed(store, visit, sicil_no, change, "member_erased", "sil")

    return routes


def _changed(
    store: Store, visit: Visit, sicil_no: str, change: Callable[[str], None], done: str, part: str
) -> Response:
    """Do a change and come back to the entry; if it is refused the entry is shown with its form ``part`` open."""
    try:
        change(visit.act.caller.own_chamber())
    except Refusal as refusal:
        return _member(store, visit, sicil_no, refusal, part)
    return visit.go(f"/oda/uyeler/{sicil_no}", done=done)


def _member(
    store: Store, visit: Visit, sicil_no: str, refusal: Refusal | None = None, part: str = ""
) -> Response:
    chamber = visit.act.caller.own_chamber()
    one, names, events = membership.detail(store, visit.act, chamber, sicil_no)
    record = None
    if visit.may("specialization:read"):
        record = shapes.OwnAnswer.about(asking.own_record(store, visit.act, chamber, one.sicil_no))
    with store.reading(chamber) as records:
        chambers = [(code.code, code.name_tr) for code in records.chambers.all() if code.code != chamber]
    return visit.draw(
        "desk/member.html",
        refusal=refusal,
        member=shapes.MemberShown.of(one),
        names=[shapes.PastNameShown.of(past) for past in names],
        events=[shapes.EventShown.of(event) for event in events],
        record=record,
        part=part,
        chambers=chambers,
        provinces=PROVINCES,
    )
