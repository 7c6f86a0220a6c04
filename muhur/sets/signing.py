"""The part of the capacity set that is really signed: large runs, issued through the real path."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from issuer.issue import IssueRequest, issue_list
from muhur.installation import Home
from muhur.sets.training import PlannedRun
from registry.document import BoardDecision
from registry.member import Member
from registry.programme import Participation, Run


def sign_run(
    home: Home,
    planned: PlannedRun,
    run: Run,
    members: dict[UUID, Member],
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Issue a run's documents at a simulated time after its end; how many were issued now."""
    with home.store.reading() as records:
        present = records.programmes.participations(run.id)
    at = datetime.combine(run.end_on + timedelta(days=5), time(9), UTC)
    decision = BoardDecision(f"{at.month}/{at.day}", at.date()) if planned.programme.kind == "yetki" else None
    request = IssueRequest(
        f"{run.programme_code}/{run.no}",
        _list_of([(members[one.member_id], one) for one in present]),
        "set.sorumlu",
        at,
        decision,
        approver="set.onaylayan",
    )
    return issue_list(home.store, request, home.open_key, progress=progress).count("issued")


def _list_of(people: list[tuple[Member, Participation]]) -> bytes:
    """The class list as an office would send it; everybody passes."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(["sicil_no", "ad", "soyad", "devam", "toplam", "teorik_not", "uygulama_not"])
    for member, one in people:
        marks = ["", ""] if one.theory_mark is None else ["85,5", "85,5"]
        total = one.scheduled_units
        writer.writerow([member.sicil_no, member.given_name, member.family_name, total, total, *marks])
    return text.getvalue().encode()
