"""The public list of authorised members as a page: nobody signs in, no cookie is set (kamuoyuna öneri)."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Protocol
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from registry.doors import UNCACHED
from registry.istanbul import day_of, shown
from registry.people.provinces import PROVINCES
from registry.people.public_list import ListRefused, recommended
from registry.store import PUBLIC, Store
from registry.visit import page_asked

ADDRESS = "/rehber"
Text = Annotated[str, Query(max_length=300)]


class DirectoryPages(Protocol):
    """The page this room needs drawn."""

    def directory(self, lang: str, values: Mapping[str, object]) -> str:
        """The public list; ``values`` are what its template asks for."""
        ...


def router(*, store: Store, pages: DirectoryPages, now: Callable[[], datetime]) -> APIRouter:
    """One page, filtered by area and province; sync on purpose: it reads the database."""
    routes = APIRouter()

    @routes.get(ADDRESS, response_class=HTMLResponse, include_in_schema=False)
    def directory(area: Text = "", province: Text = "", page: str = "", lang: str = "tr") -> HTMLResponse:
        number, today = page_asked(page), day_of(now())
        with store.reading(PUBLIC) as records:
            areas = records.specialization.areas_of_yetki()
        try:
            found, more = recommended(store, today, area=area or None, province=province or None, page=number)
        except ListRefused:
            # No such province: nobody lives there.
            found, more = [], False
        chosen = {name: value for name, value in (("area", area), ("province", province)) if value}
        text = pages.directory(
            lang,
            {
                "areas": areas,
                "provinces": PROVINCES,
                "area": area,
                "province": province,
                "members": [
                    (one, shown(until) if (until := one.line.proof.facts.valid_until) else "")
                    for one in found
                ],
                "page": number,
                "query": urlencode(chosen),
                "next": urlencode({**chosen, "page": number + 1, "lang": lang}) if more else "",
                "today": shown(today),
            },
        )
        return HTMLResponse(text, headers=UNCACHED)

    return routes
