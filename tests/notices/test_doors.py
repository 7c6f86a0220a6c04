"""Stories Ü4 and İ7, following a document, requests, webhooks and quotas, through the real application."""

import csv
import io
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest

from issuer.events.notices import notices_of
from issuer.events.single import Means, reinstate, revoke, suspend
from issuer.issue import issue_list
from muhur.installation import Home
from muhur.sending.webhook import fresh_secret
from registry.access import APPROVER, Caller
from registry.act import Act
from registry.document import BoardDecision
from registry.ids import uuid7
from registry.notices.shares import ShareRefused, make_share
from registry.records.asked.outbox import Webhook
from registry.tables.members import members
from tests.support.callers import client, member
from tests.support.register import NOW, TODAY, members_of, passing, request

RUN = "EMO-YG-01/2026-1"


def issued(home: Home) -> dict[str, Any]:
    """A yetki of EMO 101742 with its number and code."""
    (isil,) = [one for one in members_of(home, "EMO") if one.sicil_no == "101742"]
    with home.store.engine.begin() as connection:
        connection.execute(
            members.update().where(members.c.id == isil.id),
            {"email": "isil@example.org", "province": "Ankara"},
        )
    issue_list(home.store, request(RUN, passing([isil])), home.open_key)
    with home.store.reading("EMO") as records:
        found = next(one for one in records.credentials.all() if one.member_id == isil.id)
    return {"number": found.belge_no, "code": found.verification_code, "member": isil, "id": found.id}


def approver() -> Act:
    return Act(Caller("user", "onaylayan.emo", "EMO", frozenset({APPROVER})), NOW)


def means(home: Home) -> Means:
    return Means(home.store, home.open_key, notices_of(home.facts.public_url))


def waiting(home: Home, at: Any = NOW) -> list[tuple[str, str]]:
    with home.store.reading("EMO") as records:
        return sorted((one.template, one.recipient) for one in records.outbox.due("EMO", at))


def test_u4_a_share_link_opens_the_mark_until_it_is_ended(either_home: Home) -> None:
    document = issued(either_home)
    isil = member(either_home, "EMO", "101742")
    with client(either_home, caller=isil) as site:
        wanted = {"belge_no": document["number"], "days": 7, "fields": ["mark"]}
        made = site.post("/api/v1/self/shares", json=wanted)
        assert made.status_code == 201, made.text
        token = made.json()["url"].rpartition("/p/")[2]
        with client(either_home) as public:
            opened = public.get(f"/api/v1/shares/{token}")
            assert opened.status_code == 200
            body = opened.json()
            assert body["outcome"] == "genuine"
            assert body["standing"] == "valid"
            assert body["credential"]["name"] == "Işıl İnci Öztürk"
            assert body["disclosed"]["mark"] == {"theory": 85.0, "practice": 90.0} or body["disclosed"][
                "mark"
            ] == {"theory": 85.0}
            assert "attendance" not in body["disclosed"]
            assert "no-store" in opened.headers["cache-control"]
        (listed,) = site.get("/api/v1/self/shares").json()
        assert listed["open"]
        assert listed["url"] is None
        assert site.ask("DELETE", f"/api/v1/self/shares/{listed['id']}").status_code == 204
        assert site.ask("DELETE", f"/api/v1/self/shares/{listed['id']}").status_code == 404
    with client(either_home) as public:
        ended = public.get(f"/api/v1/shares/{token}")
        assert ended.status_code == 404
        assert ended.json()["title"].startswith("Belge bulunamadı")
        assert public.get("/api/v1/shares/nonesuch").json()["title"] == ended.json()["title"]
        # The document itself goes on by its number.
        judged = public.post("/api/v1/verify", json={"number": document["number"]}).json()
        assert judged["standing"] == "valid"
        assert judged["credential"]["name"] == "I*** İ*** Ö***"


def test_a_form_sent_twice_at_once_makes_one_link(either_home: Home) -> None:
    number = issued(either_home)["number"]
    isil, gate = member(either_home, "EMO", "101742"), Barrier(2, timeout=60)

    def make(_number: int) -> str:
        gate.wait()
        try:
            with either_home.store.writing("EMO") as records:
                make_share(records, Act(isil, NOW), UUID(isil.id), number, days=7, fields=[], once="form")
                time.sleep(0.3)
        except ShareRefused as refusal:
            return refusal.code
        return "made"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(make, range(2))) == ["made", "share.made"]


def test_a_share_link_ends_by_itself(home: Home) -> None:
    document = issued(home)
    with client(home, caller=member(home, "EMO", "101742")) as site:
        made = site.post("/api/v1/self/shares", json={"belge_no": document["number"], "days": 7})
    token = made.json()["url"].rpartition("/p/")[2]
    for days, status in ((6, 200), (7, 404)):
        with client(home, now=lambda days=days: NOW + timedelta(days=days)) as public:
            assert public.get(f"/api/v1/shares/{token}").status_code == status


