"""Today's standing of a genuine document: from the register's facts, or from its dates alone. Pure."""

from dataclasses import replace
from datetime import date, datetime

from registry import standing as derived
from registry.istanbul import day_of, first_instant, last_instant, shown
from registry.standing import Standing, StandingFacts, standing_of
from verifier.verdict import Step, failed, passed

VALID, EXPIRED, NOT_YET_VALID, UNKNOWN = derived.VALID, derived.EXPIRED, derived.NOT_YET_VALID, "unknown"


_SINCE = {
    (derived.REVOKED, False): "standing.revoked",
    (derived.REVOKED, True): "standing.support_revoked",
    (derived.SUSPENDED, False): "standing.suspended",
    (derived.SUSPENDED, True): "standing.support_suspended",
    (EXPIRED, False): "standing.expired",
    (NOT_YET_VALID, False): "standing.not_yet_valid",
}


def standing_by_dates(valid_from: date, valid_until: date | None, now: datetime) -> tuple[str, Step]:
    """Standing and step: the last day counts to 23:59:59 in Istanbul."""
    if valid_until is not None and now > last_instant(valid_until):
        return EXPIRED, failed("standing", "standing.expired", date=shown(valid_until))
    if now < first_instant(valid_from):
        return NOT_YET_VALID, failed("standing", "standing.not_yet_valid", date=shown(valid_from))
    return VALID, passed("standing")


def standing_recorded(
    facts: StandingFacts, valid_from: date, valid_until: date | None, now: datetime
) -> tuple[Standing, Step]:
    """Standing and step of a recorded document; its days are the signed ones, not the register's."""
    signed = replace(facts, valid_from=valid_from, valid_until=valid_until)
    standing = standing_of(signed, day_at(now))
    return standing, _step(standing)


def day_at(instant: datetime) -> date:
    """The day in Istanbul; a clock at either end of time has none there, and then it is the day in its own zone."""
    try:
        return day_of(instant)
    except OverflowError:
        return instant.date()


def _step(standing: Standing) -> Step:
    """The sentence says since when, never why: reasons are the chamber's and the member's."""
    match standing:
        case Standing(code=derived.VALID):
            return passed("standing")
        case Standing(code=derived.REPLACED, successor=successor) if successor is not None:
            return failed("standing", "standing.replaced", belge_no=successor.belge_no)
        case Standing(code=derived.VISA_MISSING, visa_year=year):
            return failed("standing", "standing.visa_missing", year=str(year))
        case Standing(code=code, on=on, by_support=by_support):
            assert on is not None  # every other standing began on a day
            return failed("standing", _SINCE[code, by_support], date=shown(on))
