"""The way of a batch to its issue: submit, withdraw, approve, return. registry/lifecycle.py decides each step."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from issuer.batches.approved import Today, as_of_today, refuse_changes
from issuer.batches.content import common_content
from issuer.batches.facts import IssueRefused, check_days, facts_of, run_by_id
from issuer.batches.issuing import Progress, begin, finish, no_progress, telling_of_quota
from issuer.batches.judging import REISSUE
from issuer.batches.preparation import acting_roles, found_batch, locked
from issuer.batches.view import batch_report
from issuer.begun import Begun, OpenKey
from issuer.report import IssueReport
from registry.act import Act
from registry.document import BoardDecision
from registry.istanbul import day_of, written
from registry.lifecycle import Transition, step
from registry.records.preparing.batches import Batch, Draft
from registry.records.registry_records import Records
from registry.store import Store


def submit(
    store: Store,
    act: Act,
    batch_id: UUID,
    *,
    version: int | None = None,
    decision: BoardDecision | None = None,
) -> Batch:
    """Send a draft batch for approval, with the board decision if it has come since."""
    with locked(store, act) as records:
        batch = found_batch(records, act, "batches:prepare", batch_id, version)
        after = submit_locked(records, act, batch, decision)
        known = records.open_lists.of_batch(after.chamber_code, batch_id)
        if known is not None and decision is not None:
            # If the batch comes back, its list says so too.
            records.open_lists.change(known, decision_no=decision.number, decision_on=decision.day)
        return after


def submit_locked(records: Records, act: Act, batch: Batch, decision: BoardDecision | None = None) -> Batch:
    """``submit`` inside the caller's transaction and lock."""
    facts = facts_of(records, run_by_id(records, batch.run_id), decision or batch.decision, batch.valid_from)
    taken = step(
        "submit",
        batch.state,
        roles=acting_roles(act),
        kind=facts.programme.kind,
        given=_given(batch, facts.board_decision),
    )
    check_days(facts, day_of(batch.issue_at or act.at), day_of(act.at))
    values: dict[str, Any] = {"state": taken.after, "submitted_by": act.actor, "submitted_at": _at(act)}
    if decision is not None:
        content = common_content(facts, purpose=batch.purpose, issue_at=batch.issue_at, now=act.at)
        kept = {name: batch.content[name] for name in ("reason",) if name in batch.content}
        values |= {"decision_no": decision.number, "decision_on": decision.day, "content": content | kept}
    after = records.batches.change(batch, **values)
    _audit(records, act, "batches.submitted", after)
    return after


def withdraw(store: Store, act: Act, batch_id: UUID, *, version: int | None = None) -> Batch:
    """Give a batch up before anything of it is signed."""
    with locked(store, act) as records:
        batch = found_batch(records, act, "batches:prepare", batch_id, version)
        taken = step("withdraw", batch.state, roles=acting_roles(act))
        after = records.batches.change(batch, state=taken.after, decided_by=act.actor, decided_at=_at(act))
        _audit(records, act, "batches.withdrawn", after)
        return after


def return_(store: Store, act: Act, batch_id: UUID, note: str, *, version: int | None = None) -> Batch:
    """Send a batch back to who prepared it, with a note ("Geri çevrildi")."""
    with locked(store, act) as records:
        batch = found_batch(records, act, "batches:decide", batch_id, version)
        given = frozenset({"note"}) if note.strip() else frozenset[str]()
        taken = step("return", batch.state, roles=acting_roles(act), given=given)
        after = records.batches.change(
            batch,
            state=taken.after,
            decided_by=act.actor,
            decided_at=_at(act),
            decided_note=note.strip(),
            content_sha256=None,
        )
        _audit(records, act, "batches.returned", after)
        return after


