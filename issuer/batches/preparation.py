"""Preparing a batch: a list of rows becomes judged rows, kept evidence, and drafts that wait for approval."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from issuer.batches.content import Own, common_content, own_content
from issuer.batches.facts import IssueRefused, check_days, facts_of, find_run, programme_of, require
from issuer.batches.judging import FIRST, RENEWAL, Judged, columns_of, judge
from issuer.batches.outcome import report_of, row_result
from issuer.class_list import ClassRow, class_rows, read_class_list
from issuer.draft import IssueFacts
from issuer.report import IssueReport
from registry.access import PROGRAM, SYSTEM
from registry.act import Act
from registry.document import BoardDecision
from registry.ids import uuid7
from registry.istanbul import day_of
from registry.lifecycle import TASLAK, step
from registry.lists.csv_text import ListRow
from registry.programme import Programme
from registry.records.preparing.batches import Batch, Draft
from registry.records.registry_records import Records
from registry.store import Store

LATEST_ISSUE = timedelta(days=366)
PREPARED = "prepared"
# The rows are evidence that is on record already: a learning system's.
RECORDED = "lms"


@dataclass(frozen=True, slots=True)
class Preparation:
    """What an officer prepares: a run's list (a CSV or XLSX file, or rows of cells) and what it rests on.

    ``issue_at``: issued by itself at that time, once approved. The decision may also come with the submission.
    """

    run_code: str
    rows: bytes | Sequence[ListRow]
    decision: BoardDecision | None = None
    valid_from: date | None = None
    issue_at: datetime | None = None
    purpose: str = FIRST
    source: str = "csv"


@dataclass(frozen=True, slots=True)
class ReadList:
    """A list read before the register is locked."""

    programme: Programme
    rows: list[ClassRow]


def acting_roles(act: Act) -> frozenset[str]:
    """The roles that count in the life cycle; a program acts as the system, within its scopes."""
    return frozenset({SYSTEM}) if act.caller.kind == PROGRAM else act.caller.roles


def prepare(store: Store, act: Act, asked: Preparation, *, dry_run: bool = False) -> IssueReport:
    """Judge a list, keep its evidence and store a batch of drafts; ``report.batch_id`` is None if no row qualifies.

    A dry run answers the same and writes nothing. Raises ``Refusal`` when the list as a whole cannot be used.
    """
    read = read_asked(store, act, asked)
    chamber_code = read.programme.chamber_code
    if dry_run:
        with store.reading(chamber_code) as records:
            judged = judged_list(records, act, asked, read)
        return report_of(judged, asked.run_code, "would_issue", dry_run=True)
    with store.writing(chamber_code) as records:
        judged, batch, _ = prepare_locked(records, act, asked, read)
    return report_of(judged, asked.run_code, PREPARED, batch=batch)


def edit(
    store: Store, act: Act, batch_id: UUID, asked: Preparation, *, version: int | None = None
) -> IssueReport:
    """Put another list into a batch that is still a draft; its preparer is who did this."""
    read = read_asked(store, act, asked)
    with store.writing(read.programme.chamber_code) as records:
        judged, after = edit_locked(records, act, batch_id, asked, read, version=version)
        # What was under work on the page is no longer what the batch says; it is opened from its drafts.
        known = records.open_lists.of_batch(after.chamber_code, batch_id)
        if known is not None:
            records.open_lists.remove(known)
    return report_of(judged, asked.run_code, PREPARED, batch=after)


def edit_locked(
    records: Records,
    act: Act,
    batch_id: UUID,
    asked: Preparation,
    read: ReadList,
    *,
    version: int | None = None,
) -> tuple[Judged, Batch]:
    """``edit`` inside the caller's writing transaction, which from here on holds the chamber's lock."""
    records.chambers.lock(read.programme.chamber_code)
    before = found_batch(records, act, "batches:prepare", batch_id, version)
    step("edit", before.state, roles=acting_roles(act))
    if find_run(records, asked.run_code).id != before.run_id:
        raise IssueRefused("batch.other_run")
    judged = judged_list(records, act, asked, read)
    if not judged.own:
        raise IssueRefused("batch.empty")
    records.programmes.record_participations(judged.facts.run.id, judged.evidence)
    new, drafts = batch_of(judged, act, asked, before.id)
    after = records.batches.change(
        before,
        **{name: getattr(new, name) for name in _EDITED},
    )
    records.batches.replace_drafts(before, drafts)
    _audit(records, act, "batches.edited", after, len(drafts))
    return judged, after


_EDITED = (
    "purpose",
    "source",
    "prepared_by",
    "prepared_at",
    "content",
    "refused",
    "decision_no",
    "decision_on",
    "valid_from",
    "issue_at",
)


def read_asked(store: Store, act: Act, asked: Preparation) -> ReadList:
    """Read the list before anything is locked; raises ``Refusal``."""
    programme = programme_of(store, asked.run_code)
    require(act, "batches:prepare", programme.chamber_code)
    columns = columns_of(programme)
    if isinstance(asked.rows, bytes):
        rows = read_class_list(asked.rows, **asdict(columns))
    else:
        rows = class_rows(asked.rows, columns)
    return ReadList(programme, rows)


def judged_list(records: Records, act: Act, asked: Preparation, read: ReadList) -> Judged:
    """The list judged by the register as it is inside this transaction."""
    assert asked.purpose in (FIRST, RENEWAL)
    facts = facts_of(records, find_run(records, asked.run_code), asked.decision, asked.valid_from)
    check_times(facts, act.at, asked.issue_at)
    return judge(records, facts, read.rows, act.at, purpose=asked.purpose)


def check_times(facts: IssueFacts, now: datetime, issue_at: datetime | None) -> None:
    """The day of issue suits the run, the validity and the decision; raises ``Refusal``."""
    if issue_at is not None and not now < issue_at <= now + LATEST_ISSUE:
        raise IssueRefused("issue.at_range", days=LATEST_ISSUE.days)
    check_days(facts, day_of(issue_at or now), day_of(now))


def prepare_locked(
    records: Records, act: Act, asked: Preparation, read: ReadList
) -> tuple[Judged, Batch | None, list[Draft]]:
    """Judge and store inside the caller's writing transaction, which from here on holds the chamber's lock."""
    # Two lists of one chamber wait for each other here, before either reads what is issued already.
    records.chambers.lock(read.programme.chamber_code)
    judged = judged_list(records, act, asked, read)
    step("prepare", None, roles=acting_roles(act))
    if asked.source != RECORDED:
        records.programmes.record_participations(judged.facts.run.id, judged.evidence)
    if not judged.own:
        records.audit.add(
            act,
            "batches.refused",
            chamber_code=judged.facts.chamber.code,
            target_kind="run",
            target=judged.facts.run.code,
            facts={"rows": len(judged.rows)},
        )
        return judged, None, []
    batch, drafts = batch_of(judged, act, asked, uuid7(act.at))
    store_batch(records, act, batch, drafts)
    return judged, batch, drafts


def store_batch(records: Records, act: Act, batch: Batch, drafts: list[Draft]) -> None:
    """Add a prepared batch with its audit record."""
    records.batches.add(batch, drafts)
    _audit(records, act, "batches.prepared", batch, len(drafts))


def _audit(records: Records, act: Act, action: str, batch: Batch, count: int) -> None:
    records.audit.add(
        act,
        action,
        chamber_code=batch.chamber_code,
        target_kind="batch",
        target=str(batch.id),
        facts={"documents": count, "refused": len(batch.refused), "purpose": batch.purpose},
    )


@contextmanager
def locked(store: Store, act: Act) -> Iterator[Records]:
    """A writing transaction of the caller's chamber that holds its lock."""
    chamber_code = act.caller.chamber_code or ""
    with store.writing(chamber_code) as records:
        records.chambers.lock(chamber_code)
        yield records


