"""The wiring of the JSON doors: token to caller, the right a route asks for, and the audit record of every call.

A marked route (``registry.doors.needs``) lets no success out without a stored audit record: its flow stores one
in its own transaction, else a general one is stored here before the answer leaves. All database work runs in
the thread pool; routes are sync ``def``.
"""

import json
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from muhur.idempotency import METHODS, PARAMETER, Claim, Repetitions
from muhur.installation import Home
from muhur.problems import PROBLEMS, problem
from muhur.tokens import Tokens
from registry.access import ANYONE, PUBLIC, AccessRefused
from registry.accounts.holder import Holder
from registry.act import Act
from registry.doors import ANSWER_NOT_KEPT, GUARDED, RIGHT, Door, problems
from registry.refusal import Refusal
from registry.store import NO_CHAMBER

# Refusals of strangers are recorded up to this many a minute, so that nobody fills the register from outside.
STRANGERS_A_MINUTE = 60


class RequestUnfit(Refusal):
    """Fields of the request have not the described form."""


class Guard:
    """What all doors of one application share."""

    def __init__(self, home: Home, now: Callable[[], datetime], tokens: Tokens) -> None:
        self._home = home
        self._now = now
        self._tokens = tokens
        self.repetitions = Repetitions(home.store, now)
        self._minute = 0.0
        self._strangers = 0

    def begin(self, authorization: str | None) -> Act:
        """The act of a request. Raises ``AccessRefused`` if it carries a token that does not count."""
        at = self._now()
        caller = ANYONE if authorization is None else self._tokens.caller(_bearer(authorization), at)
        return self._tokens.act(caller, at)

    def stranger(self) -> Act:
        """The act of somebody whose token does not count."""
        return self._tokens.act(ANYONE, self._now())

    def record_stranger(self, action: str, code: str) -> None:
        """Store that somebody unknown was refused."""
        self.record_refusal(self.stranger(), action, code)

    def record(self, act: Act, action: str, outcome: str = "ok", about: Holder | None = None) -> None:
        """Store a general audit record in a transaction of its own; ``about`` is whose account was touched."""
        code = act.caller.chamber_code if about is None else about.chamber_code
        with self._home.store.writing(code or NO_CHAMBER) as records:
            records.audit.add(act, action, about=about, outcome=outcome)

    def record_refusal(self, act: Act, action: str, code: str, about: Holder | None = None) -> None:
        """Store that a call was refused, if that can be done; the answer does not wait for success."""
        if act.caller.kind == PUBLIC and not self._stranger_counts():
            return
        try:
            self.record(act, action, code, about)
        except Exception as error:  # noqa: BLE001 - the refusal itself still goes out
            structlog.get_logger().error("audit_of_refusal_failed", error=type(error).__name__)

    def _stranger_counts(self) -> bool:
        minute = time.monotonic() // 60
        if minute != self._minute:
            self._minute, self._strangers = minute, 0
        self._strangers += 1
        return self._strangers <= STRANGERS_A_MINUTE


def door_of(guard: Guard) -> Door:
    """The door that the wiring hands to each router."""

    class GuardedRoute(APIRoute):
        """Authenticates, asks for the marked right, and sees to the audit record."""

        def __init__(self, path: str, endpoint: Callable[..., Any], **given: Any) -> None:
            marks: dict[str, Any] = given.get("openapi_extra") or {}
            if RIGHT in marks:
                given["responses"] = {**problems(*GUARDED), **(given.get("responses") or {})}
                if METHODS & set(given.get("methods") or ()):
                    given["openapi_extra"] = {**marks, "parameters": [PARAMETER]}
            super().__init__(path, endpoint, **given)

        def get_route_handler(self) -> Callable[[Request], Any]:
            return _guarded(guard, self, super().get_route_handler())

    return Door(act=_act, route=GuardedRoute)


def _act(request: Request) -> Act:
    act: Act = request.state.act
    return act


def _guarded(
    guard: Guard, route: APIRoute, handle: Callable[[Request], Awaitable[Response]]
) -> Callable[[Request], Awaitable[Response]]:
    right: str | None = (route.openapi_extra or {}).get(RIGHT)

    async def answer(request: Request) -> Response:
        action = f"{request.method} {route.path_format}"
        try:
            act = await run_in_threadpool(guard.begin, request.headers.get("authorization"))
        except AccessRefused as refusal:
            await _refused(guard, right, guard.stranger(), action, refusal.code)
            raise
        request.state.act = act
        try:
            if right is not None:
                act.caller.require(right)
            if await _holds_nul(request):
                raise RequestUnfit("request.fields", fields="\\u0000")
            return await _once(guard, route, act, handle, request)
        except RequestValidationError as error:
            unfit = RequestUnfit(_unfit_code(error), fields=_fields(error))
            await _refused(guard, right, act, action, unfit.code)
            raise unfit from None
        except Refusal as refusal:
            await _refused(guard, right, act, action, refusal.code)
            raise
        except HTTPException as error:
            await _refused(guard, right, act, action, f"http.{error.status_code}")
            raise

    return answer


