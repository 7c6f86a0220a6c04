"""What the doors of the rooms share: how a route says which right it needs, and what it is handed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi.routing import APIRoute

from registry.access import RIGHTS
from registry.act import Act
from registry.visit import Visit

# Marks a route in the OpenAPI document; the wiring refuses callers without the right before the route runs.
RIGHT = "x-right"
# Marks a route whose answer holds a secret: it is never kept to be given again.
ANSWER_NOT_KEPT = "x-answer-not-kept"
# Marks a page that is asked again and again while something is under way and shows nothing of a person.
NOT_RECORDED = "x-not-recorded"
API = "/api/v1"


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
