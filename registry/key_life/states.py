"""The life of a key that signs documents: its states, and the one table of what may follow what. Pure.

A key is introduced by two persons, signs while it is active, and ends retired: what it signed stays. A compromised key
counts for what the register entered before a time, and for nothing else.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from registry.chamber import SigningKey
from registry.refusal import Refusal

INTRODUCED, ACTIVE, RETIRED, COMPROMISED = "introduced", "active", "retired", "compromised"
# What a key is at a moment, as people are told: a retired one may still finish what was begun with it.
WAITING, OVERLAP = "waiting", "overlap"
# A rotated key may finish what was begun with it for as long.
OVERLAP_DAYS = 7
MOST_OVERLAP_DAYS = 90
# A key is looked at once it is old.
OLD = timedelta(days=2 * 365)
BLOCK_REASONS = ("compromised", "lost", "weak", "other")


class KeyLifeRefused(Refusal):
    """The step cannot be taken; nothing has changed."""


@dataclass(frozen=True, slots=True)
class Transition:
    """An action on a key: from which states, to which, and how many persons it takes. None: the key is not there yet."""

    action: str
    before: tuple[str | None, ...]
    after: str
    persons: int = 1


TRANSITIONS = (
    Transition("introduce", (None,), INTRODUCED, persons=2),
    Transition("activate", (INTRODUCED,), ACTIVE),
    # Again, to end an overlap early.
    Transition("retire", (INTRODUCED, ACTIVE, RETIRED), RETIRED),
    # Again, if it turns out that it was earlier.
    Transition("compromise", (INTRODUCED, ACTIVE, RETIRED, COMPROMISED), COMPROMISED),
)
BY_ACTION = {one.action: one for one in TRANSITIONS}


@dataclass(frozen=True, slots=True)
class KeyProposal:
    """A key that one person has proposed; it counts for nothing until another has confirmed it."""

    kid: str
    owner_slug: str
    purpose: str
    jwk: dict[str, str]
    signer_uri: str
    proposed_by: str
    proposed_at: datetime
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BlockedKey:
    """A key that is never taken (again), by its RFC 7638 thumbprint; ``reason`` is one of ``BLOCK_REASONS``."""

    thumbprint: bytes
    reason: str
    blocked_by: str
    blocked_at: datetime


def after(action: str, key: SigningKey) -> str:
    """The state of ``key`` after ``action``; raises ``KeyLifeRefused`` key.transition."""
    found = BY_ACTION[action]
    if key.state not in found.before:
        raise KeyLifeRefused("key.transition", kid=key.kid, state=key.state, action=action)
    return found.after


def state_at(key: SigningKey, at: datetime) -> str:
    """What the key is at ``at``: one of the four states, or ``waiting`` before its time, ``overlap`` while a retired key lasts."""
    match key.state:
        case "active":
            if at < key.valid_from:
                return WAITING
            return RETIRED if key.valid_until is not None and at > key.valid_until else ACTIVE
        case "retired":
            return OVERLAP if key.valid_until is not None and at <= key.valid_until else RETIRED
        case other:
            return other


def may_sign(key: SigningKey, at: datetime) -> bool:
    """True where the key may sign something of ``at``: it was activated, and its window covers that time."""
    covers = key.valid_from <= at and (key.valid_until is None or at <= key.valid_until)
    return key.state in (ACTIVE, RETIRED) and covers
