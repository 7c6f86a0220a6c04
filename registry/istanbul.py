"""Days and instants: documents count days in Europe/Istanbul and write instants in UTC, whole seconds."""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

ISTANBUL = ZoneInfo("Europe/Istanbul")
_WRITTEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


def day_of(instant: datetime) -> date:
    """The calendar day in Istanbul of an aware instant."""
    return instant.astimezone(ISTANBUL).date()


@lru_cache(maxsize=1024)
def first_instant(day: date) -> datetime:
    """00:00:00 in Istanbul, in UTC."""
    return datetime.combine(day, time(0, 0, 0), ISTANBUL).astimezone(UTC)


@lru_cache(maxsize=1024)
def last_instant(day: date) -> datetime:
    """23:59:59 in Istanbul, in UTC."""
    return datetime.combine(day, time(23, 59, 59), ISTANBUL).astimezone(UTC)


def written(instant: datetime) -> str:
    """RFC 3339 with Z and whole seconds, as in credentials: ``2026-11-21T21:00:00Z``."""
    return instant.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def read(text: str) -> datetime:
    """The instant of a ``written`` text; raises ``ValueError`` for any other form."""
    if _WRITTEN.fullmatch(text) is None:
        raise ValueError("not a whole-second UTC time")
    return datetime.fromisoformat(text[:-1]).replace(tzinfo=UTC)


def years_later(day: date, years: int) -> date:
    """The same calendar day ``years`` later; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def shown(day: date) -> str:
    """As people in Turkey write a day: 22.11.2026."""
    return day.strftime("%d.%m.%Y")


def shown_moment(instant: datetime) -> str:
    """Day and time in Istanbul as people write them: 22.11.2026 14:05."""
    return instant.astimezone(ISTANBUL).strftime("%d.%m.%Y %H:%M")


def read_day(text: str) -> date:
    """A day as people write it, 22.11.2026 or 2026-11-22; raises ``ValueError``."""
    day, _, rest = text.partition(".")
    month, _, year = rest.partition(".")
    try:
        return date(int(year), int(month), int(day)) if rest else date.fromisoformat(text)
    except OverflowError as error:
        raise ValueError("no day has such numbers") from error


def days_since_1970(day: date) -> int:
    """Whole days from 1970-01-01."""
    return (day - date(1970, 1, 1)).days


def from_days_since_1970(days: int) -> date:
    """Inverse of ``days_since_1970``; raises ``ValueError`` outside the years 1970-9999."""
    if not 0 <= days <= 2_932_896:
        raise ValueError("day out of range")
    return date(1970, 1, 1) + timedelta(days=days)
