"""Taking lists into the register: new rows are added, changed ones updated, the same list twice changes nothing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from registry.chamber import Chamber
from registry.document import LONGEST_NAME, TextRefused, clean_text
from registry.ids import uuid7
from registry.istanbul import shown
from registry.lists.member_list import MemberEntry
from registry.member import Member
from registry.people.history import history_of, keep_history, registered
from registry.programme import RUN_STATES, Programme, Run, check_programme, same_rules
from registry.records.registry_records import Records
from registry.refusal import Refusal
from registry.turkish import fold

MOST_UNITS = 9_999_999
_RUN_NO = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,19}", re.ASCII)


class ImportRefused(Refusal):
    """The list contradicts the register; nothing of it was taken."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows were new, changed and already so."""

    added: int
    changed: int
    same: int


def import_members(
    records: Records,
    chamber: Chamber,
    entries: Iterable[MemberEntry],
    now: datetime,
    actor: str = "system:members import",
) -> Counts:
    """Members by sicil no; a changed name, title or status replaces the old one under the same entry.

    The name that ended, the change and its sicil entry are written with it.
    """
    wanted = list(entries)
    records.chambers.lock(chamber.code)
    near = {other for one in wanted for other in _zero_variants(one.sicil_no)}
    known = records.members.find(chamber.code, {one.sicil_no for one in wanted} | near)
    new: list[Member] = []
    changed: list[tuple[Member, Member]] = []
    for one in wanted:
        member = known.get(one.sicil_no)
        if member is not None and member.erased_at is not None:
            raise ImportRefused("member.erased", sicil_no=one.sicil_no)
        if member is None:
            _refuse_lost_zeros(one, known, wanted)
            title = one.title or (chamber.professions[0] if chamber.professions else chamber.name_tr)
            new.append(
                Member(
                    uuid7(now),
                    chamber.code,
                    one.sicil_no,
                    one.given_name,
                    one.family_name,
                    title,
                    one.status or "aktif",
                )
            )
            continue
        # What the list does not say stays as it is: above all, who is suspended stays suspended.
        updated = replace(
            member,
            given_name=one.given_name,
            family_name=one.family_name,
            title=one.title or member.title,
            status=one.status or member.status,
        )
        if updated != member:
            changed.append((member, updated))
    records.members.add(new)
    records.members.change_all(updated for _, updated in changed)
    at = now.replace(microsecond=0)
    records.membership.record(chamber.code, registered(new, at, actor), at=at, actor=actor)
    keep_history(records, chamber.code, history_of(changed, at, actor, reason="liste"), at, actor)
    return Counts(len(new), len(changed), len(wanted) - len(new) - len(changed))


def _zero_variants(sicil_no: str) -> set[str]:
    bare = sicil_no.lstrip("0") or "0"
    return {bare.zfill(width) for width in range(len(bare), 8)} - {sicil_no}


def _refuse_lost_zeros(one: MemberEntry, known: dict[str, Member], listed: list[MemberEntry]) -> None:
    """A new entry that is a known person under a number with other leading zeros: Excel drops them."""
    name = fold(f"{one.given_name} {one.family_name}")
    same_list = {entry.sicil_no: fold(f"{entry.given_name} {entry.family_name}") for entry in listed}
    for other in sorted(_zero_variants(one.sicil_no)):
        twin = known.get(other)
        if (twin is not None and fold(twin.full_name) == name) or same_list.get(other) == name:
            raise ImportRefused("member.leading_zero", line=one.line, sicil_no=one.sicil_no, suggestion=other)


def import_programmes(
    records: Records, programmes: Iterable[Programme], *, now: datetime, actor: str = "cli"
) -> Counts:
    """Programmes by code; one whose rules change gets its next version."""
    known = {one.code: one for one in records.programmes.all()}
    wanted = list(programmes)
    new = [one for one in wanted if one.code not in known]
    # The list does not speak of these; they stay as they are.
    kept = {
        one.code: replace(
            one,
            title=known[one.code].title,
            accredited_by=known[one.code].accredited_by,
            counts_in_tablo1=known[one.code].counts_in_tablo1,
            active=known[one.code].active,
            version=known[one.code].version,
        )
        for one in wanted
        if one.code in known
    }
    changed = [
        replace(one, version=one.version + 1)
        for code, one in kept.items()
        if not same_rules(known[code], one)
    ]
    for one in changed:
        check_programme(one)
        records.programmes.change(one)
    records.programmes.add(new)
    records.training.add_versions([*new, *changed], at=now, actor=actor)
    return Counts(len(new), len(changed), len(wanted) - len(new) - len(changed))


def import_catalogue(
    records: Records, programmes: Iterable[Programme], *, now: datetime, actor: str = "cli"
) -> Counts:
    """Programmes of several chambers, each chamber's as its own, in one transaction that was begun for none."""
    by_chamber: dict[str, list[Programme]] = {}
    for one in programmes:
        by_chamber.setdefault(one.chamber_code, []).append(one)
    found = []
    for code, own in by_chamber.items():
        records.chambers.work_for(code)
        found.append(import_programmes(records, own, now=now, actor=actor))
    return Counts(
        sum(one.added for one in found), sum(one.changed for one in found), sum(one.same for one in found)
    )


def run_of(
    programme_code: str,
    no: str,
    start: date,
    end: date,
    branch: str | None,
    place: str | None,
    now: datetime,
    *,
    state: str = "acik",
    capacity: int | None = None,
    scheduled_units: int | None = None,
) -> Run:
    """A run from given values; raises ``ImportRefused``."""
    if _RUN_NO.fullmatch(no) is None:
        raise ImportRefused("run.no", no=no[:40])
    if end < start:
        raise ImportRefused("run.dates", start=shown(start), end=shown(end))
    try:
        texts = [None if text is None else clean_text(text, LONGEST_NAME) for text in (branch, place)]
    except TextRefused as error:
        raise ImportRefused("run.text") from error
    if state not in RUN_STATES:
        raise ImportRefused("run.state", state=state[:40])
    for number in (capacity, scheduled_units):
        if number is not None and not 0 < number <= MOST_UNITS:
            raise ImportRefused("run.number", number=number)
    return Run(
        uuid7(now), programme_code, no, start, end, texts[0], texts[1], state, capacity, scheduled_units
    )


def import_calendar(records: Records, runs: Iterable[Run]) -> None:
    """Runs of several chambers, each as its chamber's own, in one transaction that was begun for none."""
    for run in runs:
        programme = records.programmes.find(run.programme_code)
        if programme is not None:
            records.chambers.work_for(programme.chamber_code)
        add_runs(records, [run])


def add_runs(records: Records, runs: Iterable[Run]) -> None:
    """Add runs of known programmes; raises ``ImportRefused`` for an unknown programme or a known run."""
    for run in runs:
        programme = records.programmes.find(run.programme_code)
        if programme is None:
            raise ImportRefused("programme.unknown", programme=run.programme_code[:60])
        if not programme.active:
            raise ImportRefused("programme.inactive", programme=programme.code)
        if records.programmes.find_run(run.programme_code, run.no) is not None:
            raise ImportRefused("run.exists", run=run.code)
        records.programmes.add_run(run)
