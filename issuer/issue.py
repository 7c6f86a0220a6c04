"""Issuing a class list: facts, drafts, durable intents, seals, and the commit that makes documents exist.

Running it again with the same list issues nothing twice; after a crash it finishes what was begun, with
the same numbers and the same bytes.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID, uuid4

from issuer.class_list import ClassRow, read_class_list
from issuer.draft import Allocation, IssueFacts, draft
from issuer.reasons import Reason
from issuer.rules import RuleRefused, check_board_decision, eligibility, validity
from issuer.sealing import ChamberKey, seal_document
from issuer.status_list import list_url, sealed_list
from keys.strict_json import parse
from registry import verification_code
from registry.chamber import Chamber
from registry.credential import document_of, encoded, payload_of
from registry.document import BoardDecision, Document, StatusEntry
from registry.ids import uuid7
from registry.istanbul import day_of, shown
from registry.member import Member
from registry.programme import Participation
from registry.records.credentials import IssueIntent, RecordedCredential
from registry.records.registry_records import Records
from registry.records.sicil import ISSUED
from registry.refusal import Refusal
from registry.store import Store
from registry.turkish import fold

CHUNK = 100
# A draft is stored before its QR exists; the profile wants a value there.
_NO_QR = b"\0"


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


@dataclass(frozen=True, slots=True)
class RowResult:
    """How one row ended: ``issued``, ``already_issued``, ``refused`` or, in a dry run, ``would_issue``."""

    line: int
    sicil_no: str
    name: str
    result: str
    belge_no: str | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(slots=True)
class IssueReport:
    """The end of a list, row by row in the order of the file."""

    run_code: str
    dry_run: bool
    rows: list[RowResult] = field(default_factory=list)

    def count(self, result: str) -> int:
        """How many rows ended so."""
        return sum(row.result == result for row in self.rows)


@dataclass(slots=True)
class _Plan:
    facts: IssueFacts
    rows: list[ClassRow]
    members: dict[str, Member]
    issued: dict[UUID, RecordedCredential]


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
    with store.reading() as records:
        plan = _plan(records, request, now)
    _judge_rows(plan, day_of(now))
    eligible = [
        row for row in plan.rows if not row.reasons and plan.members[row.sicil_no].id not in plan.issued
    ]
    if not dry_run:
        key = open_key(plan.facts.chamber, now) if eligible else None
        with store.writing() as records:
            records.chambers.lock(plan.facts.chamber.code)
            intents = _intents(records, plan, eligible, now, key)
        if key is not None:
            done = 0
            for chunk in _chunks(intents):
                sealed = [(intent, *seal_document(_drafted(intent), key)) for intent in chunk]
                with store.writing() as records:
                    _commit(records, plan.facts, sealed, request.actor, now)
                # Commit point: from here on these documents exist. Before it they never did; a crash in
                # between leaves intents, and the same call seals them again to the same bytes.
                done += len(chunk)
                progress(done, len(intents))
            with store.reading() as records:
                plan.issued |= records.credentials.of_run(plan.facts.run.id)
    return _report(plan, eligible, request.run_code, dry_run=dry_run)


def _plan(records: Records, request: IssueRequest, now: datetime) -> _Plan:
    programme_code, _, run_no = request.run_code.rpartition("/")
    programme = records.programmes.find(programme_code)
    if programme is None:
        raise IssueRefused("programme.unknown", programme=programme_code or request.run_code)
    if request.chamber_code not in (None, programme.chamber_code):
        raise IssueRefused("run.other_chamber", run=request.run_code, chamber=request.chamber_code)
    run = records.programmes.find_run(programme_code, run_no)
    if run is None:
        raise IssueRefused("run.unknown", run=request.run_code)
    installation = records.chambers.installation()
    chamber = records.chambers.find(programme.chamber_code)
    if installation is None or chamber is None:
        raise IssueRefused("installation.missing")
    today = day_of(now)
    begins = run.start_on if programme.delivery == "asenkron" else run.end_on
    if begins > today:
        raise IssueRefused("run.not_finished", run=request.run_code, day=shown(begins))
    if request.valid_from is not None and request.valid_from < today:
        raise IssueRefused("issue.valid_from_past", day=shown(request.valid_from))
    check_board_decision(programme, request.board_decision, today)
    validity(programme, request.valid_from or today)
    facts = IssueFacts(installation, chamber, programme, run, request.board_decision, request.valid_from)
    marks = programme.kind != "katilim"
    rows = read_class_list(request.list_bytes, marks=marks, practice=marks and programme.practice_exam)
    padded = {row.sicil_no.zfill(width) for row in rows for width in (5, 6, 7)}
    members = records.members.find(chamber.code, {row.sicil_no for row in rows} | padded)
    return _Plan(facts, rows, members, records.credentials.of_run(run.id))


def _judge_rows(plan: _Plan, today: date) -> None:
    programme, chamber = plan.facts.programme, plan.facts.chamber
    for row in plan.rows:
        if row.reasons:
            continue
        if row.chamber not in ("", chamber.code, chamber.abbr_tr):
            row.reasons.append(Reason("row.other_chamber", {"oda": row.chamber, "chamber": chamber.abbr_tr}))
            continue
        member = plan.members.get(row.sicil_no)
        if member is None:
            row.reasons.append(_unknown(row, plan))
        elif fold(member.full_name) != fold(row.full_name):
            row.reasons.append(
                Reason("row.name_differs", {"listed": row.full_name, "sicil_no": row.sicil_no})
            )
        elif member.id not in plan.issued:
            row.reasons += eligibility(programme, member, _evidence(plan, row, member), today)


def _unknown(row: ClassRow, plan: _Plan) -> Reason:
    facts: dict[str, object] = {"sicil_no": row.sicil_no, "chamber": plan.facts.chamber.abbr_tr}
    for width in (5, 6, 7):
        padded = row.sicil_no.zfill(width)
        member = plan.members.get(padded)
        if member is not None and padded != row.sicil_no and fold(member.full_name) == fold(row.full_name):
            return Reason("row.sicil_leading_zero", {**facts, "suggestion": padded})
    return Reason("row.sicil_unknown", facts)


def _evidence(plan: _Plan, row: ClassRow, member: Member) -> Participation:
    return Participation(
        plan.facts.run.id, member.id, row.attended, row.scheduled, row.theory_mark, row.practice_mark
    )


def _intents(
    records: Records, plan: _Plan, eligible: list[ClassRow], now: datetime, key: ChamberKey | None
) -> list[IssueIntent]:
    """Record the evidence and give every eligible member an intent, old or new, in the order of the list."""
    facts = plan.facts
    usable = [row for row in plan.rows if row.sicil_no in plan.members and not _unusable(row)]
    evidence = [_evidence(plan, row, plan.members[row.sicil_no]) for row in usable]
    done = records.credentials.member_ids_in(facts.run.id, [one.member_id for one in evidence])
    records.programmes.record_participations(
        facts.run.id, [one for one in evidence if one.member_id not in done]
    )
    if key is None:
        return []
    waiting = [plan.members[row.sicil_no] for row in eligible if plan.members[row.sicil_no].id not in done]
    begun = records.credentials.intents_of_run(facts.run.id)
    fresh = [member for member in waiting if member.id not in begun]
    chamber, year = facts.chamber, day_of(now).year
    serials = records.credentials.take_serials(chamber.code, year, facts.programme.kind, len(fresh))
    places = records.credentials.take_status_places(chamber.code, len(fresh))
    new: dict[UUID, IssueIntent] = {}
    for member, serial, (number, index) in zip(fresh, serials, places, strict=True):
        url = list_url(facts.installation.public_url, chamber.slug, number)
        if records.trust.status_list(chamber.code, number) is None:
            records.trust.add_status_list(chamber.code, number, sealed_list(url, key, now), now)
        allocated = Allocation(serial, verification_code.fresh(), StatusEntry(url, index), uuid4(), now)
        document = draft(facts, member, allocated)
        new[member.id] = IssueIntent(
            id=uuid7(now),
            chamber_code=chamber.code,
            run_id=facts.run.id,
            member_id=member.id,
            belge_no=document.belge_no,
            verification_code=document.verification_code,
            status_list=number,
            status_index=index,
            log_nonce=secrets.token_bytes(32),
            draft=_draft_text(document),
            made_at=now,
        )
    records.credentials.add_intents(new.values())
    return [
        new[member.id] if member.id in new else _resumed(records, plan, begun[member.id], member)
        for member in waiting
    ]


def _unusable(row: ClassRow) -> bool:
    return any(reason.code.startswith("row.") for reason in row.reasons)


def _draft_text(document: Document) -> str:
    return encoded(payload_of(replace(document, qr=_NO_QR))).decode()


def _drafted(intent: IssueIntent) -> Document:
    return document_of(parse(intent.draft.encode()))


def _resumed(records: Records, plan: _Plan, intent: IssueIntent, member: Member) -> IssueIntent:
    """An intent left by a crash. If the facts changed since, its draft follows them; its numbers stay."""
    begun = _drafted(intent)
    allocated = Allocation(
        int(intent.belge_no.split("-")[3]),
        intent.verification_code,
        begun.status,
        UUID(begun.subject_id.removeprefix("urn:uuid:")),
        begun.awarded_at,
    )
    text = _draft_text(draft(plan.facts, member, allocated))
    if text == intent.draft:
        return intent
    records.credentials.change_draft(intent.id, text)
    return replace(intent, draft=text)


def _commit(
    records: Records,
    facts: IssueFacts,
    sealed: list[tuple[IssueIntent, Document, str]],
    actor: str,
    now: datetime,
) -> None:
    records.chambers.lock(facts.chamber.code)
    done = records.credentials.member_ids_in(facts.run.id, [intent.member_id for intent, _, _ in sealed])
    new = [one for one in sealed if one[0].member_id not in done]
    records.credentials.add(
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
        )
        for intent, document, compact in new
    )
    events = [(intent.member_id, ISSUED, document.belge_no) for intent, document, _ in new]
    records.sicil.append(facts.chamber.code, events, at=now, actor=actor)


def _chunks(intents: list[IssueIntent]) -> Iterator[list[IssueIntent]]:
    for start in range(0, len(intents), CHUNK):
        yield intents[start : start + CHUNK]


def _report(plan: _Plan, eligible: list[ClassRow], run_code: str, *, dry_run: bool) -> IssueReport:
    report = IssueReport(run_code, dry_run)
    asked = {row.line for row in eligible}
    for row in plan.rows:
        member = plan.members.get(row.sicil_no)
        recorded = None if member is None or row.reasons else plan.issued.get(member.id)
        belge_no = None if recorded is None else recorded.belge_no
        reasons = tuple(row.reasons)
        if row.reasons:
            result = "refused"
        elif row.line in asked:
            result = "would_issue" if dry_run else "issued"
        else:
            result, reasons = "already_issued", (Reason("rule.already_issued", {"belge_no": belge_no}),)
        name = row.full_name if member is None else member.full_name
        report.rows.append(RowResult(row.line, row.sicil_no, name, result, belge_no, reasons))
    return report
