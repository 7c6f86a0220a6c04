"""Issuing a class list in one go: prepared, submitted and approved under two names, then issued.

For the operator's command, the demonstration and measurements. Running it again with the same list issues
nothing twice; after a crash it finishes what was begun, with the same numbers and the same bytes.
"""

from dataclasses import KW_ONLY, dataclass, replace
from datetime import date, datetime

from issuer.batches.approved import Today
from issuer.batches.facts import IssueRefused, programme_of
from issuer.batches.issuing import Progress, begin, finish, no_progress
from issuer.batches.judging import FIRST, Judged
from issuer.batches.outcome import report_of, row_result
from issuer.batches.preparation import (
    Preparation,
    ReadList,
    judged_list,
    prepare_locked,
    read_asked,
)
from issuer.batches.steps import approve_locked, submit_locked
from issuer.begun import Begun, OpenKey
from issuer.report import IssueReport, RowResult
from issuer.rules import check_board_decision
from registry.access import APPROVER, OFFICER, Caller
from registry.act import Act
from registry.document import BoardDecision
from registry.istanbul import day_of
from registry.records.registry_records import Records
from registry.store import Store


@dataclass(frozen=True, slots=True)
class IssueRequest:
    """What is asked: which run, which list (CSV or XLSX), under which decision. ``now`` is the time of issue.

    ``actor`` prepares and ``approver`` approves, by login; they must differ. ``lent_by`` are the absent approvers in
    whose place the latter does.
    """

    run_code: str
    list_bytes: bytes
    actor: str
    now: datetime
    board_decision: BoardDecision | None = None
    valid_from: date | None = None
    chamber_code: str | None = None
    _: KW_ONLY
    approver: str
    lent_by: frozenset[str] = frozenset()
    purpose: str = FIRST


def issue_list(
    store: Store,
    request: IssueRequest,
    open_key: OpenKey,
    *,
    dry_run: bool = False,
    progress: Progress = no_progress,
) -> IssueReport:
    """Issue a document for every row that meets the rules; raises ``Refusal`` when the list as a whole cannot be.

    ``open_key`` gives the chamber's signing key at a time; ``progress`` hears (done, total) documents.
    """
    now = request.now.replace(microsecond=0)
    programme = programme_of(store, request.run_code)
    chamber_code = programme.chamber_code
    if request.chamber_code not in (None, chamber_code):
        raise IssueRefused("run.other_chamber", run=request.run_code, chamber=request.chamber_code)
    check_board_decision(programme, request.board_decision, day_of(now))
    officer = Act(_person(request.actor, chamber_code, OFFICER), now)
    approver = Act(replace(_person(request.approver, chamber_code, APPROVER), lent_by=request.lent_by), now)
    asked = Preparation(
        request.run_code,
        request.list_bytes,
        request.board_decision,
        request.valid_from,
        purpose=request.purpose,
    )
    read = read_asked(store, officer, asked)
    if dry_run:
        with store.reading(chamber_code) as records:
            judged = judged_list(records, officer, asked, read)
        return report_of(judged, request.run_code, "would_issue", dry_run=True)
    with store.writing(chamber_code) as records:
        judged, begun = _approved(records, officer, approver, asked, read, open_key)
    if begun is None:
        return report_of(judged, request.run_code, "issued")
    done = finish(store, approver, begun, progress=progress)
    return _report(judged, done)


def _person(login: str, chamber_code: str, role: str) -> Caller:
    return Caller("user", login, chamber_code, frozenset({role}))


def _approved(
    records: Records, officer: Act, approver: Act, asked: Preparation, read: ReadList, open_key: OpenKey
) -> tuple[Judged, Begun | None]:
    """Every step up to the intents in one transaction: a refusal of any of them leaves nothing behind."""
    judged, batch, drafts = prepare_locked(records, officer, asked, read)
    if batch is None:
        return judged, None
    batch = submit_locked(records, officer, batch)
    # Made in this transaction and under its lock: the facts cannot have changed.
    own = {draft.place: one for draft, one in zip(drafts, judged.own.values(), strict=True)}
    today = Today(judged.facts, batch.content, own, [one.content for one in drafts])
    batch, today = approve_locked(records, approver, batch, drafts, today=today)
    return judged, begin(records, approver, batch, drafts, today, open_key)


def _report(judged: Judged, done: IssueReport) -> IssueReport:
    """Every row of the list in its order; those of the batch as it ended."""
    ended: dict[int, RowResult] = {one.line: one for one in done.rows}
    report = IssueReport(
        done.run_code, done.dry_run, batch_id=done.batch_id, state=done.state, version=done.version
    )
    report.rows = [
        ended[row.line] if row.line in judged.own else row_result(row, judged, "refused")
        for row in judged.rows
    ]
    return report
