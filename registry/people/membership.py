"""Changes of a membership: entry, name, state, address, transfer, merge.

Each is one transaction with its dated event, its sicil entry and its audit record; a crash before the commit
leaves nothing of it.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from registry.act import Act
from registry.document import TextRefused, clean_text
from registry.ids import uuid7
from registry.istanbul import day_of, shown
from registry.member import (
    LONGEST_PART,
    MEMBER_STATUSES,
    MERGED,
    STATUS_CHANGED,
    TRANSFERRED,
    Member,
    MembershipEvent,
    PastName,
)
from registry.notices.addresses import email_address
from registry.people.history import history_of, keep_history, registered
from registry.people.provinces import province_named
from registry.records.registry_records import Records
from registry.refusal import Refusal
from registry.store import Store
from registry.turkish import fold, nfc

LONGEST_NOTE = 60
# Why a name ended: the person's name changed, the register had it wrong, a list of the chamber said so.
NAME_REASONS = ("ad_degisikligi", "bilgi_hatasi", "liste")


class MemberRefused(Refusal):
    """The register does not allow this change of a membership."""


@dataclass(frozen=True, slots=True)
class Came:
    """The sicil that a member comes from by transfer (nakil)."""

    chamber_code: str
    sicil_no: str


def entry(records: Records, chamber_code: str, sicil_no: str) -> Member:
    """The chamber's entry of this number, or what it was merged into; raises ``MemberRefused``."""
    found = records.members.find(chamber_code, {sicil_no}).get(sicil_no)
    if found is not None and found.merged_into is not None:
        found = records.members.by_id(chamber_code, found.merged_into)
    if found is None:
        raise MemberRefused("member.not_found")
    return found


def entry_to_change(records: Records, chamber_code: str, sicil_no: str) -> Member:
    """The entry itself, under the chamber's lock; raises ``MemberRefused`` if it was merged or erased."""
    records.chambers.lock(chamber_code)
    found = entry(records, chamber_code, sicil_no)
    if found.sicil_no != sicil_no:
        raise MemberRefused("member.merged", sicil_no=found.sicil_no)
    if found.erased_at is not None:
        raise MemberRefused("member.erased", sicil_no=sicil_no)
    return found


def search(store: Store, chamber_code: str, text: str, limit: int, after: str | None = None) -> list[Member]:
    """A page of a chamber's members whose name holds ``text``; ``after`` is the last sicil no of the page before.

    A text of digits is a sicil no: the one member who has it.
    """
    with store.reading(chamber_code) as records:
        last = None
        if text.strip().isdigit():
            return list(records.members.find(chamber_code, {text.strip()}).values())
        if after is not None:
            last = records.members.find(chamber_code, {after}).get(after)
            if last is None:
                raise MemberRefused("member.not_found")
        return records.members.search(chamber_code, text, limit, last)


def detail(
    store: Store, act: Act, chamber_code: str, sicil_no: str
) -> tuple[Member, list[PastName], list[MembershipEvent]]:
    """A member with earlier names and events; raises ``MemberRefused`` member.not_found."""
    with store.writing(chamber_code) as records:
        one = entry(records, chamber_code, sicil_no)
        entries = records.membership.entries_of(chamber_code, one.id)
        names = records.membership.names_of(chamber_code, entries)
        events = records.membership.events_of(chamber_code, entries)
        _audit(records, act, "membership.read", one)
    return one, names, events


def clean_name(text: str) -> str:
    """A name or title as it may be stored; raises ``MemberRefused``."""
    try:
        return clean_text(nfc(text), LONGEST_PART)
    except TextRefused as error:
        raise MemberRefused("member.text") from error


def clean_note(text: str | None) -> str | None:
    """The number of a decision or letter; raises ``MemberRefused``."""
    try:
        return None if text is None else clean_text(nfc(text), LONGEST_NOTE)
    except TextRefused as error:
        raise MemberRefused("member.text") from error


def _past_day(day: date, today: date) -> date:
    if day > today:
        raise MemberRefused("member.day_ahead", day=shown(day))
    return day


