"""Acts of invented callers."""

from datetime import datetime
from uuid import UUID

from registry.access import APPROVER, MEMBER, OFFICER, Caller
from registry.act import Act
from tests.support.register import NOW


def act(who: str, *roles: str, chamber: str = "EMO", at: datetime = NOW) -> Act:
    return Act(Caller("user", who, chamber, frozenset(roles)), at)


def officer(who: str = "hazirlayan", **given: object) -> Act:
    return act(who, OFFICER, **given)  # type: ignore[arg-type]


def approver(who: str = "onaylayan", **given: object) -> Act:
    return act(who, APPROVER, **given)  # type: ignore[arg-type]


def member(member_id: UUID, chamber: str = "EMO", at: datetime = NOW) -> Act:
    return Act(Caller("member", str(member_id), chamber, frozenset({MEMBER})), at)
