"""The chamber's own page of its signing keys and seals: which count, since when and until when, and what is due."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from registry.chamber import SealKey, SigningKey
from registry.doors import PageDoor, needs
from registry.store import Store
from registry.visit import Visit

# A key is renewed in good time before it ends, and looked at once it is old.
SOON, OLD = timedelta(days=90), timedelta(days=2 * 365)


def router(*, store: Store, door: PageDoor) -> APIRouter:
    """Nothing is changed here."""
    routes = APIRouter(prefix="/oda/anahtarlar", route_class=door.route)
    here = Depends(door.visit)

    @routes.get("", openapi_extra=needs("documents:read"))
    def keys(visit: Annotated[Visit, here]) -> Response:
        code = visit.act.caller.own_chamber()
        with store.reading(code) as records:
            chamber = records.chambers.find(code)
            found = [] if chamber is None else [
                one for one in records.trust.signing_keys() if one.owner_slug == chamber.slug
            ]  # fmt: skip
            seals = [] if chamber is None else [
                one for one in records.sealed.keys() if one.owner_slug == chamber.slug
            ]  # fmt: skip
        at = visit.act.at
        return visit.draw(
            "desk/keys.html",
            keys=[(one, state_of(one, at), warning_of(one, at)) for one in reversed(found)],
            seals=[(one, state_of(one, at), warning_of(one, at)) for one in reversed(seals)],
            chamber=chamber,
        )

    return routes


def state_of(key: SigningKey | SealKey, at: datetime) -> str:
    """``active``, ``waiting`` before its time, ``ended`` after it."""
    if at < key.valid_from:
        return "waiting"
    return "ended" if key.valid_until is not None and at > key.valid_until else "active"


def warning_of(key: SigningKey | SealKey, at: datetime) -> str:
    """``ends_soon`` or ``old`` for a key in use that somebody should see to, else empty."""
    if state_of(key, at) != "active":
        return ""
    if key.valid_until is not None and key.valid_until - at <= SOON:
        return "ends_soon"
    return "old" if at - key.valid_from > OLD else ""
