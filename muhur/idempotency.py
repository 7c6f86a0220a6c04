"""Idempotency-Key: the same request sent again is done once and gets the same answer.

A key is claimed in the register before the route runs and the answer stored after. A refusal frees the key: it did
nothing. A crash between leaves a claim without an answer, free after a minute; what the route had committed by
then stays, so each flow must also know its own repetition (a number, a run and a member, a state).
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

import anyio
from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from registry.act import Act
from registry.records.accounts.idempotency import Answered, Found
from registry.refusal import Refusal
from registry.store import Store

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})
# How long a repetition waits for the first one before it is told to come again.
WAIT_SECONDS = 10.0
MAX_KEPT = 1024 * 1024
_KEY = re.compile(r"[\x21-\x7e]{1,64}", re.ASCII)
PARAMETER = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "The same request with the same key is done once and answered alike, for 24 hours",
    "schema": {"type": "string", "pattern": "^[\\x21-\\x7e]{1,64}$", "minLength": 1, "maxLength": 64},
}


class IdempotencyRefused(Refusal):
    """The key cannot be used for this request."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One request's hold on its key."""

    id: UUID
    keeps_answer: bool


class Repetitions:
    """Claims keys and keeps answers; all database work runs in the thread pool."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    async def begin(self, request: Request, act: Act, *, keeps_answer: bool) -> Claim | Response | None:
        """None without a key, the answer of an earlier request, or the hold on the key.

        Raises ``IdempotencyRefused``.
        """
        key = request.headers.get(HEADER)
        if key is None:
            return None
        if _KEY.fullmatch(key) is None:
            raise IdempotencyRefused("idempotency.key")
        sent = hashlib.sha256(f"{request.method} {request.url.path}?{request.url.query}\n".encode())
        sent.update(await request.body())
        claim, pause, waited = uuid4(), 0.02, 0.0
        while (
            found := await run_in_threadpool(self._claim, act.actor, key, sent.digest(), claim)
        ) == "under_way":
            if waited >= WAIT_SECONDS:
                raise IdempotencyRefused("idempotency.under_way")
            await anyio.sleep(pause)
            waited, pause = waited + pause, min(0.5, pause * 2)
        return Claim(claim, keeps_answer) if found == "free" else _answer(found)

    def _claim(self, caller: str, key: str, sent: bytes, claim: UUID) -> Found:
        at = self._now()
        with self._store.reading() as records:
            found = records.idempotency.find(caller, key, sent, at)
        if found == "free":
            with self._store.writing() as records:
                if not records.idempotency.claim(caller, key, sent, claim, at):
                    return "under_way"
        return found

    async def end(self, claim: Claim, response: Response) -> None:
        """Keep the answer for repetitions."""
        body = getattr(response, "body", None)
        kept = None
        if claim.keeps_answer and isinstance(body, bytes) and len(body) <= MAX_KEPT:
            try:
                kept = body.decode()
            except UnicodeDecodeError:
                kept = None
        given = Answered(response.status_code, response.headers.get("content-type"), kept)
        await run_in_threadpool(self._store_answer, claim.id, given)

    def _store_answer(self, claim: UUID, given: Answered) -> None:
        with self._store.writing() as records:
            records.idempotency.answer(claim, given)

    async def release(self, claim: Claim) -> None:
        """Free the key after a refusal."""
        await run_in_threadpool(self._release, claim.id)

    def _release(self, claim: UUID) -> None:
        with self._store.writing() as records:
            records.idempotency.release(claim)


def _answer(found: Found) -> Response:
    if not isinstance(found, Answered):
        raise IdempotencyRefused("idempotency.other_request")
    if found.answer is None and found.status != 204:
        raise IdempotencyRefused("idempotency.not_kept")
    headers = {REPLAYED: "true"}
    if found.media_type is not None:
        headers["content-type"] = found.media_type
    return Response((found.answer or "").encode(), found.status, headers)
