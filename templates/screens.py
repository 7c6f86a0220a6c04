"""The pages of people who signed in, as text: drawn from a template and the catalogue of its area."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

from markupsafe import Markup

from templates import qr_symbol
from templates.charts import chart
from templates.rendering import PageInstallation, load_texts, page_environment

ISTANBUL: Final = ZoneInfo("Europe/Istanbul")
AREAS: Final = ("desk", "member", "audit", "signin", "open", "design")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of a page's navigation; ``key`` names its sentence. ``count`` is what waits there, if it is told."""

    key: str
    path: str
    group: str = ""
    count: int | None = None


class Screens:
    """Draws the screens of one installation. A template lies in the folder of its area."""

    def __init__(self, installation: PageInstallation) -> None:
        self._environment = page_environment(installation)
        self._environment.filters.update(
            day=day,
            moment=moment,
            number=number,
            percent=percent,
            mark=mark,
            chart=lambda report, lang: chart(report, lang, lambda value: number(value, lang)),
            qr=qr,
            local_day=local_day,
            local_time=local_time,
            query=lambda text: quote(str(text), safe=""),
        )
        # The words of the public pages are there too: kinds, fields and states are called alike everywhere.
        self._texts = {area: load_texts("public", "common", area) for area in AREAS}

    def draw(self, template: str, lang: str, **values: Any) -> str:
        """The page; ``values`` are what the template asks for."""
        area = template.partition("/")[0]
        words = self._texts[area][lang]

        def say(key: str, **facts: object) -> str:
            return words[key].format(**facts)

        return self._environment.get_template(template).render(
            lang=lang, t=words, say=say, area=area, **values
        )

    def words(self, area: str, lang: str) -> Mapping[str, str]:
        """The catalogue of an area."""
        return self._texts[area][lang]


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
    """Day and time in Istanbul: 22.11.2026 14.05, in English 22 Nov 2026 14:05."""
    if value is None:
        return ""
    at = value.astimezone(ISTANBUL)
    return f"{day(at, lang)} {at:%H:%M}"


def qr(url: str, label: str) -> Markup:
    """A QR symbol of an address, dark on white in both colour schemes, named for who cannot see it."""
    modules = qr_symbol.address(url)
    side = len(modules) + 2 * qr_symbol.QUIET_ZONE
    return Markup(
        '<svg class="qr" role="img" aria-label="{}" viewBox="0 0 {} {}"><path d="M0 0h{}v{}H0z" fill="#fff"/>'
        '<path d="{}" fill="#000"/></svg>'
    ).format(label, side, side, side, side, qr_symbol.path(modules))


def number(value: int | float | None, lang: str = "tr", places: int = 0) -> str:
    """20.180 and 19,8 in Turkish, 20,180 and 19.8 in English; nothing for None."""
    if value is None:
        return ""
    text = f"{value:,.{places}f}"
    return text if lang == "en" else text.translate(str.maketrans(",.", ".,"))


def mark(value: float, lang: str = "tr") -> str:
    """An exam mark as people write it: 69,5 and 70."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text if lang == "en" else text.replace(".", ",")


def percent(value: float | None, lang: str = "tr", places: int = 1) -> str:
    """%51,3 in Turkish, 51.3 % in English."""
    if value is None:
        return ""
    text = number(value, lang, places)
    return f"{text} %" if lang == "en" else f"%{text}"


def local_day(value: datetime | None) -> str:
    """For a field of type date: the day in Istanbul."""
    return "" if value is None else value.astimezone(ISTANBUL).date().isoformat()


def local_time(value: datetime | None) -> str:
    """For a field of type time: the time in Istanbul."""
    return "" if value is None else f"{value.astimezone(ISTANBUL):%H:%M}"
