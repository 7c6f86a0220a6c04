"""Reports of a learning system (docs/operate/lms.md): each item has its own outcome, stored once.

First the evidence and the outcomes are committed together; then what a standing approval covers is issued. After
a crash in between the same reports, sent again, finish what was begun.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from issuer.evidence.automatic import Issued, IssueWatched
from issuer.evidence.judging import Given, Judged, RunJudge
from issuer.evidence.recording import REFUSED, keep
from issuer.reasons import Reason
from issuer.rules import eligibility
from registry.act import Act
from registry.istanbul import day_of, written
from registry.member import Member
from registry.programme import Participation, Programme, Run
from registry.records.registry_records import Records
from registry.records.training import FeedItem
from registry.store import Store
from registry.training.approvals import in_force
from registry.training.catalogue import own_chamber, own_records
from registry.training.trainer import StandingApproval

MAX_ITEMS = 1000
RECORDED, ISSUED = "recorded", "issued"
# Clocks of other systems may be a little ahead.
_CLOCKS = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Report:
    """What a learning system says of one member in one run; ``external_id`` is its own name for this report."""

    external_id: str
    programme_code: str
    run_no: str
    given: Given
    finished_at: datetime | None = None

    @property
    def run_code(self) -> str:
        """Programme code, slash, number."""
        return f"{self.programme_code}/{self.run_no}"

    def sha256(self) -> bytes:
        """Tells whether a report that comes again is the same one."""
        facts = asdict(self) | {
            "finished_at": None if self.finished_at is None else written(self.finished_at)
        }
        return hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()).digest()


@dataclass(slots=True)
class Outcome:
    """How a report ended.

    ``issued`` with its document; ``recorded``: the evidence is kept, the reasons say why there is no document;
    ``refused``: nothing was kept.
    """

    external_id: str
    outcome: str
    belge_no: str | None = None
    reasons: list[Reason] = field(default_factory=list)
    run_id: UUID | None = None
    member_id: UUID | None = None


@dataclass(slots=True)
class _Work:
    """A feed under way: outcomes by external id, which are new, and members by id."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    hashes: dict[str, bytes] = field(default_factory=dict)
    fresh: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)
    members: dict[UUID, Member] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Due:
    """Members of one run who have their share and no document."""

    run: Run
    programme: Programme
    approval: StandingApproval | None
    people: list[tuple[Member, Participation]]


def take_feed(store: Store, act: Act, reports: Sequence[Report], issue: IssueWatched) -> list[Outcome]:
    """Take the reports of a learning system; the answer has one outcome for each, in order."""
    assert len(reports) <= MAX_ITEMS
    chamber_code = own_chamber(act)
    with own_records(store, act, "evidence:write") as records:
        work, used = _sorted_out(records, act, reports)
        for run_reports in _by_run(reports, work):
            _judge_run(records, act, run_reports, work)
        due = _settle(records, work, act)
        _store(records, act, chamber_code, work)
        records.audit.add(
            act,
            "training.feed_taken",
            chamber_code=chamber_code,
            target_kind="feed",
            target=act.caller.id,
            facts={
                "items": len(reports),
                "refused": sum(one.outcome == REFUSED for one in work.outcomes.values()) + len(used),
            },
        )
    # Commit point of the evidence. What follows adds documents; it is tried again when the reports come again.
    issued = [_issue(act, one, issue, work) for one in due if one.people]
    if any(issued):
        with own_records(store, act, "evidence:write") as records:
            _store(records, act, chamber_code, work)
    return [used.get(place) or work.outcomes[one.external_id] for place, one in enumerate(reports)]


def _sorted_out(records: Records, act: Act, reports: Sequence[Report]) -> tuple[_Work, dict[int, Outcome]]:
    """Which reports are new, which came before, and which use another report's id (by place)."""
    stored = records.training.feed_items(
        own_chamber(act), act.caller.id, {one.external_id for one in reports}
    )
    work, used = _Work(known=set(stored)), dict[int, Outcome]()
    for place, one in enumerate(reports):
        before, sha = stored.get(one.external_id), one.sha256()
        taken = work.hashes.get(one.external_id)
        if taken is None and before is not None and before.outcome != REFUSED:
            taken = before.item_sha256
        if taken is not None and taken != sha:
            used[place] = Outcome(one.external_id, REFUSED, reasons=[Reason("row.external_id_used")])
            continue
        if one.external_id in work.outcomes:
            continue
        if before is not None and taken is not None:
            reasons = [Reason(given["code"], given["facts"]) for given in before.reasons]
            work.outcomes[one.external_id] = Outcome(
                one.external_id, before.outcome, before.belge_no, reasons, before.run_id, before.member_id
            )
        else:
            work.outcomes[one.external_id] = Outcome(one.external_id, REFUSED)
            work.fresh.add(one.external_id)
        work.hashes[one.external_id] = sha
    return work, used


def _by_run(reports: Sequence[Report], work: _Work) -> list[list[Report]]:
    runs: dict[str, dict[str, Report]] = {}
    for one in reports:
        if one.external_id in work.fresh and work.hashes[one.external_id] == one.sha256():
            runs.setdefault(one.run_code, {}).setdefault(one.external_id, one)
    return [list(found.values()) for found in runs.values()]


