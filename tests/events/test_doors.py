"""The JSON doors of documents: what a chamber reads, what it does, and who is let in."""

from datetime import UTC, date, datetime

import pytest

from muhur.installation import Home
from registry.access import APPROVER, OFFICER
from tests.support.callers import bearer, client, program, user
from tests.support.living import issued
from tests.support.register import members_of

DECISION = {"number": "51/7", "on": "2026-11-21"}


def test_a_document_with_everything_that_happened(either_home: Home) -> None:
    home = either_home
    numbers = issued(home, 3)
    (foreign,) = issued(home, 1, run="EMO-YG-01/2026-1")
    with client(home, "MMO", APPROVER) as site:
        body = {"reason_code": "yaniltici_kullanim", "reason_note": " Şikâyet üzerine ", "decision": DECISION}
        dry = site.post(f"/api/v1/documents/{numbers[0]}/suspend", json={**body, "dry_run": True})
        assert (dry.status_code, dry.json()["standing"], dry.json()["dry_run"]) == (200, "suspended", True)
        done = site.post(f"/api/v1/documents/{numbers[0]}/suspend", json=body)
        assert done.json() == {
            "belge_no": numbers[0], "state": "askida", "standing": "suspended", "standing_on": "2026-11-22",
            "dry_run": False,
        }  # fmt: skip
        again = site.post(f"/api/v1/documents/{numbers[0]}/suspend", json=body)
        assert (again.status_code, again.json()["code"]) == (409, "lifecycle.illegal")
        shown = site.get(f"/api/v1/documents/{numbers[0]}").json()
        assert (shown["name"], shown["sicil_no"]) == ("Ayşe Aydın", "050001")
        (event,) = shown["events"]
        assert (event["event"], event["reason_code"], event["reason_note"]) == (
            "askiya_alindi", "yaniltici_kullanim", "Şikâyet üzerine",
        )  # fmt: skip
        assert (event["decision_no"], event["actor"]) == ("51/7", "user:approver.mmo")
        # Nobody else sees why.
        verdict = site.get(f"/v/{shown['code']}/verdict").text + site.get(f"/v/{shown['code']}").text
        assert "yaniltici_kullanim" not in verdict and "Şikâyet" not in verdict
        assert "Bu belge 22.11.2026 tarihinde askıya alınmıştır." in verdict
        for action in ("suspend", "revoke"):
            refused = site.post(f"/api/v1/documents/{foreign}/{action}", json=body)
            assert (refused.status_code, refused.json()["code"]) == (404, "access.not_found")
        assert site.get(f"/api/v1/documents/{foreign}").status_code == 404
        assert site.get("/api/v1/documents/MMO-2026-YB-000999-Z").status_code == 422
        revoked = site.post(
            f"/api/v1/documents/{numbers[1]}/revoke", json={"reason_code": "talep", "decision": DECISION}
        )
        assert revoked.json()["standing"] == "revoked"
        twice = site.post(
            f"/api/v1/documents/{numbers[1]}/revoke", json={"reason_code": "talep", "decision": DECISION}
        )
        assert (twice.status_code, twice.json()["code"]) == (409, "event.already_revoked")
        none = site.post(f"/api/v1/documents/{numbers[2]}/revoke", json={"reason_code": "talep"})
        assert (none.status_code, none.json()["code"]) == (422, "lifecycle.decision_missing")
        for wrong in ({"reason_code": "kizdim"}, {"reason_code": "talep", "decision": {"number": "x", "on": "2026-11-21"}},
                      {"reason_code": "talep", "decision": DECISION, "other": 1}):  # fmt: skip
            assert site.post(f"/api/v1/documents/{numbers[2]}/revoke", json=wrong).status_code == 422