async def _once(
    guard: Guard,
    route: APIRoute,
    act: Act,
    handle: Callable[[Request], Awaitable[Response]],
    request: Request,
) -> Response:
    """The route's answer with its audit record; a request repeated under its key gets the first one's."""
    marks, action = route.openapi_extra or {}, f"{request.method} {route.path_format}"
    if RIGHT not in marks:
        return await handle(request)
    claim = None
    if request.method in METHODS:
        begun = await guard.repetitions.begin(request, act, keeps_answer=ANSWER_NOT_KEPT not in marks)
        if isinstance(begun, Response):
            return await _with_record(guard, act, action, begun, "repeated")
        claim = begun
    try:
        response = await handle(request)
    except (RequestValidationError, HTTPException, Refusal) as error:
        known = not isinstance(error, Refusal) or problem_status(error.code) < 500
        if claim is not None and known:
            await guard.repetitions.release(claim)
        raise
    if response.status_code < 400 and act.recorded == 0:
        response = await _with_record(guard, act, action, response)
    if claim is not None and response.status_code < 500:
        await _keep(guard, claim, response)
    return response


async def _keep(guard: Guard, claim: Claim, response: Response) -> None:
    """Keep the answer; what was done stays done if that fails, and the key is free after a minute."""
    try:
        await guard.repetitions.end(claim, response)
    except Refusal as refusal:
        structlog.get_logger().error("answer_not_kept", code=refusal.code)


async def _holds_nul(request: Request) -> bool:
    """True for a NUL in JSON: PostgreSQL stores none, and no field of ours has one."""
    return b"\\u0000" in await request.body()


async def _with_record(
    guard: Guard, act: Act, action: str, response: Response, outcome: str = "ok"
) -> Response:
    """The answer, once its audit record is stored; a problem in its place if that cannot be done."""
    try:
        await run_in_threadpool(guard.record, act, action, outcome)
    except Exception as error:  # noqa: BLE001 - whatever it was: no record, no success
        structlog.get_logger().error("audit_failed", error=type(error).__name__)
        found = problem("audit.unavailable")
        return JSONResponse(found.as_json(), status_code=found.status, media_type="application/problem+json")
    return response


async def _refused(guard: Guard, right: str | None, act: Act, action: str, code: str) -> None:
    if right is not None and problem_status(code) < 500:
        await run_in_threadpool(guard.record_refusal, act, action, code)


def problem_status(code: str) -> int:
    """HTTP status of a code; ``http.<status>`` names it itself."""
    return int(code[5:]) if code.startswith("http.") else PROBLEMS[code][0]


def _bearer(authorization: str) -> str:
    """The token of the header; another scheme gives nothing that could be a token."""
    scheme, _, token = authorization.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _unfit_code(error: RequestValidationError) -> str:
    return (
        "request.json" if any(one["type"] == "json_invalid" for one in error.errors()) else "request.fields"
    )


def _fields(error: RequestValidationError) -> str:
    """Where the faults are, never what stood there."""
    places = [".".join(str(part) for part in one["loc"][1:]) or "body" for one in error.errors()]
    printable = ["".join(char for char in place[:60] if char.isprintable()) for place in places]
    return ", ".join(dict.fromkeys(printable[:8]))


_FOREIGN_422 = "#/components/schemas/HTTPValidationError"
PROBLEM_SCHEMA = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457; `code` is stable, `title` Turkish, `detail` English.",
    "required": ["type", "title", "status", "detail", "code", "message"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "message": {
            "type": "object",
            "required": ["tr", "en"],
            "properties": {"tr": {"type": "string"}, "en": {"type": "string"}},
        },
    },
}


def describe(app: FastAPI, schemas: Mapping[str, dict[str, Any]]) -> None:
    """Let the OpenAPI document say what tokens and problems are, and what ``schemas`` name."""
    described = app.openapi

    def openapi() -> dict[str, Any]:
        whole = described()
        for operation in (one for methods in whole["paths"].values() for one in methods.values()):
            # FastAPI's own word for fields that do not fit: here they are problems, and said to be.
            if _FOREIGN_422 in json.dumps(operation["responses"].get("422", {})):
                del operation["responses"]["422"]
            # A NUL in the address is refused before any door is reached.
            operation["responses"].setdefault("422", problems(422)[422])
        components = whole.setdefault("components", {})
        for name in ("HTTPValidationError", "ValidationError"):
            components.setdefault("schemas", {}).pop(name, None)
        components["schemas"] |= {"Problem": PROBLEM_SCHEMA, **schemas}
        components["securitySchemes"] = {
            "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT (at+jwt)"}
        }
        return whole

    app.openapi = openapi  # type: ignore[method-assign]
