"""One event in a document's life after its issue, and the state that its events lead to. Pure.

The row's own hash stands in the chamber's sicil chain (``SicilEvent.content_sha256``), so that a changed, added or
deleted row shows.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import rfc8785

from registry.istanbul import written
from registry.lifecycle import ASKIDA, BY_ACTION, IPTAL, YAYINDA, YENILENDI

ACTIONS = ("suspend", "reinstate", "revoke", "replace", "renew", "visa")
SICIL_EVENTS = {str(BY_ACTION[action].sicil_event): action for action in ACTIONS}
LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class StatusEvent:
    """What was done to a document, from when, why and by which decision.

    ``seq`` is that of its sicil entry. ``reason_code`` and ``reason_note`` are never public. ``bulk_id`` names the
    list it came with.
    """

    id: UUID
    credential_id: UUID
    chamber_code: str
    event: str
    effective_on: date
    at: datetime
    actor: str
    reason_code: str | None = None
    reason_note: str | None = None
    decision_no: str | None = None
    decision_on: date | None = None
    successor_id: UUID | None = None
    visa_year: int | None = None
    bulk_id: UUID | None = None
    seq: int = 0


def content_sha256(one: StatusEvent) -> bytes:
    """SHA-256 over the canonical JSON (RFC 8785) of an event; its ``seq`` is what the chain gives it."""
    content: dict[str, str | int | None] = {
        "actor": one.actor,
        "at": written(one.at),
        "bulk": None if one.bulk_id is None else str(one.bulk_id),
        "chamber": one.chamber_code,
        "credential": str(one.credential_id),
        "decision_no": one.decision_no,
        "decision_on": None if one.decision_on is None else one.decision_on.isoformat(),
        "effective_on": one.effective_on.isoformat(),
        "event": one.event,
        "id": str(one.id),
        "reason_code": one.reason_code,
        "reason_note": one.reason_note,
        "successor": None if one.successor_id is None else str(one.successor_id),
        "visa_year": one.visa_year,
    }
    return hashlib.sha256(rfc8785.dumps({**content})).digest()


@dataclass(frozen=True, slots=True)
class Told:
    """The state that a document's events tell. ``since_on`` None: since its issue."""

    state: str = YAYINDA
    since_on: date | None = None
    successor_id: UUID | None = None
    visa_year: int | None = None


_STATES = {"suspend": ASKIDA, "reinstate": YAYINDA, "revoke": IPTAL, "renew": YENILENDI}


def after(told: Told, one: StatusEvent) -> Told:
    """The state after one more event."""
    action = SICIL_EVENTS[one.event]
    if action == "visa":
        return Told(told.state, told.since_on, told.successor_id, one.visa_year)
    if action == "replace":
        return Told(told.state, told.since_on, one.successor_id, told.visa_year)
    return Told(_STATES[action], one.effective_on, one.successor_id, told.visa_year)


def told_by(events: Iterable[StatusEvent]) -> Told:
    """The state that a document's events, in order of ``seq``, lead to."""
    told = Told()
    for one in events:
        told = after(told, one)
    return told
