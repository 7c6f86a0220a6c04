"""Documents that take another's place: a correction, or a renewal without a new run.

Wrong data are never edited: the corrected document is made from today's register and ends when the old one would
have. Its issue revokes and replaces, or renews, the old one in the same transaction (issuer/events/succession.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from issuer.batches.content import Own, widest_allocation
from issuer.batches.facts import IssueRefused, check_days, facts_of, require, right_entries, run_by_id
from issuer.batches.judging import CORRECTION, RENEWAL, reasons_against
from issuer.batches.papers import kept_terms
from issuer.batches.preparation import PREPARED, acting_roles, new_batch, store_batch
from issuer.batches.support import former_names
from issuer.draft import IssueFacts, draft
from issuer.reasons import Reason
from issuer.report import IssueReport, RowResult
from issuer.rules import has_training
from issuer.sealing import fits
from registry import belge_no as numbers
from registry.access import APPROVER
from registry.act import Act
from registry.document import BoardDecision
from registry.ids import uuid7
from registry.istanbul import day_of
from registry.lifecycle import REASONS, TransitionRefused, step
from registry.member import Member
from registry.programme import Participation
from registry.records.preparing.batches import Batch
from registry.records.preparing.supports import SupportingDocument
from registry.records.registry_records import Records
from registry.refusal import Refusal
from registry.store import Store
from templates.drawing import unprintable

WRONG_DATA = "bilgi_hatasi"
_APPROVED = frozenset({APPROVER})


@dataclass(frozen=True, slots=True)
class Succession:
    """What is asked of each document: a correction with its ``reason``, or a renewal from ``valid_from`` on."""

    purpose: str
    decision: BoardDecision | None = None
    valid_from: date | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Successor:
    """The makings of a document that takes another's place, and what the rules say against it."""

    facts: IssueFacts
    own: Own
    reasons: tuple[Reason, ...]


def correction(reason: str = WRONG_DATA, decision: BoardDecision | None = None) -> Succession:
    """A correction for this reason; raises ``TransitionRefused`` for one that is not in the list."""
    if reason not in REASONS:
        raise TransitionRefused("lifecycle.reason_missing")
    return Succession(CORRECTION, decision, None, reason)


def prepare_replacement(
    store: Store,
    act: Act,
    belge_no: str,
    *,
    reason: str = WRONG_DATA,
    decision: BoardDecision | None = None,
    dry_run: bool = False,
) -> IssueReport:
    """A batch of one document that corrects another: the same run and member, today's names and texts.

    Correct the member's entry first. Raises ``Refusal``, also for a document that is replaced already or over.
    """
    return _prepare(store, act, belge_no, correction(reason, decision), dry_run=dry_run)


def prepare_renewal(
    store: Store,
    act: Act,
    belge_no: str,
    *,
    decision: BoardDecision | None = None,
    valid_from: date | None = None,
    dry_run: bool = False,
) -> IssueReport:
    """A batch of one document that renews a yetki by a board decision, without a new run.

    Documents of other kinds are renewed from the list of a new run (``Preparation.purpose``).
    """
    return _prepare(store, act, belge_no, Succession(RENEWAL, decision, valid_from), dry_run=dry_run)


def _prepare(store: Store, act: Act, belge_no: str, asked: Succession, *, dry_run: bool) -> IssueReport:
    try:
        number = numbers.parse(belge_no)
    except numbers.BelgeNoRefused as error:
        raise IssueRefused(error.code) from error
    require(act, "batches:prepare", number.chamber)
    with store.reading(number.chamber) if dry_run else store.writing(number.chamber) as records:
        if not dry_run:
            records.chambers.lock(number.chamber)
        found = successors_of(records, act, number.chamber, [str(number)], asked)[str(number)]
        if isinstance(found, Refusal):
            raise found
        own, report = found.own, IssueReport(found.facts.run.code, dry_run)
        result = "refused" if found.reasons else "would_issue" if dry_run else PREPARED
        row = RowResult(
            own.line, own.member.sicil_no, own.member.full_name, result, None, tuple(found.reasons)
        )
        report.rows = [row]
        if found.reasons or dry_run:
            return report
        batch = store_successors(records, act, found.facts, [own], asked)
        report.batch_id, report.state, report.version = batch.id, batch.state, batch.version
        return report


def store_successors(
    records: Records, act: Act, facts: IssueFacts, own: Sequence[Own], asked: Succession
) -> Batch:
    """A batch of documents of one run that take others' places, in the caller's transaction and lock."""
    step("prepare", None, roles=acting_roles(act))
    batch, drafts = new_batch(facts, own, act, batch_id=uuid7(act.at), purpose=asked.purpose, source="elle")
    if asked.reason is not None:
        batch = replace(batch, content=batch.content | {"reason": asked.reason})
    store_batch(records, act, batch, drafts)
    return batch


