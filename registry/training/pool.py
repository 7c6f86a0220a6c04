"""A chamber's pool of trainers."""

from collections.abc import Iterable
from dataclasses import replace

from registry.act import Act
from registry.document import LONGEST_NAME, TextRefused, clean_text
from registry.ids import uuid7
from registry.lists.imports import Counts
from registry.lists.trainer_list import TrainerEntry
from registry.records.registry_records import Records
from registry.store import Store
from registry.training.catalogue import TrainingRefused, own_chamber, own_records, require
from registry.training.trainer import PROFILES, Trainer
from registry.turkish import fold


def listed(store: Store, act: Act) -> list[Trainer]:
    """The pool in Turkish order."""
    chamber_code = own_chamber(act)
    require(act, "training:read", chamber_code)
    with store.reading(chamber_code) as records:
        return records.training.trainers(chamber_code)


def add(store: Store, act: Act, full_name: str, profile: str, *, tot_done: bool | None) -> Trainer:
    """A new trainer. Two of one name may be in a pool: a name is no key."""
    new = Trainer(uuid7(act.at), own_chamber(act), full_name, profile, tot_done)
    _check(new)
    with own_records(store, act, "training:write") as records:
        records.training.add_trainers([new])
        _told(records, act, "training.trainer_added", {"trainer": str(new.id)})
    return new


def change(store: Store, act: Act, trainer: Trainer) -> Trainer:
    """New facts of a trainer under the same id; an inactive one is no longer assigned."""
    _check(trainer)
    with own_records(store, act, "training:write") as records:
        if trainer.id not in {one.id for one in records.training.trainers(own_chamber(act))}:
            raise TrainingRefused("trainer.unknown", trainer=trainer.id)
        new = replace(trainer, chamber_code=own_chamber(act))
        records.training.change_trainer(new)
        _told(records, act, "training.trainer_changed", {"trainer": str(new.id)})
    return new


def take_in(store: Store, act: Act, entries: Iterable[TrainerEntry]) -> Counts:
    """A list of trainers: of one name and profile is the same trainer, others are new."""
    wanted = list(entries)
    with own_records(store, act, "training:write") as records:
        pool: dict[tuple[str, str], list[Trainer]] = {}
        for one in records.training.trainers(own_chamber(act)):
            pool.setdefault((fold(one.full_name), one.profile), []).append(one)
        new: list[Trainer] = []
        changed = 0
        for entry in wanted:
            same = pool.get((fold(entry.full_name), entry.profile), [])
            if len(same) > 1:
                raise TrainingRefused("trainer.several", line=entry.line, count=len(same))
            if not same:
                made = uuid7(act.at), own_chamber(act), entry.full_name, entry.profile, entry.tot_done
                new.append(Trainer(*made))
                continue
            # What the list does not say stays as it is.
            done = same[0].tot_done if entry.tot_done is None else entry.tot_done
            updated = replace(same[0], full_name=entry.full_name, tot_done=done)
            if updated != same[0]:
                records.training.change_trainer(updated)
                changed += 1
        records.training.add_trainers(new)
        _told(records, act, "training.trainers_imported", {"added": len(new), "changed": changed})
    return Counts(len(new), changed, len(wanted) - len(new) - changed)


def _check(one: Trainer) -> None:
    if one.profile not in PROFILES:
        raise TrainingRefused("trainer.profile", profile=one.profile[:40])
    try:
        clean_text(one.full_name, LONGEST_NAME)
    except TextRefused as error:
        raise TrainingRefused("trainer.name") from error


def _told(records: Records, act: Act, action: str, facts: dict[str, object]) -> None:
    records.audit.add(act, action, chamber_code=own_chamber(act), target_kind="trainers", facts=facts)
