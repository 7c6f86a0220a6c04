"""What surrounds every answer: security headers and a bound on what a request may send. Pure ASGI."""

import json

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from muhur.problems import problem

MAX_BODY = 6 * 1024 * 1024
_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(self), microphone=(), geolocation=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
]
_TOO_LARGE = json.dumps(problem("request.too_large").as_json(), ensure_ascii=False).encode()


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

    def __init__(self, app: ASGIApp, *, page: str) -> None:
        self._app = app
        self._page = page.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        for_people = b"text/html" in headers.get(b"accept", b"") and not scope["path"].startswith("/api/")
        page = self._page if for_people else None
        announced = headers.get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > MAX_BODY:
            await _refuse(send, page)
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
            await _refuse(send, page)


async def _refuse(send: Send, page: bytes | None) -> None:
    kind = b"application/problem+json" if page is None else b"text/html; charset=utf-8"
    headers = [(b"content-type", kind), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": _TOO_LARGE if page is None else page})
