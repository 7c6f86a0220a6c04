"""A batch that reissues earlier paper (devralınan) as signed documents, some by number or all that a programme fits.

A document has the paper's dates and board decision and refers to its number. It needs no run: what was held, was held
before this register. Its issue ends the paper in the same transaction; from then on only the document counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from issuer.batches.content import Own, widest_allocation
from issuer.batches.facts import (
    IssueRefused,
    check_days,
    facts_of,
    programme_named,
    require,
    right_entries,
)
from issuer.batches.judging import REISSUE
from issuer.batches.papers import is_of_programme, reissue_reasons, terms_of
from issuer.batches.preparation import PREPARED, acting_roles, new_batch, store_batch
from issuer.draft import IssueFacts, draft
from issuer.reasons import Reason
from issuer.report import IssueReport, RowResult
from issuer.sealing import fits
from registry.act import Act
from registry.document import BoardDecision
from registry.ids import uuid7
from registry.istanbul import day_of
from registry.lifecycle import step
from registry.lists.csv_text import MAX_ROWS
from registry.member import Member
from registry.programme import EARLIER_PAPER_RUN, Run
from registry.records.inherited import InheritedDocument
from registry.records.registry_records import Records
from registry.store import Store
from registry.turkish import nfc

_NEVER_HELD = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Reissue:
    """What is asked: papers by the chamber's own numbers, or all that count today and fit the programme (None).

    The documents are the programme's: its kind and its area or name must be the paper's. ``decision`` is for a yetki
    whose paper names none.
    """

    programme_code: str
    numbers: Sequence[str] | None
    decision: BoardDecision | None = None


@dataclass(slots=True)
class _Row:
    line: int
    number: str
    paper: InheritedDocument | None
    member: Member | None
    reasons: list[Reason]
    own: Own | None = None


def prepare_reissue(store: Store, act: Act, asked: Reissue, *, dry_run: bool = False) -> IssueReport:
    """Judge the papers and store a batch of drafts for those that may be reissued; a dry run writes nothing.

    Raises ``Refusal`` when no paper of the programme could be.
    """
    programme = programme_named(store, asked.programme_code)
    chamber_code = programme.chamber_code
    require(act, "batches:prepare", chamber_code)
    if asked.numbers is not None and not 0 < len(asked.numbers) <= MAX_ROWS:
        raise IssueRefused("reissue.count", most=MAX_ROWS)
    with store.reading(chamber_code) if dry_run else store.writing(chamber_code) as records:
        if not dry_run:
            # Two who reissue at once wait for each other here, before either sees what is prepared.
            records.chambers.lock(chamber_code)
        known = records.programmes.earlier_paper_run(programme.code)
        run = known or Run(
            uuid7(act.at), programme.code, EARLIER_PAPER_RUN, _NEVER_HELD, _NEVER_HELD, state="tamamlandi"
        )
        facts = facts_of(records, run, asked.decision, None)
        check_days(facts, day_of(act.at), day_of(act.at))
        rows = _judged(records, facts, asked, act)
        report = IssueReport(run.code, dry_run)
        report.rows = [_result(row, "would_issue" if dry_run else PREPARED) for row in rows]
        own = [row.own for row in rows if row.own is not None]
        if dry_run or not own:
            return report
        step("prepare", None, roles=acting_roles(act))
        if known is None:
            records.programmes.add_run(run)
        refused = [_result(row, "refused").stored() for row in rows if row.own is None]
        batch, drafts = new_batch(
            facts, own, act, batch_id=uuid7(act.at), purpose=REISSUE, source="elle", refused=refused
        )
        store_batch(records, act, batch, drafts)
        report.batch_id, report.state, report.version = batch.id, batch.state, batch.version
        return report


def _judged(records: Records, facts: IssueFacts, asked: Reissue, act: Act) -> list[_Row]:
    """A row for each paper, with what its document would be made of or why there is none."""
    rows = _found(records, facts, asked, day_of(act.at))
    prepared = records.batches.papers_in_preparation(facts.chamber.code)
    people = {row.member.id for row in rows if row.member is not None}
    ordinals = records.batches.last_ordinals(facts.chamber.code, facts.run.id, people)
    widest = widest_allocation(facts, act.at)
    for row in rows:
        paper, member = row.paper, row.member
        if row.reasons or paper is None or member is None:
            continue
        if paper.id in prepared:
            on_its_way: dict[str, object] = {"number": paper.number, "batch": str(prepared[paper.id])}
            row.reasons.append(Reason("rule.earlier_prepared", on_its_way))
            continue
        row.reasons += reissue_reasons(facts, paper, member, day_of(act.at))
        own = Own(
            row.line,
            member,
            ordinal=ordinals.get(member.id, 0) + 1,
            paper=paper,
            earlier=terms_of(paper),
        )
        if not row.reasons and not fits(draft(facts, member, widest, own.facts), facts.chamber.no):
            row.reasons.append(Reason("row.does_not_fit"))
        if not row.reasons:
            row.own, ordinals[member.id] = own, own.ordinal
    return rows


def _found(records: Records, facts: IssueFacts, asked: Reissue, today: date) -> list[_Row]:
    """The papers that are meant, each with the member's right entry."""
    chamber_code = facts.chamber.code
    if asked.numbers is None:
        of_kind = records.inherited.counting(chamber_code, facts.programme.kind, today)
        papers = {one.number: one for one in of_kind if is_of_programme(one, facts.programme)}
        numbers = list(papers)[:MAX_ROWS]
    else:
        numbers = [nfc(text).strip() for text in asked.numbers]
        papers = records.inherited.by_numbers(chamber_code, numbers)
    people = right_entries(records, chamber_code, {one.member_id for one in papers.values()})
    rows: list[_Row] = []
    first: dict[str, int] = {}
    for line, number in enumerate(numbers, start=1):
        paper = papers.get(number)
        member = None if paper is None else people.get(paper.member_id)
        reasons = []
        if first.setdefault(number, line) != line:
            reasons.append(Reason("row.repeated_number", {"number": number[:60], "first": first[number]}))
        elif paper is None or member is None:
            reasons.append(Reason("row.earlier_unknown", {"number": number[:60]}))
        rows.append(_Row(line, number, paper, member, reasons))
    return rows


def _result(row: _Row, result: str) -> RowResult:
    name = "" if row.member is None else row.member.full_name
    sicil_no = "" if row.member is None else row.member.sicil_no
    ended = "refused" if row.own is None else result
    return RowResult(row.line, sicil_no, name, ended, None, tuple(row.reasons), row.number[:60])
