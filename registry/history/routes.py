"""The auditor's door: whether a chamber's register still tells what was entered (story D2)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, Field

from registry.access import AccessRefused
from registry.accounts.trail_check import sentence as trail_sentence
from registry.act import Act
from registry.doors import API, Door, needs
from registry.history.consistency import check_chamber, sentence
from registry.store import Store


class ConsistencyAnswer(BaseModel):
    """What was found in one chamber; ``holds`` true means that nothing was."""

    chamber: str
    name: str
    holds: bool
    entries: int
    first_wrong: int | None = Field(description="Sequence number of the first entry that does not hold.")
    events_altered: list[int]
    events_deleted: list[int]
    events_added: list[int]
    documents_unmatched: list[str]
    states_differ: list[str]
    audit_records: int
    audit_first_wrong: int | None = Field(description="Place of the first audit record that does not hold.")
    message: str


def router(*, store: Store, door: Door) -> APIRouter:
    """Routes for the union's auditor; each reads one chamber."""
    routes = APIRouter(prefix=API, tags=["audit"], route_class=door.route)

    @routes.get(
        "/audit/chambers/{code}/consistency",
        summary="Hold a chamber's sicil chain against its documents, events and states, and its audit trail",
        openapi_extra=needs("audit:read"),
        response_model=ConsistencyAnswer,
    )
    def consistency(
        code: Annotated[str, Path(max_length=16)], act: Annotated[Act, Depends(door.act)]
    ) -> ConsistencyAnswer:
        act.caller.require("audit:read", code)
        with store.reading(code, snapshot=True) as records:
            chamber = records.chambers.find(code)
            if chamber is None:
                raise AccessRefused("access.not_found")
            found = check_chamber(records, code)
            trail = records.audit.check(code)
        message = sentence(found, chamber.abbr_tr)
        if found.holds and trail.first_wrong is not None:
            message = trail_sentence(trail, chamber.abbr_tr)
        return ConsistencyAnswer(
            chamber=code,
            name=chamber.name_tr,
            holds=found.holds and trail.first_wrong is None,
            entries=found.entries,
            first_wrong=found.first_wrong,
            events_altered=list(found.events_altered),
            events_deleted=list(found.events_deleted),
            events_added=list(found.events_added),
            documents_unmatched=list(found.unmatched),
            states_differ=list(found.states_differ),
            audit_records=trail.head.seq,
            audit_first_wrong=trail.first_wrong,
            message=message,
        )

    return routes
