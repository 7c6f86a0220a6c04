"""A chamber's runs (açılan eğitim): days, place, capacity, the total of units, state, and who teaches."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from registry.act import Act
from registry.lists.imports import add_runs
from registry.programme import Programme, Run
from registry.records.registry_records import Records
from registry.store import Store
from registry.training.catalogue import (
    TrainingRefused,
    found_programme,
    matching,
    own_chamber,
    own_records,
    require,
)
from registry.training.trainer import Trainer
from registry.turkish import fold

_EVERY = 10_000
# What may follow on a state. A cancelled run stays cancelled.
_AFTER = {
    "planlandi": ("planlandi", "acik", "iptal"),
    "acik": ("acik", "tamamlandi", "iptal"),
    "tamamlandi": ("tamamlandi", "acik"),
    "iptal": ("iptal",),
}


@dataclass(frozen=True, slots=True)
class RunView:
    """A run with who teaches in it and how many members have evidence."""

    run: Run
    trainers: list[Trainer]
    participants: int


def found_run(records: Records, act: Act, programme_code: str, no: str) -> Run:
    """A run of the caller's chamber; another chamber's is like none."""
    programme = records.programmes.find(programme_code)
    run = records.programmes.find_run(programme_code, no)
    if programme is None or run is None or programme.chamber_code != act.caller.chamber_code:
        raise TrainingRefused("run.unknown", run=f"{programme_code}/{no}"[:60])
    return run


def listed(
    store: Store,
    act: Act,
    *,
    programme_code: str | None = None,
    state: str | None = None,
    limit: int = 100,
    offset: int = 0,
) -> list[Run]:
    """The chamber's runs, last ended first."""
    chamber_code = own_chamber(act)
    require(act, "training:read", chamber_code)
    with store.reading(chamber_code) as records:
        return records.training.runs(
            chamber_code, programme_code=programme_code, state=state, limit=limit, offset=offset
        )


@dataclass(frozen=True, slots=True)
class NamedRun:
    """A run with the name of its programme."""

    run: Run
    programme: Programme


def found_by(
    store: Store, act: Act, text: str, *, state: str | None = None, limit: int = 50, offset: int = 0
) -> list[NamedRun]:
    """The chamber's runs of programmes that the text names; a run's own code finds it alone."""
    chamber_code = own_chamber(act)
    require(act, "training:read", chamber_code)
    code, _, no = text.strip().partition("/")
    with store.reading(chamber_code) as records:
        named = {one.code: one for one in matching(records, chamber_code, "" if no else text)}
        if no:
            # People type i, ı or İ for the I of a code, and the letters of a number in either case.
            found = [
                run
                for one in named
                if fold(one) == fold(code)
                for run in records.training.runs(
                    chamber_code, programme_code=one, state=None, limit=_EVERY, offset=0
                )
                if fold(run.no) == fold(no)
            ]
        else:
            found = records.training.runs(
                chamber_code,
                programme_code=None,
                state=state,
                limit=limit,
                offset=offset,
                among=None if not text else list(named),
            )
    return [NamedRun(run, named[run.programme_code]) for run in found]


def shown(store: Store, act: Act, programme_code: str, no: str) -> RunView:
    """One run."""
    chamber_code = own_chamber(act)
    require(act, "training:read", chamber_code)
    with store.reading(chamber_code) as records:
        return _view(records, act, found_run(records, act, programme_code, no))


def add(store: Store, act: Act, run: Run, trainer_ids: Sequence[UUID] = ()) -> RunView:
    """A new run of a programme of the chamber. Raises ``ImportRefused`` or ``TrainingRefused``."""
    with own_records(store, act, "training:write") as records:
        found_programme(records, act, run.programme_code)
        add_runs(records, [run])
        _assign(records, act, run, trainer_ids)
        _told(records, act, "training.run_added", run)
        return _view(records, act, run)


def change(store: Store, act: Act, run: Run, trainer_ids: Sequence[UUID] | None = None) -> RunView:
    """New facts of a run under its programme and number; ``trainer_ids`` None leaves the trainers."""
    with own_records(store, act, "training:write") as records:
        known = found_run(records, act, run.programme_code, run.no)
        new = Run(
            known.id, known.programme_code, known.no, run.start_on, run.end_on, run.branch, run.place,
            run.state, run.capacity, run.scheduled_units,
        )  # fmt: skip
        _check(records, known, new)
        records.training.change_run(new)
        if trainer_ids is not None:
            _assign(records, act, new, trainer_ids)
        _told(records, act, "training.run_changed", new)
        return _view(records, act, new)


def _check(records: Records, known: Run, new: Run) -> None:
    if new.state not in _AFTER[known.state]:
        raise TrainingRefused("run.state_after", run=new.code, before=known.state, after=new.state)
    if new.state == "iptal" and records.training.has_documents(known.id):
        raise TrainingRefused("run.has_documents", run=new.code)
    count = records.training.participants(known.id)
    if new.capacity is not None and new.capacity < count:
        raise TrainingRefused("run.capacity", run=new.code, capacity=new.capacity, count=count)
    if new.scheduled_units not in (None, known.scheduled_units):
        frozen = records.training.standing_documents(known.id)
        for one in records.training.participations_of(known.id, list(frozen)).values():
            if one.scheduled_units != new.scheduled_units:
                facts = {"recorded": one.scheduled_units, "total": new.scheduled_units}
                raise TrainingRefused("run.total_recorded", run=new.code, **facts)


def _assign(records: Records, act: Act, run: Run, trainer_ids: Sequence[UUID]) -> None:
    chamber_code = own_chamber(act)
    pool = {one.id for one in records.training.trainers(chamber_code) if one.active}
    # Who taught here and has left the pool since did teach here.
    pool |= {one.id for one in records.training.trainers_of_run(chamber_code, run.id)}
    if unknown := [one for one in trainer_ids if one not in pool]:
        raise TrainingRefused("trainer.unknown", trainer=unknown[0])
    records.training.assign_trainers(run.id, dict.fromkeys(trainer_ids))


def _view(records: Records, act: Act, run: Run) -> RunView:
    teaching = records.training.trainers_of_run(own_chamber(act), run.id)
    return RunView(run, teaching, records.training.participants(run.id))


def _told(records: Records, act: Act, action: str, run: Run) -> None:
    records.audit.add(
        act,
        action,
        chamber_code=own_chamber(act),
        target_kind="run",
        target=run.code,
        facts={"state": run.state, "capacity": run.capacity, "scheduled_units": run.scheduled_units},
    )
