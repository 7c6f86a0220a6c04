"""The chamber desk's pages over its trainers."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict

from registry.doors import PageDoor, needs
from registry.lists.trainer_list import read_trainers
from registry.refusal import Refusal
from registry.store import Store
from registry.training import pool
from registry.training.catalogue import TrainingRefused
from registry.training.routes import Name
from registry.training.trainer import PROFILES, Trainer
from registry.turkish import fold
from registry.visit import FormUnfit, Visit

TRAINERS = "/oda/egiticiler"
_READ, _WRITE = needs("training:read"), needs("training:write")
_KNOWN = {"evet": True, "hayir": False, None: None}


class TrainerForm(BaseModel):
    """A trainer; whether the training of trainers was done may not be known."""

    model_config = ConfigDict(extra="forbid")

    full_name: Name
    profile: Literal["oda", "akademisyen", "bakanlik", "diger"]
    tot_done: Literal["evet", "hayir"] | None = None
    active: bool = False


def router(*, store: Store, door: PageDoor) -> APIRouter:
    """The pool of the visitor's own chamber."""
    routes = APIRouter(prefix=TRAINERS, route_class=door.route)
    here = Depends(door.visit)

    @routes.get("", openapi_extra=_READ)
    def trainers(visit: Annotated[Visit, here]) -> Response:
        return _pool(store, visit)

    @routes.post("", openapi_extra=_WRITE)
    def added(visit: Annotated[Visit, here]) -> Response:
        try:
            body = visit.take(TrainerForm)
            pool.add(store, visit.act, body.full_name, body.profile, tot_done=_KNOWN[body.tot_done])
        except Refusal as refusal:
            return _pool(store, visit, refusal, "full_name" if refusal.code == "trainer.name" else "")
        return visit.go(TRAINERS, done="trainer_added")

    @routes.post("/liste", openapi_extra=_WRITE)
    def taken_in(visit: Annotated[Visit, here]) -> Response:
        try:
            file = visit.files.get("file")
            if file is None:
                raise FormUnfit({"file": ("missing", {})})
            pool.take_in(store, visit.act, read_trainers(file.data))
        except Refusal as refusal:
            return _pool(store, visit, refusal, "file")
        return visit.go(TRAINERS, done="trainers_taken_in")

    @routes.get("/{trainer_id}", openapi_extra=_WRITE)
    def change_form(trainer_id: UUID, visit: Annotated[Visit, here]) -> Response:
        return _trainer(visit, _found(store, visit, trainer_id))

    @routes.post("/{trainer_id}", openapi_extra=_WRITE)
    def changed(trainer_id: UUID, visit: Annotated[Visit, here]) -> Response:
        try:
            body = visit.take(TrainerForm)
            done = _KNOWN[body.tot_done]
            new = Trainer(trainer_id, "", body.full_name, body.profile, done, body.active)
            pool.change(store, visit.act, new)
        except Refusal as refusal:
            at = "full_name" if refusal.code == "trainer.name" else ""
            return _trainer(visit, _found(store, visit, trainer_id), refusal, at)
        return visit.go(TRAINERS, done="trainer_changed")

    return routes


def _pool(store: Store, visit: Visit, refusal: Refusal | None = None, at: str = "") -> Response:
    text = visit.query.get("q", "").strip()[:100]
    every = visit.query.get("closed") == "1"
    found = [
        one
        for one in pool.listed(store, visit.act)
        if (every or one.active) and fold(text) in fold(one.full_name)
    ]
    return visit.draw(
        "desk/trainers.html",
        refusal=refusal,
        at=at,
        text=text,
        every=every,
        trainers=found,
        profiles=PROFILES,
    )


def _trainer(visit: Visit, known: Trainer, refusal: Refusal | None = None, at: str = "") -> Response:
    return visit.draw("desk/trainer.html", refusal=refusal, at=at, trainer=known, profiles=PROFILES)


def _found(store: Store, visit: Visit, trainer_id: UUID) -> Trainer:
    for one in pool.listed(store, visit.act):
        if one.id == trainer_id:
            return one
    raise TrainingRefused("trainer.unknown", trainer=trainer_id)
