"""The reports by name, and the one way to ask for one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from registry.act import Act
from registry.istanbul import day_of
from registry.refusal import Refusal
from registry.reports import document_reports, training_reports
from registry.reports.asked import Asked
from registry.reports.table import Report
from registry.store import UNION, Store

LONGEST_AHEAD = timedelta(days=3660)


class ReportRefused(Refusal):
    """No such report, or not for this reader."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A report: how it is counted, and whether only the own chamber may see it."""

    build: Callable[[Asked], Report]
    own_only: bool = False


REPORTS = {
    "tablo1": Kind(training_reports.tablo1),
    "forms": Kind(training_reports.forms),
    "certification": Kind(training_reports.certification),
    "assessment": Kind(training_reports.assessment),
    "trainers": Kind(training_reports.trainers),
    "training-of-trainers": Kind(training_reports.training_of_trainers),
    "runs": Kind(training_reports.runs),
    "years": Kind(training_reports.years),
    "documents": Kind(document_reports.documents),
    "expiring": Kind(document_reports.expiring),
    "authorised": Kind(document_reports.authorised),
    "authorised-provinces": Kind(document_reports.authorised_provinces),
    "status": Kind(document_reports.status),
    "reasons": Kind(document_reports.reasons, own_only=True),
    "verifications": Kind(document_reports.verifications),
}


@dataclass(frozen=True, slots=True)
class Request:
    """Which report, of which chamber (None: the union), and whether as that chamber sees itself.

    ``until`` asks ``expiring`` for a day instead of its bands; the own chamber's view only, because two
    neighbouring days would give away what is hidden.
    """

    name: str
    chamber: str | None = None
    own: bool = False
    until: date | None = None


def ask(store: Store, act: Act, request: Request) -> Report:
    """The report, with an audit record of having been read; raises ``ReportRefused``."""
    kind, today = REPORTS.get(request.name), day_of(act.at)
    if kind is None:
        raise ReportRefused("report.unknown", name=request.name[:40])
    if kind.own_only and not request.own:
        raise ReportRefused("report.own_chamber_only", name=request.name)
    if request.until is not None:
        _check_until(request, today)
    with store.reading(request.chamber if request.own and request.chamber is not None else UNION) as records:
        labels = records.reports.labels()
        if request.chamber is not None and request.chamber not in labels:
            raise ReportRefused("report.chamber_unknown", chamber=request.chamber[:40])
        installation = records.chambers.installation()
        asked = Asked(
            records.reports,
            request.chamber,
            request.own,
            today,
            installation is not None and installation.specimen,
            labels,
            request.until,
        )
        made = replace(kind.build(asked), name=request.name)
    # In a transaction of its own: the union's reader may write nothing, and a count may take a while.
    with store.writing(act.caller.chamber_code or "") as records:
        records.audit.add(
            act,
            "report.read",
            chamber_code=act.caller.chamber_code,
            target_kind="report",
            target=request.name,
            facts={"of": request.chamber, "own": request.own},
        )
    return made


def _check_until(request: Request, today: date) -> None:
    assert request.until is not None
    if request.name != "expiring" or not request.own:
        raise ReportRefused("report.until_not_here", name=request.name)
    if not today <= request.until <= today + LONGEST_AHEAD:
        raise ReportRefused("report.until_out_of_range", until=request.until.isoformat())
