"""Batches through the JSON interface: the stories' sentences, the rights, files and rows."""

import csv
import io
from typing import Any

from muhur.installation import Home
from tests.journeys.machinery import Site
from tests.support.callers import client, program, user
from tests.support.register import counts, members_of, passing

RUN = "MMO-MT-01/2026-1"
DECISION = {"number": "49/112", "day": "2026-11-20"}


def rows(home: Home, count: int = 3, mark: str = "85") -> list[dict[str, str]]:
    return [
        {
            "sicil_no": one.sicil_no,
            "given_name": one.given_name,
            "family_name": one.family_name,
            "attended": "24",
            "scheduled": "24",
            "theory_mark": mark,
        }
        for one in members_of(home, "MMO")[:count]
    ]


def made(home: Home, site: Site, **more: Any) -> dict[str, Any]:
    answer = site.post("/api/v1/batches", json={"run": RUN, "rows": rows(home), "decision": DECISION, **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_o1_o3_from_rows_to_documents(either_home: Home) -> None:
    home = either_home
    with client(home, "MMO", "officer") as site:
        report = made(home, site, rows=[*rows(home), *rows(home, 4, "69,5")[3:]])
        assert report["counts"]["prepared"] == 3
        assert report["rows"][3]["reasons"][0]["tr"] == (
            "Yetki belgesi düzenlenemez: sınav notu 69,5, geçme notu 70."
        )
        path = f"/api/v1/batches/{report['batch']}"
        answer = site.post(f"{path}/submit", json={"version": report["version"]})
        assert answer.json()["state"] == "onay_bekliyor", answer.text
        refused = site.post(f"{path}/approve", json={})
        assert (refused.status_code, refused.json()["code"]) == (403, "access.denied")
    with client(home, "MMO", "approver") as site:
        whole = site.get(path).json()
        assert whole["batch"]["version"] == 2 and whole["report"]["counts"]["refused"] == 1
        tried = site.post(f"{path}/approve", json={"dry_run": True}).json()
        assert tried["counts"]["would_issue"] == 3
        old = site.post(f"{path}/approve", json={"version": 1})
        assert (old.status_code, old.json()["code"]) == (409, "batch.changed")
        done = site.post(f"{path}/approve", json={"version": 2})
        assert done.status_code == 200 and done.json()["counts"]["issued"] == 3
        again = site.post(f"{path}/approve", json={})
        assert (again.status_code, again.json()["code"]) == (409, "lifecycle.illegal")
        sheet = site.get(f"{path}/report.csv")
        assert sheet.headers["content-type"].startswith("text/csv")
        lines = list(csv.reader(io.StringIO(sheet.content.decode("utf-8-sig")), delimiter=";"))
        assert [line[3] for line in lines[1:]] == ["düzenlendi"] * 3 + ["düzenlenmedi"]
    both = user(home, "MMO", "officer", "approver", login="ikisi.mmo")
    with client(home, caller=both) as site:
        report = made(home, site, rows=rows(home, 5)[3:])
        path = f"/api/v1/batches/{report['batch']}"
        site.post(f"{path}/submit", json={})
        refused = site.post(f"{path}/approve", json={})
        assert refused.status_code == 403
        assert refused.json()["message"]["tr"] == "Hazırlayan kişi aynı belgeyi onaylayamaz."
    assert counts(home.store)["credentials"] == 3


def test_o2_without_a_decision(home: Home) -> None:
    with client(home, "MMO", "officer") as site:
        report = made(home, site, decision=None)
        path = f"/api/v1/batches/{report['batch']}"
        refused = site.post(f"{path}/submit", json={})
        assert refused.status_code == 422
        assert refused.json()["message"]["tr"] == (
            "Yetki belgesi için Yönetim Kurulu karar numarası ve tarihi gereklidir."
        )
        wrong = site.post(f"{path}/submit", json={"decision": {"number": "kırk", "day": "2026-11-20"}})
        assert wrong.json()["code"] == "rule.board_decision_form"
        late = site.post(f"{path}/submit", json={"decision": {"number": "40/34", "day": "2026-11-23"}})
        assert late.json()["code"] == "rule.board_decision_future"
        assert site.post(f"{path}/submit", json={"decision": DECISION}).status_code == 200


def test_a_file_returned_edited_and_withdrawn(home: Home) -> None:
    data = passing(members_of(home, "MMO")[:2])
    with client(home, "MMO", "officer") as site:
        query = {"run": RUN, "decision_no": "49/112", "decision_on": "2026-11-20"}
        answer = site.post("/api/v1/batches/file", params=query, files={"file": ("liste.csv", data)})
        assert answer.status_code == 200, answer.text
        path = f"/api/v1/batches/{answer.json()['batch']}"
        site.post(f"{path}/submit", json={})
        half = site.post("/api/v1/batches/file", params=query | {"dry_run": "true"}, files={"file": data})
        assert half.json()["batch"] is None
    with client(home, "MMO", "approver") as site:
        assert site.post(f"{path}/return", json={"note": " "}).json()["code"] == "lifecycle.note_missing"
        back = site.post(f"{path}/return", json={"note": "İmza eksik"}).json()
        assert (back["state"], back["note"]) == ("taslak", "İmza eksik")
    with client(home, "MMO", "officer") as site:
        changed = site.put(path, json={"run": RUN, "rows": rows(home, 4), "decision": DECISION})
        assert changed.json()["counts"]["prepared"] == 4, changed.text
        assert site.post(f"{path}/withdraw", json={}).json()["state"] == "vazgecildi"
        page = site.get("/api/v1/batches", params={"state": "vazgecildi"}).json()
        assert [one["documents"] for one in page["batches"]] == [4]


def test_another_chamber_sees_nothing(home: Home) -> None:
    with client(home, "MMO", "officer") as site:
        path = f"/api/v1/batches/{made(home, site)['batch']}"
    with client(home, "EMO", "officer") as site:
        assert site.get(path).status_code == 404
        assert site.get("/api/v1/batches").json() == {"batches": []}
        foreign = site.post("/api/v1/batches", json={"run": RUN, "rows": rows(home)})
        assert foreign.status_code == 404
    with client(home) as site:
        assert site.get(path).status_code == 401


def test_a_program_prepares_and_never_approves(home: Home) -> None:
    caller = program(home, "MMO", "batches:prepare", "batches:read")
    with client(home, caller=caller) as site:
        path = f"/api/v1/batches/{made(home, site)['batch']}"
        assert site.post(f"{path}/submit", json={}).status_code == 200
        assert site.post(f"{path}/approve", json={}).status_code == 403
        assert site.post(f"{path}/withdraw", json={}).json()["code"] == "lifecycle.role"


def test_a_correction_through_the_door(home: Home) -> None:
    with client(home, "MMO", "officer") as site:
        path = f"/api/v1/batches/{made(home, site)['batch']}"
        site.post(f"{path}/submit", json={})
    with client(home, "MMO", "approver") as site:
        number = site.post(f"{path}/approve", json={}).json()["rows"][0]["belge_no"]
    with client(home, "MMO", "officer") as site:
        for name in ("replacement", "renewal"):
            tried = site.post(
                f"/api/v1/batches/{name}", json={"belge_no": number, "decision": DECISION, "dry_run": True}
            )
            assert tried.json()["counts"]["would_issue"] == 1, tried.text
        unknown = site.post("/api/v1/batches/replacement", json={"belge_no": "MMO-2026-YB-000123-1"})
        assert unknown.status_code in (404, 422)
