"""What is asked to be done to a document, and whether it may be. Pure: the life-cycle table decides.

Refused here: a step that the state does not allow, dates that cannot be, a reason that is not in the list, a
decision that is missing, a visa that is not due. Nothing is written before an order has passed.
"""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from registry.access import OFFICER, PROGRAM
from registry.act import Act
from registry.document import BoardDecision, TextRefused, clean_text
from registry.history.status_event import LONGEST_NOTE, SICIL_EVENTS, StatusEvent, Told, after
from registry.ids import uuid7
from registry.istanbul import day_of, shown
from registry.lifecycle import IPTAL, REASONS, TransitionRefused, step
from registry.records.history.standings import LivingDocument, State
from registry.refusal import Refusal
from registry.standing import StandingFacts, Successor, bit_of
from registry.turkish import nfc

RIGHTS = {
    "suspend": "documents:decide",
    "reinstate": "documents:decide",
    "revoke": "documents:decide",
    "visa": "documents:visa",
}
_PAST = {
    "suspend": "document.suspended",
    "reinstate": "document.reinstated",
    "revoke": "document.revoked",
    "replace": "document.replaced",
    "renew": "document.renewed",
    "visa": "document.visa_recorded",
}


class EventRefused(Refusal):
    """It cannot be done to this document, or not like that."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked: an ``action`` of the life cycle with what it needs.

    ``effective_on`` None: today. ``bulk_id`` names the list that it stands in.
    """

    action: str
    reason_code: str | None = None
    reason_note: str | None = None
    decision: BoardDecision | None = None
    effective_on: date | None = None
    visa_year: int | None = None
    bulk_id: UUID | None = None

    @property
    def given(self) -> frozenset[str]:
        """The facts that came with it, as the life-cycle table names them."""
        there = {
            "reason": self.reason_code,
            "decision": self.decision,
            "visa_year": self.visa_year,
        }
        return frozenset(name for name, value in there.items() if value is not None)


@dataclass(frozen=True, slots=True)
class Change:
    """A document on its way to a new state, with the events that lead there, oldest first."""

    document: LivingDocument
    facts: StandingFacts
    told: Told
    events: tuple[StatusEvent, ...] = ()

    @property
    def actions(self) -> tuple[str, ...]:
        """The audit's name of each event."""
        return tuple(_PAST[SICIL_EVENTS[one.event]] for one in self.events)

    def state(self, today: date) -> State:
        """The row to store; its status bit is what ``bit_of`` says of ``today``."""
        return State(
            self.told.state,
            self.told.since_on or self.document.state.since_on,
            self.told.successor_id,
            self.told.visa_year,
            bit_of(self.facts, today, erased=self.document.erased),
        )


def unchanged(document: LivingDocument) -> Change:
    """The beginning of a change."""
    found = document.state
    since_on = None if document.facts.since_on is None else found.since_on
    return Change(document, document.facts, Told(found.state, since_on, found.successor_id, found.visa_year))


def taken(
    change: Change,
    order: Order,
    act: Act,
    *,
    successor: tuple[UUID, Successor] | None = None,
    roles: frozenset[str] | None = None,
) -> Change:
    """The change after one more step; raises ``TransitionRefused`` or ``EventRefused``.

    ``roles`` None: those of the caller.
    """
    today, document = day_of(act.at), change.document
    effective_on = order.effective_on or today
    given = order.given | (frozenset({"successor"}) if successor is not None else frozenset())
    try:
        transition = step(
            order.action,
            change.told.state,
            roles=_roles(act) if roles is None else roles,
            kind=document.kind,
            given=given,
        )
    except TransitionRefused as refusal:
        if (refusal.code, order.action, change.told.state) == ("lifecycle.illegal", "revoke", IPTAL):
            day = shown(change.told.since_on or document.state.since_on)
            raise EventRefused("event.already_revoked", day=day) from refusal
        raise
    _check_dates(change, order, effective_on, today)
    _check_reason(order)
    if order.action == "visa":
        _check_visa(change, order, today)
    if order.action == "replace" and change.told.successor_id is not None:
        raise EventRefused("event.has_successor", belge_no=_successor_no(change))
    event = StatusEvent(
        id=uuid7(act.at),
        credential_id=document.id,
        chamber_code=document.chamber_code,
        event=str(transition.sicil_event),
        effective_on=effective_on,
        at=act.at.replace(microsecond=0),
        actor=act.actor,
        reason_code=order.reason_code,
        reason_note=order.reason_note,
        decision_no=None if order.decision is None else order.decision.number,
        decision_on=None if order.decision is None else order.decision.day,
        successor_id=None if successor is None else successor[0],
        visa_year=order.visa_year,
        bulk_id=order.bulk_id,
    )
    told = after(change.told, event)
    facts = replace(
        change.facts,
        state=told.state,
        since_on=told.since_on,
        successor=None if successor is None else successor[1],
        visa_year=told.visa_year,
    )
    return Change(document, facts, told, (*change.events, event))


def _roles(act: Act) -> frozenset[str]:
    # A program has no role; one that carries the scope records visas as an officer would.
    if act.caller.kind == PROGRAM and act.caller.has("documents:visa"):
        return frozenset({OFFICER})
    return act.caller.roles


def _check_dates(change: Change, order: Order, effective_on: date, today: date) -> None:
    since = change.told.since_on
    if effective_on > today:
        raise EventRefused("event.future", day=shown(effective_on))
    if effective_on < change.document.issued_on:
        raise EventRefused(
            "event.before_issue", day=shown(effective_on), issued=shown(change.document.issued_on)
        )
    if order.action != "visa" and since is not None and effective_on < since:
        raise EventRefused("event.before_last", day=shown(effective_on), last=shown(since))
    if order.decision is not None and order.decision.day > today:
        raise EventRefused("event.decision_future", day=shown(order.decision.day))


def _check_reason(order: Order) -> None:
    if order.reason_code is not None and order.reason_code not in REASONS:
        raise EventRefused("event.reason_unknown", reason=order.reason_code[:40], reasons=", ".join(REASONS))
    if order.reason_note is not None:
        try:
            clean_text(order.reason_note, LONGEST_NOTE)
        except TextRefused as error:
            raise EventRefused("event.note", longest=LONGEST_NOTE) from error


def _check_visa(change: Change, order: Order, today: date) -> None:
    facts, year = change.facts, order.visa_year
    assert year is not None  # the life-cycle table asks for it
    if not facts.annual_visa:
        raise EventRefused("event.no_visa")
    if facts.valid_until is not None and today > facts.valid_until:
        raise EventRefused("event.expired", day=shown(facts.valid_until))
    if not facts.issued_year < year <= today.year:
        raise EventRefused("event.visa_year", year=year, first=facts.issued_year + 1, last=today.year)
    if facts.visa_year is not None and year <= facts.visa_year:
        raise EventRefused("event.visa_done", year=facts.visa_year)


def _successor_no(change: Change) -> str:
    return "-" if change.facts.successor is None else change.facts.successor.belge_no


def clean_note(text: str | None) -> str | None:
    """A note as it is stored: NFC, without outer spaces; None for nothing."""
    return nfc(text).strip() or None if text is not None else None
