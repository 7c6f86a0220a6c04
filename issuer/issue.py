"""Issuing a class list: facts, drafts, durable intents, seals, and the commit that makes documents exist.

Running it again with the same list issues nothing twice; after a crash it finishes what was begun, with
the same numbers and the same bytes.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from issuer.class_list import ClassRow, read_class_list
from issuer.draft import Allocation, IssueFacts, draft
from issuer.intents import allocation_of, make_intents
from issuer.reasons import Reason
from issuer.report import IssueReport, RowResult
from issuer.rules import check_board_decision, check_run, eligibility, second_repeat, total_reasons, validity
from issuer.sealing import ChamberKey, fits, seal_document
from issuer.status_list import list_url
from registry import verification_code
from registry.belge_no import MAX_SERIAL, BelgeNo
from registry.chamber import Chamber
from registry.document import LONGEST_NAME, BoardDecision, Document, StatusEntry
from registry.istanbul import day_of, shown
from registry.member import Member
from registry.programme import Participation, Programme, Run, with_known_repeats
from registry.records.credentials import STATUS_LIST_SLOTS, IssueIntent, RecordedCredential
from registry.records.registry_records import Records
from registry.records.sicil import ISSUED
from registry.refusal import Refusal
from registry.sicil_chain import SicilEvent
from registry.store import Store
from registry.turkish import fold
from templates.drawing import unprintable

CHUNK = 100
# A document may begin later than it is issued, but not so far that it is surely a typing error.
LONGEST_LEAD = timedelta(days=730)


class IssueRefused(Refusal):
    """The list as a whole cannot be issued; nothing was written."""


@dataclass(frozen=True, slots=True)
class IssueRequest:
    """What the officer asks: which run, which list, under which decision. ``now`` is the time of issue."""

    run_code: str
    list_bytes: bytes
    actor: str
    now: datetime
    board_decision: BoardDecision | None = None
    valid_from: date | None = None
    chamber_code: str | None = None


@dataclass(slots=True)
class _Plan:
    facts: IssueFacts
    rows: list[ClassRow]
    members: dict[str, Member]
    belge_numbers: dict[UUID, str]
    recorded: dict[UUID, Participation]
    widest: Allocation
    issued_here: set[UUID] = field(default_factory=set)
    eligible: list[ClassRow] = field(default_factory=list)


OpenKey = Callable[[Chamber, datetime], ChamberKey]
Progress = Callable[[int, int], None]


def issue_list(
    store: Store,
    request: IssueRequest,
    open_key: OpenKey,
    *,
    dry_run: bool = False,
    progress: Progress = lambda done, total: None,
) -> IssueReport:
    """Issue a document for every row that meets the rules; raises ``Refusal`` when the list as a whole cannot be.

    ``open_key`` gives the chamber's signing key at a time; ``progress`` hears (done, total) documents.
    """
    now = request.now.replace(microsecond=0)
    if dry_run:
        with store.reading() as records:
            plan = _judged_plan(records, request, now, lock=False)
        return _report(plan, request.run_code, dry_run=True)
    with store.reading() as records:
        chamber_code = _chamber_of(records, request)
    with store.writing(chamber_code) as records:
        plan = _judged_plan(records, request, now, lock=True)
        _record_evidence(records, plan)
        intents: list[tuple[IssueIntent, Member]] = []
        if plan.eligible:
            key = open_key(plan.facts.chamber, now)
            members = [plan.members[row.sicil_no] for row in plan.eligible]
            intents = list(zip(make_intents(records, plan.facts, members, now, key), members, strict=True))
    for start in range(0, len(intents), CHUNK):
        sealed = [
            (intent, *seal_document(draft(plan.facts, member, allocation_of(intent, plan.facts)), key))
            for intent, member in intents[start : start + CHUNK]
        ]
        with store.writing(chamber_code) as records:
            recorded = _commit(records, plan.facts, sealed, request.actor, now)
        # Commit point: from here on these documents exist. Before it they never did; a crash in between
        # leaves intents, and the same call seals them again to the same bytes.
        plan.belge_numbers |= recorded
        plan.issued_here |= {
            intent.member_id for intent, _, _ in sealed if recorded[intent.member_id] == intent.belge_no
        }
        progress(start + len(sealed), len(intents))
    return _report(plan, request.run_code, dry_run=False)


def _chamber_of(records: Records, request: IssueRequest) -> str:
    programme = records.programmes.find(request.run_code.rpartition("/")[0])
    # An unknown programme is refused where the plan is made.
    return "" if programme is None else programme.chamber_code


def _judged_plan(records: Records, request: IssueRequest, now: datetime, *, lock: bool) -> _Plan:
    plan = _plan(records, request, now, lock=lock)
    _judge_rows(plan, day_of(now))
    plan.eligible = [
        row
        for row in plan.rows
        if not row.reasons and plan.members[row.sicil_no].id not in plan.belge_numbers
    ]
    return plan


def _plan(records: Records, request: IssueRequest, now: datetime, *, lock: bool) -> _Plan:
    programme_code, _, run_no = request.run_code.rpartition("/")
    if not programme_code:
        raise IssueRefused("run.code_form", run=request.run_code)
    programme = records.programmes.find(programme_code)
    if programme is None:
        raise IssueRefused("programme.unknown", programme=programme_code)
    if request.chamber_code not in (None, programme.chamber_code):
        raise IssueRefused("run.other_chamber", run=request.run_code, chamber=request.chamber_code)
    if lock:
        # Two lists of one chamber wait for each other here, before either reads what is issued already.
        records.chambers.lock(programme.chamber_code)
    run = records.programmes.find_run(programme_code, run_no)
    if run is None:
        raise IssueRefused("run.unknown", run=request.run_code)
    installation = records.chambers.installation()
    chamber = records.chambers.find(programme.chamber_code)
    if installation is None or chamber is None:
        raise IssueRefused("installation.missing")
    check_run(programme, run)
    today = day_of(now)
    begins = run.start_on if programme.delivery == "asenkron" else run.end_on
    if begins > today:
        raise IssueRefused("run.not_finished", run=request.run_code, day=shown(begins))
    if request.valid_from is not None and request.valid_from < today:
        raise IssueRefused("issue.valid_from_past", day=shown(request.valid_from))
    if request.valid_from is not None and request.valid_from > today + LONGEST_LEAD:
        raise IssueRefused("issue.valid_from_far", day=shown(request.valid_from), days=LONGEST_LEAD.days)
    check_board_decision(programme, request.board_decision, today)
    validity(programme, request.valid_from or today)
    _require_printable(programme, run, chamber)
    facts = IssueFacts(installation, chamber, programme, run, request.board_decision, request.valid_from)
    marks = programme.kind != "katilim"
    rows = read_class_list(request.list_bytes, marks=marks, practice=marks and programme.practice_exam)
    padded = {row.sicil_no.zfill(width) for row in rows for width in (5, 6, 7)}
    members = records.members.find(chamber.code, {row.sicil_no for row in rows} | padded)
    issued = records.credentials.belge_numbers_of_run(run.id)
    recorded = {one.member_id: one for one in records.programmes.participations(run.id)}
    return _Plan(facts, rows, members, issued, recorded, _widest_allocation(facts, now))


def _require_printable(programme: Programme, run: Run, chamber: Chamber) -> None:
    """What every document of the list will carry must be there and printable."""
    if not chamber.signers:
        raise IssueRefused("chamber.no_signers", chamber=chamber.code)
    for text in (
        programme.name_tr,
        programme.title,
        programme.area,
        run.branch,
        run.place,
        *(one.name for one in chamber.signers),
    ):
        if text is not None and (unprintable(text) or len(text) > LONGEST_NAME):
            raise IssueRefused("document.unprintable", text=text[:80], characters=unprintable(text)[:20])


def _judge_rows(plan: _Plan, today: date) -> None:
    programme, chamber = plan.facts.programme, plan.facts.chamber
    wrong_totals = _wrong_totals(plan)
    for row in plan.rows:
        if row.reasons:
            continue
        if not chamber.is_named(row.chamber or chamber.code):
            row.reasons.append(Reason("row.other_chamber", {"oda": row.chamber, "chamber": chamber.abbr_tr}))
            continue
        member = plan.members.get(row.sicil_no)
        if member is None:
            row.reasons.append(_unknown(row, plan))
        elif fold(member.full_name) != fold(row.full_name):
            row.reasons.append(
                Reason("row.name_differs", {"listed": row.full_name, "sicil_no": row.sicil_no})
            )
        elif lacking := unprintable(member.full_name + member.title):
            row.reasons.append(Reason("row.unprintable", {"characters": lacking[:20]}))
        elif member.id in plan.belge_numbers:
            continue
        elif row.scheduled in wrong_totals:
            row.reasons.append(wrong_totals[row.scheduled])
        elif second_repeat(plan.recorded.get(member.id), _evidence(plan, row, member)):
            row.reasons.append(Reason("row.second_repeat"))
        else:
            row.reasons += eligibility(programme, member, _evidence(plan, row, member), today)
            if not row.reasons and not fits(draft(plan.facts, member, plan.widest), chamber.no):
                row.reasons.append(Reason("row.does_not_fit"))


def _wrong_totals(plan: _Plan) -> dict[int, Reason]:
    readable = [row for row in plan.rows if not row.reasons]
    listed = {plan.members[row.sicil_no].id for row in readable if row.sicil_no in plan.members}
    replaced = listed - plan.belge_numbers.keys()
    kept = [one.scheduled_units for one in plan.recorded.values() if one.member_id not in replaced]
    return total_reasons(plan.facts.programme, plan.facts.run, [row.scheduled for row in readable], kept)


def _unknown(row: ClassRow, plan: _Plan) -> Reason:
    facts: dict[str, object] = {"sicil_no": row.sicil_no, "chamber": plan.facts.chamber.abbr_tr}
    for width in (5, 6, 7):
        padded = row.sicil_no.zfill(width)
        member = plan.members.get(padded)
        if member is not None and padded != row.sicil_no and fold(member.full_name) == fold(row.full_name):
            return Reason("row.sicil_leading_zero", {**facts, "suggestion": padded})
    return Reason("row.sicil_unknown", facts)


def _evidence(plan: _Plan, row: ClassRow, member: Member) -> Participation:
    listed = Participation(
        plan.facts.run.id,
        member.id,
        row.attended,
        row.scheduled,
        row.theory_mark,
        row.practice_mark,
        theory_repeat_mark=row.theory_repeat_mark,
        practice_repeat_mark=row.practice_repeat_mark,
    )
    return with_known_repeats(listed, plan.recorded.get(member.id))


def _widest_allocation(facts: IssueFacts, now: datetime) -> Allocation:
    """Stands in for what will be allocated, as wide as it can get, to see whether a draft fits."""
    number = BelgeNo(facts.chamber.code, day_of(now).year, facts.programme.kind, MAX_SERIAL)
    url = list_url(facts.installation.public_url, facts.chamber.slug, 1)
    status = StatusEntry(url, STATUS_LIST_SLOTS)
    return Allocation(str(number), "0" * verification_code.LENGTH, status, UUID(int=0), now)


def _record_evidence(records: Records, plan: _Plan) -> None:
    """Keep the evidence of every readable row of a known member who has no document of the run yet."""
    unreadable = {row.line for row in plan.rows if any(one.code.startswith("row.") for one in row.reasons)}
    found = [
        (row, plan.members[row.sicil_no])
        for row in plan.rows
        if row.line not in unreadable and row.sicil_no in plan.members
    ]
    waiting = [_evidence(plan, row, member) for row, member in found if member.id not in plan.belge_numbers]
    records.programmes.record_participations(plan.facts.run.id, waiting)


def _commit(
    records: Records,
    facts: IssueFacts,
    sealed: list[tuple[IssueIntent, Document, str]],
    actor: str,
    now: datetime,
) -> dict[UUID, str]:
    """Record what is new; returns the document number that each member has on record now."""
    records.chambers.lock(facts.chamber.code)
    done = records.credentials.belge_numbers_of_run(facts.run.id)
    new = [one for one in sealed if one[0].member_id not in done]
    rows = [
        RecordedCredential(
            id=intent.id,
            chamber_code=intent.chamber_code,
            member_id=intent.member_id,
            run_id=intent.run_id,
            programme_code=facts.programme.code,
            kind=document.kind,
            belge_no=document.belge_no,
            verification_code=document.verification_code,
            awarded_at=document.awarded_at,
            valid_from=document.valid_from,
            valid_until=document.valid_until,
            compact=compact,
            sha256=hashlib.sha256(compact.encode()).digest(),
            ordinal=intent.ordinal,
            area=document.area,
            annual_visa=document.annual_visa,
        )
        for intent, document, compact in new
    ]
    records.credentials.add(rows)
    events = [SicilEvent(one.member_id, ISSUED, one.belge_no, one.sha256) for one in rows]
    records.sicil.append(facts.chamber.code, events, at=now, actor=actor)
    return {intent.member_id: done.get(intent.member_id, intent.belge_no) for intent, _, _ in sealed}


def _report(plan: _Plan, run_code: str, *, dry_run: bool) -> IssueReport:
    report = IssueReport(run_code, dry_run)
    asked = {row.line for row in plan.eligible}
    for row in plan.rows:
        member = plan.members.get(row.sicil_no)
        belge_no = None if member is None or row.reasons else plan.belge_numbers.get(member.id)
        reasons = tuple(row.reasons)
        if row.reasons:
            result = "refused"
        elif row.line in asked and (dry_run or (member is not None and member.id in plan.issued_here)):
            result = "would_issue" if dry_run else "issued"
        else:
            result, reasons = "already_issued", (Reason("rule.already_issued", {"belge_no": belge_no}),)
        name = row.full_name if member is None else member.full_name
        report.rows.append(RowResult(row.line, row.sicil_no, name, result, belge_no, reasons))
    return report