def successors_of(
    records: Records,
    act: Act,
    chamber_code: str,
    wanted: Sequence[str],
    asked: Succession,
    renamed: Mapping[UUID, Member] | None = None,
) -> dict[str, Successor | Refusal]:
    """By number the makings of each document's successor, or why there can be none.

    ``renamed`` are entries as they will be, in place of what the register says.
    """
    old = records.supports.by_numbers(set(wanted))
    people = right_entries(records, chamber_code, {one.member_id for one in old.values()})
    people = {key: (renamed or {}).get(one.id, one) for key, one in people.items()}
    supports = records.supports.by_ids({one.supporting_id for one in old.values() if one.supporting_id})
    runs = {
        run_id: _of_run(
            records, act, run_id, [one for one in old.values() if one.run_id == run_id], people, asked
        )
        for run_id in {one.run_id for one in old.values()}
    }
    found: dict[str, Successor | Refusal] = {}
    for number in dict.fromkeys(wanted):
        one = old.get(number)
        try:
            if one is None:
                raise IssueRefused("document.not_found")
            found[number] = _successor(records, act, one, runs[one.run_id], people, supports, asked)
        except Refusal as refusal:
            found[number] = refusal
    return found


@dataclass(slots=True)
class _Run:
    """What is the same for the successors of one run's documents, or why there can be none."""

    facts: IssueFacts | Refusal
    evidence: Mapping[UUID, Participation]
    ordinals: dict[UUID, int]


def _of_run(
    records: Records,
    act: Act,
    run_id: UUID,
    old: Iterable[SupportingDocument],
    people: Mapping[UUID, Member],
    asked: Succession,
) -> _Run:
    try:
        facts = facts_of(records, run_by_id(records, run_id), asked.decision, asked.valid_from)
        check_days(facts, day_of(act.at), day_of(act.at))
    except Refusal as refusal:
        return _Run(refusal, {}, {})
    evidence: dict[UUID, Participation] = {}
    if has_training(facts.programme):
        evidence = {one.member_id: one for one in records.programmes.participations(run_id)}
    ids = {people[one.member_id].id for one in old if one.member_id in people}
    return _Run(facts, evidence, records.batches.last_ordinals(facts.chamber.code, run_id, ids))


def _successor(
    records: Records,
    act: Act,
    old: SupportingDocument,
    run: _Run,
    people: Mapping[UUID, Member],
    supports: Mapping[UUID, SupportingDocument],
    asked: Succession,
) -> Successor:
    if isinstance(run.facts, Refusal):
        raise run.facts
    if run.facts.programme.kind != old.kind:
        raise IssueRefused("successor.other_kind", belge_no=old.belge_no)
    _require_open(old, asked.purpose, day_of(act.at))
    member = people.get(old.member_id)
    if member is None:
        raise IssueRefused("document.not_found")
    # Taken with those on their way, so that no two successors are prepared for one place.
    run.ordinals[member.id] = run.ordinals.get(member.id, 0) + 1
    own = Own(
        1,
        member,
        run.evidence.get(member.id),
        None if old.supporting_id is None else supports[old.supporting_id],
        old if asked.purpose == CORRECTION else None,
        old if asked.purpose == RENEWAL else None,
        run.ordinals[member.id],
        earlier=kept_terms(old) if asked.purpose == CORRECTION else None,
    )
    return Successor(run.facts, own, tuple(_against(records, run.facts, own, act, asked.purpose)))


def _require_open(old: SupportingDocument, purpose: str, today: date) -> None:
    """The old document may still be succeeded; raises ``Refusal``. Its issue asks the life cycle again."""
    if old.facts.successor is not None:
        raise IssueRefused("successor.there_is_one", belge_no=old.facts.successor.belge_no)
    if purpose == CORRECTION and old.valid_until is not None and old.valid_until < today:
        raise IssueRefused("successor.over", belge_no=old.belge_no)
    if purpose == RENEWAL and old.kind != "yetki":
        raise IssueRefused("successor.needs_run", belge_no=old.belge_no)
    if purpose == RENEWAL:
        step("renew", old.facts.state, roles=_APPROVED, given=frozenset({"successor"}))


def _against(records: Records, facts: IssueFacts, own: Own, act: Act, purpose: str) -> list[Reason]:
    if lacking := unprintable(own.member.full_name + own.member.title):
        return [Reason("row.unprintable", {"characters": lacking[:20]})]
    reasons: list[Reason] = []
    if purpose == RENEWAL:
        names = former_names(records, own.member) if own.support is not None else ()
        reasons = reasons_against(facts, own, day_of(act.at), names)
    widest = widest_allocation(facts, act.at)
    if not reasons and not fits(draft(facts, own.member, widest, own.facts), facts.chamber.no):
        reasons.append(Reason("row.does_not_fit"))
    return reasons
