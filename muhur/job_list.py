"""The jobs of an installation: each entry says how often, and calls the room that does the work."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from issuer.batches.issuing import issue_due
from issuer.events.dependents import sign_pending
from issuer.paper.sheets import tidied
from issuer.status_list import refresh_all
from keys.vault import VaultRefused
from muhur.installation import Home, bundle_is_ageing, read_passphrase
from muhur.jobs import At, Job, JobEnded, Worker
from muhur.operation.logs import log_job
from muhur.operation.metrics import Metrics
from muhur.sealing.sheets import kept_of
from muhur.sending.outbox import send_due
from muhur.settings import Settings
from muhur.status_copies import StatusCopies
from muhur.transparency.signing import keep_newest, sign_newest
from registry.accounts.outlived import purge
from registry.notices.reminding import remind
from registry.notices.watches import tell_what_time_changed
from registry.people.privacy import retain
from registry.records.lease import lease

COPIES, COPY_EVERY = "status_copies", timedelta(seconds=5)
ISSUE_EVERY = timedelta(seconds=30)
# What a process without keys has entered waits this long for its status list at most.
SIGN_EVERY = timedelta(milliseconds=500)
COUNT_EVERY = timedelta(minutes=5)
LOOSE_FOR = timedelta(days=1)
NO_AGE = timedelta(0)


def jobs_of(home: Home, metrics: Metrics | None = None) -> list[Job]:
    """Every job, by name. Each must be safe to run again: `muhur worker` may run beside `muhur serve`.

    ``metrics`` are those of a process that is asked for them; without, nothing is counted.
    """
    ttl = home.settings.status_ttl
    copies = StatusCopies(home.settings.status_folder, home.facts.public_url)
    jobs = [
        Job("idempotency_purge", timedelta(hours=1), lambda now: forget_answers(home, now)),
        Job("retention", At.MIDNIGHT, lambda now: log_retention(home, now)),
        Job("reminders", At.MIDNIGHT, lambda now: log_reminders(home, now)),
        Job("watches", At.MIDNIGHT, lambda now: log_watches(home, now)),
        Job("sealed_files", At.MIDNIGHT, lambda now: tidy_sealed_files(home, now)),
        Job("sign_in_purge", timedelta(hours=6), lambda now: purge(home.store, now)),
        Job(COPIES, COPY_EVERY, lambda now: copy_lists(home, copies, now), per_process=True),
        Job("status_bits", SIGN_EVERY, lambda now: sign_events(home, now), needs_keys=True, per_process=True),
        Job("log", SIGN_EVERY, lambda now: sign_log(home), needs_keys=True, per_process=True),
        Job("status_lists", At.MIDNIGHT, lambda now: sign_lists(home, now, NO_AGE), needs_keys=True),
        Job(
            "status_lists_age",
            ttl / 4,
            lambda now: sign_lists(home, now, ttl / 4, bits=False),
            needs_keys=True,
        ),
        Job("batches", ISSUE_EVERY, lambda now: issue_batches(home, now), needs_keys=True),
        # Somebody may be waiting for a link.
        Job("outbox", timedelta(seconds=10), lambda now: log_sending(home, now)),
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


def sign_lists(home: Home, now: datetime, older_than: timedelta, *, bits: bool = True) -> None:
    """Bits that time has made true, and lists before they are too old to stand for the register's answer."""
    refresh_all(home.store, home.open_key, now, older_than=older_than, bits=bits)


def issue_batches(home: Home, now: datetime) -> None:
    """Scheduled batches whose time has come, and those whose issue was interrupted."""
    for done in issue_due(home.store, home.open_key, now):
        structlog.get_logger().info("batch", run=done.run_code, issued=done.count("issued"))


def sign_events(home: Home, now: datetime) -> None:
    """Publish what was suspended, reinstated or revoked by a process without keys."""
    sign_pending(home.store, home.open_key, now)


def copy_lists(home: Home, copies: StatusCopies, now: datetime) -> None:
    """The published lists and the log's checkpoint into the home, for the hour in which the database is away."""
    with home.store.reading() as records:
        copies.refresh(records, now)
    keep_newest(home.store, home.log())


def sign_log(home: Home) -> None:
    """Sign what a process without the log's key has appended; a log that cannot be signed fails this job each time."""
    with home.store.reading() as records:
        head, policy = records.log.head(), home.log().policy(records)
    if policy is not None and head.signed_size < head.size:
        sign_newest(home.store, home.log())


def log_sending(home: Home, now: datetime) -> None:
    """Send what the outbox holds; a line in the log only when something was."""
    sent, failed = send_due(home.store, home.facts, home.settings, now)
    if sent or failed:
        structlog.get_logger().info("outbox", sent=sent, failed=failed)


def log_reminders(home: Home, now: datetime) -> None:
    """Remind members of documents that end soon or lack this year's visa."""
    if told := remind(home.store, home.facts.public_url, now):
        structlog.get_logger().info("reminders", told=told)


def log_watches(home: Home, now: datetime) -> None:
    """Tell employers of documents whose standing the new day has changed."""
    if told := tell_what_time_changed(home.store, home.facts.public_url, now):
        structlog.get_logger().info("watches", told=told)


def log_retention(home: Home, now: datetime) -> None:
    """End what has outlived its time; the proof stands in the audit trail."""
    report = retain(home.store, now)
    deleted = {one["class"]: one["deleted"] for one in report["classes"] if one["deleted"]}
    structlog.get_logger().info("retention", deleted=deleted, sha256=report["sha256"])


def tidy_sealed_files(home: Home, now: datetime) -> None:
    """Sealed files that no document has: left by a crash, replaced, or a member's who was erased."""
    # Whoever seals right now has put a file there whose row comes in a moment.
    if gone := tidied(home.store, kept_of(home.settings), now - LOOSE_FOR):
        structlog.get_logger().info("sealed_files", removed=gone)


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
        # Every few seconds: a line only when it fails.
        if ended.name != COPIES or ended.outcome == "failed":
            log_job(ended)

    return Worker(jobs_of(home, metrics), now, lease=lambda name: lease(home.store.engine, name), heard=heard)