def found_batch(records: Records, act: Act, right: str, batch_id: UUID, version: int | None) -> Batch:
    """A batch of the caller's chamber, as the caller last saw it; raises ``Refusal``."""
    chamber_code = act.caller.chamber_code or ""
    require(act, right, chamber_code)
    batch = records.batches.find(chamber_code, batch_id)
    if version is not None and version != batch.version:
        raise IssueRefused("batch.changed")
    return batch


def batch_of(judged: Judged, act: Act, asked: Preparation, batch_id: UUID) -> tuple[Batch, list[Draft]]:
    """The batch and drafts of judged rows."""
    return new_batch(
        judged.facts,
        list(judged.own.values()),
        act,
        batch_id=batch_id,
        purpose=asked.purpose,
        source=asked.source,
        issue_at=asked.issue_at,
        refused=[
            row_result(row, judged, "refused").stored() for row in judged.rows if row.line not in judged.own
        ],
    )


def new_batch(
    facts: IssueFacts,
    own: Sequence[Own],
    act: Act,
    *,
    batch_id: UUID,
    purpose: str,
    source: str,
    issue_at: datetime | None = None,
    refused: list[dict[str, Any]] | None = None,
) -> tuple[Batch, list[Draft]]:
    """A batch and its drafts from what each document is made of."""
    now = act.at.replace(microsecond=0)
    chamber_code, decision = facts.chamber.code, facts.board_decision
    batch = Batch(
        id=batch_id,
        chamber_code=chamber_code,
        run_id=facts.run.id,
        purpose=purpose,
        state=TASLAK,
        source=source,
        prepared_by=act.actor,
        prepared_at=now,
        content=common_content(facts, purpose=purpose, issue_at=issue_at, now=now),
        refused=refused or [],
        decision_no=None if decision is None else decision.number,
        decision_on=None if decision is None else decision.day,
        valid_from=facts.valid_from,
        issue_at=issue_at,
    )
    kind = facts.programme.kind
    drafts = [
        Draft(
            batch_id,
            place,
            chamber_code,
            one.member.id,
            own_content(one, kind),
            one.ordinal,
            None if one.replaces is None else one.replaces.id,
            None if one.renews is None else one.renews.id,
            None if one.support is None else one.support.id,
        )
        for place, one in enumerate(own)
    ]
    return batch, drafts