def approve(
    store: Store,
    act: Act,
    batch_id: UUID,
    *,
    version: int | None = None,
    issue: bool = False,
    open_key: OpenKey | None = None,
    dry_run: bool = False,
    progress: Progress = no_progress,
) -> IssueReport:
    """Approve what was prepared, exactly as it is; with ``issue`` sign it in the same step.

    Where no key is at hand (``open_key`` None) or the batch is scheduled, a worker issues it. A dry run checks
    the same and writes nothing.
    """
    if dry_run:
        with store.reading(act.caller.chamber_code or "") as records:
            batch = found_batch(records, act, "batches:decide", batch_id, version)
            drafts = records.batches.drafts(batch)
            check_approval(records, act, batch, drafts)
            return batch_report(records, batch, drafts, dry_run=True)
    begun = approve_begun(store, act, batch_id, version=version, issue=issue, open_key=open_key)
    return begun if isinstance(begun, IssueReport) else finish(store, act, begun, progress=progress)


def approve_begun(
    store: Store,
    act: Act,
    batch_id: UUID,
    *,
    version: int | None = None,
    issue: bool = True,
    open_key: OpenKey | None = None,
) -> Begun | IssueReport:
    """``approve`` up to the intents: what is left to ``finish``, or the report if nothing is to be signed here now."""
    with telling_of_quota(store, act), locked(store, act) as records:
        batch = found_batch(records, act, "batches:decide", batch_id, version)
        drafts = records.batches.drafts(batch)
        # Without a key at hand a worker that has one issues it.
        at_once = issue and open_key is None and batch.issue_at is None
        after, today = approve_locked(records, act, batch, drafts, hand_over=at_once)
        if issue and open_key is not None and (after.issue_at is None or after.issue_at <= act.at):
            return begin(records, act, after, drafts, today, open_key)
        return batch_report(records, after, drafts)


def approve_locked(
    records: Records,
    act: Act,
    batch: Batch,
    drafts: list[Draft],
    *,
    today: Today | None = None,
    hand_over: bool = False,
) -> tuple[Batch, Today]:
    """``approve`` inside the caller's transaction and lock. ``today``: the content was made in this transaction."""
    if hand_over:
        batch = replace(batch, issue_at=_at(act), content=batch.content | {"issue_at": written(_at(act))})
    taken, today = check_approval(records, act, batch, drafts, today)
    after = records.batches.change(
        batch,
        state=taken.after,
        decided_by=act.actor,
        decided_at=_at(act),
        decided_note=None,
        issue_at=batch.issue_at,
        content=batch.content,
        content_sha256=today.sha256(),
    )
    _audit(records, act, "batches.approved", after, documents=len(drafts), sha256=today.sha256().hex())
    return after, today


def check_approval(
    records: Records,
    act: Act,
    batch: Batch,
    drafts: list[Draft],
    today: Today | None = None,
) -> tuple[Transition, Today]:
    """All that speaks against an approval; raises ``Refusal``."""
    kind = batch.content["kind"]
    for other in (batch.prepared_by, batch.submitted_by):
        taken = step(
            "approve",
            batch.state,
            roles=acting_roles(act),
            actor=act.actor,
            preparer=other,
            in_place_of=act.lenders,
            kind=kind,
            given=_given(batch, batch.decision),
        )
    if not drafts:
        raise IssueRefused("batch.empty")
    if today is None:
        today = as_of_today(records, batch, drafts, act.at)
        check_days(today.facts, day_of(batch.issue_at or act.at), day_of(act.at))
    refuse_changes(today)
    return taken, today


def _given(batch: Batch, decision: BoardDecision | None) -> frozenset[str]:
    # Earlier paper brings the decision it was issued under, each its own; without one it became no draft.
    there = decision is not None or batch.purpose == REISSUE
    return frozenset({"decision"}) if there else frozenset()


def _at(act: Act) -> datetime:
    return act.at.replace(microsecond=0)


def _audit(records: Records, act: Act, action: str, batch: Batch, **facts: object) -> None:
    records.audit.add(
        act,
        action,
        chamber_code=batch.chamber_code,
        target_kind="batch",
        target=str(batch.id),
        facts=facts,
    )
