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
API = "/api/v1"


def needs(right: str, *, secret: bool = False) -> dict[str, Any]:
    """``openapi_extra`` of a route that only callers with ``right`` reach."""
    assert right in RIGHTS, right
    marks: dict[str, Any] = {RIGHT: right, "security": [{"bearer": []}]}
    return {**marks, ANSWER_NOT_KEPT: True} if secret else marks


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