def test_a_member_shares_only_their_own(home: Home) -> None:
    document = issued(home)
    other = next(one for one in members_of(home, "EMO") if one.sicil_no != "101742")
    with client(home, caller=member(home, "EMO", other.sicil_no)) as site:
        refused = site.post("/api/v1/self/shares", json={"belge_no": document["number"], "days": 7})
    assert refused.status_code == 404


def test_i7_a_list_of_numbers_is_answered_line_by_line(either_home: Home) -> None:
    document = issued(either_home)
    other = next(one for one in members_of(either_home, "EMO") if one.sicil_no != "101742")
    issue_list(either_home.store, request(RUN, passing([other])), either_home.open_key)
    with either_home.store.reading("EMO") as records:
        gone = next(one.belge_no for one in records.credentials.all() if one.member_id == other.id)
    order = {"reason_code": "disiplin", "decision": BoardDecision("40/34", TODAY)}
    revoke(means(either_home), approver(), gone, **order)
    text = f"Belge No\n{document['number']}\n{gone}\nXXX-1\n=1+1\nEMO-2026-YB-999999-X\n"
    with client(either_home) as public:
        answered = public.post(
            "/api/v1/verify/numbers.csv", files={"file": ("liste.csv", text.encode(), "text/csv")}
        )
        assert answered.status_code == 200, answered.text
        rows = list(csv.DictReader(io.StringIO(answered.content.decode("utf-8-sig")), delimiter=";"))
        as_json = public.post("/api/v1/verify/numbers", json={"numbers": [document["number"], gone, "XXX-1"]})
    assert [row["durum"] for row in rows[:3]] == ["Geçerli", "İptal edilmiş", "Belge numarası hatalı"]
    assert rows[0]["ad_soyad"] == "I*** İ*** Ö***"
    assert "Öztürk" not in answered.text
    assert rows[3]["belge_no"] == "'=1+1"
    assert [one["code"] for one in as_json.json()["results"]] == ["valid", "revoked", "bad_number"]


@pytest.mark.parametrize("count", [0, 501])
def test_a_list_of_numbers_is_bounded(home: Home, count: int) -> None:
    with client(home) as public:
        answer = public.post("/api/v1/verify/numbers", json={"numbers": ["EMO-2026-YB-000123-Y"] * count})
    assert answer.status_code in (413, 422)


def test_an_employer_is_told_when_a_followed_document_changes(either_home: Home) -> None:
    document = issued(either_home)
    later = NOW + timedelta(days=1)
    with client(either_home) as public:
        wanted = {"code": document["code"], "email": "ik@sirket.example", "lang": "en"}
        assert public.post("/api/v1/watches", json=wanted).status_code == 202
        # Asking again sends nothing more.
        assert public.post("/api/v1/watches", json=wanted).status_code == 202
        assert waiting(either_home) == [
            ("document.issued", "isil@example.org"),
            ("watch.confirm", "ik@sirket.example"),
        ]
        with either_home.store.reading("EMO") as records:
            (mail,) = [one for one in records.outbox.due("EMO", later) if one.template == "watch.confirm"]
        means_ = means(either_home)
        order = {"reason_code": "disiplin", "decision": BoardDecision("40/34", TODAY)}
        # Not confirmed: not told.
        suspend(means_, approver(), document["number"], **order)
        assert ("watch.changed", "ik@sirket.example") not in waiting(either_home)
        token = mail.facts["token"]
        assert public.post("/api/v1/watches/confirm", json={"token": token}).json() == {"done": True}
        assert public.post("/api/v1/watches/confirm", json={"token": token}).status_code == 200
        reinstate(means_, approver(), document["number"], decision=BoardDecision("40/35", TODAY))
        found = waiting(either_home)
        assert ("watch.changed", "ik@sirket.example") in found
        assert ("document.suspended", "isil@example.org") in found
        assert ("document.reinstated", "isil@example.org") in found
        assert public.post("/api/v1/watches/end", json={"token": token}).status_code == 200
        assert public.post("/api/v1/watches/end", json={"token": token}).status_code == 404
        assert public.post("/api/v1/watches/confirm", json={"token": "EMO.x"}).status_code == 404
        assert public.post("/api/v1/watches", json={**wanted, "code": "0" * 16}).status_code == 404
        assert public.post("/api/v1/watches", json={**wanted, "email": "adres"}).status_code == 422
    # The reason is in no message.
    with either_home.store.engine.connect() as connection:
        facts = str(connection.exec_driver_sql("SELECT facts FROM outbox").all())
    assert "disiplin" not in facts


