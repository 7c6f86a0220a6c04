"""A member's pages over their documents: cards, one document, its picture, its share links."""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from registry.access import AccessRefused
from registry.document import Document
from registry.doors import UNCACHED, PageDoor, needs
from registry.holder.documents import PaperDetail, paper, papers
from registry.holder.linkedin import add_to_profile
from registry.ids import read_uuid
from registry.notices.requests import ANSWER_DAYS
from registry.notices.routes import ShareWanted
from registry.notices.shares import ShareRefused, end_share, make_share
from registry.people.reminders import STEPS, sentence
from registry.programme import Participation
from registry.refusal import Refusal
from registry.store import Store
from registry.visit import Visit

SHARE_DAYS = (1, 7, 30, 90, 365)


def router(
    *,
    store: Store,
    door: PageDoor,
    public_url: str,
    read_document: Callable[[str], Document],
    picture: Callable[[str], bytes | None],
    wallet: Callable[[str, Participation | None, datetime], str],
) -> APIRouter:
    """Pages of the visitor's own documents; ``picture`` draws a credential's sheet as PNG, if it can.

    ``wallet`` makes an SD-JWT VC of a credential and the evidence behind it.
    """
    routes = APIRouter(prefix="/uye", route_class=door.route)
    here = Depends(door.visit)

    def draw_document(visit: Visit, detail: PaperDetail, refusal: Refusal | None = None) -> Response:
        document = read_document(detail.recorded.compact)
        return visit.draw(
            "member/document.html",
            refusal=refusal,
            one=detail.paper,
            detail=detail,
            document=document,
            reminder=_reminder(detail.paper.found.days_left, visit.lang),
            linkedin=add_to_profile(document),
            share_days=SHARE_DAYS,
            answer_days=ANSWER_DAYS,
            once=secrets.token_urlsafe(12),
        )

    @routes.get("", openapi_extra=needs("self"))
    def documents(visit: Annotated[Visit, here]) -> Response:
        found = papers(store, visit.act)
        documents = {
            one.recorded.belge_no: read_document(one.recorded.compact) for one in found if one.recorded
        }
        return visit.draw(
            "member/documents.html",
            papers=found,
            linkedin={number: add_to_profile(document) for number, document in documents.items()},
            reminders={
                one.found.line.proof.belge_no: _reminder(one.found.days_left, visit.lang) for one in found
            },
        )

    @routes.get("/belgeler/{belge_no}", openapi_extra=needs("self"))
    def document(belge_no: str, visit: Annotated[Visit, here]) -> Response:
        return draw_document(visit, paper(store, visit.act, belge_no))

    @routes.get("/belgeler/{belge_no}/gorunum.png", openapi_extra=needs("self"))
    def look(belge_no: str, visit: Annotated[Visit, here]) -> Response:
        drawn = picture(paper(store, visit.act, belge_no).recorded.compact)
        if drawn is None:
            raise AccessRefused("access.not_found")
        return Response(drawn, media_type="image/png")

    @routes.get("/belgeler/{belge_no}/cuzdan.sd-jwt", openapi_extra=needs("self"))
    def for_wallet(belge_no: str, visit: Annotated[Visit, here]) -> Response:
        detail = paper(store, visit.act, belge_no)
        made = wallet(detail.recorded.compact, detail.evidence, visit.act.at)
        headers = {**UNCACHED, "Content-Disposition": f'attachment; filename="{belge_no}.sd-jwt"'}
        return Response(made, media_type="application/dc+sd-jwt", headers=headers)

    @routes.post("/belgeler/{belge_no}/paylasim", openapi_extra=needs("self"))
    def share(belge_no: str, visit: Annotated[Visit, here]) -> Response:
        detail = paper(store, visit.act, belge_no)
        try:
            wanted = visit.take(ShareWanted, belge_no=belge_no)
            with store.writing(visit.act.caller.own_chamber()) as records:
                made, token = make_share(
                    records,
                    visit.act,
                    UUID(visit.act.caller.id),
                    belge_no,
                    days=wanted.days,
                    fields=wanted.fields,
                    once=visit.value("once"),
                )
        except Refusal as refusal:
            return draw_document(visit, detail, refusal)
        return visit.draw("member/shared.html", share=made, belge_no=belge_no, url=f"{public_url}/p/{token}")

    @routes.get("/paylasimlar", openapi_extra=needs("self"))
    def shares(visit: Annotated[Visit, here]) -> Response:
        code = visit.act.caller.own_chamber()
        with store.reading(code) as records:
            found = records.sharing.shares_of(code, UUID(visit.act.caller.id))
            numbers = {
                one.credential_id: "" if document is None else document.belge_no
                for one in found
                for document in [records.credentials.by_id(one.credential_id)]
            }
        return visit.draw("member/shares.html", shares=found, numbers=numbers)

    @routes.post("/paylasimlar/{share_id}/sonlandir", openapi_extra=needs("self"))
    def end(share_id: str, visit: Annotated[Visit, here]) -> Response:
        share = read_uuid(share_id)
        if share is None:
            raise ShareRefused("share.unknown")
        with store.writing(visit.act.caller.own_chamber()) as records:
            end_share(records, visit.act, UUID(visit.act.caller.id), share)
        # Back to where the button stood; the number leads to a page only if it is one of the member's.
        number = quote(visit.value("document"), safe="")
        return visit.go(f"/uye/belgeler/{number}" if number else "/uye/paylasimlar", done="share_ended")

    return routes


def _reminder(days_left: int | None, lang: str) -> str:
    return "" if days_left is None or days_left > max(STEPS) else sentence(days_left, lang)
