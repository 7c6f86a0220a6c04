"""A member's pages over what they ask their chamber for: correction, objection, name change."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from registry.doors import PageDoor, needs
from registry.holder.documents import papers
from registry.notices.requests import ANSWER_DAYS, DUZELTME, KINDS, RequestRefused, make_request
from registry.notices.routes import RequestWanted
from registry.people import own
from registry.people.shapes import MemberShown
from registry.refusal import Refusal
from registry.store import Store
from registry.visit import Visit

_NAMES = ("given_name", "family_name", "title")
# Where on the page a refusal belongs.
_FIELDS = {
    "petition.text": "text",
    "petition.wanted": "wanted.given_name",
    "document.not_found": "belge_no",
}


def router(*, store: Store, door: PageDoor) -> APIRouter:
    """Taleplerim: what was asked and answered, and a form for each kind."""
    routes = APIRouter(prefix="/uye/talepler", route_class=door.route)
    here = Depends(door.visit)

    def draw_form(visit: Visit, kind: str, refusal: Refusal | None = None) -> Response:
        code = visit.act.caller.chamber_code
        numbers = [
            one.recorded.belge_no
            for one in papers(store, visit.act)
            if one.recorded is not None and one.own_chamber == code
        ]
        return visit.draw(
            "member/request_new.html",
            refusal=refusal,
            at="" if refusal is None else _FIELDS.get(refusal.code, ""),
            kind=kind,
            member=MemberShown.of(own.me(store, visit.act).member),
            numbers=numbers,
            about=visit.query.get("document", ""),
        )

    @routes.get("", openapi_extra=needs("self"))
    def requests(visit: Annotated[Visit, here]) -> Response:
        code = visit.act.caller.own_chamber()
        with store.reading(code) as records:
            found = records.requests.of_member(code, UUID(visit.act.caller.id))
            about = {one.credential_id for one in found if one.credential_id is not None}
            numbers = {key: one.belge_no for key in about if (one := records.credentials.by_id(key))}
        return visit.draw(
            "member/requests.html", requests=found, numbers=numbers, kinds=KINDS, days=ANSWER_DAYS
        )

    @routes.get("/yeni", openapi_extra=needs("self"))
    def new(visit: Annotated[Visit, here]) -> Response:
        kind = visit.query.get("kind", "")
        return draw_form(visit, kind if kind in KINDS else DUZELTME)

    @routes.post("/yeni", openapi_extra=needs("self"))
    def ask(visit: Annotated[Visit, here]) -> Response:
        kind = visit.value("kind")
        try:
            if kind not in KINDS:
                raise RequestRefused("petition.kind")
            values = {name: value for name in _NAMES if (value := visit.value(f"wanted.{name}"))}
            wanted = visit.take(RequestWanted, wanted=values)
            with store.writing(visit.act.caller.own_chamber()) as records:
                make_request(
                    records,
                    visit.act,
                    UUID(visit.act.caller.id),
                    kind=wanted.kind,
                    text=wanted.text,
                    belge_no=wanted.belge_no,
                    wanted={str(name): value for name, value in wanted.wanted.items()},
                )
        except Refusal as refusal:
            return draw_form(visit, kind if kind in KINDS else DUZELTME, refusal)
        return visit.go("/uye/talepler", done="request_made")

    return routes
