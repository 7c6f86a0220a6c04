"""Counting checks without slowing a verdict: kept in memory, written once a minute and at the end.

What a crash loses is at most a minute's numbers; they decide nothing.
"""

import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta

from muhur.jobs import Job, JobEnded, Worker
from registry.istanbul import day_of
from registry.refusal import Refusal
from registry.store import Store
from verifier.verdict import Verdict

WRITE_EVERY = timedelta(minutes=1)


class CheckCounts:
    """Hears every verdict of this process. Holds numbers only: no address, no time, nobody."""

    def __init__(self, store: Store, now: Callable[[], datetime], heard: Callable[[JobEnded], None]) -> None:
        self._store = store
        self._now = now
        self._lock = threading.Lock()
        self._waiting: Counter[tuple[str, date, str]] = Counter()
        job = Job("check_counts", WRITE_EVERY, lambda _now: self.write(), per_process=True)
        self._worker = Worker([job], now, heard=heard)

    def judged(self, verdict: Verdict) -> None:
        """One verdict; only a genuine document is counted, so that a forgery counts for nobody."""
        if verdict.outcome == "genuine" and verdict.credential is not None:
            code, belge_no = verdict.credential["chamber"]["code"], verdict.credential["belge_no"]
            with self._lock:
                self._waiting[code, day_of(self._now()), belge_no] += 1

    def write(self) -> None:
        """Store what was counted. What cannot be stored now waits for the next time."""
        with self._lock:
            taken, self._waiting = self._waiting, Counter()
        by_day: dict[tuple[str, date], dict[str, int]] = {}
        for (code, day, belge_no), number in taken.items():
            by_day.setdefault((code, day), {})[belge_no] = number
        try:
            for (code, day), checks in list(by_day.items()):
                with self._store.writing(code) as records:
                    records.reports.add_checks(code, day, checks)
                del by_day[code, day]
        finally:
            with self._lock:
                for (code, day), checks in by_day.items():
                    self._waiting.update({(code, day, belge_no): n for belge_no, n in checks.items()})

    def start(self) -> None:
        """Begin to write in the background."""
        self._worker.start()

    def stop(self) -> None:
        """Write what is left; if the register is away by now, it is lost."""
        self._worker.stop()
        with suppress(Refusal):
            self.write()