def clean_province(text: str) -> str:
    """A province's name; raises ``MemberRefused``."""
    found = province_named(text)
    if found is None:
        raise MemberRefused("member.province", province=text[:40])
    return found


def register(
    store: Store,
    act: Act,
    chamber_code: str,
    *,
    sicil_no: str,
    given_name: str,
    family_name: str,
    title: str | None = None,
    email: str | None = None,
    province: str | None = None,
    came: Came | None = None,
) -> Member:
    """Enter a member; ``came`` says that it is by transfer. Raises ``MemberRefused``."""
    at = act.at.replace(microsecond=0)
    with store.writing(chamber_code) as records:
        records.chambers.lock(chamber_code)
        chamber = records.chambers.find(chamber_code)
        if chamber is None or re.fullmatch(chamber.sicil_pattern, sicil_no, re.ASCII) is None:
            raise MemberRefused("member.sicil_form", value=sicil_no[:40])
        if sicil_no in records.members.find(chamber_code, {sicil_no}):
            raise MemberRefused("member.exists", sicil_no=sicil_no)
        if came is not None and (
            came.chamber_code == chamber_code or records.chambers.find(came.chamber_code) is None
        ):
            raise MemberRefused("member.transfer_chamber", chamber=came.chamber_code[:20])
        one = Member(
            id=uuid7(at),
            chamber_code=chamber_code,
            sicil_no=sicil_no,
            given_name=clean_name(given_name),
            family_name=clean_name(family_name),
            title=clean_name(title or (chamber.professions[0] if chamber.professions else chamber.name_tr)),
            email=None if email is None else email_address(email),
            province=None if province is None else clean_province(province),
        )
        records.members.add([one])
        (event,) = registered([one], at, act.actor)
        if came is not None:
            event = replace(event, event=TRANSFERRED, before=f"{came.chamber_code}/{came.sicil_no}"[:40])
        records.membership.record(chamber_code, [event], at=at, actor=act.actor)
        _audit(records, act, "membership.registered", one)
    return one


def rename(
    store: Store,
    act: Act,
    chamber_code: str,
    sicil_no: str,
    *,
    given_name: str,
    family_name: str,
    reason: str,
) -> Member:
    """Give an entry another name; documents keep the name they were signed with. Raises ``MemberRefused``."""
    if reason not in NAME_REASONS:
        raise MemberRefused("member.name_reason")
    with store.writing(chamber_code) as records:
        before = entry_to_change(records, chamber_code, sicil_no)
        after = replace(before, given_name=clean_name(given_name), family_name=clean_name(family_name))
        if after == before:
            raise MemberRefused("member.same")
        store_change(records, act, before, after, "membership.renamed", reason=reason)
    return after


def change_status(
    store: Store,
    act: Act,
    chamber_code: str,
    sicil_no: str,
    *,
    status: str,
    on: date,
    note: str | None = None,
) -> Member:
    """Record that a membership is in another state since ``on``; raises ``MemberRefused``."""
    if status not in MEMBER_STATUSES:
        raise MemberRefused("member.status_unknown", value=status[:40])
    at = act.at.replace(microsecond=0)
    _past_day(on, day_of(at))
    with store.writing(chamber_code) as records:
        before = entry_to_change(records, chamber_code, sicil_no)
        if before.status == status:
            raise MemberRefused("member.same")
        after = replace(before, status=status)
        records.members.change(after)
        event = MembershipEvent(
            id=uuid7(at),
            chamber_code=chamber_code,
            member_id=before.id,
            event=STATUS_CHANGED,
            effective_on=on,
            at=at,
            actor=act.actor,
            before=before.status,
            after=status,
            note=clean_note(note),
        )
        records.membership.record(chamber_code, [event], at=at, actor=act.actor)
        _audit(records, act, "membership.status_changed", after, before=before.status, after=status)
    return after


