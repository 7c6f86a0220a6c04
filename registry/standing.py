"""What a document is worth on a day: the one derivation used by the verifier, the record and the status lists. Pure.

Precedence (rules): replaced, revoked, suspended, expired, visa missing, not yet valid, valid.
"""

from dataclasses import dataclass
from datetime import date

from registry.lifecycle import ASKIDA, IPTAL, YAYINDA, YENILENDI

VALID, EXPIRED, NOT_YET_VALID = "valid", "expired", "not_yet_valid"
SUSPENDED, REVOKED, REPLACED, VISA_MISSING = "suspended", "revoked", "replaced", "visa_missing"
# A place in a status list is set for these (``bit_of``); the dates stand in the credential itself.
BIT_SET = frozenset({SUSPENDED, REVOKED, REPLACED, VISA_MISSING})


@dataclass(frozen=True, slots=True)
class Successor:
    """The document that takes another's place."""

    belge_no: str
    verification_code: str
    valid_from: date


@dataclass(frozen=True, slots=True)
class StandingFacts:
    """What the register knows about one document. ``issued_year`` counts as visa of its year.

    ``support`` are the facts of the document of another chamber that this one rests on (bağlı).
    """

    valid_from: date
    valid_until: date | None
    issued_year: int
    state: str = YAYINDA
    since_on: date | None = None
    successor: Successor | None = None
    annual_visa: bool = False
    visa_year: int | None = None
    grace_until: tuple[int, int] = (3, 31)
    support: "StandingFacts | None" = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The answer of a day: its ``code``, since when or until when, and what it rests on."""

    code: str
    on: date | None = None
    successor: Successor | None = None
    visa_year: int | None = None
    by_support: bool = False

    @property
    def in_force(self) -> bool:
        """True only for a document that counts today."""
        return self.code == VALID


def visa_year_due(today: date, grace_until: tuple[int, int]) -> int:
    """The year whose visa a document needs today: last year's until this year's grace has passed."""
    return today.year if (today.month, today.day) > grace_until else today.year - 1


def standing_of(facts: StandingFacts, today: date) -> Standing:
    """The standing of a document on ``today``."""
    own = _by_state(facts, today)
    if own is None and facts.support is not None:
        own = _by_support(facts.support, today)
    if own is not None:
        return own
    if facts.valid_until is not None and today > facts.valid_until:
        return Standing(EXPIRED, facts.valid_until)
    due = visa_year_due(today, facts.grace_until)
    if facts.annual_visa and max(facts.issued_year, facts.visa_year or 0) < due:
        return Standing(VISA_MISSING, visa_year=due)
    if today < facts.valid_from:
        return Standing(NOT_YET_VALID, facts.valid_from)
    year = max(facts.issued_year, facts.visa_year or 0) if facts.annual_visa else None
    return Standing(VALID, facts.valid_until, visa_year=year)


def bit_of(facts: StandingFacts, today: date, *, erased: bool) -> bool:
    """What a document's place in the status list says on ``today``: not in force, ask the register.

    The register answers for an erased document like for one that never was, so its place is set for good.
    """
    return erased or standing_of(facts, today).code in BIT_SET


def _by_state(facts: StandingFacts, today: date) -> Standing | None:
    match facts.state:
        case state if state == IPTAL and (facts.since_on is None or facts.since_on <= today):
            if facts.successor is not None:
                return Standing(REPLACED, facts.since_on, facts.successor)
            return Standing(REVOKED, facts.since_on)
        case state if state == ASKIDA and (facts.since_on is None or facts.since_on <= today):
            return Standing(SUSPENDED, facts.since_on)
        case state if state == YENILENDI and facts.successor is not None:
            # The old document counts until its successor begins.
            if today >= facts.successor.valid_from:
                return Standing(REPLACED, facts.successor.valid_from, facts.successor)
    return None


def _by_support(support: StandingFacts, today: date) -> Standing | None:
    found = standing_of(support, today)
    if found.code == SUSPENDED:
        return Standing(SUSPENDED, found.on, by_support=True)
    # Revoked itself, replaced after being revoked, or resting on one that was; a renewed one still supports.
    if found.code == REVOKED or (found.code == REPLACED and support.state == IPTAL):
        return Standing(REVOKED, found.on, by_support=True)
    return None
