"""JSON doors over the audit trail."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import AfterValidator, BaseModel, Field

from registry.accounts import trail
from registry.accounts.trail_check import check_trail, trail_json
from registry.act import Act
from registry.doors import API, Door, Instant, needs
from registry.records.audit import AuditEntry, AuditFilter
from registry.store import Store


def _of_our_time(at: datetime) -> datetime:
    """Refuses years that would not fit once they are turned into UTC."""
    if not 2000 <= at.year <= 2200:
        raise ValueError("not a time of this register")
    return at


OurInstant = Annotated[Instant, AfterValidator(_of_our_time)]
Word = Annotated[str | None, Query(max_length=120)]
Since = Annotated[OurInstant | None, Query(description="At or after this instant")]
Until = Annotated[OurInstant | None, Query(description="Before this instant")]
Before = Annotated[UUID | None, Query(description="`next` of the page before")]
Limit = Annotated[int, Query(ge=1, le=trail.MAX_PAGE)]


class AuditFacts(BaseModel):
    """One audit record."""

    id: UUID
    at: datetime
    chamber_code: str | None
    actor_kind: str
    actor: str
    action: str
    target_kind: str | None
    target: str | None
    outcome: str
    request_id: str | None
    facts: dict[str, Any]
    seq: int = Field(description="Place in the chain of the chamber's records, or of those of no chamber")


class AuditPage(BaseModel):
    """Records, newest first; ``next`` asks for the page after, None on the last."""

    records: list[AuditFacts]
    next: UUID | None

    @classmethod
    def of(cls, found: list[AuditEntry], limit: int) -> "AuditPage":
        """From the entries of one page."""
        more = found[-1].id if len(found) == limit else None
        return cls(records=[AuditFacts(**asdict(one)) for one in found], next=more)


class ChainFacts(BaseModel):
    """The chain of a chamber's records, or of those of no chamber; ``hash`` is of the last record that holds."""

    chamber: str | None
    records: int
    hash: str
    first_wrong: int | None
    fault: str | None = Field(description="altered or missing")


class TrailAnswer(BaseModel):
    """What was found; ``holds`` true means that nothing was."""

    holds: bool
    records: int
    chains: list[ChainFacts]


def router(*, store: Store, door: Door) -> APIRouter:
    """Routes; the auditor reads every chamber's trail masked, an administrator his own chamber's."""
    routes = APIRouter(prefix=API, tags=["access"], route_class=door.route)

    @routes.get("/audit", summary="Audit trail of the union, logins masked", openapi_extra=needs(trail.RIGHT))
    def read_all(
        act: Annotated[Act, Depends(door.act)],
        chamber: Word = None,
        action: Word = None,
        target: Word = None,
        outcome: Word = None,
        since: Since = None,
        until: Until = None,
        before: Before = None,
        limit: Limit = 50,
    ) -> AuditPage:
        wanted = AuditFilter(chamber, None, action, target, outcome, since, until)
        return AuditPage.of(
            trail.read_trail(store, wanted, act, before=before, limit=limit, masked=True), limit
        )

    @routes.get("/audit/own", summary="Audit trail of the own chamber", openapi_extra=needs(trail.OWN_RIGHT))
    def read_own(
        act: Annotated[Act, Depends(door.act)],
        actor: Word = None,
        action: Word = None,
        target: Word = None,
        outcome: Word = None,
        since: Since = None,
        until: Until = None,
        before: Before = None,
        limit: Limit = 50,
    ) -> AuditPage:
        own = act.caller.own_chamber()
        wanted = AuditFilter(own, actor, action, target, outcome, since, until)
        return AuditPage.of(
            trail.read_trail(store, wanted, act, before=before, limit=limit, masked=False), limit
        )

    @routes.get(
        "/audit/consistency",
        summary="Hold every chain of audit records against its hashes",
        openapi_extra=needs(trail.RIGHT),
    )
    def consistency(act: Annotated[Act, Depends(door.act)]) -> TrailAnswer:
        act.caller.require(trail.RIGHT)
        with store.reading() as records:
            return TrailAnswer(**trail_json(check_trail(records)))

    return routes