def change_contact(
    store: Store, act: Act, chamber_code: str, sicil_no: str, *, email: str | None, province: str | None
) -> Member:
    """Store an e-mail address and a province, or none; raises ``MemberRefused``."""
    with store.writing(chamber_code) as records:
        before = entry_to_change(records, chamber_code, sicil_no)
        after = replace(
            before,
            email=None if email is None else email_address(email),
            province=None if province is None else clean_province(province),
        )
        records.members.change(after)
        _audit(records, act, "membership.contact_changed", after)
    return after


def transfer(
    store: Store,
    act: Act,
    chamber_code: str,
    sicil_no: str,
    *,
    to_chamber: str,
    on: date,
    note: str | None = None,
) -> Member:
    """Close an entry because the member goes to another chamber, which enters them by its own act.

    Documents stay with this entry. Raises ``MemberRefused``.
    """
    at = act.at.replace(microsecond=0)
    _past_day(on, day_of(at))
    with store.writing(chamber_code) as records:
        before = entry_to_change(records, chamber_code, sicil_no)
        if to_chamber == chamber_code or records.chambers.find(to_chamber) is None:
            raise MemberRefused("member.transfer_chamber", chamber=to_chamber[:20])
        if before.status in ("ayrilmis", "vefat"):
            raise MemberRefused("member.left", sicil_no=sicil_no)
        after = replace(before, status="ayrilmis")
        records.members.change(after)
        event = MembershipEvent(
            id=uuid7(at),
            chamber_code=chamber_code,
            member_id=before.id,
            event=TRANSFERRED,
            effective_on=on,
            at=at,
            actor=act.actor,
            before=before.status,
            after=to_chamber,
            note=clean_note(note),
        )
        records.membership.record(chamber_code, [event], at=at, actor=act.actor)
        _audit(records, act, "membership.transferred", after, to=to_chamber)
    return after


def merge(
    store: Store,
    act: Act,
    chamber_code: str,
    wrong_no: str,
    right_no: str,
    *,
    names_differ: bool = False,
) -> Member:
    """Lead a wrong entry to the right one of the same person in the same chamber; raises ``MemberRefused``.

    Documents stay with the entry they were issued to; every view follows. ``names_differ`` confirms that two
    entries under different names are one person.
    """
    at = act.at.replace(microsecond=0)
    with store.writing(chamber_code) as records:
        wrong, right = (entry_to_change(records, chamber_code, one) for one in (wrong_no, right_no))
        if wrong.id == right.id:
            raise MemberRefused("member.merge_itself")
        if fold(wrong.full_name) != fold(right.full_name) and not names_differ:
            raise MemberRefused("member.merge_names", wrong=wrong_no, right=right_no)
        if wrong.person_id is not None:
            person: UUID | None = right.person_id or wrong.person_id
            records.membership.set_person(chamber_code, right.id, person)
        records.membership.merge(chamber_code, wrong.id, right.id)
        event = MembershipEvent(
            id=uuid7(at),
            chamber_code=chamber_code,
            member_id=wrong.id,
            event=MERGED,
            effective_on=day_of(at),
            at=at,
            actor=act.actor,
            before=wrong_no,
            after=right_no,
            other_member_id=right.id,
        )
        records.membership.record(chamber_code, [event], at=at, actor=act.actor)
        _audit(
            records,
            act,
            "membership.merged",
            wrong,
            into=act.person(str(right.id)),
            names_differ=names_differ,
        )
    return right


def store_change(
    records: Records, act: Act, before: Member, after: Member, action: str, *, reason: str
) -> None:
    """Store an entry's new name, title or state with what it leaves behind, in the caller's transaction and lock."""
    at = act.at.replace(microsecond=0)
    records.members.change(after)
    history = history_of([(before, after)], at, act.actor, reason=reason)
    keep_history(records, after.chamber_code, history, at, act.actor)
    _audit(records, act, action, after)


def _audit(records: Records, act: Act, action: str, one: Member, **facts: Any) -> None:
    records.audit.add(
        act,
        action,
        chamber_code=one.chamber_code,
        target_kind="member",
        target=act.person(str(one.id)),
        facts=facts,
    )
