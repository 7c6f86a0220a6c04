"""The chamber desk's page of what its documents look like: its own newest ones, in its design and in the others."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from issuer.designs.choice import chamber_of, choose, looked_at, offered_to, slugs_of, specimen_of
from issuer.designs.routes import DesignWanted
from registry.doors import PageDoor, needs
from registry.records.history.listing import Filters
from registry.records.registry_records import Records
from registry.refusal import Refusal
from registry.store import Store
from registry.visit import Visit
from templates.drawing import PayloadUnfit
from templates.qr_symbol import SymbolTooLarge

_LOOKED_AT = 20
KINDS = ("yetki", "basari", "katilim")
Draw = Callable[[Callable[[], bytes]], bytes]
Payload = Callable[[str], Mapping[str, Any]]


def router(*, store: Store, door: PageDoor, payload_in: Payload, draw: Draw) -> APIRouter:
    """The designs a chamber may choose, each with a picture of its newest document of a kind.

    ``payload_in`` opens a recorded credential; ``draw`` runs a drawing where drawings are run.
    """
    routes = APIRouter(prefix="/oda/tasarim", route_class=door.route)
    here = Depends(door.visit)

    def page(visit: Visit, kind: str, refusal: Refusal | None = None) -> Response:
        with store.reading(visit.act.caller.own_chamber()) as records:
            chamber = chamber_of(records, visit.act)
            designs = offered_to(chamber, slugs_of(records))
            newest = _newest(records, chamber.code, kind)
        return visit.draw(
            "desk/design.html",
            refusal=refusal,
            kind=kind,
            kinds=KINDS,
            newest="" if newest is None else newest[0],
            designs=sorted(designs, key=lambda one: not one.chosen),
            signers=chamber.signers,
            may_choose=visit.act.caller.has("chamber:manage"),
        )

    @routes.get("", openapi_extra=needs("documents:read"))
    def designs(visit: Annotated[Visit, here], tur: str = KINDS[0]) -> Response:
        return page(visit, tur if tur in KINDS else KINDS[0])

    @routes.post("", openapi_extra=needs("chamber:manage"))
    def choice(visit: Annotated[Visit, here]) -> Response:
        try:
            with store.writing(visit.act.caller.own_chamber()) as records:
                choose(records, visit.act, visit.take(DesignWanted).design)
        except Refusal as refusal:
            return page(visit, KINDS[0], refusal)
        return visit.go("/oda/tasarim", done="design_chosen")

    @routes.get("/{family}/{version}/{kind}.png", openapi_extra=needs("documents:read"))
    def look(family: str, version: str, kind: str, visit: Annotated[Visit, here]) -> Response:
        design = f"{family}/{version}"
        with store.reading(visit.act.caller.own_chamber()) as records:
            chamber = chamber_of(records, visit.act)
            there = design in {one.design for one in offered_to(chamber, slugs_of(records))}
            if not there or kind not in KINDS:
                raise Refusal("access.not_found")
            newest = _newest(records, chamber.code, kind)
        payload = specimen_of(chamber, kind) if newest is None else payload_in(newest[1])
        try:
            return Response(draw(lambda: looked_at(design, payload)), media_type="image/png")
        except (PayloadUnfit, SymbolTooLarge) as error:
            raise Refusal("access.not_found") from error

    return routes


def _newest(records: Records, chamber: str, kind: str) -> tuple[str, str] | None:
    """Number and credential of the newest document of a kind: of an erased one nothing is left to draw."""
    numbers = [one.belge_no for one in records.listing.page(chamber, Filters(kind=kind), None, _LOOKED_AT)]
    there = records.credentials.by_numbers(numbers)
    return next(((number, there[number].compact) for number in numbers if number in there), None)
