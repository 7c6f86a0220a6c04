"""The pages of people who signed in, as text: drawn from a template and the catalogue of its area."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from markupsafe import Markup

from templates import qr_symbol
from templates.charts import chart
from templates.rendering import PageInstallation, load_texts, page_environment
from templates.written import local_day, local_time, mark, number

AREAS: Final = ("desk", "member", "audit", "signin", "open", "design")


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


def qr(url: str, label: str) -> Markup:
    """A QR symbol of an address, dark on white in both colour schemes, named for who cannot see it."""
    modules = qr_symbol.address(url)
    side = len(modules) + 2 * qr_symbol.QUIET_ZONE
    return Markup(
        '<svg class="qr" role="img" aria-label="{}" viewBox="0 0 {} {}"><path d="M0 0h{}v{}H0z" fill="#fff"/>'
        '<path d="{}" fill="#000"/></svg>'
    ).format(label, side, side, side, side, qr_symbol.path(modules))
