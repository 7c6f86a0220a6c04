"""JSON doors to the chamber's design. Form of answers and refusals: docs/operate/api.md."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from issuer.designs.choice import Offered, chamber_of, choose, offered_to, slugs_of
from registry.act import Act
from registry.doors import Door, needs
from registry.store import Store


class DesignShown(BaseModel):
    """A design that the chamber may choose."""

    design: str
    name: dict[str, str]
    languages: list[str]
    chosen: bool


class DesignWanted(BaseModel):
    """The design of documents that are prepared from now on."""

    design: str


def router(*, store: Store, door: Door) -> APIRouter:
    """Which designs the caller's chamber may use, and the choice of one."""
    routes = APIRouter(prefix="/api/v1/designs", tags=["designs"], route_class=door.route)
    act_of = Depends(door.act)

    @routes.get("", openapi_extra=needs("documents:read"), summary="Designs the chamber may choose from")
    def designs(act: Annotated[Act, act_of]) -> list[DesignShown]:
        with store.reading(act.caller.own_chamber()) as records:
            return [_shown(one) for one in offered_to(chamber_of(records, act), slugs_of(records))]

    @routes.put("/chosen", openapi_extra=needs("chamber:manage"), summary="Choose the chamber's design")
    def chosen(body: DesignWanted, act: Annotated[Act, act_of]) -> DesignShown:
        with store.writing(act.caller.own_chamber()) as records:
            return _shown(choose(records, act, body.design))

    return routes


def _shown(one: Offered) -> DesignShown:
    return DesignShown(
        design=one.design,
        name={"tr": one.tr, "en": one.en},
        languages=list(one.languages),
        chosen=one.chosen,
    )
