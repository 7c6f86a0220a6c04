"""Judging the rows of a list: which become documents, and why the others do not. Reads, writes nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from issuer.batches.content import Own, widest_allocation
from issuer.batches.support import Supports, chosen_support, support_reasons
from issuer.class_list import ClassRow, Columns
from issuer.draft import IssueFacts, draft
from issuer.reasons import Reason
from issuer.rules import eligibility, has_training, is_bound
from issuer.sealing import fits
from registry.istanbul import day_of
from registry.lifecycle import YAYINDA
from registry.member import Member
from registry.programme import Participation, Programme
from registry.records.registry_records import Records
from registry.records.supports import SupportingDocument
from registry.turkish import fold
from templates.drawing import unprintable

# Purposes of a batch: first documents, corrections, renewals.
FIRST, CORRECTION, RENEWAL = "duzenleme", "duzeltme", "yenileme"


@dataclass(slots=True)
class Judged:
    """The rows of a list with their reasons, and the makings of a draft for each that has none.

    ``numbers`` are the documents that members have from this run already.
    """

    facts: IssueFacts
    rows: list[ClassRow]
    members: Mapping[str, Member]
    numbers: Mapping[UUID, str]
    own: dict[int, Own] = field(default_factory=dict)
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


def judge(
    records: Records,
    facts: IssueFacts,
    rows: list[ClassRow],
    supports: Supports,
    now: datetime,
    *,
    purpose: str = FIRST,
) -> Judged:
    """Judge each row; ``purpose`` RENEWAL: each must have an earlier document to renew."""
    chamber, programme = facts.chamber, facts.programme
    padded = {row.sicil_no.zfill(width) for row in rows for width in (5, 6, 7)}
    members = records.members.find(chamber.code, {row.sicil_no for row in rows} | padded)
    judged = Judged(facts, rows, members, records.credentials.belge_numbers_of_run(facts.run.id))
    renewable: Mapping[UUID, SupportingDocument] = {}
    if purpose == RENEWAL:
        renewable = renewable_documents(records, facts, [one.id for one in members.values()])
    widest, today = widest_allocation(facts, now), day_of(now)
    for row in rows:
        member = _identified(row, judged)
        if member is None:
            continue
        evidence = evidence_of(facts, row, member) if has_training(programme) else None
        if evidence is not None and member.id not in judged.numbers:
            judged.evidence.append(evidence)
        if lacking := unprintable(member.full_name + member.title):
            row.reasons.append(Reason("row.unprintable", {"characters": lacking[:20]}))
            continue
        if member.id in judged.numbers:
            continue
        support = chosen_support(row.support_no, supports) if is_bound(programme) else None
        if isinstance(support, Reason):
            row.reasons.append(support)
            support = None
        own = Own(row.line, member, evidence, support, renews=renewable.get(member.id))
        row.reasons += reasons_against(facts, own, today)
        if purpose == RENEWAL and own.renews is None:
            row.reasons.append(Reason("rule.nothing_to_renew"))
        if not row.reasons and not fits(draft(facts, member, widest, own.facts), chamber.no):
            row.reasons.append(Reason("row.does_not_fit"))
        if not row.reasons:
            judged.own[row.line] = own
    return judged


def reasons_against(facts: IssueFacts, own: Own, today: date) -> list[Reason]:
    """What the rules say against one document on a day; empty means it may be issued."""
    reasons = eligibility(facts.programme, own.member, own.evidence, today)
    if own.support is not None:
        for day in sorted({today, facts.valid_from or today}):
            found = support_reasons(facts.programme, own.member, own.support, day)
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
        same_area = (
            programme.area is not None and one.area is not None and fold(one.area) == fold(programme.area)
        )
        alike = one.programme_code == programme.code or (one.kind == programme.kind and same_area)
        if alike and one.run_id != facts.run.id and one.facts.state == YAYINDA:
            found.setdefault(one.member_id, one)
    return found


def evidence_of(facts: IssueFacts, row: ClassRow, member: Member) -> Participation:
    """What a row tells of a member's part in the run."""
    return Participation(
        facts.run.id, member.id, row.attended, row.scheduled, row.theory_mark, row.practice_mark
    )


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
    return member


def _unknown(row: ClassRow, judged: Judged) -> Reason:
    facts: dict[str, object] = {"sicil_no": row.sicil_no, "chamber": judged.facts.chamber.abbr_tr}
    for width in (5, 6, 7):
        padded = row.sicil_no.zfill(width)
        member = judged.members.get(padded)
        if member is not None and padded != row.sicil_no and fold(member.full_name) == fold(row.full_name):
            return Reason("row.sicil_leading_zero", {**facts, "suggestion": padded})
    return Reason("row.sicil_unknown", facts)
