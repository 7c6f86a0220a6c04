"""The training unit through the JSON doors and the command line: stories Ü1 and Ü2, on both engines."""

import json
from pathlib import Path
from typing import Any

import pytest

from muhur.installation import Home
from registry.store import OWNER
from tests.journeys.machinery import Site, muhur, muhur_json
from tests.support.callers import bearer, client, program, user
from tests.support.register import NOW

ITEM = {
    "external_id": "completion-1", "programme": "IMO-TB-01", "run": "2026-1", "sicil_no": "048213",
    "attended": 1080, "scheduled": 1200, "finished_at": "2026-11-22T09:00:00+03:00",
}  # fmt: skip
PROGRAMME = {
    "code": "IMO-YN-01", "name_tr": "Yeni Eğitim", "form": "cevrimici", "delivery": "asenkron", "lesson_hours": 20,
    "kind": "katilim", "assessed": False, "attendance_threshold_pct": 90,
}  # fmt: skip


def approve(site: Site, home: Home, code: str = "IMO-TB-01") -> None:
    officer, approver = (
        bearer(home, user(home, "IMO", "officer")),
        bearer(home, user(home, "IMO", "approver")),
    )
    asked = site.ask("POST", "/api/v1/standing-approvals", json={"programme": code}, headers=officer)
    assert asked.status_code == 201
    path = f"/api/v1/standing-approvals/{asked.json()['id']}/approve"
    given = site.ask("POST", path, headers=approver)
    assert (given.status_code, given.json()["state"]) == (200, "in_force")


def send(site: Site, *items: dict[str, Any]) -> list[dict[str, Any]]:
    answer = site.post("/api/v1/feeds/lms", json={"items": list(items)})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_u1_and_u2_from_the_learning_system_to_the_public_page(either_home: Home) -> None:
    with either_home.store.writing(OWNER) as records:
        records.credentials.continue_serials_after("IMO", 2026, "katilim", 4216)
    moodle = program(either_home, "IMO", "evidence:write")
    with client(either_home, caller=moodle) as site:
        approve(site, either_home)
        short = {**ITEM, "external_id": "completion-0", "attended": 1079}
        assert send(site, short) == [
            {
                "external_id": "completion-0",
                "outcome": "recorded",
                "belge_no": None,
                "reasons": [
                    {
                        "code": "rule.watch_low",
                        "tr": "Katılım belgesi düzenlenemez: izleme oranı %89,91, gereken en az %90.",
                        "en": "No participation document: watch rate 89.91 %, at least 90 % needed.",
                    }
                ],
            }
        ]
        (done,) = send(site, ITEM)
        assert (done["outcome"], done["belge_no"]) == ("issued", "IMO-2026-KB-004217-P")
        assert send(site, ITEM) == [done]
        verdict = site.post("/api/v1/verify", json={"number": "IMO-2026-KB-004217-P"}).json()
        assert verdict["message"]["tr"] == "Bu belge geçerlidir."
        view = verdict["credential"]
        assert (view["title"], verdict["standing"], view["valid_until"]) == ("Katılım Belgesi", "valid", None)
        officer = bearer(either_home, user(either_home, "IMO", "officer"))
        path = "/api/v1/programmes/IMO-TB-01/runs/2026-1/participations"
        (line,) = site.ask("GET", path, headers=officer).json()
        assert (line["sicil_no"], line["source"], line["belge_no"]) == (
            "048213",
            "lms",
            "IMO-2026-KB-004217-P",
        )
        frozen = {"items": [{"sicil_no": "048213", "attended": 5, "scheduled": 1200}], "correcting": True}
        (refused,) = site.ask("POST", path, json=frozen, headers=officer).json()
        assert [one["code"] for one in refused["reasons"]] == ["row.evidence_frozen"]
    with either_home.store.reading() as records:
        (entry,) = [one for one in records.sicil.chain("IMO") if one.belge_no]
    assert (entry.event, entry.belge_no) == ("belge_islendi", "IMO-2026-KB-004217-P")


