"""Today's standing of a genuine document, from its dates. Pure."""

from datetime import date, datetime

from registry.istanbul import first_instant, last_instant, shown
from verifier.verdict import Step, failed, passed

VALID, EXPIRED, NOT_YET_VALID, UNKNOWN = "valid", "expired", "not_yet_valid", "unknown"


def standing_by_dates(valid_from: date, valid_until: date | None, now: datetime) -> tuple[str, Step]:
    """Standing and step: the last day counts to 23:59:59 in Istanbul."""
    if valid_until is not None and now > last_instant(valid_until):
        return EXPIRED, failed("standing", "standing.expired", date=shown(valid_until))
    if now < first_instant(valid_from):
        return NOT_YET_VALID, failed("standing", "standing.not_yet_valid", date=shown(valid_from))
    return VALID, passed("standing")
