"""What is said of each request: a log line and two measurements, by its route as written in code. Pure ASGI.

A line never holds the path, the query, an address, a header or a body: codes, numbers and names stand there.
"""

import re
import secrets
import time

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from muhur.jobs import place_of
from muhur.operation.metrics import Metrics

# What proxies make (hexadecimal, UUID); anything else could carry what must not be logged.
_REQUEST_ID = re.compile(rb"[0-9A-Fa-f-]{16,64}")
_FIXED = frozenset({"/openapi.json"})


class Observed:
    """The outermost layer: gives each request an id and tells how it was answered."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
        request_id = asked if _REQUEST_ID.fullmatch(asked) else secrets.token_hex(16).encode()
        method, began, status = scope["method"], time.monotonic(), 500
        error = None

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id)]
            await send(message)

        try:
            with structlog.contextvars.bound_contextvars(request_id=request_id.decode()):
                await self._app(scope, receive, sending)
        except Exception as fault:
            error = place_of(fault)
            raise
        finally:
            seconds = time.monotonic() - began
            route = route_of(scope)
            self._metrics.answered(method, route, status, seconds)
            if structlog.is_configured():
                _say(method, route, status, seconds, request_id.decode(), error)


def _say(method: str, route: str, status: int, seconds: float, request_id: str, error: str | None) -> None:
    facts: dict[str, object] = {
        "method": method if method.isalpha() and len(method) <= 7 else "other",
        "route": route,
        "status": status,
        "ms": round(seconds * 1000, 1),
        "request_id": request_id,
    }
    if error is not None:
        facts["error"] = error
    log = structlog.get_logger()
    log.error("request", **facts) if status >= 500 else log.info("request", **facts)


def route_of(scope: Scope) -> str:
    """The route's template, such as ``/v/{code}``; ``unmatched`` where no route answered."""
    effective = scope.get("fastapi", {}).get("effective_route_context")
    path = getattr(effective, "path", None) or getattr(scope.get("route"), "path", None)
    if isinstance(path, str):
        return path
    if scope["path"].startswith("/static/"):
        return "/static"
    return scope["path"] if scope["path"] in _FIXED else "unmatched"
