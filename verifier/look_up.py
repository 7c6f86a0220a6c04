"""Asking the register without waiting for it: a small pool of threads and a limit of one second.

A stalled register holds at most the pool's threads; every further question is answered "could not check"
at once instead of queueing behind them.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from verifier.known import Key, Known, Unreachable

LIMIT_SECONDS = 1.0
THREADS = 4


class BoundedLookUp:
    """A ``LookUp`` over a blocking ``ask``; ``ask`` may raise anything when the register is away.

    ``heard`` is told how each question went: answered, failed, timeout (an answer may still come), refused.
    """

    def __init__(
        self,
        ask: Callable[[Key], Known],
        *,
        limit_seconds: float = LIMIT_SECONDS,
        threads: int = THREADS,
        heard: Callable[[str], None] = lambda _result: None,
    ) -> None:
        self._ask = ask
        self._heard = heard
        self._limit = limit_seconds
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="look-up")
        self._waiting = threading.Semaphore(threads * 8)
        self.failures = 0

    async def __call__(self, key: Key) -> Known:
        """The answer, or ``Unreachable`` after the limit."""
        if not self._waiting.acquire(blocking=False):
            self._heard("refused")
            return Unreachable()
        future = self._pool.submit(self._answer, key)
        future.add_done_callback(lambda _: self._waiting.release())
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self._limit)
        except TimeoutError:
            self._heard("timeout")
            return Unreachable()

    def _answer(self, key: Key) -> Known:
        try:
            found = self._ask(key)
        except Exception:  # noqa: BLE001 - whatever the register's fault is, the verdict says "could not check"
            self.failures += 1
            self._heard("failed")
            return Unreachable()
        self._heard("answered")
        return found

    def close(self) -> None:
        """End the threads; a stalled one is left to the process's end."""
        self._pool.shutdown(wait=False, cancel_futures=True)
