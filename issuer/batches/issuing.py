"""Issuing an approved batch: durable intents, seals, and the commit that makes documents exist.

Running it again issues nothing twice; after a crash it finishes what was begun, with the same numbers and the
same bytes.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from issuer.batches.approved import Today, as_of_today, refuse_changes
from issuer.batches.facts import IssueRefused, check_days
from issuer.batches.papers import end_papers
from issuer.batches.preparation import acting_roles, found_batch, locked
from issuer.batches.view import batch_report
from issuer.begun import Begun, OpenKey, Sealed, sealed_ahead
from issuer.events.dependents import follow
from issuer.events.notices import notices_of, tell_issued
from issuer.events.succession import succeed
from issuer.intents import make_intents
from issuer.report import IssueReport
from issuer.status_list import resign
from registry.access import system
from registry.act import Act
from registry.istanbul import day_of, shown
from registry.lifecycle import BY_ACTION, IMZALANDI, ONAYLANDI, step
from registry.log.event import Issued
from registry.notices.quotas import DOCUMENTS, QuotaRefused, alarm_of_refusal, spend
from registry.records.credentials import RecordedCredential
from registry.records.preparing.batches import Batch, Draft
from registry.records.registry_records import Records
from registry.refusal import Refusal
from registry.sicil_chain import SicilEvent
from registry.store import Store

# What has been signing for so long was interrupted; a worker takes it up.
INTERRUPTED_AFTER = timedelta(minutes=15)

Progress = Callable[[int, int], None]


def no_progress(_done: int, _total: int) -> None:
    """Hears nothing."""


def issue(
    store: Store,
    act: Act,
    batch_id: UUID,
    open_key: OpenKey,
    *,
    version: int | None = None,
    progress: Progress = no_progress,
) -> IssueReport:
    """Issue an approved batch, or finish one whose issue was interrupted.

    Raises ``IssueRefused`` approval.content_changed, with nothing done, if today's facts no longer give the
    approved content, and issue.not_due before its time. ``open_key`` gives the chamber's signing key.
    """
    with telling_of_quota(store, act):
        begun = begun_again(store, act, batch_id, version, open_key)
    return finish(store, act, begun, progress=progress)


@contextmanager
def telling_of_quota(store: Store, act: Act) -> Iterator[None]:
    """That more was asked than the day allows is told in a transaction of its own: nothing was begun."""
    try:
        yield
    except QuotaRefused:
        with locked(store, act) as records:
            alarm_of_refusal(records, act.caller.chamber_code or "", DOCUMENTS, act.at)
        raise


def begun_again(store: Store, act: Act, batch_id: UUID, version: int | None, open_key: OpenKey) -> Begun:
    """``issue`` up to the intents: what is left to ``finish``."""
    with locked(store, act) as records:
        batch = found_batch(records, act, "batches:decide", batch_id, version)
        if batch.issue_at is not None and batch.state == ONAYLANDI and act.at < batch.issue_at:
            raise IssueRefused("issue.not_due", day=shown(day_of(batch.issue_at)))
        _step_to_sign(act, batch)
        drafts = records.batches.drafts(batch)
        done = records.credentials.issued(batch.run_id, {one.member_id for one in drafts})
        mine = done.keys() if batch.state == IMZALANDI else frozenset[tuple[UUID, int]]()
        today = as_of_today(records, batch, drafts, act.at, mine)
        # An interrupted batch whose members all have their documents by now has only to be ended.
        if today.own:
            check_days(today.facts, day_of(act.at), day_of(act.at))
            refuse_changes(today, batch.content_sha256)
        return begin(records, act, batch, drafts, today, open_key)


def _step_to_sign(act: Act, batch: Batch) -> str:
    """The state in which documents of the batch are made; raises ``TransitionRefused``."""
    if batch.state == IMZALANDI:
        # Begun and not ended: what remains is to publish.
        step("publish", batch.state, roles=acting_roles(act))
        return IMZALANDI
    return step("sign", batch.state, roles=acting_roles(act)).after


def begin(
    records: Records, act: Act, batch: Batch, drafts: list[Draft], today: Today, open_key: OpenKey
) -> Begun:
    """Store an intent for every document that is not there yet, inside the caller's transaction and lock."""
    now = act.at.replace(microsecond=0)
    state = _step_to_sign(act, batch)
    done = records.credentials.issued(batch.run_id, {one.member_id for one in drafts})
    waiting = [
        (one, today.own[one.place])
        for one in drafts
        if (one.member_id, one.ordinal) not in done and one.place in today.own
    ]
    batch = records.batches.change(batch, state=state, issued_at=now)
    begun = Begun(batch, drafts, today.facts, now, open_key)
    if waiting:
        spend(records, today.facts.chamber, DOCUMENTS, len(waiting), now)
        begun.key = open_key(today.facts.chamber, now)
        wanted = [(one.member_id, one.ordinal) for one, _ in waiting]
        intents = make_intents(records, today.facts, wanted, now, begun.key)
        begun.work = [(one, own, intent) for (one, own), intent in zip(waiting, intents, strict=True)]
    return begun


