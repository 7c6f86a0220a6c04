"""Katılım documents that follow from the watched share alone, under a standing approval."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from issuer.batches.issuing import OpenKey
from issuer.issue import IssueRequest, issue_list
from issuer.reasons import Reason
from registry.act import Act
from registry.member import Member
from registry.programme import Participation, Run
from registry.refusal import Refusal
from registry.store import Store
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
        request = IssueRequest(
            run_code=run.code,
            list_bytes=_list_of(due),
            actor=act.actor,
            now=act.at,
            chamber_code=approval.chamber_code,
            approver=approval.approved_by or "",
        )
        ids = {member.sicil_no: member.id for member, _ in due}
        try:
            rows = issue_list(store, request, open_key).rows
        except Refusal as refusal:
            failed = [Reason("rule.issue_failed", {"code": refusal.code})]
            return Issued(reasons=dict.fromkeys(ids.values(), failed))
        return Issued(
            {ids[row.sicil_no]: row.belge_no for row in rows if row.belge_no is not None},
            {ids[row.sicil_no]: list(row.reasons) for row in rows if row.belge_no is None},
        )

    return issue


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