def _judge_run(records: Records, act: Act, reports: Sequence[Report], work: _Work) -> None:
    first = reports[0]
    programme = records.programmes.find(first.programme_code)
    run = records.programmes.find_run(first.programme_code, first.run_no)
    closed: Reason | None = None
    if programme is None or run is None or programme.chamber_code != own_chamber(act):
        closed = Reason("row.run_unknown", {"run": first.run_code})
    elif run.state in ("iptal", "planlandi") or run.start_on > day_of(act.at):
        closed = Reason("row.run_closed", {"run": run.code})
    if closed is not None:
        for one in reports:
            work.outcomes[one.external_id].reasons = [closed]
        return
    assert programme is not None
    assert run is not None
    judge = RunJudge(records, programme, run, [one.given for one in reports], source="lms")
    taken = []
    for one in reports:
        judged = Judged(one.given) if _in_future(one, act.at) else judge.take(one.given)
        if _in_future(one, act.at):
            at = "" if one.finished_at is None else written(one.finished_at)
            judged.reasons.append(Reason("row.in_future", {"at": at}))
        _note(work.outcomes[one.external_id], judged, run, work)
        taken.append(judged)
    keep(records, act, run, taken)


def _in_future(report: Report, now: datetime) -> bool:
    return report.finished_at is not None and report.finished_at > now + _CLOCKS


def _note(outcome: Outcome, judged: Judged, run: Run, work: _Work) -> None:
    member = judged.member
    frozen = judged.belge_no is not None and [one.code for one in judged.reasons] == ["row.evidence_frozen"]
    if member is not None and (judged.evidence is not None or frozen):
        outcome.run_id, outcome.member_id = run.id, member.id
        work.members[member.id] = member
    if judged.evidence is None:
        # Who has the document keeps the evidence it rests on: watching on changes nothing.
        outcome.outcome, outcome.belge_no = (ISSUED, judged.belge_no) if frozen else (REFUSED, None)
        outcome.reasons = (
            [Reason("rule.already_issued", {"belge_no": judged.belge_no})] if frozen else judged.reasons
        )
    else:
        outcome.outcome, outcome.reasons = RECORDED, []


def _settle(records: Records, work: _Work, act: Act) -> list[_Due]:
    """See what each recorded item leads to today, by the evidence on record."""
    runs: dict[UUID, set[UUID]] = {}
    for one in work.outcomes.values():
        if one.outcome == RECORDED and one.run_id is not None and one.member_id is not None:
            runs.setdefault(one.run_id, set()).add(one.member_id)
    return [_settle_run(records, work, run_id, members, act) for run_id, members in runs.items()]


def _settle_run(records: Records, work: _Work, run_id: UUID, members: set[UUID], act: Act) -> _Due:
    run = records.training.run_of_id(run_id)
    programme = records.programmes.find(run.programme_code)
    assert programme is not None
    evidence = records.training.participations_of(run_id, members)
    documents = records.training.standing_documents(run_id)
    work.members |= records.training.members_of(programme.chamber_code, members - work.members.keys())
    members &= evidence.keys() & work.members.keys()
    due = _Due(run, programme, in_force(records, programme), [])
    watched = (programme.kind, programme.delivery) == ("katilim", "asenkron")
    against: dict[UUID, list[Reason]] = {}
    for member_id in members if watched else ():
        member = work.members[member_id]
        against[member_id] = eligibility(programme, member, evidence[member_id], day_of(act.at))
        if member_id in documents or against[member_id]:
            continue
        if due.approval is None:
            against[member_id] = [Reason("rule.approval_missing", {"programme": programme.code})]
        else:
            due.people.append((member, evidence[member_id]))
    for one in work.outcomes.values():
        if one.run_id == run_id and one.outcome == RECORDED and one.member_id is not None:
            one.reasons = against.get(one.member_id, [])
            if watched and one.member_id in documents:
                one.outcome, one.belge_no, one.reasons = ISSUED, documents[one.member_id], []
    return due


def _issue(act: Act, due: _Due, issue: IssueWatched, work: _Work) -> bool:
    assert due.approval is not None
    issued: Issued = issue(act, due.approval, due.run, due.people)
    for one in work.outcomes.values():
        if one.run_id != due.run.id or one.outcome != RECORDED or one.member_id is None:
            continue
        if number := issued.numbers.get(one.member_id):
            one.outcome, one.belge_no, one.reasons = ISSUED, number, []
        elif one.member_id in issued.reasons:
            one.reasons = issued.reasons[one.member_id]
    return True


def _store(records: Records, act: Act, chamber_code: str, work: _Work) -> None:
    items = [
        FeedItem(
            act.caller.id,
            one.external_id,
            chamber_code,
            work.hashes[one.external_id],
            one.run_id,
            one.member_id,
            one.outcome,
            [{"code": reason.code, "facts": dict(reason.facts)} for reason in one.reasons],
            one.belge_no,
            act.at,
        )
        for one in work.outcomes.values()
    ]
    records.training.put_feed_items(items, work.known)
    work.known |= work.outcomes.keys()
