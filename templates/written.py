"""Days, times and numbers as people write them in Turkish and in English."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

ISTANBUL: Final = ZoneInfo("Europe/Istanbul")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(value: date | datetime | str | None, lang: str = "tr") -> str:
    """22.11.2026, in English 22 Nov 2026; an instant is shown on its day in Istanbul. Nothing for None."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        value = date.fromisoformat(value[:10]) if len(value) == 10 else datetime.fromisoformat(value)
    if isinstance(value, datetime):
        value = value.astimezone(ISTANBUL).date()
    return (
        f"{value.day} {_MONTHS[value.month - 1]} {value.year}" if lang == "en" else value.strftime("%d.%m.%Y")
    )


def moment(value: datetime | None, lang: str = "tr") -> str:
    """Day and time in Istanbul: 22.11.2026 14:05, in English 22 Nov 2026 14:05."""
    if value is None:
        return ""
    at = value.astimezone(ISTANBUL)
    return f"{day(at, lang)} {at:%H:%M}"


def number(value: int | float | None, lang: str = "tr", places: int = 0) -> str:
    """20.180 and 19,8 in Turkish, 20,180 and 19.8 in English; nothing for None."""
    if value is None:
        return ""
    text = f"{value:,.{places}f}"
    return text if lang == "en" else text.translate(str.maketrans(",.", ".,"))


def percent(value: float | None, lang: str = "tr", places: int = 1) -> str:
    """%51,3 in Turkish, 51.3 % in English."""
    if value is None:
        return ""
    text = number(value, lang, places)
    return f"{text} %" if lang == "en" else f"%{text}"


def mark(value: float, lang: str = "tr") -> str:
    """An exam mark as people write it: 69,5 and 70."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text if lang == "en" else text.replace(".", ",")


def local_day(value: datetime | None) -> str:
    """For a field of type date: the day in Istanbul."""
    return "" if value is None else value.astimezone(ISTANBUL).date().isoformat()


def local_time(value: datetime | None) -> str:
    """For a field of type time: the time in Istanbul."""
    return "" if value is None else f"{value.astimezone(ISTANBUL):%H:%M}"
