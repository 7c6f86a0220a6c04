"""Jobs that time makes due, and the worker that runs them.

Each job has a thread of its own: one that fails or hangs never holds another up. Every job must be safe to run
again and safe to run twice at once; the lease only spares the double work.
"""

import threading
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Literal

from registry.istanbul import day_of, first_instant

# Looked at so often, so that a changed clock or a slept machine is noticed.
LOOK_SECONDS = 5.0
STOP_SECONDS = 10.0


class At(Enum):
    """Moments of the day."""

    MIDNIGHT = "00:00 Europe/Istanbul"


@dataclass(frozen=True, slots=True)
class Job:
    """Work to be done ``every`` so often; ``run`` gets the time it began, opens its own transactions.

    A job is also run when the worker starts, so that what fell due while no worker ran is made up. One with
    ``needs_keys`` opens the vault and is left out where there is none. One that only looks for its own process
    (``per_process``) takes no lease.
    """

    name: str
    every: timedelta | At
    run: Callable[[datetime], None]
    needs_keys: bool = False
    per_process: bool = False


Outcome = Literal["done", "failed", "elsewhere"]


@dataclass(frozen=True, slots=True)
class JobEnded:
    """One run of a job. ``error`` names the fault's class and place, never its text: that may hold a name."""

    name: str
    at: datetime
    seconds: float
    outcome: Outcome
    error: str | None = None


Lease = Callable[[str], AbstractContextManager[bool]]


def next_due(every: timedelta | At, ran: datetime) -> datetime:
    """When a job that ran at ``ran`` is due again."""
    if isinstance(every, At):
        return first_instant(day_of(ran) + timedelta(days=1))
    return ran + every


class _Turn:
    """One job and when it is due."""

    def __init__(self, job: Job, lease: Lease, heard: Callable[[JobEnded], None]) -> None:
        self.job = job
        self.due: datetime | None = None
        self._lease = lease
        self._heard = heard

    def run_if_due(self, now: datetime) -> JobEnded | None:
        """Run when due; whatever the job raises ends here."""
        if self.due is not None and now < self.due:
            return None
        # Set before the run, so that a failing job waits its time too.
        self.due = next_due(self.job.every, now)
        ended = self._run(now)
        self._heard(ended)
        return ended

    def _run(self, now: datetime) -> JobEnded:
        began = time.monotonic()
        outcome: Outcome = "failed"
        error = None
        try:
            with (
                nullcontext(enter_result=True) if self.job.per_process else self._lease(self.job.name) as held
            ):
                if held:
                    self.job.run(now)
                outcome = "done" if held else "elsewhere"
        except Exception as fault:  # noqa: BLE001 - one failing job never stops the others
            outcome, error = "failed", place_of(fault)
        return JobEnded(self.job.name, now, time.monotonic() - began, outcome, error)


class Worker:
    """Runs jobs until it is stopped.

    ``lease`` may say that another worker is at a job just now; ``heard`` is told of every run and must not raise.
    """

    def __init__(
        self,
        jobs: Sequence[Job],
        now: Callable[[], datetime],
        *,
        lease: Lease = lambda _name: nullcontext(enter_result=True),
        heard: Callable[[JobEnded], None] = lambda _ended: None,
    ) -> None:
        names = [job.name for job in jobs]
        assert len(names) == len(set(names)), "two jobs of one name"
        self._turns = [_Turn(job, lease, heard) for job in jobs]
        self._now = now
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def run_due(self, now: datetime) -> list[JobEnded]:
        """Run what is due at ``now``, one after the other, and say how it went."""
        return [ended for turn in self._turns if (ended := turn.run_if_due(now)) is not None]

    def start(self) -> None:
        """Begin in the background: one thread a job."""
        for turn in self._turns:
            thread = threading.Thread(
                target=self._keep, args=(turn,), name=f"job-{turn.job.name}", daemon=True
            )
            self._threads.append(thread)
            thread.start()

    def stop(self, seconds: float = STOP_SECONDS) -> bool:
        """Begin no further run and wait for those under way; False if one did not end within ``seconds``.

        A run that is left behind ends with the process: its transaction is rolled back.
        """
        self._stop.set()
        until = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _keep(self, turn: _Turn) -> None:
        while not self._stop.is_set():
            turn.run_if_due(self._now())
            assert turn.due is not None
            self._stop.wait(min(LOOK_SECONDS, max(0.05, (turn.due - self._now()).total_seconds())))


def place_of(fault: BaseException) -> str:
    """``Class at file:line`` of the innermost frame of ours; never the message."""
    frames = traceback.extract_tb(fault.__traceback__)
    ours = [frame for frame in frames if "site-packages" not in frame.filename] or frames
    where = f" at {'/'.join(ours[-1].filename.split('/')[-2:])}:{ours[-1].lineno}" if ours else ""
    return f"{type(fault).__name__}{where}"
