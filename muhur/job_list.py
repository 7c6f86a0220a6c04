"""The jobs of an installation: each entry says how often, and calls the room that does the work."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from keys.vault import VaultRefused
from muhur.installation import Home, bundle_is_ageing, read_passphrase
from muhur.jobs import At, Job, JobEnded, Worker
from muhur.operation.logs import log_job
from muhur.operation.metrics import Metrics
from muhur.sending.outbox import send_due
from muhur.settings import Settings
from registry.records.lease import lease

COUNT_EVERY = timedelta(minutes=5)


def jobs_of(home: Home, metrics: Metrics | None = None) -> list[Job]:
    """Every job, by name. Each must be safe to run again: `muhur worker` may run beside `muhur serve`.

    ``metrics`` are those of a process that is asked for them; without, nothing is counted.
    """
    jobs = [
        Job("idempotency_purge", timedelta(hours=1), lambda now: forget_answers(home, now)),
        Job("outbox", timedelta(seconds=20), lambda now: log_sending(home, now)),
        Job("trust_age", At.MIDNIGHT, lambda now: warn_of_ageing_trust(home, now), per_process=True),
    ]
    if metrics is not None:
        measured = metrics
        jobs.append(
            Job("counts", COUNT_EVERY, lambda now: measured.count_register(home, now), per_process=True)
        )
    return jobs if has_keys(home.settings) else [job for job in jobs if not job.needs_keys]


def forget_answers(home: Home, now: datetime) -> None:
    """Remove answers kept for repeated requests once they are a day old."""
    with home.store.writing() as records:
        records.idempotency.purge(now)


def log_sending(home: Home, now: datetime) -> None:
    """Send what the outbox holds; a line in the log only when something was."""
    sent, failed = send_due(home.store, home.facts, home.settings, now)
    if sent or failed:
        structlog.get_logger().info("outbox", sent=sent, failed=failed)


def warn_of_ageing_trust(home: Home, now: datetime) -> None:
    """A log line a day once the trust bundle is past half its life; only the anchor key can renew it."""
    if bundle_is_ageing(home, now):
        structlog.get_logger().warning("trust_bundle_is_ageing", mend="muhur trust renew")


def has_keys(settings: Settings) -> bool:
    """True where private keys and their passphrase are readable: a web process without them signs nothing."""
    try:
        return settings.keys_folder.is_dir() and read_passphrase(settings) != ""
    except VaultRefused:
        return False


def worker_of(home: Home, now: Callable[[], datetime], metrics: Metrics | None = None) -> Worker:
    """The worker of an installation; of several on one register, one does a job at a time."""

    def heard(ended: JobEnded) -> None:
        if metrics is not None:
            metrics.ran(ended)
        log_job(ended)

    return Worker(jobs_of(home, metrics), now, lease=lambda name: lease(home.store.engine, name), heard=heard)
