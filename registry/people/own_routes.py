"""JSON doors of a member over what is theirs."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from registry.act import Act
from registry.doors import API, Door, needs
from registry.people import own, own_shapes, privacy, shapes
from registry.people.asking import access_line
from registry.people.reminders import STEPS, sentence
from registry.store import Store


def router(*, store: Store, door: Door) -> APIRouter:
    """The caller is the member; nobody else's rows are reachable here."""
    routes = APIRouter(prefix=f"{API}/self", tags=["self"], route_class=door.route)
    act_of = Depends(door.act)

    @routes.get("", openapi_extra=needs("self"), summary="My entry")
    def me(act: Annotated[Act, act_of]) -> shapes.MemberShown:
        return shapes.MemberShown.of(own.me(store, act).member)

    @routes.get("/documents", openapi_extra=needs("self"), summary="My documents")
    def documents(act: Annotated[Act, act_of]) -> list[own_shapes.DocumentShown]:
        return [
            own_shapes.DocumentShown.about(one, _reminder(one.days_left)) for one in own.documents(store, act)
        ]

    @routes.get("/specialization", openapi_extra=needs("self"), summary="My specialization record")
    def specialization(act: Annotated[Act, act_of]) -> shapes.RecordShown:
        return shapes.RecordShown.of(own.specialization(store, act))

    @routes.get("/accesses", openapi_extra=needs("self"), summary="Who asked about me")
    def accesses(
        act: Annotated[Act, act_of],
        page: Annotated[int, Query(ge=1, le=1000)] = 1,
    ) -> list[own_shapes.AccessShown]:
        found, names = own.accesses(store, act, page=page)
        return [own_shapes.AccessShown.of(one, access_line(one, names)) for one in found]

    @routes.get("/export", openapi_extra=needs("self"), summary="Everything held about me")
    def export(act: Annotated[Act, act_of]) -> own_shapes.Export:
        return own_shapes.Export(**privacy.own_export(store, act))

    @routes.put(
        "/consents/{purpose}",
        openapi_extra=needs("self"),
        status_code=204,
        summary="Give or withdraw a consent",
    )
    def consent(
        purpose: Annotated[str, Path(max_length=40, json_schema_extra={"enum": [own.PUBLIC_LIST]})],
        body: own_shapes.ConsentWord,
        act: Annotated[Act, act_of],
    ) -> None:
        own.set_consent(store, act, purpose, given=body.given)

    @routes.post(
        "/links",
        openapi_extra=needs("self", secret=True),
        status_code=201,
        summary="A code to link my other entry",
    )
    def start_link(act: Annotated[Act, act_of]) -> own_shapes.LinkGiven:
        code, until = own.start_link(store, act)
        return own_shapes.LinkGiven(code=code, expires_at=until)

    @routes.post("/links/confirm", openapi_extra=needs("self"), summary="Confirm a code of my other entry")
    def confirm_link(body: own_shapes.LinkCode, act: Annotated[Act, act_of]) -> own_shapes.Linked:
        return own_shapes.Linked(chamber=own.confirm_link(store, act, body.code))

    @routes.delete("/links", openapi_extra=needs("self"), status_code=204, summary="End my links")
    def unlink(act: Annotated[Act, act_of]) -> None:
        own.unlink(store, act)

    return routes


def _reminder(days_left: int | None) -> shapes.Sentence | None:
    if days_left is None or days_left > max(STEPS):
        return None
    return shapes.Sentence(tr=sentence(days_left), en=sentence(days_left, "en"))