def finish(
    store: Store,
    act: Act,
    begun: Begun,
    *,
    progress: Progress = no_progress,
) -> IssueReport:
    """Seal and commit what was begun, in chunks; the last one publishes the batch."""
    issued_here: set[int] = set()
    done, total, report = 0, len(begun.work), None
    for sealed in sealed_ahead(begun):
        with store.writing(begun.batch.chamber_code) as records:
            new = _commit(records, act, begun, sealed)
            made = [one for one in sealed if one[0].place in new]
            succeeded = _succeed(records, act, begun, made)
            end_papers(records, act, begun.batch, [one[:3] for one in made])
            last = done + len(sealed) >= total
            ended = issued_here | new
            report = _publish(records, act, begun, frozenset(ended)) if last else None
        # Commit point: from here on these documents exist. Before it they never did; a crash in between
        # leaves intents, and issuing again seals them to the same bytes.
        issued_here = ended
        if succeeded:
            follow(store, begun.open_key, succeeded, act.at)
        done += len(sealed)
        if sealed:
            progress(done, total)
    assert report is not None
    return report


def _commit(
    records: Records,
    act: Act,
    begun: Begun,
    sealed: list[Sealed],
) -> set[int]:
    """Record what is new; returns the places of the drafts whose documents are made by this."""
    facts, batch = begun.facts, begun.batch
    records.chambers.lock(facts.chamber.code)
    done = records.credentials.issued(batch.run_id, {one.member_id for one, *_ in sealed})
    new = [one for one in sealed if (one[0].member_id, one[0].ordinal) not in done]
    published = BY_ACTION["publish"]
    assert published.sicil_event is not None
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
            supporting_id=one.supporting_id,
        )
        for one, intent, document, compact in new
    ]
    records.credentials.add(rows)
    for (_, intent, *_), row in zip(new, rows, strict=True):
        # Nonce and time are the intent's, so a redo tells the log the same.
        records.log.add(
            Issued(row.awarded_at, row.sha256),
            chamber_code=row.chamber_code,
            credential_id=row.id,
            member_id=row.member_id,
            nonce=intent.log_nonce,
        )
    events = [SicilEvent(one.member_id, published.sicil_event, one.belge_no, one.sha256) for one in rows]
    # Who approved answers for the document; a worker only carries it out.
    records.sicil.append(facts.chamber.code, events, at=begun.now, actor=batch.decided_by or act.actor)
    tell_issued(records, act, facts.installation.public_url, rows)
    return {one.place for one, *_ in new}


def _succeed(records: Records, act: Act, begun: Begun, new: list[Sealed]) -> list[UUID]:
    """Let new documents take the place of those they replace or renew, with the same commit; returns these."""
    batch, on = begun.batch, day_of(begun.now)
    lists: set[int] = set()
    notify = notices_of(begun.facts.installation.public_url)
    succeeded: list[UUID] = []
    for one, intent, *_ in new:
        if one.replaces_id is not None:
            reason = batch.content["reason"]
            lists |= succeed(
                records, act, one.replaces_id, intent.id, "replace", reason, on, batch.decision, notify=notify
            )
            succeeded.append(one.replaces_id)
        if one.renews_id is not None:
            lists |= succeed(
                records, act, one.renews_id, intent.id, "renew", None, on, batch.decision, notify=notify
            )
            succeeded.append(one.renews_id)
    for number in sorted(lists):
        assert begun.key is not None
        resign(records, begun.facts.chamber, number, begun.key, begun.now)
    return succeeded


def _publish(records: Records, act: Act, begun: Begun, issued_here: frozenset[int]) -> IssueReport:
    """End the batch, and others of the run that were interrupted and have nothing left to do."""
    batch = begun.batch
    if not begun.work:
        records.chambers.lock(batch.chamber_code)
    for one in records.batches.unfinished(batch.chamber_code, batch.run_id, IMZALANDI):
        taken = step("publish", one.state, roles=acting_roles(act))
        ended = records.batches.change(one, state=taken.after)
        if one.id == batch.id:
            batch = ended
    records.audit.add(
        act,
        "batches.issued",
        chamber_code=batch.chamber_code,
        target_kind="batch",
        target=str(batch.id),
        facts={"documents": len(issued_here), "of": len(begun.drafts)},
    )
    return batch_report(
        records, records.batches.find(batch.chamber_code, batch.id), begun.drafts, issued_here=issued_here
    )


def issue_due(store: Store, open_key: OpenKey, now: datetime) -> list[IssueReport]:
    """Issue what is scheduled for now or earlier, and finish what was interrupted; safe to run twice at once.

    What is refused stays approved; the audit trail says once why.
    """
    with store.reading() as records:
        due = records.batches.due((ONAYLANDI, IMZALANDI), now, now - INTERRUPTED_AFTER)
    done = []
    for chamber_code, batch_id in due:
        act = Act(system("worker", chamber_code), now)
        try:
            done.append(issue(store, act, batch_id, open_key))
        except Refusal as refusal:
            _note_refusal(store, act, batch_id, refusal)
    return done


def _note_refusal(store: Store, act: Act, batch_id: UUID, refusal: Refusal) -> None:
    with locked(store, act) as records:
        batch = found_batch(records, act, "batches:decide", batch_id, None)
        if batch.decided_note == refusal.code or batch.state not in (ONAYLANDI, IMZALANDI):
            return
        records.batches.change(batch, decided_note=refusal.code)
        records.audit.add(
            act,
            "batches.issue_refused",
            chamber_code=batch.chamber_code,
            target_kind="batch",
            target=str(batch.id),
            outcome="refused",
            facts={"code": refusal.code},
        )
