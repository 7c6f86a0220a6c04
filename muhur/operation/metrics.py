"""What is measured, for Prometheus. Labels are fixed sets: routes as written in code, never a number, code or name."""

from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import version

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from muhur.installation import Home
from muhur.jobs import JobEnded
from muhur.operation.backup import last_backup_at
from registry.store import NEWEST_MIGRATION
from verifier.verdict import Verdict

CONTENT_TYPE = CONTENT_TYPE_LATEST
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """The measurements of one process, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry(auto_describe=True)
        ProcessCollector(registry=self.registry)
        Info("muhur_build", "Version of the program and of its schema.", registry=self.registry).info(
            {"version": version("muhur"), "schema": NEWEST_MIGRATION}
        )
        self.requests = Counter(
            "muhur_http_requests", "Requests answered.", ("method", "route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "muhur_http_request_seconds",
            "Time to answer.",
            ("route",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.verdicts = Counter(
            "muhur_verdicts", "Verdicts given.", ("outcome", "standing"), registry=self.registry
        )
        self.look_ups = Counter(
            "muhur_register_look_ups",
            "Questions to the register: answered, timeout, failed, refused (too many waiting).",
            ("result",),
            registry=self.registry,
        )
        self.drawings = Counter(
            "muhur_drawings", "PDFs drawn, or not drawable here.", ("result",), registry=self.registry
        )
        self.jobs = Counter(
            "muhur_jobs", "Runs of jobs: done, failed, elsewhere.", ("job", "outcome"), registry=self.registry
        )
        self.job_done = Gauge(
            "muhur_job_last_done_timestamp_seconds",
            "When a job last ended well.",
            ("job",),
            registry=self.registry,
        )
        self.documents = Gauge("muhur_documents", "Documents issued.", ("chamber",), registry=self.registry)
        self.outbox = Gauge(
            "muhur_outbox_messages", "Messages waiting or given up.", ("state",), registry=self.registry
        )
        self.outbox_oldest = Gauge(
            "muhur_outbox_oldest_due_timestamp_seconds",
            "Due time of the oldest waiting message.",
            registry=self.registry,
        )
        self.trust_issued = Gauge(
            "muhur_trust_bundle_issued_timestamp_seconds",
            "When the newest trust bundle was signed.",
            registry=self.registry,
        )
        self.backup = Gauge(
            "muhur_last_backup_timestamp_seconds",
            "When the last backup of this home was made.",
            registry=self.registry,
        )
        self.database = Gauge("muhur_database_bytes", "Size of the database.", registry=self.registry)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """One request; an unknown method counts as “other”."""
        self.requests.labels(method if method in METHODS else "other", route, str(status)).inc()
        self.seconds.labels(route).observe(seconds)

    def judged(self, verdict: Verdict) -> None:
        """One verdict."""
        self.verdicts.labels(verdict.outcome, verdict.standing or "none").inc()

    def looked_up(self, result: str) -> None:
        """One question to the register."""
        self.look_ups.labels(result).inc()

    def drew(self, result: str) -> None:
        """One drawing, or one that was kept."""
        self.drawings.labels(result).inc()

    def ran(self, ended: JobEnded) -> None:
        """One run of a job."""
        self.jobs.labels(ended.name, ended.outcome).inc()
        if ended.outcome == "done":
            self.job_done.labels(ended.name).set(ended.at.timestamp())

    def count_register(self, home: Home, _now: datetime) -> None:
        """Read the counts of the register; a job of each process, so that asking for metrics asks no database."""
        with home.store.reading() as records:
            documents: Mapping[str, int] = records.operation.documents_by_chamber()
            waiting = records.operation.outbox()
            newest = records.trust.newest_bundle()
            size = records.operation.size_bytes()
        for chamber, count in documents.items():
            self.documents.labels(chamber).set(count)
        self.outbox.labels("waiting").set(waiting.waiting)
        self.outbox.labels("failed").set(waiting.failed)
        self.outbox_oldest.set(0 if waiting.since is None else waiting.since.timestamp())
        self.database.set(size)
        if newest is not None:
            self.trust_issued.set(newest[2].timestamp())
        backed_up = last_backup_at(home.settings)
        self.backup.set(0 if backed_up is None else backed_up.timestamp())

    def text(self) -> bytes:
        """All of it in Prometheus' text form."""
        return generate_latest(self.registry)
