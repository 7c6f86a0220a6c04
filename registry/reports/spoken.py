"""A report in the reader's language: labels and shares of an English page are English ones."""

from dataclasses import replace

from registry.reports.asked import TOTAL
from registry.reports.document_reports import EVENTS
from registry.reports.figures import in_english
from registry.reports.table import Cell, Report
from registry.reports.training_reports import FORMS, FORMS_EN, PROFILES

_LABELS = {
    TOTAL: "Total",
    **{FORMS[form]: FORMS_EN[form] for form in FORMS},
    **dict(PROFILES.values()),
    **dict(EVENTS.values()),
}


def spoken(report: Report, lang: str) -> Report:
    """The report as a page or a file in ``lang`` shows it; keys and codes stay."""
    if lang != "en":
        return report
    return replace(report, rows=tuple(tuple(_english(cell) for cell in row) for row in report.rows))


def _english(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    return _LABELS.get(cell) or in_english(cell)
