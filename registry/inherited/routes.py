"""Doors for earlier paper: enter a list, approve or return it, end a document, declare the backfill complete."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, File, UploadFile
from pydantic import BaseModel, ConfigDict, Field

from registry.act import Act
from registry.doors import API, Day, Door, needs
from registry.inherited.taking import approve, declare_complete, end, prepare, send_back
from registry.lists.csv_text import MAX_BYTES
from registry.store import Store


class PaperFaultShown(BaseModel):
    """Why a row was not taken."""

    code: str
    tr: str
    en: str


class PaperRowShown(BaseModel):
    """One row of the list."""

    line: int
    sicil_no: str
    number: str
    taken: bool
    faults: list[PaperFaultShown]


class PaperReportShown(BaseModel):
    """How a list ended."""

    dry_run: bool
    batch_id: UUID | None
    taken: int
    rows: list[PaperRowShown]


class BatchShown(BaseModel):
    """A batch of earlier documents."""

    id: UUID
    state: str
    prepared_by: str
    prepared_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decided_note: str | None


class Approved(BaseModel):
    """How many documents count from now on."""

    documents: int


class Note(BaseModel):
    """Why a batch goes back."""

    model_config = ConfigDict(extra="forbid")
    note: str = Field(min_length=1, max_length=500)


class Ending(BaseModel):
    """From when and why a document counts no more."""

    model_config = ConfigDict(extra="forbid")
    number: str = Field(min_length=1, max_length=60)
    on: Day
    reason: str = Field(min_length=1, max_length=40)


class Ended(BaseModel):
    """The ended document."""

    number: str
    ended_on: date | None


class Complete(BaseModel):
    """Since when a chamber's earlier documents are complete."""

    complete_on: date


def router(*, store: Store, door: Door) -> APIRouter:
    """Routes over the caller's own chamber."""
    routes = APIRouter(prefix=f"{API}/inherited", tags=["earlier paper"], route_class=door.route)
    act_of = Depends(door.act)

    @routes.post("/batches", openapi_extra=needs("inherited:prepare"), summary="Enter a list (CSV or XLSX)")
    def inherited_prepare(
        file: Annotated[UploadFile, File()], act: Annotated[Act, act_of], dry_run: bool = False
    ) -> PaperReportShown:
        data = file.file.read(MAX_BYTES + 1)
        with store.writing(_chamber(act)) as records:
            report = prepare(records, act, data, dry_run=dry_run)
        return PaperReportShown(
            dry_run=report.dry_run,
            batch_id=report.batch_id,
            taken=report.taken,
            rows=[
                PaperRowShown(
                    line=row.line,
                    sicil_no=row.sicil_no[:40],
                    number=row.number[:60],
                    taken=not row.faults,
                    faults=[PaperFaultShown(code=one.code, tr=one.tr, en=one.en) for one in row.faults],
                )
                for row in report.rows
            ],
        )

    @routes.get("/batches", openapi_extra=needs("inherited:prepare"), summary="Entered lists")
    def inherited_batches(act: Annotated[Act, act_of]) -> list[BatchShown]:
        with store.reading(_chamber(act)) as records:
            found = records.inherited.batches(_chamber(act))
        return [
            BatchShown(
                id=one.id,
                state=one.state,
                prepared_by=one.prepared_by,
                prepared_at=one.prepared_at,
                decided_by=one.decided_by,
                decided_at=one.decided_at,
                decided_note=one.decided_note,
            )
            for one in found
        ]

    @routes.post(
        "/batches/{inherited_batch_id}/approve",
        openapi_extra=needs("inherited:decide"),
        summary="Let a list count",
    )
    def inherited_approve(inherited_batch_id: UUID, act: Annotated[Act, act_of]) -> Approved:
        with store.writing(_chamber(act)) as records:
            return Approved(documents=approve(records, act, inherited_batch_id))

    @routes.post(
        "/batches/{inherited_batch_id}/return",
        status_code=204,
        openapi_extra=needs("inherited:decide"),
        summary="Return a list with a note",
    )
    def inherited_return(inherited_batch_id: UUID, body: Note, act: Annotated[Act, act_of]) -> None:
        with store.writing(_chamber(act)) as records:
            send_back(records, act, inherited_batch_id, body.note)

    @routes.post(
        "/end", openapi_extra=needs("inherited:decide"), summary="An earlier document counts no more"
    )
    def inherited_end(body: Ending, act: Annotated[Act, act_of]) -> Ended:
        with store.writing(_chamber(act)) as records:
            found = end(records, act, body.number, body.on, body.reason)
        return Ended(number=found.number, ended_on=found.ended_on)

    @routes.post(
        "/complete",
        openapi_extra=needs("inherited:decide"),
        summary="Declare that all earlier documents are entered",
    )
    def inherited_complete(act: Annotated[Act, act_of]) -> Complete:
        with store.writing(_chamber(act)) as records:
            return Complete(complete_on=declare_complete(records, act))

    return routes


def _chamber(act: Act) -> str:
    return act.caller.chamber_code or ""
