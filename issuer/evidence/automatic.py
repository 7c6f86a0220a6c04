"""Katılım documents that follow from the watched share alone, under a standing approval.

They take the way of every batch: prepared by the learning system, approved by who gave the standing approval.
"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from issuer.batches.approved import Today
from issuer.batches.issuing import begin, finish
from issuer.batches.judging import Judged
from issuer.batches.preparation import Preparation, ReadList, prepare_locked, read_asked
from issuer.batches.steps import submit_locked
from issuer.begun import Begun, OpenKey
from issuer.reasons import Reason
from registry.access import APPROVER, system
from registry.act import Act
from registry.lifecycle import step
from registry.member import Member
from registry.programme import Participation, Run
from registry.records.registry_records import Records
from registry.refusal import Refusal
from registry.store import Store
from registry.training.approvals import in_force
from registry.training.trainer import StandingApproval


@dataclass(frozen=True, slots=True)
class Issued:
    """Document numbers by member, and the reasons of those who got none."""

    numbers: Mapping[UUID, str] = field(default_factory=dict)
    reasons: Mapping[UUID, list[Reason]] = field(default_factory=dict)


Due = Sequence[tuple[Member, Participation]]
IssueWatched = Callable[[Act, StandingApproval, Run, Due], Issued]


def issuing_watched(store: Store, open_key: OpenKey) -> IssueWatched:
    """Issues for members of one run; running it again issues nothing twice."""

    def issue(act: Act, approval: StandingApproval, run: Run, due: Due) -> Issued:
        ids = {member.sicil_no: member.id for member, _ in due}
        try:
            return _issue(store, act, approval, run, due, open_key)
        except Refusal as refusal:
            failed = [Reason("rule.issue_failed", {"code": refusal.code})]
            return Issued(reasons=dict.fromkeys(ids.values(), failed))

    return issue


def _issue(
    store: Store, act: Act, approval: StandingApproval, run: Run, due: Due, open_key: OpenKey
) -> Issued:
    machine = Act(system(act.caller.id, approval.chamber_code), act.at, act.request_id, act.person)
    asked = Preparation(run.code, _list_of(due), source="lms")
    read = read_asked(store, machine, asked)
    with store.writing(approval.chamber_code) as records:
        judged, begun = _begun(records, machine, approval, asked, read, open_key)
    ids = {member.sicil_no: member.id for member, _ in due}
    numbers = {member: number for member, number in judged.numbers.items() if member in ids.values()}
    reasons = {ids[row.sicil_no]: row.reasons for row in judged.rows if row.reasons}
    if begun is not None:
        # After a crash from here on the same feed, or a worker, finishes with the same numbers.
        for row in finish(store, machine, begun).rows:
            if row.belge_no is not None:
                numbers[ids[row.sicil_no]] = row.belge_no
    return Issued(numbers, reasons)


def _begun(
    records: Records,
    machine: Act,
    approval: StandingApproval,
    asked: Preparation,
    read: ReadList,
    open_key: OpenKey,
) -> tuple[Judged, Begun | None]:
    """Every step up to the intents in one transaction."""
    records.chambers.lock(approval.chamber_code)
    held = in_force(records, read.programme)
    current = records.programmes.find(read.programme.code)
    if held is None or held.id != approval.id or held.approved_by is None or current != read.programme:
        raise Refusal("approval.superseded", programme=read.programme.code)
    judged, batch, drafts = prepare_locked(records, machine, asked, read)
    if batch is None:
        return judged, None
    batch = submit_locked(records, machine, batch)
    own = {draft.place: one for draft, one in zip(drafts, judged.own.values(), strict=True)}
    today = Today(judged.facts, batch.content, own, [one.content for one in drafts])
    # Given in advance by this approver for exactly these rules.
    taken = step(
        "approve",
        batch.state,
        roles=frozenset({APPROVER}),
        actor=held.approved_by,
        preparer=batch.prepared_by,
        kind=read.programme.kind,
    )
    batch = records.batches.change(
        batch,
        state=taken.after,
        decided_by=held.approved_by,
        decided_at=machine.at.replace(microsecond=0),
        content_sha256=today.sha256(),
        standing_approval_id=held.id,
    )
    records.audit.add(
        machine,
        "batches.approved_in_advance",
        chamber_code=batch.chamber_code,
        target_kind="batch",
        target=str(batch.id),
        facts={"standing_approval": str(held.id), "documents": len(drafts)},
    )
    return judged, begin(records, machine, batch, drafts, today, open_key)


def _list_of(due: Due) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(["sicil_no", "ad", "soyad", "devam", "toplam"])
    for member, evidence in due:
        writer.writerow(
            [
                member.sicil_no,
                member.given_name,
                member.family_name,
                evidence.attended_units,
                evidence.scheduled_units,
            ]
        )
    return text.getvalue().encode()
