"""Officers and approvers of a chamber, and batches on their way."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from issuer.batches.preparation import Preparation, prepare
from issuer.batches.steps import submit
from issuer.report import IssueReport
from muhur.installation import Home
from registry.access import APPROVER, OFFICER, Caller
from registry.act import Act
from tests.support.register import DECISION, NOW, members_of, passing

RUN = "MMO-MT-01/2026-1"


def officer(login: str = "ayse", *, chamber: str = "MMO", at: datetime = NOW, **roles: Any) -> Act:
    """An act of a training officer."""
    return Act(Caller("user", login, chamber, roles.get("roles", frozenset({OFFICER}))), at)


def approver(login: str = "omer", *, chamber: str = "MMO", at: datetime = NOW) -> Act:
    """An act of an approver."""
    return Act(Caller("user", login, chamber, frozenset({APPROVER})), at)


def both(login: str, *, chamber: str = "MMO", at: datetime = NOW) -> Act:
    """An act of somebody who is officer and approver."""
    return Act(Caller("user", login, chamber, frozenset({OFFICER, APPROVER})), at)


def asked(home: Home, count: int = 3, run: str = RUN, **given: Any) -> Preparation:
    """A preparation of the first members of the run's chamber."""
    chamber = run.partition("-")[0]
    values = {"decision": DECISION, **given}
    return replace(Preparation(run, passing(members_of(home, chamber)[:count])), **values)


def prepared(home: Home, act: Act | None = None, **given: Any) -> tuple[UUID, IssueReport]:
    """A batch in taslak."""
    report = prepare(home.store, act or officer(), asked(home, **given))
    assert report.batch_id is not None, report.rows
    return report.batch_id, report


def submitted(home: Home, act: Act | None = None, **given: Any) -> UUID:
    """A batch that waits for approval."""
    batch_id, _ = prepared(home, act, **given)
    submit(home.store, act or officer(), batch_id)
    return batch_id
