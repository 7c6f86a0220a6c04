"""The doors of the reports: a chamber's own whole, the union's with small numbers hidden, D1 over HTTP."""

from muhur.installation import Home
from registry.access import OFFICER
from tests.support.callers import auditor, bearer, client, program, user
from tests.support.living import issued


def test_a_chamber_and_the_auditor_see_what_is_theirs(either_home: Home) -> None:
    issued(either_home, 3)
    officer = bearer(either_home, user(either_home, "MMO", OFFICER))
    union = bearer(either_home, auditor(either_home))
    with client(either_home) as site:
        own = site.get("/api/v1/reports/documents", headers=officer)
        assert own.status_code == 200
        assert own.json()["rows"] == [
            {"chamber_code": "MMO", "chamber": "MMO", "katilim": None, "basari": None, "yetki": 3, "total": 3}
        ]
        whole = site.get("/api/v1/union/reports/documents", headers=union).json()
        assert [row["yetki"] for row in whole["rows"]] == ["*", "*"]
        assert whole["hidden"] == 4
        one = site.get("/api/v1/union/reports/documents?chamber=MMO", headers=union).json()
        assert [row["total"] for row in one["rows"]] == ["*"]
        # Neither has the other's door.
        assert site.get("/api/v1/union/reports/documents", headers=officer).status_code == 403
        assert site.get("/api/v1/reports/documents", headers=union).status_code == 403
        assert site.get("/api/v1/reports/documents").status_code == 401
        assert (
            site.get("/api/v1/union/reports/reasons", headers=union).json()["code"]
            == "report.own_chamber_only"
        )
        assert site.get("/api/v1/reports/nothing", headers=officer).json()["code"] == "report.unknown"
        far = site.get("/api/v1/reports/expiring?until=2050-01-01", headers=officer)
        assert (far.status_code, far.json()["code"]) == (422, "report.until_out_of_range")


def test_a_report_as_csv(either_home: Home) -> None:
    with client(either_home) as site:
        answer = site.get(
            "/api/v1/union/reports/tablo1?form=csv", headers=bearer(either_home, auditor(either_home))
        )
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="tablo1.csv"'
    lines = answer.content.decode().split("\n")
    assert lines[0] == "chamber_code,label_in_report,uygulamali,yuz_yuze,cevrimici,row_total"
    assert lines[-2].startswith("TOPLAM,Toplam,") and lines[-1] == ""


def test_a_program_needs_the_scope(either_home: Home) -> None:
    may = bearer(either_home, program(either_home, "EMO", "reports:read"))
    may_not = bearer(either_home, program(either_home, "EMO", "members:read"))
    with client(either_home) as site:
        assert site.get("/api/v1/reports/forms", headers=may).json()["chamber"] == "EMO"
        assert site.get("/api/v1/reports/forms", headers=may_not).status_code == 403
