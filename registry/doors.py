"""What the doors of the rooms share: how a route says which right it needs, and what it is handed.

Fields of requests are taken only as they are meant: pydantic by itself reads a number as a day and a text as a yes.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi.routing import APIRoute
from pydantic import AwareDatetime, BeforeValidator, Field

from registry.access import RIGHTS
from registry.act import Act
from registry.refusal import Refusal
from registry.visit import Visit

# Marks a route in the OpenAPI document; the wiring refuses callers without the right before the route runs.
RIGHT = "x-right"
# Marks a route whose answer holds a secret: it is never kept to be given again.
ANSWER_NOT_KEPT = "x-answer-not-kept"
# Marks a page that is asked again and again while something is under way and shows nothing of a person.
NOT_RECORDED = "x-not-recorded"
API = "/api/v1"
_PROBLEM = {"content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}
_REFUSALS = {
    400: "The request cannot be read",
    401: "No valid access token",
    403: "The caller may not do this",
    404: "No such record, or not of the caller's chamber",
    409: "The state does not allow it",
    413: "The request is too large",
    422: "A rule or a field refuses it",
    429: "Too much was asked; without `Retry-After` it is the chamber's limit for today that is used up",
    501: "The document's design is not known here",
    503: "The register or the audit trail is away",
}
# What any door with a right may answer.
GUARDED = (400, 401, 403, 404, 409, 413, 422, 503)


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """``responses`` of a route that refuses with these statuses (RFC 9457)."""
    return {status: {"description": _REFUSALS[status], **_PROBLEM} for status in statuses}


def wait_of(refusal: Refusal) -> dict[str, str]:
    """The header that says when to ask again; none where a refusal does not say it, as of a day's quota."""
    return {"Retry-After": str(refusal.facts["seconds"])} if "seconds" in refusal.facts else {}


# For what a visitor asked in person: it may change, and no search engine shall find it.
UNCACHED = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


def needs(right: str, *, secret: bool = False, recorded: bool = True) -> dict[str, Any]:
    """``openapi_extra`` of a route that only callers with ``right`` reach."""
    assert right in RIGHTS, right
    marks: dict[str, Any] = {RIGHT: right, "security": [{"bearer": []}]}
    if secret:
        marks[ANSWER_NOT_KEPT] = True
    if not recorded:
        marks[NOT_RECORDED] = True
    return marks


@dataclass(frozen=True, slots=True)
class Door:
    """Handed to each router by the wiring.

    ``act`` is a FastAPI dependency giving the request's ``Act``; ``route`` is the route class that checks the
    marked right, replays idempotent requests and lets no success out without an audit record.
    """

    act: Callable[..., Act]
    route: type[APIRoute]


@dataclass(frozen=True, slots=True)
class PageDoor:
    """The same for pages of people with a session: handed to each ``pages.py`` by the wiring.

    ``visit`` is a FastAPI dependency giving the request's ``Visit``; ``route`` is the route class that knows the
    session, checks right and origin, and lets no success out without an audit record.
    """

    visit: Callable[..., Visit]
    route: type[APIRoute]


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_INSTANT = re.compile(rf"{_DAY.pattern}[Tt][0-9:.,]+([Zz]|[+-][0-9:]+)", re.ASCII)


# What lies outside is a slip of the pen, and the ends of the calendar have no time zones and no day after.
_YEARS = range(1900, 2200)


def _written_day(given: Any) -> Any:
    if type(given) is date:
        given = given.isoformat()
    if isinstance(given, str) and _DAY.fullmatch(given) and int(given[:4]) in _YEARS:
        return given
    raise ValueError("not a day as YYYY-MM-DD")


def _written_instant(given: Any) -> Any:
    if isinstance(given, str) and _INSTANT.fullmatch(given) and int(given[:4]) in _YEARS:
        return given
    raise ValueError("not an instant as RFC 3339 writes it")


Day = Annotated[date, BeforeValidator(_written_day)]
Instant = Annotated[AwareDatetime, BeforeValidator(_written_instant)]
Flag = Annotated[bool, Field(strict=True)]
Whole = Annotated[int, Field(strict=True)]
