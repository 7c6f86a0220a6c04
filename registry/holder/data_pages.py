"""A member's pages over their personal data: what is held, the consent to be named, the export (KVKK)."""

import json
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from registry.doors import PageDoor, needs
from registry.holder.held import readable
from registry.people import own, privacy
from registry.people.own import PUBLIC_LIST
from registry.people.shapes import MemberShown
from registry.store import Store
from registry.visit import Visit


def router(*, store: Store, door: PageDoor) -> APIRouter:
    """Verilerim ve izinlerim."""
    routes = APIRouter(prefix="/uye/verilerim", route_class=door.route)
    here = Depends(door.visit)

    @routes.get("", openapi_extra=needs("self"))
    def data(visit: Annotated[Visit, here]) -> Response:
        found = own.me(store, visit.act)
        code = found.member.chamber_code
        with store.reading(code) as records:
            chamber = records.chambers.find(code)
            words = records.accesses.consents_of(code, found.entries)
        return visit.draw(
            "member/data.html",
            member=MemberShown.of(found.member),
            listed_since=found.member.listed_since,
            chamber=chamber,
            consents=[one for one in reversed(words) if one.purpose == PUBLIC_LIST],
        )

    @routes.post("/izin", openapi_extra=needs("self"))
    def consent(visit: Annotated[Visit, here]) -> Response:
        given = visit.value("given") == "1"
        own.set_consent(store, visit.act, PUBLIC_LIST, given=given)
        return visit.go("/uye/verilerim", done="listed" if given else "unlisted")

    @routes.get("/dokum", openapi_extra=needs("self"))
    def read(visit: Annotated[Visit, here]) -> Response:
        found = privacy.own_export(store, visit.act)
        return visit.draw("member/held.html", made_at=visit.act.at, classes=readable(found["held"]))

    @routes.get("/dokum.json", openapi_extra=needs("self"))
    def export(visit: Annotated[Visit, here]) -> Response:
        found = privacy.own_export(store, visit.act)
        name = f"muhur-{found['chamber'].lower()}-{found['sicil_no']}.json"
        headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
        text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
        return Response(text.encode(), media_type="application/json", headers=headers)

    return routes
