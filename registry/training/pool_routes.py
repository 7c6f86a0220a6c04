"""JSON doors over trainers and standing approvals of the caller's own chamber."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from registry.act import Act
from registry.doors import API, Door, Flag, needs
from registry.store import Store
from registry.training import approvals, pool
from registry.training.routes import CODE, Name, TrainerFacts
from registry.training.trainer import Trainer


class NewTrainer(BaseModel):
    """A trainer to add."""

    model_config = ConfigDict(extra="forbid")

    full_name: Name
    profile: Literal["oda", "akademisyen", "bakanlik", "diger"]
    tot_done: Flag | None = None


class ChangedTrainer(NewTrainer):
    """New facts of a trainer."""

    active: Flag = True


class AskedApproval(BaseModel):
    """A standing approval to prepare."""

    model_config = ConfigDict(extra="forbid")

    programme: Annotated[str, Field(pattern=CODE, examples=["IMO-TB-01"])]


class ApprovalFacts(BaseModel):
    """A standing approval of one version of a programme."""

    id: UUID
    programme_code: str
    programme_version: int
    state: Literal["prepared", "in_force", "superseded", "ended"]
    prepared_by: str
    prepared_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    ended_by: str | None
    ended_at: datetime | None

    @classmethod
    def of(cls, view: approvals.View) -> "ApprovalFacts":
        """From the record and its state."""
        one, state = view
        names = set(cls.model_fields) - {"state"}
        return cls.model_validate({"state": state} | {name: getattr(one, name) for name in names})


def router(*, store: Store, door: Door) -> APIRouter:
    """Routes over ``store``; sync on purpose: they read the database."""
    routes = APIRouter(prefix=API, tags=["training"], route_class=door.route)
    read, write = needs("training:read"), needs("training:write")
    deciding = needs("standing_approvals:approve")

    @routes.get("/trainers", summary="The pool of trainers", openapi_extra=read)
    def trainers(act: Annotated[Act, Depends(door.act)]) -> list[TrainerFacts]:
        return [TrainerFacts.of(one) for one in pool.listed(store, act)]

    @routes.post("/trainers", status_code=201, summary="Add a trainer", openapi_extra=write)
    def add_trainer(body: NewTrainer, act: Annotated[Act, Depends(door.act)]) -> TrainerFacts:
        return TrainerFacts.of(pool.add(store, act, body.full_name, body.profile, tot_done=body.tot_done))

    @routes.put("/trainers/{trainer_id}", summary="Change a trainer", openapi_extra=write)
    def change_trainer(
        trainer_id: UUID, body: ChangedTrainer, act: Annotated[Act, Depends(door.act)]
    ) -> TrainerFacts:
        new = Trainer(trainer_id, "", body.full_name, body.profile, body.tot_done, body.active)
        return TrainerFacts.of(pool.change(store, act, new))

    @routes.get("/standing-approvals", summary="Approvals in advance", openapi_extra=needs("batches:read"))
    def standing_approvals(
        act: Annotated[Act, Depends(door.act)],
        programme: Annotated[str | None, Query(pattern=CODE)] = None,
    ) -> list[ApprovalFacts]:
        return [ApprovalFacts.of(one) for one in approvals.listed(store, act, programme)]

    @routes.post(
        "/standing-approvals",
        status_code=201,
        summary="Prepare an approval of an asynchronous programme's katılım documents",
        openapi_extra=needs("batches:prepare"),
    )
    def prepare(body: AskedApproval, act: Annotated[Act, Depends(door.act)]) -> ApprovalFacts:
        return ApprovalFacts.of(approvals.prepare(store, act, body.programme))

    @routes.post(
        "/standing-approvals/{approval_id}/approve",
        summary="Approve what another person prepared",
        openapi_extra=deciding,
    )
    def approve(approval_id: UUID, act: Annotated[Act, Depends(door.act)]) -> ApprovalFacts:
        return ApprovalFacts.of(approvals.approve(store, act, approval_id))

    @routes.post("/standing-approvals/{approval_id}/end", summary="End an approval", openapi_extra=deciding)
    def end(approval_id: UUID, act: Annotated[Act, Depends(door.act)]) -> ApprovalFacts:
        return ApprovalFacts.of(approvals.end(store, act, approval_id))

    return routes
