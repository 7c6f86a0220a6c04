"""A chamber's programmes: every change of rules is a new version; a closed programme opens no more runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from registry.access import SYSTEM, AccessRefused
from registry.act import Act
from registry.programme import Programme, check_programme, same_rules
from registry.records.registry_records import Records
from registry.records.training import ProgrammeVersion
from registry.refusal import Refusal
from registry.store import Store
from registry.turkish import fold


class TrainingRefused(Refusal):
    """A rule of the training unit says no; nothing was changed."""


def require(act: Act, right: str, chamber_code: str) -> None:
    """The caller has this right for this chamber; the service itself and its operator act for every chamber."""
    if act.caller.kind != SYSTEM:
        act.caller.require(right, chamber_code)


def own_chamber(act: Act) -> str:
    """The chamber the caller works for; raises ``AccessRefused`` for one who belongs to none."""
    if act.caller.chamber_code is None:
        raise AccessRefused("access.not_found")
    return act.caller.chamber_code


@contextmanager
def own_records(store: Store, act: Act, right: str) -> Iterator[Records]:
    """A writing transaction for the caller's chamber, which waits for other writers of the chamber."""
    chamber_code = own_chamber(act)
    require(act, right, chamber_code)
    with store.writing(chamber_code) as records:
        records.chambers.lock(chamber_code)
        yield records


def found_programme(records: Records, act: Act, code: str) -> Programme:
    """A programme of the caller's chamber; another chamber's is like none."""
    programme = records.programmes.find(code)
    if programme is None or programme.chamber_code != act.caller.chamber_code:
        raise TrainingRefused("programme.unknown", programme=code[:60])
    return programme


def listed(
    store: Store, act: Act, *, active: bool | None = None, limit: int = 100, offset: int = 0
) -> list[Programme]:
    """The chamber's programmes by code."""
    chamber_code = own_chamber(act)
    require(act, "training:read", chamber_code)
    with store.reading(chamber_code) as records:
        return records.training.programmes(chamber_code, active=active, limit=limit, offset=offset)


def found_by(
    store: Store, act: Act, text: str, *, active: bool | None = None, limit: int = 50, offset: int = 0
) -> list[Programme]:
    """The chamber's programmes whose code, name or area has the text in it, Turkish letters or not."""
    chamber_code = own_chamber(act)
    require(act, "training:read", chamber_code)
    with store.reading(chamber_code) as records:
        found = [
            one for one in matching(records, chamber_code, text) if active is None or one.active == active
        ]
    return found[offset : offset + limit]


def matching(records: Records, chamber_code: str, text: str) -> list[Programme]:
    """The same inside a transaction."""
    key = fold(text)
    return [
        one
        for one in records.training.all_programmes(chamber_code)
        if key in fold(one.code) or key in fold(one.name_tr) or key in fold(one.area or "")
    ]


def shown(store: Store, act: Act, code: str) -> tuple[Programme, list[ProgrammeVersion]]:
    """One programme with its versions."""
    chamber_code = own_chamber(act)
    require(act, "training:read", chamber_code)
    with store.reading(chamber_code) as records:
        return found_programme(records, act, code), records.training.versions(code)


def add(store: Store, act: Act, programme: Programme) -> Programme:
    """A new programme of the caller's chamber, version 1. Raises ``ProgrammeRefused`` or ``TrainingRefused``."""
    new = replace(programme, chamber_code=own_chamber(act), version=1, active=True)
    check_programme(new)
    with own_records(store, act, "training:write") as records:
        if records.programmes.find(new.code) is not None:
            raise TrainingRefused("programme.exists", programme=new.code)
        records.programmes.add([new])
        records.training.add_versions([new], at=act.at, actor=act.actor)
        _told(records, act, "training.programme_added", new)
    return new


def change(store: Store, act: Act, programme: Programme, *, version: int) -> Programme:
    """New rules for a programme, as its next version; ``version`` is the one the caller saw.

    Documents already issued keep the rules they carry, and a standing approval of the version before no longer
    holds. Rules that are the same make no version.
    """
    with own_records(store, act, "training:write") as records:
        known = found_programme(records, act, programme.code)
        if known.version != version:
            raise TrainingRefused("programme.changed", programme=known.code, version=known.version)
        new = replace(programme, chamber_code=known.chamber_code, active=known.active, version=version)
        check_programme(new)
        if same_rules(known, new):
            return known
        new = replace(new, version=version + 1)
        if version not in {one.version for one in records.training.versions(known.code)}:
            # Taken in before versions were kept.
            records.training.add_versions([known], at=act.at, actor=act.actor)
        records.programmes.change(new)
        records.training.add_versions([new], at=act.at, actor=act.actor)
        _told(records, act, "training.programme_changed", new)
    return new


def set_active(store: Store, act: Act, code: str, *, active: bool) -> Programme:
    """Close a programme, so that no run of it can be opened any more, or open it again."""
    with own_records(store, act, "training:write") as records:
        known = found_programme(records, act, code)
        new = replace(known, active=active)
        if new != known:
            records.programmes.change(new)
        _told(records, act, "training.programme_opened" if active else "training.programme_closed", new)
    return new


def _told(records: Records, act: Act, action: str, programme: Programme) -> None:
    records.audit.add(
        act,
        action,
        chamber_code=programme.chamber_code,
        target_kind="programme",
        target=programme.code,
        facts={"version": programme.version},
    )
