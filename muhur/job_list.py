"""The jobs of an installation: each entry says how often, and calls the room that does the work."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from issuer.status_list import refresh_all
from keys.vault import VaultRefused
from muhur.installation import Home, bundle_is_ageing, read_passphrase
from muhur.jobs import At, Job, JobEnded, Worker
from muhur.settings import Settings
from muhur.status_copies import StatusCopies
from registry.records.lease import lease

COPY_EVERY = timedelta(seconds=5)
NO_AGE = timedelta(0)


def jobs_of(home: Home) -> list[Job]:
    """Every job, by name. Each must be safe to run again: `muhur worker` may run beside `muhur serve`."""
    ttl = home.settings.status_ttl
    copies = StatusCopies(home.settings.status_folder, home.facts.public_url)
    jobs = [
        Job("status_copies", COPY_EVERY, lambda _now: copy_lists(home, copies), per_process=True),
        Job("status_lists", At.MIDNIGHT, lambda now: sign_lists(home, now, NO_AGE), needs_keys=True),
        Job("status_lists_age", ttl / 4, lambda now: sign_lists(home, now, ttl / 4), needs_keys=True),
        Job("trust_age", At.MIDNIGHT, lambda now: warn_of_ageing_trust(home, now), per_process=True),
    ]
    return jobs if has_keys(home.settings) else [job for job in jobs if not job.needs_keys]


def sign_lists(home: Home, now: datetime, older_than: timedelta) -> None:
    """Bits that time has made true, and lists before they are too old to stand for the register's answer."""
    refresh_all(home.store, home.open_key, now, older_than=older_than)


def copy_lists(home: Home, copies: StatusCopies) -> None:
    """The published lists into the home, for the hour in which the database is away."""
    with home.store.reading() as records:
        copies.refresh(records)


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


def worker_of(home: Home, now: Callable[[], datetime], heard: Callable[[JobEnded], None]) -> Worker:
    """The worker of an installation; of several on one register, one does a job at a time."""
    return Worker(jobs_of(home), now, lease=lambda name: lease(home.store.engine, name), heard=heard)
