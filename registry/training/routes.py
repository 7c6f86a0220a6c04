"""JSON doors over programmes and runs of the caller's own chamber."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from registry.act import Act
from registry.document import LONGEST_NAME
from registry.doors import API, Day, Door, Flag, needs
from registry.lists.imports import MOST_UNITS, run_of
from registry.programme import LONGEST_TITLE, Programme, Run
from registry.records.training import ProgrammeVersion
from registry.store import Store
from registry.training import catalogue, runs
from registry.training.runs import RunView
from registry.training.trainer import Trainer

CODE = r"^[A-Z0-9][A-Z0-9-]{1,39}$"
RUN_NO = r"^[0-9A-Za-z][0-9A-Za-z-]{0,19}$"
CodePath = Annotated[str, Path(pattern=CODE, description="Programme code", examples=["IMO-TB-01"])]
NoPath = Annotated[str, Path(pattern=RUN_NO, description="Number of the run", examples=["2026-1"])]
Limit = Annotated[int, Query(ge=1, le=500)]
Offset = Annotated[int, Query(ge=0, le=1_000_000)]
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
Title = Annotated[str, Field(min_length=1, max_length=LONGEST_TITLE, examples=["Katılım Sertifikası"])]
RunDay = Annotated[Day, Field(ge=date(1980, 1, 1), le=date(2199, 12, 31))]
Percent = Annotated[int, Field(strict=True, ge=0, le=100)]
Units = Annotated[int, Field(strict=True, ge=1, le=MOST_UNITS)]
ValidityType = Literal["suresiz", "sabit_sure", "yil_sonu", "bagli"]
State = Literal["planlandi", "acik", "tamamlandi", "iptal"]


class Rules(BaseModel):
    """The rules of a programme."""

    model_config = ConfigDict(extra="forbid")

    name_tr: Name
    form: Literal["uygulamali", "yuz_yuze", "cevrimici"]
    delivery: Literal["sinif", "senkron", "asenkron"]
    lesson_hours: Annotated[int, Field(strict=True, ge=0, le=2000)]
    kind: Annotated[
        Literal["katilim", "basari", "yetki", "yok"],
        Field(description="Kind of document; `yok`: the programme ends without one"),
    ]
    assessed: Flag
    attendance_threshold_pct: Percent
    pass_mark: Percent = 70
    validity_type: ValidityType = "suresiz"
    validity_years: Annotated[int, Field(strict=True, ge=1, le=50)] | None = None
    annual_visa: Flag = False
    area: Name | None = None
    practice_exam: Flag = False
    minutes_per_lesson: Annotated[int, Field(strict=True, ge=1, le=120)] = 45
    title: Annotated[Title | None, Field(description="Stands on the document instead of its kind's name")] = (
        None
    )
    accredited_by: Name | None = None
    counts_in_tablo1: Annotated[Flag, Field(description="False for seminars")] = True


class NewProgramme(Rules):
    """A programme to add."""

    code: Annotated[str, Field(pattern=CODE, examples=["IMO-TB-01"])]


class ChangedProgramme(Rules):
    """New rules; `version` is the one they were made from."""

    version: Annotated[int, Field(strict=True, ge=1, le=1_000_000)]


class ProgrammeFacts(Rules):
    """A programme."""

    model_config = ConfigDict(extra="ignore")

    name_tr: str
    validity_years: int | None
    code: str
    chamber_code: str
    active: bool
    version: int

    @classmethod
    def of(cls, one: Programme) -> "ProgrammeFacts":
        """From the record."""
        return cls.model_validate(one, from_attributes=True)


class VersionFacts(BaseModel):
    """The rules of a programme from a time on."""

    version: int
    from_at: datetime
    actor: str
    facts: dict[str, Any]

    @classmethod
    def of(cls, one: ProgrammeVersion) -> "VersionFacts":
        """From the record."""
        return cls.model_validate(one, from_attributes=True)


class RunBody(BaseModel):
    """What can be said of a run."""

    model_config = ConfigDict(extra="forbid")

    start_on: RunDay
    end_on: RunDay
    branch: Name | None = None
    place: Name | None = None
    state: State = "acik"
    capacity: Annotated[Units | None, Field(description="Places; more participants are refused")] = None
    scheduled_units: Annotated[Units | None, Field(description="Binds the total of every participation")] = (
        None
    )
    trainer_ids: Annotated[list[UUID], Field(max_length=100)] | None = None

    def run(self, code: str, no: str, now: datetime) -> Run:
        """As a run; raises ``ImportRefused``."""
        return run_of(
            code,
            no,
            self.start_on,
            self.end_on,
            self.branch,
            self.place,
            now,
            state=self.state,
            capacity=self.capacity,
            scheduled_units=self.scheduled_units,
        )


class NewRun(RunBody):
    """A run to add."""

    no: Annotated[str, Field(pattern=RUN_NO, examples=["2026-1"])]


class TrainerFacts(BaseModel):
    """A trainer. `tot_done`: whether the training of trainers was done; null is not known."""

    id: UUID
    full_name: str
    profile: str
    tot_done: bool | None
    active: bool

    @classmethod
    def of(cls, one: Trainer) -> "TrainerFacts":
        """From the record."""
        return cls.model_validate(one, from_attributes=True)


class RunFacts(BaseModel):
    """A run."""

    programme_code: str
    no: str
    code: str
    start_on: date
    end_on: date
    branch: str | None
    place: str | None
    state: str
    capacity: int | None
    scheduled_units: int | None

    @classmethod
    def of(cls, one: Run) -> "RunFacts":
        """From the record."""
        return cls.model_validate(one, from_attributes=True)


class RunDetail(RunFacts):
    """A run with its trainers and the number of its participants."""

    trainers: list[TrainerFacts]
    participants: int

    @classmethod
    def seen(cls, view: RunView) -> "RunDetail":
        """From the records."""
        return cls(
            **RunFacts.of(view.run).model_dump(),
            trainers=[TrainerFacts.of(one) for one in view.trainers],
            participants=view.participants,
        )


def programme_of(code: str, rules: Rules) -> Programme:
    """As a programme of the caller's chamber."""
    given = rules.model_dump(exclude={"code", "version"})
    return Programme(code=code, chamber_code="", **given)