@pytest.mark.parametrize(
    "changed",
    [
        {"attended": -1}, {"attended": "1080"}, {"attended": 1080.5}, {"scheduled": 0}, {"scheduled": 10**7},
        {"sicil_no": ""}, {"sicil_no": "0482\u0000"}, {"external_id": "a b"}, {"external_id": "x" * 201},
        {"programme": "imo tb"}, {"run": "2026/1"}, {"finished_at": "2026-11-22T09:00:00"},
        {"finished_at": "0001-01-01T00:00:00+14:00"}, {"marks": [{"exam": "theory", "mark": "100.01"}]},
        {"marks": [{"exam": "theory", "mark": "-1"}]}, {"marks": [{"exam": "sözlü", "mark": "70"}]},
        {"marks": [{"exam": "theory", "mark": "70"}] * 11}, {"tckn": "00000000000"},
    ],
)  # fmt: skip
def test_an_item_of_another_form_refuses_the_feed(home: Home, changed: dict[str, Any]) -> None:
    with client(home, caller=program(home, "IMO", "evidence:write")) as site:
        answer = site.post("/api/v1/feeds/lms", json={"items": [{**ITEM, **changed}]})
        assert answer.status_code == 422, answer.text
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_feed_has_at_most_a_thousand_items(home: Home) -> None:
    many = [{**ITEM, "external_id": f"c-{number}", "sicil_no": "999999"} for number in range(1001)]
    with client(home, caller=program(home, "IMO", "evidence:write")) as site:
        assert site.post("/api/v1/feeds/lms", json={"items": many}).status_code == 422
        assert site.post("/api/v1/feeds/lms", json={"items": []}).status_code == 422
        found = send(site, *many[:1000])
        assert {one["outcome"] for one in found} == {"refused"} and len(found) == 1000


def test_a_program_reaches_only_its_own_chamber_and_scope(home: Home) -> None:
    with client(home, caller=program(home, "EMO", "evidence:write", "training:read")) as site:
        (found,) = send(site, ITEM)
        assert [one["code"] for one in found["reasons"]] == ["row.run_unknown"]
        assert site.get("/api/v1/programmes/IMO-TB-01").status_code == 404
        assert site.post("/api/v1/programmes", json=PROGRAMME).status_code == 403
    with client(home, caller=program(home, "IMO", "training:read")) as site:
        assert site.post("/api/v1/feeds/lms", json={"items": [ITEM]}).status_code == 403
    with client(home) as site:
        assert site.post("/api/v1/feeds/lms", json={"items": [ITEM]}).status_code == 401


def test_programmes_and_runs_through_the_doors(either_home: Home) -> None:
    with client(either_home, "IMO", "officer") as site:
        made = site.post("/api/v1/programmes", json=PROGRAMME)
        assert (made.status_code, made.json()["version"], made.json()["chamber_code"]) == (201, 1, "IMO")
        assert site.post("/api/v1/programmes", json=PROGRAMME).json()["code"] == "programme.exists"
        rules = {name: value for name, value in PROGRAMME.items() if name != "code"}
        path = "/api/v1/programmes/IMO-YN-01"
        changed = site.ask("PUT", path, json={**rules, "attendance_threshold_pct": 95, "version": 1})
        assert changed.json()["version"] == 2
        late = site.ask("PUT", path, json={**rules, "attendance_threshold_pct": 80, "version": 1})
        assert (late.status_code, late.json()["code"]) == (409, "programme.changed")
        alone = site.ask("PUT", path, json={**rules, "kind": "yetki", "area": "Alan", "version": 2})
        assert alone.json()["title"] == (
            "IMO-YN-01: ölçme ve değerlendirme olmayan program başarı veya yetki belgesi veremez."
        )
        versions = site.get(path + "/versions").json()
        assert [one["facts"]["attendance_threshold_pct"] for one in versions] == [90, 95]
        trainer = site.post("/api/v1/trainers", json={"full_name": "Çiğdem Irmak", "profile": "oda"}).json()
        run = {"no": "2026-1", "start_on": "2026-12-01", "end_on": "2026-12-05", "capacity": 25}
        opened = site.post(path + "/runs", json={**run, "trainer_ids": [trainer["id"]]})
        assert (opened.status_code, opened.json()["trainers"]) == (201, [trainer])
        changes = {"start_on": "2026-12-01", "end_on": "2026-12-06", "state": "iptal"}
        assert site.ask("PUT", path + "/runs/2026-1", json=changes).json()["state"] == "iptal"
        assert site.get("/api/v1/runs", params={"programme": "IMO-YN-01"}).json()[0]["end_on"] == "2026-12-06"
        assert site.post(path + "/deactivate").json()["active"] is False
        refused = site.post(path + "/runs", json={**run, "no": "2026-2"})
        assert (refused.status_code, refused.json()["code"]) == (409, "programme.inactive")
        retired = {"full_name": "Çiğdem Irmak", "profile": "oda", "active": False}
        assert site.ask("PUT", f"/api/v1/trainers/{trainer['id']}", json=retired).json()["active"] is False


