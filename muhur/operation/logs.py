"""Logs: JSON lines on standard error, without personal data.

A line of ours holds only what its caller names. A line of a library keeps its fixed text but never the values
filled into it nor the text of a fault: SQL parameters, names and numbers could stand there.
"""

import logging
import sys
from typing import Any

import structlog

from muhur.jobs import JobEnded, place_of
from muhur.settings import Settings


def configure(settings: Settings) -> None:
    """Send every log line of this process to standard error in the chosen form and from the chosen level."""
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    drawn: Any = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
        if settings.log_format == "console"
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            drawn,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [_Bridge()]
    root.setLevel(max(level, logging.WARNING))
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = name != "uvicorn.access"


class _Bridge(logging.Handler):
    """Lines of libraries, as lines of ours."""

    def emit(self, record: logging.LogRecord) -> None:
        facts = {"logger": record.name}
        if record.exc_info and record.exc_info[1] is not None:
            facts["error"] = place_of(record.exc_info[1])
        said = str(record.msg).strip().partition("\n")[0]
        structlog.get_logger().log(record.levelno, said, **facts)


# Run so often that only their failures are worth a line.
FREQUENT = ("status_bits",)


def log_job(ended: JobEnded) -> None:
    """One line a run of a job; a failure is an error."""
    log = structlog.get_logger()
    facts = {"job": ended.name, "outcome": ended.outcome, "ms": round(ended.seconds * 1000, 1)}
    if not structlog.is_configured():
        return
    if ended.outcome == "failed":
        log.error("job", **facts, error=ended.error)
    elif ended.name not in FREQUENT:
        log.info("job", **facts)
