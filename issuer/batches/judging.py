"""Judging the rows of a list: which become documents, and why the others do not. Reads, writes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from issuer.batches.content import Own, widest_allocation
from issuer.batches.support import (
    Supports,
    chosen_support,
    former_names,
    named_supports,
    support_reasons,
)
from issuer.class_list import ClassRow, Columns
from issuer.draft import IssueFacts, draft
from issuer.reasons import Reason
from issuer.rules import eligibility, has_training, is_bound, second_repeat, total_reasons
from issuer.sealing import fits
from registry.istanbul import day_of, shown
from registry.lifecycle import YAYINDA
from registry.member import Member
from registry.programme import Participation, Programme, with_known_repeats
from registry.records.preparing.supports import SupportingDocument
from registry.records.registry_records import Records
from registry.standing import standing_of
from registry.turkish import fold, upper
from templates.drawing import unprintable

# Purposes of a batch: first documents, corrections, renewals, reissues of earlier paper.
FIRST, CORRECTION, RENEWAL, REISSUE = "duzenleme", "duzeltme", "yenileme", "yeniden_duzenleme"


@dataclass(slots=True)
class Judged:
    """The rows of a list with their reasons, and the makings of a draft for each that has none.

    ``numbers`` are the documents that members have from this run already; ``notes`` are remarks on rows that
    become documents, by line.
    """

    facts: IssueFacts
    rows: list[ClassRow]
    members: Mapping[str, Member]
    numbers: Mapping[UUID, str]
    own: dict[int, Own] = field(default_factory=dict)
    notes: dict[int, tuple[Reason, ...]] = field(default_factory=dict)
    evidence: list[Participation] = field(default_factory=list)

    def member(self, row: ClassRow) -> Member | None:
        """Whom a row is about."""
        return self.members.get(row.sicil_no)


def columns_of(programme: Programme) -> Columns:
    """Which columns a programme's list needs."""
    marks = programme.kind != "katilim"
    return Columns(
        training=has_training(programme),
        marks=marks,
        practice=marks and programme.practice_exam,
        support=is_bound(programme),
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """What the register says about the people of a list."""

    recorded: Mapping[UUID, Participation]
    wrong_totals: Mapping[int, Reason]
    over_capacity: frozenset[UUID]
    supports: Supports
    renewable: Mapping[UUID, SupportingDocument]


def judge(
    records: Records, facts: IssueFacts, rows: list[ClassRow], now: datetime, *, purpose: str = FIRST
) -> Judged:
    """Judge each row; ``purpose`` RENEWAL: each must have an earlier document to renew."""
    programme = facts.programme
    padded = {row.sicil_no.zfill(width) for row in rows for width in (5, 6, 7)}
    members = records.members.find(facts.chamber.code, {row.sicil_no for row in rows} | padded)
    judged = Judged(facts, rows, members, records.credentials.belge_numbers_of_run(facts.run.id))
    recorded = {one.member_id: one for one in records.programmes.participations(facts.run.id)}
    named = (row.support_no for row in rows) if is_bound(programme) else ()
    known = _Known(
        recorded,
        _wrong_totals(judged, recorded) if has_training(programme) else {},
        _over_capacity(judged, recorded),
        named_supports(records, named),
        renewable_documents(records, facts, [one.id for one in members.values()])
        if purpose == RENEWAL
        else {},
    )
    today, widest = day_of(now), widest_allocation(facts, now)
    authorised = authorisations(records, programme, [one.id for one in members.values()], today)
    for row in rows:
        member = _identified(row, judged)
        if member is None or member.id in judged.numbers:
            continue
        own = _own(row, member, facts, known)
        if own is not None:
            row.reasons += _against(records, facts, own, today, purpose)
            if not row.reasons and not fits(draft(facts, member, widest, own.facts), facts.chamber.no):
                row.reasons.append(Reason("row.does_not_fit"))
            if own.evidence is not None and not any(one.code.startswith("row.") for one in row.reasons):
                judged.evidence.append(own.evidence)
        if own is not None and not row.reasons:
            judged.own[row.line] = own
            judged.notes[row.line] = (
                *already_authorised(
                    programme, authorised.get(member.id), None if own.renews is None else own.renews.id
                ),
                *_name_of_register(row, member),
            )
    return judged


def authorisations(
    records: Records, programme: Programme, members: Sequence[UUID], today: date
) -> dict[UUID, SupportingDocument]:
    """Of a programme that ends with a yetki: each member's newest one of its area that is valid on the day."""
    found: dict[UUID, SupportingDocument] = {}
    if programme.kind != "yetki":
        return found
    for one in records.supports.of_members(programme.chamber_code, members, kind="yetki"):
        if _is_of_area(programme, one) and standing_of(one.facts, today).in_force:
            found.setdefault(one.member_id, one)
    return found


def _is_of_area(programme: Programme, one: SupportingDocument) -> bool:
    return programme.area is not None and one.area is not None and fold(one.area) == fold(programme.area)


def already_authorised(
    programme: Programme, held: SupportingDocument | None, ended: UUID | None
) -> tuple[Reason, ...]:
    """The remark that a member holds such a yetki already; ``ended``: the one that the new document takes the place of."""
    if held is None or held.id == ended:
        return ()
    until = None if held.valid_until is None else shown(held.valid_until)
    said = {"until": until or "süresiz", "until_en": until or "without end"}
    return (Reason("note.authorised", {"area": programme.area, "belge_no": held.belge_no, **said}),)


def _name_of_register(row: ClassRow, member: Member) -> tuple[Reason, ...]:
    # Lists in capitals are common and no difference.
    if upper(row.full_name) == upper(member.full_name):
        return ()
    return (Reason("note.name_of_register", {"registered": member.full_name}),)


def _own(row: ClassRow, member: Member, facts: IssueFacts, known: _Known) -> Own | None:
    """What the row's document would be made of; None, or its reasons, if that cannot be told."""
    if row.scheduled in known.wrong_totals:
        row.reasons.append(known.wrong_totals[row.scheduled])
        return None
    evidence = None
    if has_training(facts.programme):
        before = known.recorded.get(member.id)
        evidence = evidence_of(facts, row, member, before)
        if member.id in known.over_capacity:
            row.reasons.append(Reason("row.run_full", {"capacity": facts.run.capacity}))
            return None
        if second_repeat(before, evidence):
            row.reasons.append(Reason("row.second_repeat"))
            return None
    support = None
    if is_bound(facts.programme):
        chosen = chosen_support(row.support_no, known.supports)
        if isinstance(chosen, Reason):
            row.reasons.append(chosen)
        else:
            support = chosen
    return Own(row.line, member, evidence, support, renews=known.renewable.get(member.id))


def _against(records: Records, facts: IssueFacts, own: Own, today: date, purpose: str) -> list[Reason]:
    names = former_names(records, own.member) if own.support is not None else ()
    reasons = reasons_against(facts, own, today, names)
    if purpose == RENEWAL and own.renews is None:
        reasons.append(Reason("rule.nothing_to_renew"))
    return reasons


def reasons_against(facts: IssueFacts, own: Own, today: date, former: Sequence[str] = ()) -> list[Reason]:
    """What the rules say against one document on a day; empty means it may be issued.

    ``former``: names the member had before.
    """
    reasons = eligibility(facts.programme, own.member, own.evidence, today)
    if own.support is not None:
        for day in sorted({today, facts.valid_from or today}):
            found = support_reasons(facts.programme, own.member, own.support, day, former)
            reasons += [one for one in found if one.code not in {known.code for known in reasons}]
    return reasons


def renewable_documents(
    records: Records, facts: IssueFacts, members: Iterable[UUID]
) -> dict[UUID, SupportingDocument]:
    """Each member's newest published document that a new one of these facts would renew.

    The same programme, or the same kind and area. One whose time has run out may still be renewed.
    """
    programme = facts.programme
    found: dict[UUID, SupportingDocument] = {}
    for one in records.supports.of_members(facts.chamber.code, list(members)):
        of_kind = one.kind == programme.kind and _is_of_area(programme, one)
        alike = one.programme_code == programme.code or of_kind
        if alike and one.run_id != facts.run.id and one.facts.state == YAYINDA:
            found.setdefault(one.member_id, one)
    return found


def evidence_of(
    facts: IssueFacts, row: ClassRow, member: Member, known: Participation | None
) -> Participation:
    """What a row tells of a member's part in the run, with the repeat exam that is on record."""
    listed = Participation(
        facts.run.id,
        member.id,
        row.attended,
        row.scheduled,
        row.theory_mark,
        row.practice_mark,
        theory_repeat_mark=row.theory_repeat_mark,
        practice_repeat_mark=row.practice_repeat_mark,
    )
    return with_known_repeats(listed, known)


def _wrong_totals(judged: Judged, recorded: Mapping[UUID, Participation]) -> dict[int, Reason]:
    readable = [row for row in judged.rows if not row.reasons]
    listed = {judged.members[row.sicil_no].id for row in readable if row.sicil_no in judged.members}
    replaced = listed - judged.numbers.keys()
    kept = [one.scheduled_units for one in recorded.values() if one.member_id not in replaced]
    facts = judged.facts
    return total_reasons(facts.programme, facts.run, [row.scheduled for row in readable], kept)


def _over_capacity(judged: Judged, recorded: Mapping[UUID, Participation]) -> frozenset[UUID]:
    """Members of the list who come too late for a place in the run."""
    capacity = judged.facts.run.capacity
    if capacity is None:
        return frozenset()
    readable = (row for row in judged.rows if not row.reasons and row.sicil_no in judged.members)
    listed = dict.fromkeys(judged.members[row.sicil_no].id for row in readable)
    new = [one for one in listed if one not in recorded]
    return frozenset(new[max(capacity - len(recorded), 0) :])


def _identified(row: ClassRow, judged: Judged) -> Member | None:
    """The member a readable row is about, or None with its reason."""
    chamber = judged.facts.chamber
    if row.reasons:
        return None
    if not chamber.is_named(row.chamber or chamber.code):
        row.reasons.append(Reason("row.other_chamber", {"oda": row.chamber, "chamber": chamber.abbr_tr}))
        return None
    member = judged.member(row)
    if member is None:
        row.reasons.append(_unknown(row, judged))
    elif fold(member.full_name) != fold(row.full_name):
        row.reasons.append(Reason("row.name_differs", {"listed": row.full_name, "sicil_no": row.sicil_no}))
        return None
    elif lacking := unprintable(member.full_name + member.title):
        row.reasons.append(Reason("row.unprintable", {"characters": lacking[:20]}))
        return None
    return member


def _unknown(row: ClassRow, judged: Judged) -> Reason:
    facts: dict[str, object] = {"sicil_no": row.sicil_no, "chamber": judged.facts.chamber.abbr_tr}
    for width in (5, 6, 7):
        padded = row.sicil_no.zfill(width)
        member = judged.members.get(padded)
        if member is not None and padded != row.sicil_no and fold(member.full_name) == fold(row.full_name):
            return Reason("row.sicil_leading_zero", {**facts, "suggestion": padded})
    return Reason("row.sicil_unknown", facts)