@pytest.mark.parametrize(
    "changed",
    [
        {"code": "imo-1"}, {"form": "karma"}, {"kind": "diploma"}, {"lesson_hours": -1}, {"lesson_hours": 2**40},
        {"name_tr": "A\u0000"}, {"name_tr": "A\u202e"}, {"title": "Yetki Belgesi"}, {"area": ""},
        {"validity_type": "sabit_sure"}, {"kind": "basari"}, {"extra": 1}, {"code": "EMO-YN-01"},
    ],
)  # fmt: skip
def test_a_programme_that_is_none(home: Home, changed: dict[str, Any]) -> None:
    with client(home, "IMO", "officer") as site:
        answer = site.post("/api/v1/programmes", json={**PROGRAMME, **changed})
        assert answer.status_code == 422, answer.text
        assert answer.json()["title"]


def test_four_eyes_through_the_doors(home: Home) -> None:
    both = user(home, "IMO", "officer", "approver")
    with client(home, caller=both) as site:
        made = site.post("/api/v1/standing-approvals", json={"programme": "IMO-TB-01"}).json()
        answer = site.post(f"/api/v1/standing-approvals/{made['id']}/approve")
        assert (answer.status_code, answer.json()["title"]) == (
            403,
            "Hazırlayan kişi aynı belgeyi onaylayamaz.",
        )
        assert [one["state"] for one in site.get("/api/v1/standing-approvals").json()] == ["prepared"]
        assert site.post(f"/api/v1/standing-approvals/{made['id']}/end").json()["state"] == "ended"


def test_the_same_through_the_command_line(home: Home, tmp_path: Path) -> None:
    where = home.settings.home
    listed = tmp_path / "egiticiler.csv"
    listed.write_text(
        "Ad Soyad;Profil;Eğiticilerin Eğitimi\nÇiğdem Irmak;akademisyen;evet\n", encoding="cp1254"
    )
    said = muhur("trainers", "import", listed, "--chamber", "IMO", home=where).stdout.decode()
    assert said.strip() == "1 eğitici eklendi, 0 güncellendi, 0 aynı."
    (trainer,) = muhur_json("trainers", "list", "--chamber", "IMO", home=where)
    assert (trainer["full_name"], trainer["tot_done"]) == ("Çiğdem Irmak", True)
    said = muhur("approvals", "add", "IMO-TB-01", "--actor", "ayse", home=where).stdout.decode()
    approval = said.split()[0]
    words = ("approvals", "approve", approval, "--chamber", "IMO", "--actor")
    refused = muhur(*words, "ayse", home=where, expect=1)
    assert "Hazırlayan kişi aynı belgeyi onaylayamaz." in refused.stderr.decode()
    assert "yürürlükte" in muhur(*words, "baskan", home=where).stdout.decode()
    title = ("--title", "Katılım Sertifikası", "--seminar")
    assert (
        "2. sürüm"
        in muhur("programmes", "change", "IMO-TB-01", "--chamber", "IMO", *title, home=where).stdout.decode()
    )
    assert "eski sürüm için" in muhur("approvals", "list", "--chamber", "IMO", home=where).stdout.decode()
    assert (
        "sona erdi"
        in muhur(
            "approvals", "end", approval, "--chamber", "IMO", "--actor", "baskan", home=where
        ).stdout.decode()
    )
    muhur("runs", "add", "IMO-TB-01", "2026-7", "--start", "2026-12-01", "--end", "2026-12-02", "--capacity", "25",
          "--total", "1200", "--state", "planlandi", home=where)  # fmt: skip
    assert (
        "kapalı" in muhur("programmes", "close", "IMO-TB-01", "--chamber", "IMO", home=where).stdout.decode()
    )
    refused = muhur("runs", "add", "IMO-TB-01", "2026-8", "--start", "2026-12-01", "--end", "2026-12-02",
                    home=where, expect=1)  # fmt: skip
    assert "kapalıdır" in refused.stderr.decode()


def test_the_example_of_the_page_is_taken(home: Home) -> None:
    page = (Path(__file__).parents[2] / "docs" / "operate" / "lms.md").read_text(encoding="utf-8")
    bodies = [part.split("'", 1)[0] for part in page.split("-d '")[1:]]
    assert len(bodies) == 2
    for chamber, body in zip(("IMO", "EMO"), bodies, strict=True):
        with client(home, caller=program(home, chamber, "evidence:write")) as site:
            (found,) = send(site, *json.loads(body)["items"])
            assert found["outcome"] == "recorded", found
    assert NOW.isoformat().startswith("2026-11-22")
