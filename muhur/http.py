"""What surrounds every answer: security headers, and what a request may send. Pure ASGI."""

import json
from collections.abc import Callable
from email.message import Message as Header

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from muhur.problems import Problem, problem

MAX_BODY = 6 * 1024 * 1024
_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(self), microphone=(), geolocation=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
]
# The problem as a page for people.
PageOf = Callable[[Problem], str]


class SecurityHeaders:
    """Adds the headers every answer carries; HTTPS installations add HSTS."""

    def __init__(self, app: ASGIApp, *, policy: str, https: bool) -> None:
        self._app = app
        self._headers = [*_HEADERS, (b"content-security-policy", policy.encode())]
        if https:
            self._headers.append((b"strict-transport-security", b"max-age=31536000; includeSubDomains"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *(pair for pair in self._headers if pair[0] not in present),
                ]
            await send(message)

        await self._app(scope, receive, sending if scope["type"] == "http" else send)


class HeadAsGet:
    """Answers HEAD wherever GET is answered, without the body (RFC 9110 section 9.3.2)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        # In place: the outer layers read from the scope which route was found.
        scope["method"] = "GET"
        await self._app(scope, receive, sending)


class BodyBound:
    """Refuses a body above ``MAX_BODY`` bytes, announced or not, before it is held in memory."""

    def __init__(self, app: ASGIApp, *, page: PageOf) -> None:
        self._app, self._page = app, page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = _header(scope, b"content-length") or "0"
        # A number of more digits is too large too, and not worth reading.
        if not announced.isdigit() or len(announced) > 20 or int(announced) > MAX_BODY:
            await _refuse(scope, send, problem("request.too_large"), self._page)
            return
        seen, started, refused = 0, False, False

        async def receiving() -> Message:
            nonlocal seen, refused
            message = await receive()
            if message["type"] == "http.request":
                seen += len(message.get("body", b""))
                if seen > MAX_BODY:
                    refused = True
                    return {"type": "http.disconnect"}
            return message

        async def sending(message: Message) -> None:
            nonlocal started
            if refused and not started:
                return
            started = True
            await send(message)

        try:
            await self._app(scope, receiving, sending)
        except Exception:
            if not refused:
                raise
        if refused and not started:
            await _refuse(scope, send, problem("request.too_large"), self._page)


class TextBound:
    """Refuses a NUL in the address, and forms in another encoding than UTF-8.

    PostgreSQL stores no NUL, and no field of ours has one. Browsers name no encoding for a form with files; another
    one could hide a NUL or half a character.
    """

    def __init__(self, app: ASGIApp, *, page: PageOf) -> None:
        self._app, self._page = app, page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "http":
            query = scope["query_string"]
            if "\x00" in scope["path"] or b"%00" in query or b"\x00" in query:
                await _refuse(scope, send, problem("request.fields", fields="\\u0000"), self._page)
                return
            kind = Header()
            kind["content-type"] = _header(scope, b"content-type")
            charset = kind.get_param("charset", "utf-8")
            if kind.get_content_type() == "multipart/form-data" and str(charset).lower() != "utf-8":
                await _refuse(scope, send, problem("request.unreadable"), self._page)
                return
        await self._app(scope, receive, send)


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for found, value in scope["headers"] if found == name), "")


def wants_page(accept: str, path: str) -> bool:
    """True for a browser that shows what comes; everybody else is told a problem as JSON."""
    return "text/html" in accept and not path.startswith("/api/")


async def _refuse(scope: Scope, send: Send, found: Problem, page: PageOf) -> None:
    for_people = wants_page(_header(scope, b"accept"), scope["path"])
    kind = b"text/html; charset=utf-8" if for_people else b"application/problem+json"
    body = page(found) if for_people else json.dumps(found.as_json(), ensure_ascii=False)
    headers = [(b"content-type", kind), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": found.status, "headers": headers})
    await send({"type": "http.response.body", "body": body.encode()})