def router(*, store: Store, door: Door) -> APIRouter:
    """Routes over ``store``; sync on purpose: they read the database."""
    routes = APIRouter(prefix=API, tags=["training"], route_class=door.route)
    read, write = needs("training:read"), needs("training:write")

    @routes.get("/programmes", summary="Programmes by code", openapi_extra=read)
    def programmes(
        act: Annotated[Act, Depends(door.act)],
        active: bool | None = None,
        limit: Limit = 100,
        offset: Offset = 0,
    ) -> list[ProgrammeFacts]:
        found = catalogue.listed(store, act, active=active, limit=limit, offset=offset)
        return [ProgrammeFacts.of(one) for one in found]

    @routes.post("/programmes", status_code=201, summary="Add a programme", openapi_extra=write)
    def add_programme(body: NewProgramme, act: Annotated[Act, Depends(door.act)]) -> ProgrammeFacts:
        return ProgrammeFacts.of(catalogue.add(store, act, programme_of(body.code, body)))

    @routes.get("/programmes/{code}", summary="A programme", openapi_extra=read)
    def programme(code: CodePath, act: Annotated[Act, Depends(door.act)]) -> ProgrammeFacts:
        return ProgrammeFacts.of(catalogue.shown(store, act, code)[0])

    @routes.put("/programmes/{code}", summary="Give a programme new rules", openapi_extra=write)
    def change_programme(
        code: CodePath, body: ChangedProgramme, act: Annotated[Act, Depends(door.act)]
    ) -> ProgrammeFacts:
        new = programme_of(code, body)
        return ProgrammeFacts.of(catalogue.change(store, act, new, version=body.version))

    @routes.get("/programmes/{code}/versions", summary="A programme's rules over time", openapi_extra=read)
    def versions(code: CodePath, act: Annotated[Act, Depends(door.act)]) -> list[VersionFacts]:
        return [VersionFacts.of(one) for one in catalogue.shown(store, act, code)[1]]

    @routes.post("/programmes/{code}/deactivate", summary="Open no more runs", openapi_extra=write)
    def deactivate(code: CodePath, act: Annotated[Act, Depends(door.act)]) -> ProgrammeFacts:
        return ProgrammeFacts.of(catalogue.set_active(store, act, code, active=False))

    @routes.post("/programmes/{code}/activate", summary="Open runs again", openapi_extra=write)
    def activate(code: CodePath, act: Annotated[Act, Depends(door.act)]) -> ProgrammeFacts:
        return ProgrammeFacts.of(catalogue.set_active(store, act, code, active=True))

    @routes.get("/runs", summary="Runs, last ended first", openapi_extra=read)
    def all_runs(
        act: Annotated[Act, Depends(door.act)],
        programme: Annotated[str | None, Query(pattern=CODE)] = None,
        state: State | None = None,
        limit: Limit = 100,
        offset: Offset = 0,
    ) -> list[RunFacts]:
        found = runs.listed(store, act, programme_code=programme, state=state, limit=limit, offset=offset)
        return [RunFacts.of(one) for one in found]

    @routes.post("/programmes/{code}/runs", status_code=201, summary="Add a run", openapi_extra=write)
    def add_run(code: CodePath, body: NewRun, act: Annotated[Act, Depends(door.act)]) -> RunDetail:
        return RunDetail.seen(runs.add(store, act, body.run(code, body.no, act.at), body.trainer_ids or ()))

    @routes.get("/programmes/{code}/runs/{no}", summary="A run", openapi_extra=read)
    def run(code: CodePath, no: NoPath, act: Annotated[Act, Depends(door.act)]) -> RunDetail:
        return RunDetail.seen(runs.shown(store, act, code, no))

    @routes.put("/programmes/{code}/runs/{no}", summary="Change a run", openapi_extra=write)
    def change_run(
        code: CodePath, no: NoPath, body: RunBody, act: Annotated[Act, Depends(door.act)]
    ) -> RunDetail:
        return RunDetail.seen(runs.change(store, act, body.run(code, no, act.at), body.trainer_ids))

    return routes
