"""What machines ask of a running process: is it up, is it ready, what does it measure."""

import secrets
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from registry.refusal import Refusal

# A request that came through a proxy names one of these; then the neighbour is not the one who asks.
_FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-real-ip")
_LOOPBACK = frozenset({"127.0.0.1", "::1"})
_LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


_READY: dict[int | str, dict[str, Any]] = {
    status: {
        "description": description,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["status"],
                    "properties": {"status": {"const": word}},
                }
            }
        },
    }
    for status, description, word in ((200, "Ready", "ready"), (503, "Not ready", "unavailable"))
}


class NotShown(Refusal):
    """Nothing is here for this caller."""


def router(
    *,
    ready: Callable[[], object],
    measured: Callable[[], bytes],
    content_type: str,
    metrics_token: str | None,
) -> APIRouter:
    """Routes of operation; ``ready`` raises anything when the process cannot answer for documents now."""
    routes = APIRouter(tags=["operation"])

    @routes.get("/healthz", summary="The process is up")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @routes.get("/readyz", summary="Trust is loaded and the register answers", responses=_READY)
    def readyz() -> JSONResponse:
        try:
            ready()
        except Exception:  # noqa: BLE001 - any fault here means: not ready
            return JSONResponse({"status": "unavailable"}, status_code=503)
        return JSONResponse({"status": "ready"})

    @routes.get("/metrics", include_in_schema=False)
    async def metrics(request: Request) -> Response:
        if not _may_measure(request, metrics_token):
            raise NotShown("request.not_found")
        return Response(measured(), media_type=content_type, headers={"Cache-Control": "no-store"})

    return routes


def _may_measure(request: Request, token: str | None) -> bool:
    """With a token only its bearer; without one only a process on this machine, asking this one directly."""
    if token is not None:
        given = request.headers.get("authorization", "").encode()
        return secrets.compare_digest(given, f"Bearer {token}".encode())
    direct = not any(name in request.headers for name in _FORWARDED)
    asked = request.headers.get("host", "").rpartition(":")[0] or request.headers.get("host", "")
    near = request.client is not None and request.client.host in _LOOPBACK
    return direct and near and asked in _LOCAL_NAMES
