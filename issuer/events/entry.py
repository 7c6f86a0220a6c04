"""Entering changes into the register: state, event, sicil entry, status bit and audit record, in one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from issuer.events.order import Change
from issuer.sealing import ChamberKey
from issuer.status_list import resign
from registry.act import Act
from registry.chamber import Chamber
from registry.history.status_event import SICIL_EVENTS, content_sha256
from registry.istanbul import day_of
from registry.records.registry_records import Records
from registry.sicil_chain import SicilEvent

# Told of each change inside its transaction: what it stores is stored with the change, or neither is.
Notify = Callable[[Records, Act, Change], None]


def tell_nobody(_records: Records, _act: Act, _change: Change) -> None:
    """The default: no notices."""


def sign_and_enter(
    records: Records,
    act: Act,
    chamber: Chamber,
    changes: Sequence[Change],
    key: ChamberKey | None,
    notify: Notify = tell_nobody,
) -> None:
    """Write changes and sign the lists they touch, in the caller's transaction under the chamber's lock.

    Without a ``key`` the bits stay as they are published until one is at hand.
    """
    lists = enter(records, act, changes, notify, bits=key is not None)
    for number in sorted(lists):
        assert key is not None
        resign(records, chamber, number, key, act.at)


def enter(
    records: Records,
    act: Act,
    changes: Sequence[Change],
    notify: Notify = tell_nobody,
    *,
    bits: bool = True,
) -> set[int]:
    """Write changes of one chamber's documents; returns the numbers of the status lists whose bits changed.

    The caller holds the chamber's lock and signs those lists in the same transaction. ``bits`` False leaves the bits
    as the published lists have them.
    """
    changes = [one for one in changes if one.events]
    if not changes:
        return set()
    (chamber_code,) = {one.document.chamber_code for one in changes}
    today = day_of(act.at)
    events = [(change, event) for change in changes for event in change.events]
    entered = [
        SicilEvent(
            change.document.member_id,
            event.event,
            change.document.belge_no,
            content_sha256=content_sha256(event),
        )
        for change, event in events
    ]
    places = records.sicil.append(chamber_code, entered, at=act.at, actor=act.actor)
    records.status_events.add(replace(event, seq=seq) for (_, event), seq in zip(events, places, strict=True))
    records.log.add_changes(
        chamber_code,
        [
            (change.document.id, change.document.member_id, SICIL_EVENTS[event.event], change.document.erased)
            for change, event in events
        ],
        act.at,
    )
    states = [(change.document, change.state(today)) for change in changes]
    if not bits:
        states = [(one, replace(state, status_bit=one.state.status_bit)) for one, state in states]
    records.standings.change_states(states)
    for change in changes:
        for action, event in zip(change.actions, change.events, strict=True):
            records.audit.add(
                act,
                action,
                chamber_code=chamber_code,
                target_kind="document",
                target=change.document.belge_no,
                facts={"effective_on": event.effective_on.isoformat(), **_list_of(event.bulk_id)},
            )
        notify(records, act, change)
    return {
        document.status_list for document, state in states if state.status_bit != document.state.status_bit
    }


def _list_of(bulk_id: object) -> dict[str, str]:
    return {} if bulk_id is None else {"list": str(bulk_id)}
