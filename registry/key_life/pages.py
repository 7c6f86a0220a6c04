"""Pages of signing keys and seals: what state each is in, since when and until when, and what is to be done next.

A chamber sees its own, the union's auditor those of all chambers. Keys are changed by commands alone, where the vault is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from registry.chamber import Chamber, SealKey, SigningKey
from registry.doors import PageDoor, needs
from registry.key_life.states import ACTIVE, INTRODUCED, OLD, OVERLAP, KeyProposal, state_at
from registry.records.registry_records import Records
from registry.store import Store
from registry.visit import Visit

# A key is renewed in good time before it ends.
SOON = timedelta(days=90)
CREDENTIAL = "credential"


@dataclass(frozen=True, slots=True)
class KeyShown:
    """A key as a page shows it: ``days`` is its age."""

    key: SigningKey
    state: str
    days: int


@dataclass(frozen=True, slots=True)
class NextStep:
    """What somebody should do about a key: which sentence says it, and the command that does it."""

    why: str
    kid: str
    day: datetime
    command: str


@dataclass(frozen=True, slots=True)
class ChamberKeys:
    """The keys of one chamber that sign documents, the newest first, and what is to be done."""

    chamber: Chamber
    keys: tuple[KeyShown, ...]
    steps: tuple[NextStep, ...]


def router(*, store: Store, door: PageDoor) -> APIRouter:
    """Nothing is changed here."""
    routes = APIRouter(route_class=door.route)
    here = Depends(door.visit)

    @routes.get("/oda/anahtarlar", openapi_extra=needs("documents:read"))
    def keys(visit: Annotated[Visit, here]) -> Response:
        code, at = visit.act.caller.own_chamber(), visit.act.at
        with store.reading(code) as records:
            chamber = records.chambers.find(code)
            shown = None if chamber is None else of_chamber(records, chamber, at)
            seals = [] if chamber is None else [
                one for one in records.sealed.keys() if one.owner_slug == chamber.slug
            ]  # fmt: skip
        return visit.draw(
            "desk/keys.html",
            shown=shown,
            seals=[(one, seal_state(one, at), ends_soon(one, at)) for one in reversed(seals)],
            chamber=chamber,
        )

    @routes.get("/denetim/anahtarlar", openapi_extra=needs("audit:read"))
    def all_keys(visit: Annotated[Visit, here]) -> Response:
        with store.reading() as records:
            shown = [of_chamber(records, one, visit.act.at) for one in records.chambers.all()]
        return visit.draw("audit/keys.html", shown=shown)

    return routes


def of_chamber(records: Records, chamber: Chamber, at: datetime) -> ChamberKeys:
    """A chamber's keys and the next steps, at ``at``."""
    own = [
        one
        for one in records.trust.signing_keys()
        if one.owner_slug == chamber.slug and one.purpose == CREDENTIAL
    ]
    waiting = [
        one
        for one in records.key_life.proposals()
        if one.owner_slug == chamber.slug and one.confirmed_by is None
    ]
    keys = tuple(
        KeyShown(one, state_at(one, at), max((at - one.valid_from).days, 0)) for one in reversed(own)
    )
    return ChamberKeys(chamber, keys, tuple(next_steps(chamber, keys, waiting, at)))


def next_steps(
    chamber: Chamber, keys: Sequence[KeyShown], waiting: Sequence[KeyProposal], at: datetime
) -> Iterable[NextStep]:
    """What to do, the most pressing first; nothing where all is in order."""
    rotate = f"muhur keys rotate {chamber.code} --by … --confirmed-by …"
    introduced = [one for one in keys if one.state == INTRODUCED]
    for one in introduced:
        yield NextStep(
            "introduced", one.key.kid, one.key.valid_from, f"muhur keys rotate {chamber.code} --by …"
        )
    for proposal in waiting:
        name = proposal.kid.rpartition("#")[2]
        yield NextStep("proposed", proposal.kid, proposal.proposed_at, f"muhur keys confirm {name} --by …")
    active = [one for one in keys if one.state == ACTIVE]
    if not active and not introduced:
        yield NextStep("none", "", at, rotate)
    # The one that signs is the newest; an older one beside it waits to be retired.
    for one in active[1:]:
        name = one.key.kid.rpartition("#")[2]
        yield NextStep("second", one.key.kid, one.key.valid_from, f"muhur keys retire {name} --by …")
    for one in active[:1]:
        ends = one.key.valid_until
        if ends is not None and ends - at <= SOON:
            yield NextStep("ends_soon", one.key.kid, ends, rotate)
        elif at - one.key.valid_from > OLD and not introduced:
            yield NextStep("old", one.key.kid, one.key.valid_from, rotate)
    for one in keys:
        if one.state == OVERLAP and one.key.valid_until is not None:
            yield NextStep("overlap", one.key.kid, one.key.valid_until, "")


def seal_state(seal: SealKey, at: datetime) -> str:
    """``active``, ``waiting`` before its time, ``ended`` after it."""
    if at < seal.valid_from:
        return "waiting"
    return "ended" if at > seal.valid_until else "active"


def ends_soon(seal: SealKey, at: datetime) -> bool:
    """True for a seal in use that somebody should see to."""
    return seal_state(seal, at) == "active" and seal.valid_until - at <= SOON