def test_a_webhook_of_the_chamber_hears_of_events(home: Home) -> None:
    hook = Webhook(
        uuid7(NOW),
        "EMO",
        "https://lms.example.org/",
        fresh_secret(),
        ("document.issued", "document.revoked"),
        active=True,
        created_at=NOW,
        created_by="user:yonetici",
    )
    with home.store.writing("EMO") as records:
        records.outbox.add_webhook(hook)
    document = issued(home)
    suspend(
        means(home),
        approver(),
        document["number"],
        reason_code="disiplin",
        decision=BoardDecision("40/34", TODAY),
    )
    with home.store.reading("EMO") as records:
        sent = [one for one in records.outbox.due("EMO", NOW) if one.channel == "webhook"]
    assert [one.template for one in sent] == ["document.issued"]
    assert sent[0].facts["belge_no"] == document["number"]


def test_webhooks_and_quotas_are_the_administrators(home: Home) -> None:
    with client(home, "EMO", "administrator") as site:
        refused = site.post(
            "/api/v1/webhooks", json={"url": "https://127.0.0.1/x", "events": ["document.issued"]}
        )
        assert refused.json()["code"] == "webhook.address"
        unknown = site.post(
            "/api/v1/webhooks", json={"url": "https://1.1.1.1/x", "events": ["document.eaten"]}
        )
        assert unknown.json()["code"] == "webhook.event"
        made = site.post(
            "/api/v1/webhooks", json={"url": "https://1.1.1.1/x", "events": ["document.revoked"]}
        )
        assert made.status_code == 201, made.text
        hook = made.json()
        assert hook["secret"].startswith("whsec_")
        (listed,) = site.get("/api/v1/webhooks").json()
        assert listed["secret"] is None
        assert site.get(f"/api/v1/webhooks/{hook['id']}/deliveries").json() == []
        assert site.ask("DELETE", f"/api/v1/webhooks/{hook['id']}").status_code == 204
        quota = site.put("/api/v1/quotas/documents", json={"per_day": 1, "alarm_email": "g@example.org"})
        assert quota.json() == {"what": "documents", "per_day": 1, "alarm_email": "g@example.org"}
        assert {one["what"] for one in site.get("/api/v1/quotas").json()} == {"documents", "foreign_queries"}
    with client(home, "EMO", "officer") as site:
        assert site.get("/api/v1/quotas").status_code == 403
    # The quota holds where documents are issued, with nothing half done, and a person is told.
    two = members_of(home, "EMO")[:2]
    from registry.refusal import Refusal

    with pytest.raises(Refusal) as over:
        issue_list(home.store, request(RUN, passing(two)), home.open_key)
    assert over.value.code == "quota.exceeded"
    with home.store.reading("EMO") as records:
        assert records.credentials.all() == []


def test_requests_reach_the_desk_and_are_answered(home: Home) -> None:
    isil = member(home, "EMO", "101742")
    with client(home, caller=isil) as site:
        wanted = {"kind": "ad_degisikligi", "text": "Evlendim.", "wanted": {"family_name": "Öztürk Şen"}}
        made = site.post("/api/v1/self/requests", json=wanted)
        assert made.status_code == 201, made.text
        assert made.json()["due_on"] == "2026-12-22"
    with client(home, "EMO", "registrar") as site:
        (waiting_request,) = site.get("/api/v1/requests", params={"state": "acik"}).json()
        path = f"/api/v1/requests/{waiting_request['id']}/decide"
        assert site.post(path, json={"granted": True, "answer": "Görüldü."}).json()["state"] == "kabul"
        assert site.post(path, json={"granted": False, "answer": "Hayır."}).status_code == 409
    with client(home, "MMO", "registrar") as site:
        assert site.get("/api/v1/requests").json() == []
        assert site.post(path, json={"granted": True, "answer": "Olur."}).status_code == 404


def test_earlier_paper_through_the_doors(home: Home) -> None:
    text = (
        "Sicil No;Belge No;Tür;Alan;Veriliş Tarihi\n"
        "101742;YG-1;Yetki;Yüksek Gerilim İşletme Sorumluluğu;15.02.2024\n9;YG-2;Yetki;X;15.02.2024\n"
    )
    files = {"file": ("liste.csv", text.encode(), "text/csv")}
    with client(home, "EMO", "officer") as site:
        tried = site.post("/api/v1/inherited/batches", params={"dry_run": True}, files=files).json()
        assert (tried["taken"], tried["batch_id"]) == (1, None)
        assert tried["rows"][1]["faults"][0]["code"] == "paper.sicil_unknown"
        batch = site.post("/api/v1/inherited/batches", files=files).json()["batch_id"]
        assert site.post(f"/api/v1/inherited/batches/{batch}/approve").status_code == 403
    with client(home, "EMO", "approver") as site:
        assert site.post(f"/api/v1/inherited/batches/{batch}/approve").json() == {"documents": 1}
        assert site.post("/api/v1/inherited/complete").json() == {"complete_on": "2026-11-22"}
        ended = site.post(
            "/api/v1/inherited/end", json={"number": "YG-1", "on": "2026-11-22", "reason": "talep"}
        )
        assert ended.json() == {"number": "YG-1", "ended_on": "2026-11-22"}
