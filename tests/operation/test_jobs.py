"""The worker: when a job is due, what a failing one does to the others, how it ends, and two workers at once."""

import json
import os
import signal
import subprocess
import threading
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muhur.job_list import jobs_of, worker_of
from muhur.jobs import At, Job, JobEnded, Worker, next_due
from muhur.operation.metrics import Metrics
from registry.istanbul import ISTANBUL
from registry.records.lease import lease
from registry.store import Store
from tests.journeys.machinery import MUHUR, clean_environment, muhur, muhur_json

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def clock() -> datetime:
    return NOW


@pytest.mark.parametrize(
    ("ran", "due"),
    [
        ("2026-11-22T09:00:00+00:00", "2026-11-22T21:00:00+00:00"),
        ("2026-11-22T20:59:59+00:00", "2026-11-22T21:00:00+00:00"),
        ("2026-11-22T21:00:00+00:00", "2026-11-23T21:00:00+00:00"),  # already the 23rd in Istanbul
        ("2026-12-31T22:00:00+00:00", "2027-01-01T21:00:00+00:00"),
    ],
)
def test_midnight_is_istanbuls(ran: str, due: str) -> None:
    assert next_due(At.MIDNIGHT, datetime.fromisoformat(ran)) == datetime.fromisoformat(due)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))
def test_a_midnight_is_never_more_than_a_day_away(ran: datetime) -> None:
    due = next_due(At.MIDNIGHT, ran)
    assert ran < due <= ran + timedelta(days=1)
    assert due.astimezone(ISTANBUL).strftime("%H:%M:%S") == "00:00:00"


def test_a_job_runs_at_the_start_and_then_when_due() -> None:
    ran: list[datetime] = []
    worker = Worker([Job("hourly", HOUR, ran.append)], clock)
    moments = [NOW, NOW + HOUR / 2, NOW + HOUR, NOW + HOUR, NOW + 5 * HOUR, NOW + 5 * HOUR + HOUR / 2]
    for moment in moments:
        worker.run_due(moment)
    assert ran == [NOW, NOW + HOUR, NOW + 5 * HOUR]


def test_a_failing_job_stops_no_other_and_is_tried_again() -> None:
    heard: list[JobEnded] = []
    ran: list[str] = []

    def fail(_now: datetime) -> None:
        raise ValueError("Işıl İnci Öztürk, 101742")

    jobs = [
        Job("one", HOUR, lambda _: ran.append("one")),
        Job("bad", HOUR, fail),
        Job("two", HOUR, lambda _: ran.append("two")),
    ]
    worker = Worker(jobs, clock, heard=heard.append)
    worker.run_due(NOW)
    worker.run_due(NOW + HOUR)
    assert ran == ["one", "two", "one", "two"]
    assert [(one.name, one.outcome) for one in heard[:3]] == [
        ("one", "done"),
        ("bad", "failed"),
        ("two", "done"),
    ]
    said = heard[1].error or ""
    assert said.startswith("ValueError at operation/test_jobs.py:")
    assert "Öztürk" not in said and "101742" not in said


def test_a_hanging_job_holds_only_its_own_thread() -> None:
    go, other = threading.Event(), threading.Event()
    worker = Worker(
        [Job("hangs", HOUR, lambda _: go.wait(60) and None), Job("other", HOUR, lambda _: other.set())], clock
    )
    worker.start()
    assert other.wait(30), "the other job ran beside the hanging one"
    assert worker.stop(seconds=0.05) is False
    go.set()
    assert worker.stop() is True


def test_a_stopped_worker_begins_nothing_more() -> None:
    first = threading.Event()
    ran: list[datetime] = []

    def run(now: datetime) -> None:
        ran.append(now)
        first.set()

    worker = Worker([Job("often", timedelta(0), run)], clock)
    worker.start()
    assert first.wait(30)
    assert worker.stop() is True
    count = len(ran)
    assert len(ran) == count


def test_names_are_unique() -> None:
    with pytest.raises(AssertionError):
        Worker([Job("same", HOUR, print), Job("same", HOUR, print)], clock)


def test_a_lease_is_held_by_one(store: Store) -> None:
    with (
        lease(store.engine, "status_lists") as first,
        lease(store.engine, "status_lists") as second,
        lease(store.engine, "outbox") as other,
    ):
        assert (first, second, other) == (True, False, True)
    with lease(store.engine, "status_lists") as again:
        assert again is True


def test_a_lease_ends_with_a_fault(store: Store) -> None:
    with pytest.raises(RuntimeError), lease(store.engine, "x"):
        raise RuntimeError
    with lease(store.engine, "x") as held:
        assert held


def test_of_two_workers_one_does_the_job(store: Store) -> None:
    within, go = threading.Event(), threading.Event()
    ran: list[str] = []
    heard: list[JobEnded] = []

    def worker(name: str, run: Callable[[datetime], object]) -> Worker:
        def work(now: datetime) -> None:
            ran.append(name)
            run(now)

        jobs = [Job("midnight", At.MIDNIGHT, work)]
        return Worker(jobs, clock, lease=lambda job: lease(store.engine, job), heard=heard.append)

    def hold(_now: datetime) -> None:
        within.set()
        go.wait(60)

    first, second = worker("first", hold), worker("second", lambda _: None)
    with ExitStack() as ending:
        ending.callback(first.stop)
        ending.callback(go.set)
        first.start()
        assert within.wait(30)
        (ended,) = second.run_due(NOW)
        assert ended.outcome == "elsewhere"
    assert ran == ["first"]
    third = worker("third", lambda _: None)
    assert [one.outcome for one in third.run_due(NOW)] == ["done"]


def test_a_job_of_the_process_takes_no_lease() -> None:
    def none(_name: str) -> ExitStack:
        raise AssertionError("no lease")

    worker = Worker([Job("own", HOUR, lambda _: None, per_process=True)], clock, lease=none)  # type: ignore[arg-type]
    assert [one.outcome for one in worker.run_due(NOW)] == ["done"]


def test_jobs_that_sign_are_left_out_where_there_are_no_keys(home) -> None:  # type: ignore[no-untyped-def]
    assert all(job.name.isidentifier() and job.name.isascii() for job in jobs_of(home, Metrics()))
    home.settings.passphrase_path.unlink()
    assert not any(job.needs_keys for job in jobs_of(home, Metrics()))


def test_every_job_can_be_run_again(either_home) -> None:  # type: ignore[no-untyped-def]
    for _ in range(2):
        worker = worker_of(either_home, clock, Metrics())
        assert [one for one in worker.run_due(NOW) if one.outcome != "done"] == []


def test_the_command_runs_once_and_until_stopped(home) -> None:  # type: ignore[no-untyped-def]
    folder = home.settings.home
    ended = muhur_json("worker", "--once", home=folder)
    assert [one["name"] for one in ended] == [job.name for job in jobs_of(home)]
    muhur("worker", "--once", home=folder)
    running = subprocess.Popen(
        [str(MUHUR), "worker", "--home", str(folder)], stderr=subprocess.PIPE, env=clean_environment()
    )
    line = json.loads(running.stderr.readline())  # type: ignore[union-attr]
    assert line["event"] == "job"
    os.kill(running.pid, signal.SIGTERM)
    running.communicate(timeout=60)
    assert running.returncode == 0
