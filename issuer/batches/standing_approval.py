"""Katılım documents under a standing approval: approved in advance for a version of an asynchronous programme."""

from collections.abc import Sequence

from issuer.batches.approved import Today
from issuer.batches.facts import IssueRefused, programme_of
from issuer.batches.issuing import Begun, OpenKey, begin, finish
from issuer.batches.judging import Judged, columns_of
from issuer.batches.preparation import RECORDED, Preparation, ReadList, prepare_locked, report_of
from issuer.batches.steps import approve_locked, submit_locked
from issuer.class_list import class_rows
from issuer.report import IssueReport
from registry.access import APPROVER, USER, Caller
from registry.act import Act
from registry.lists.csv_text import ListRow
from registry.member import Member
from registry.programme import Participation, Programme
from registry.records.registry_records import Records
from registry.store import Store
from registry.training.approvals import in_force
from registry.training.trainer import StandingApproval

Due = Sequence[tuple[Member, Participation]]


def issue_under_standing_approval(
    store: Store, act: Act, approval: StandingApproval, run_code: str, due: Due, open_key: OpenKey
) -> IssueReport:
    """Issue for members whose recorded evidence reaches the threshold; running it again issues nothing twice.

    ``act`` prepares, whoever gave the standing approval approves. Raises ``IssueRefused`` approval.not_in_force
    unless it holds for the programme as it is now.
    """
    programme = programme_of(store, run_code)
    rows = class_rows([_row(place, *one) for place, one in enumerate(due, start=1)], columns_of(programme))
    read = ReadList(programme, rows)
    asked = Preparation(run_code, (), source=RECORDED)
    kind, _, login = (approval.approved_by or "").partition(":")
    approver = Act(
        Caller(kind or USER, login, approval.chamber_code, frozenset({APPROVER})),
        act.at,
        act.request_id,
        act.person,
    )
    with store.writing(programme.chamber_code) as records:
        judged, begun = _approved(records, act, approver, approval, asked, read, open_key)
    if begun is None:
        return report_of(judged, run_code, "issued")
    return finish(store, approver, begun)


def _approved(
    records: Records,
    act: Act,
    approver: Act,
    approval: StandingApproval,
    asked: Preparation,
    read: ReadList,
    open_key: OpenKey,
) -> tuple[Judged, Begun | None]:
    judged, batch, drafts = prepare_locked(records, act, asked, read)
    _require_in_force(records, approval, judged.facts.programme)
    if batch is None:
        return judged, None
    batch = records.batches.change(batch, standing_approval_id=approval.id)
    batch = submit_locked(records, act, batch)
    own = {draft.place: one for draft, one in zip(drafts, judged.own.values(), strict=True)}
    today = Today(judged.facts, batch.content, own, [one.content for one in drafts])
    batch, today = approve_locked(records, approver, batch, drafts, today=today)
    return judged, begin(records, approver, batch, drafts, today, open_key)


def _require_in_force(records: Records, approval: StandingApproval, programme: Programme) -> None:
    found = in_force(records, programme)
    watched = (programme.kind, programme.delivery) == ("katilim", "asenkron")
    if found is None or found.id != approval.id or not watched:
        raise IssueRefused("approval.not_in_force", programme=programme.code)


def _row(line: int, member: Member, evidence: Participation) -> ListRow:
    return ListRow(
        line,
        {
            "sicil_no": member.sicil_no,
            "ad": member.given_name,
            "soyad": member.family_name,
            "devam": str(evidence.attended_units),
            "toplam": str(evidence.scheduled_units),
        },
    )
