"""The report of a list, for a spreadsheet and for programs."""

import csv
import io

from issuer.issue import issue_list
from issuer.reasons import Reason
from issuer.report import IssueReport, RowResult, report_csv, report_json
from muhur.installation import Home
from tests.support.register import class_list, members_of, request, row


def test_both_forms_carry_every_row_and_reason(home: Home) -> None:
    members = members_of(home, "MMO")
    data = class_list([row(members[0], mark="85"), row(members[1], mark="69,5")])
    report = issue_list(home.store, request("MMO-MT-01/2026-1", data), home.open_key)
    written = report_csv(report)
    assert written.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(written.decode("utf-8-sig")), delimiter=";"))
    number = report.rows[0].belge_no
    assert lines[1][:5] == ["2", "050001", "Ayşe Aydın", "düzenlendi", number]
    assert lines[2][5] == "Yetki belgesi düzenlenemez: sınav notu 69,5, geçme notu 70."
    found = report_json(report)
    assert found["counts"] == {"issued": 1, "already_issued": 0, "would_issue": 0, "refused": 1}
    assert [one["belge_no"] for one in found["rows"]] == [number, None]
    assert found["rows"][1]["reasons"][0]["code"] == "rule.mark_low"


def test_a_cell_that_begins_like_a_formula_is_made_text() -> None:
    for start in "=+-@\t\r":
        name = f'{start}HYPERLINK("http://x")'
        report = IssueReport(
            "X/1", False, [RowResult(2, "1", name, "refused", None, (Reason("row.total_zero"),))]
        )
        lines = list(
            csv.reader(io.StringIO(report_csv(report).decode("utf-8-sig"), newline=""), delimiter=";")
        )
        assert lines[1][2] == f"'{name}"
