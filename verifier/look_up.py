"""Asking the register without waiting for it: a small pool of threads and a limit of one second.

A stalled register holds at most the pool's threads; every further question is answered as if the register were
away, at once, instead of queueing behind them.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

from verifier.known import Key, Known, Unreachable

LIMIT_SECONDS = 1.0
THREADS = 4

Question = TypeVar("Question")
Answer = TypeVar("Answer")


class Bounded(Generic[Question, Answer]):
    """Asks a blocking ``ask``, which may raise anything when the register is away; then ``away`` is the answer.

    ``heard`` is told how each question went: answered, failed, timeout (an answer may still come), refused.
    """

    def __init__(
        self,
        ask: Callable[[Question], Answer],
        away: Answer,
        *,
        limit_seconds: float = LIMIT_SECONDS,
        threads: int = THREADS,
        heard: Callable[[str], None] = lambda _result: None,
    ) -> None:
        self._ask = ask
        self._away = away
        self._heard = heard
        self._limit = limit_seconds
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="look-up")
        self._waiting = threading.Semaphore(threads * 8)
        self.failures = 0

    async def __call__(self, question: Question) -> Answer:
        """The answer, or ``away`` after the limit."""
        if not self._waiting.acquire(blocking=False):
            self._heard("refused")
            return self._away
        future = self._pool.submit(self._answer, question)
        future.add_done_callback(lambda _: self._waiting.release())
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self._limit)
        except TimeoutError:
            self._heard("timeout")
            return self._away

    def _answer(self, question: Question) -> Answer:
        try:
            found = self._ask(question)
        except Exception:  # noqa: BLE001 - whatever the register's fault is, the verdict says "could not check"
            self.failures += 1
            self._heard("failed")
            return self._away
        self._heard("answered")
        return found

    def close(self) -> None:
        """End the threads; a stalled one is left to the process's end."""
        self._pool.shutdown(wait=False, cancel_futures=True)


class BoundedLookUp(Bounded[Key, Known]):
    """A ``LookUp`` over a blocking ``ask``."""

    def __init__(
        self,
        ask: Callable[[Key], Known],
        *,
        limit_seconds: float = LIMIT_SECONDS,
        threads: int = THREADS,
        heard: Callable[[str], None] = lambda _result: None,
    ) -> None:
        super().__init__(ask, Unreachable(), limit_seconds=limit_seconds, threads=threads, heard=heard)