def test_documents_by_filter_and_page_by_page(either_home: Home) -> None:
    home = either_home
    numbers = issued(home, 5) + issued(home, 2, run="MMO-LP-01/2026-1")
    issued(home, 1, run="EMO-YG-01/2026-1")
    with client(home, "MMO", APPROVER) as site:
        site.post(
            f"/api/v1/documents/{numbers[0]}/suspend", json={"reason_code": "talep", "decision": DECISION}
        )

        def found(**query: object) -> list[str]:
            answer = site.get("/api/v1/documents", params=query)
            assert answer.status_code == 200, answer.text
            return [one["belge_no"] for one in answer.json()["documents"]]

        assert sorted(found()) == sorted(numbers)
        assert sorted(found(kind="basari")) == sorted(numbers[5:])
        assert found(state="askida") == numbers[:1]
        assert sorted(found(state="yayinda")) == sorted(numbers[1:])
        assert sorted(found(area="Mekanik Tesisat")) == sorted(numbers[:5])
        sicil_no = members_of(home, "MMO")[0].sicil_no
        assert sorted(found(sicil_no=sicil_no)) == sorted([numbers[0], numbers[5]])
        assert found(expiring_before="2027-01-01") == []
        assert len(found(expiring_before="2031-11-23")) == 7
        assert len(found(expiring_from="2031-11-22", expiring_before="2031-11-23")) == 7
        assert found(expiring_from="2031-11-23") == []
        seen: list[str] = []
        query: dict[str, object] = {"limit": 3}
        while True:
            answer = site.get("/api/v1/documents", params=query).json()
            seen += [one["belge_no"] for one in answer["documents"]]
            if answer["next"] is None:
                break
            query["after"] = answer["next"]
        assert len(seen) == 7 and sorted(seen) == sorted(numbers)
        assert site.get("/api/v1/documents", params={"limit": 0}).status_code == 422


def test_a_list_through_the_door(either_home: Home) -> None:
    home = either_home
    numbers = issued(home, 3)
    body = {"numbers": [*numbers, "XXX-1"], "reason_code": "talep", "decision": DECISION}
    with client(home, "MMO", APPROVER) as site:
        dry = site.post("/api/v1/document-lists/revoke", json={**body, "dry_run": True}).json()
        assert dry["counts"] == {"done": 0, "already": 0, "would": 3, "refused": 1}
        done = site.post("/api/v1/document-lists/revoke", json=body).json()
        assert done["counts"] == {"done": 3, "already": 0, "would": 0, "refused": 1}
        assert done["rows"][3] == {
            "line": 4, "belge_no": "XXX-1", "holder": None, "result": "refused",
            "reason": {
                "code": "number.malformed", "tr": "Belge numarası hatalı. Numarayı kontrol ediniz.",
                "en": "The document number is not correct. Check the number.",
            },
        }  # fmt: skip
        again = site.post("/api/v1/document-lists/revoke", json=body).json()
        assert (again["counts"]["already"], again["list_id"]) == (3, done["list_id"])
        named = site.post(
            "/api/v1/document-lists/revoke", json={**body, "list_id": "0197a6c2-0000-7000-8000-000000000001"}
        ).json()
        assert named["counts"]["refused"] == 4


def test_visas_by_a_program_and_by_an_officer(either_home: Home) -> None:
    home = either_home
    first, second = issued(home, 2, run="MMO-MT-01/2025-9", at=datetime(2025, 9, 1, 9, tzinfo=UTC))
    caller = program(home, "MMO", "documents:visa", "documents:read")
    with client(home) as site:
        headers = bearer(home, caller)
        path = f"/api/v1/documents/{first}/visa"
        assert site.post(path, json={"visa_year": 2026}, headers=headers).json()["standing"] == "valid"
        assert site.post(path, json={"visa_year": 2026}, headers=headers).json()["code"] == "event.visa_done"
        revoke = {"reason_code": "talep", "decision": DECISION}
        assert site.post(f"/api/v1/documents/{first}/revoke", json=revoke, headers=headers).status_code == 403
        officer = bearer(home, user(home, "MMO", OFFICER))
        listed = site.post(
            "/api/v1/document-lists/visa", json={"numbers": [second], "visa_year": 2026}, headers=officer
        )
        assert listed.json()["counts"]["done"] == 1
        assert site.post(path, json={"visa_year": 2026}).status_code == 401


@pytest.mark.parametrize("since", ["2026-11-23", "2026-11-21"])
def test_days_that_cannot_be(home: Home, since: str) -> None:
    (number,) = issued(home, 1)
    assert date.fromisoformat(since) != date(2026, 11, 22)
    with client(home, "MMO", APPROVER) as site:
        body = {"reason_code": "talep", "decision": DECISION, "effective_on": since}
        answer = site.post(f"/api/v1/documents/{number}/revoke", json=body)
        assert answer.status_code == 422
        assert answer.json()["code"] == ("event.future" if since > "2026-11-22" else "event.before_issue")
