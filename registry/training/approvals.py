"""Standing approvals: katılım documents of an asynchronous programme, approved in advance by a second person.

An approval is for one version of the programme's rules; the next version needs a new one.
"""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from registry.act import Act
from registry.ids import uuid7
from registry.lifecycle import TransitionRefused
from registry.programme import Programme
from registry.records.registry_records import Records
from registry.store import Store
from registry.training.catalogue import (
    TrainingRefused,
    found_programme,
    own_chamber,
    own_records,
    require,
)
from registry.training.trainer import ENDED, IN_FORCE, PREPARED, SUPERSEDED, StandingApproval

View = tuple[StandingApproval, str]


def in_force(records: Records, programme: Programme) -> StandingApproval | None:
    """The approval that holds for the programme's rules of today, or None."""
    for one in records.training.approvals(programme.chamber_code, programme.code):
        if one.state(programme) == IN_FORCE:
            return one
    return None


def listed(store: Store, act: Act, programme_code: str | None = None) -> list[View]:
    """The chamber's approvals with their states, newest first."""
    chamber_code = own_chamber(act)
    require(act, "batches:read", chamber_code)
    with store.reading(chamber_code) as records:
        return [_seen(records, one) for one in records.training.approvals(chamber_code, programme_code)]


def prepare(store: Store, act: Act, programme_code: str) -> View:
    """Ask for a standing approval of a programme's rules of today."""
    with own_records(store, act, "batches:prepare") as records:
        programme = found_programme(records, act, programme_code)
        if (programme.kind, programme.delivery) != ("katilim", "asenkron"):
            raise TrainingRefused("approval.only_watched", programme=programme.code)
        known = records.training.approvals(programme.chamber_code, programme.code)
        if any(one.state(programme) in (PREPARED, IN_FORCE) for one in known):
            raise TrainingRefused("approval.exists", programme=programme.code, version=programme.version)
        new = StandingApproval(
            uuid7(act.at), programme.chamber_code, programme.code, programme.version, act.actor, act.at
        )
        records.training.add_approval(new)
        _told(records, act, "standing_approval.prepared", new)
        return _seen(records, new)


def approve(store: Store, act: Act, approval_id: UUID) -> View:
    """Approve what another person prepared; raises ``TransitionRefused`` lifecycle.four_eyes for the preparer."""
    with own_records(store, act, "standing_approvals:approve") as records:
        known, _ = _found(records, act, approval_id, (PREPARED,))
        if known.prepared_by in {act.actor, *act.lenders}:
            raise TransitionRefused("lifecycle.four_eyes")
        new = replace(known, approved_by=act.actor, approved_at=act.at)
        records.training.change_approval(new)
        _told(records, act, "standing_approval.approved", new)
        return _seen(records, new)


def end(store: Store, act: Act, approval_id: UUID) -> View:
    """End an approval, or a request for one: from now on nothing is issued under it."""
    with own_records(store, act, "standing_approvals:approve") as records:
        known, _ = _found(records, act, approval_id, (PREPARED, IN_FORCE, SUPERSEDED))
        new = replace(known, ended_by=act.actor, ended_at=act.at)
        records.training.change_approval(new)
        _told(records, act, "standing_approval.ended", new)
        return _seen(records, new)


def _found(records: Records, act: Act, approval_id: UUID, states: Sequence[str]) -> View:
    for one in records.training.approvals(own_chamber(act)):
        if one.id == approval_id:
            seen = _seen(records, one)
            if seen[1] not in states:
                code = {ENDED: "approval.ended", SUPERSEDED: "approval.superseded"}
                raise TrainingRefused(code.get(seen[1], "approval.approved"), programme=one.programme_code)
            return seen
    raise TrainingRefused("approval.unknown")


def _seen(records: Records, one: StandingApproval) -> View:
    programme = records.programmes.find(one.programme_code)
    assert programme is not None
    return one, one.state(programme)


def _told(records: Records, act: Act, action: str, one: StandingApproval) -> None:
    records.audit.add(
        act,
        action,
        chamber_code=one.chamber_code,
        target_kind="standing_approval",
        target=str(one.id),
        facts={"programme": one.programme_code, "version": one.programme_version},
    )
