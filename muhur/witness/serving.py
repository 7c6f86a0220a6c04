"""A witness over HTTP: one door, ``POST /add-checkpoint``."""

from collections.abc import Callable
from datetime import datetime

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from muhur.witness.submission import MAX_SUBMISSION
from muhur.witness.witness import Witness


def witness_app(witness: Witness, now: Callable[[], datetime]) -> Starlette:
    """The application; a longer body than any submission is answered 400 unread."""

    async def add_checkpoint(request: Request) -> Response:
        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > MAX_SUBMISSION:
                return Response(status_code=400)
        # Held files and the disk are waited for outside the event loop.
        answer = await run_in_threadpool(witness.add, bytes(body), int(now().timestamp()))
        return Response(answer.body, answer.status, headers={"content-type": answer.content_type})

    return Starlette(routes=[Route("/add-checkpoint", add_checkpoint, methods=["POST"])])
