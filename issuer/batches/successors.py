"""Batches whose document takes another's place: a correction, or a renewal without a new run.

Wrong data are never edited: the corrected document is made from today's register and ends when the old one would
have. Its issue revokes and replaces, or renews, the old one in the same transaction (issuer/events/succession.py).
"""

from dataclasses import replace
from datetime import date

from issuer.batches.content import Own, widest_allocation
from issuer.batches.facts import IssueRefused, check_days, facts_of, require, run_by_id
from issuer.batches.judging import CORRECTION, RENEWAL, reasons_against
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
from registry.programme import Participation
from registry.records.preparing.supports import SupportingDocument
from registry.records.registry_records import Records
from registry.store import Store
from templates.drawing import unprintable

WRONG_DATA = "bilgi_hatasi"
_APPROVED = frozenset({APPROVER})


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
    if reason not in REASONS:
        raise TransitionRefused("lifecycle.reason_missing")
    return _prepare(store, act, belge_no, CORRECTION, decision, None, reason, dry_run=dry_run)


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
    return _prepare(store, act, belge_no, RENEWAL, decision, valid_from, None, dry_run=dry_run)


def _prepare(
    store: Store,
    act: Act,
    belge_no: str,
    purpose: str,
    decision: BoardDecision | None,
    valid_from: date | None,
    reason: str | None,
    *,
    dry_run: bool,
) -> IssueReport:
    try:
        number = numbers.parse(belge_no)
    except numbers.BelgeNoRefused as error:
        raise IssueRefused(error.code) from error
    require(act, "batches:prepare", number.chamber)
    with store.reading(number.chamber) if dry_run else store.writing(number.chamber) as records:
        if not dry_run:
            records.chambers.lock(number.chamber)
        facts, own = _own(records, act, str(number), purpose, decision, valid_from)
        report = IssueReport(facts.run.code, dry_run)
        reasons = tuple(_against(records, facts, own, act, purpose))
        result = "refused" if reasons else "would_issue" if dry_run else PREPARED
        name = own.member.full_name
        report.rows = [RowResult(own.line, own.member.sicil_no, name, result, None, reasons)]
        if reasons or dry_run:
            return report
        step("prepare", None, roles=acting_roles(act))
        batch, drafts = new_batch(facts, [own], act, batch_id=uuid7(act.at), purpose=purpose, source="elle")
        if reason is not None:
            batch = replace(batch, content=batch.content | {"reason": reason})
        store_batch(records, act, batch, drafts)
        report.batch_id, report.state, report.version = batch.id, batch.state, batch.version
    return report


def _own(
    records: Records,
    act: Act,
    belge_no: str,
    purpose: str,
    decision: BoardDecision | None,
    valid_from: date | None,
) -> tuple[IssueFacts, Own]:
    old = records.supports.by_numbers({belge_no}).get(belge_no)
    if old is None:
        raise IssueRefused("document.not_found")
    facts = facts_of(records, run_by_id(records, old.run_id), decision, valid_from)
    check_days(facts, day_of(act.at), day_of(act.at))
    if facts.programme.kind != old.kind:
        raise IssueRefused("successor.other_kind", belge_no=belge_no)
    _require_open(old, purpose, day_of(act.at))
    member = records.members.by_ids(old.chamber_code, {old.member_id}).get(old.member_id)
    if member is None:
        raise IssueRefused("document.not_found")
    support = None
    if old.supporting_id is not None:
        support = records.supports.by_ids({old.supporting_id})[old.supporting_id]
    own = Own(
        1,
        member,
        _evidence(records, facts, old),
        support,
        old if purpose == CORRECTION else None,
        old if purpose == RENEWAL else None,
        # Taken again under the lock by whoever issues first: two of one ordinal cannot both be recorded.
        max(ordinal for _, ordinal in records.credentials.issued(old.run_id, {old.member_id})) + 1,
    )
    return facts, own


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


def _evidence(records: Records, facts: IssueFacts, old: SupportingDocument) -> Participation | None:
    if not has_training(facts.programme):
        return None
    found = {one.member_id: one for one in records.programmes.participations(old.run_id)}
    return found.get(old.member_id)


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
