"""What changes of memberships leave behind: names that ended and dated events."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from registry.ids import uuid7
from registry.istanbul import day_of
from registry.member import REGISTERED, RENAMED, STATUS_CHANGED, Member, MembershipEvent, PastName
from registry.records.registry_records import Records


@dataclass(frozen=True, slots=True)
class History:
    """What changes of members leave behind: names that ended and dated events."""

    names: tuple[PastName, ...]
    events: tuple[MembershipEvent, ...]


def registered(new: Iterable[Member], at: datetime, actor: str) -> list[MembershipEvent]:
    """The event of each new entry."""
    day = day_of(at)
    return [
        MembershipEvent(uuid7(at), one.chamber_code, one.id, REGISTERED, day, at, actor, after=one.status)
        for one in new
    ]


def history_of(
    changed: Iterable[tuple[Member, Member]], at: datetime, actor: str, *, reason: str, on: date | None = None
) -> History:
    """What pairs of members (before, after) leave behind; ``reason`` is why names ended, ``on`` since when."""
    names: list[PastName] = []
    events: list[MembershipEvent] = []
    for before, after in changed:
        code, key = after.chamber_code, after.id
        if before.full_name != after.full_name:
            past = (before.given_name, before.family_name)
            names.append(PastName(uuid7(at), code, key, *past, ended_at=at, reason=reason, actor=actor))
            events.append(MembershipEvent(uuid7(at), code, key, RENAMED, on or day_of(at), at, actor))
        if before.status != after.status:
            event = MembershipEvent(
                id=uuid7(at),
                chamber_code=code,
                member_id=key,
                event=STATUS_CHANGED,
                effective_on=on or day_of(at),
                at=at,
                actor=actor,
                before=before.status,
                after=after.status,
            )
            events.append(event)
    return History(tuple(names), tuple(events))


def keep_history(records: Records, chamber_code: str, history: History, at: datetime, actor: str) -> None:
    """Store it with its sicil entries; the caller holds the chamber's lock."""
    records.membership.end_names(history.names)
    records.membership.record(chamber_code, history.events, at=at, actor=actor)
