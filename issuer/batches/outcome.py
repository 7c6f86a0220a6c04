"""How the judged rows of a list end, for their report."""

from issuer.batches.judging import Judged
from issuer.class_list import ClassRow
from issuer.reasons import Reason
from issuer.report import IssueReport, RowResult
from registry.records.preparing.batches import Batch


def row_result(row: ClassRow, judged: Judged, result: str) -> RowResult:
    """How a row ended; ``result`` is for one without reasons and without an earlier document."""
    member = judged.member(row)
    name = row.full_name if member is None else member.full_name
    if row.reasons:
        return RowResult(row.line, row.sicil_no, name, "refused", None, tuple(row.reasons))
    number = None if member is None else judged.numbers.get(member.id)
    if number is not None:
        already = Reason("rule.already_issued", {"belge_no": number})
        return RowResult(row.line, row.sicil_no, name, "already_issued", number, (already,))
    return RowResult(row.line, row.sicil_no, name, result, notes=judged.notes.get(row.line, ()))


def report_of(
    judged: Judged, run_code: str, result: str, *, dry_run: bool = False, batch: Batch | None = None
) -> IssueReport:
    """The end of a list; rows that qualified ended as ``result``."""
    report = IssueReport(run_code, dry_run)
    report.rows = [row_result(row, judged, result) for row in judged.rows]
    if batch is not None:
        report.batch_id, report.state, report.version = batch.id, batch.state, batch.version
    return report
