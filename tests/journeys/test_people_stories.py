"""Stories about people over HTTP, on both engines, word for word: Ü5, Ü6, Ü7, O4, D3."""

from datetime import UTC, date, datetime

from issuer.issue import issue_list
from muhur.installation import Home
from tests.support.callers import auditor, bearer, client, member, program
from tests.support.people import authorise, suspend
from tests.support.register import members_of, passing, request

YG = "Yüksek Gerilim İşletme Sorumluluğu"
ASK = {"chamber": "EMO", "sicil_numbers": ["101742"], "purpose": "Ortak proje onayı"}


def test_u5_u6_u7_what_a_member_reads(either_home: Home) -> None:
    authorise(either_home)
    isil = member(either_home, "EMO", "101742")
    with client(either_home, caller=isil) as site:
        (area,) = site.get("/api/v1/self/specialization").json()["areas"]
        assert area["sentence"]["tr"] == (
            "Yüksek Gerilim İşletme Sorumluluğu · Yetkili · Geçerlilik Bitişi 22.11.2031 · 2026 vizesi işlendi"
        )
        foreign = bearer(either_home, program(either_home, "MMO", "specialization:ask"))
        answer = site.post("/api/v1/specialization/ask", json=ASK, headers=foreign)
        assert answer.json()["answers"] == [
            {
                "sicil_no": "101742",
                "answer": "authorised",
                "message": {"tr": "Yetkili", "en": "Authorised"},
                "areas": [{"area": YG, "status": "authorised", "inherited": False}],
            }
        ]
        (seen,) = site.get("/api/v1/self/accesses").json()
        assert seen["sentence"] == "22.11.2026 · Makina Mühendisleri Odası · Ortak proje onayı"
        (document,) = site.get("/api/v1/self/documents").json()
        assert (document["belge_no"], document["status"], document["reminder"]) == (
            "EMO-2026-YB-000123-Y",
            "valid",
            None,
        )
        assert "Öztürk" in site.get("/api/v1/self/export").text
        assert site.get("/api/v1/members").status_code == 403


def test_u7_ninety_days_before_the_end(either_home: Home) -> None:
    """A document of a programme that lasts until the year's end: 90 days are left on 02.10.2027."""
    one = next(found for found in members_of(either_home, "EMO") if found.sicil_no == "050001")
    asked = request("EMO-SM-01/2026-1", passing([one]), valid_from=date(2027, 1, 1))
    issue_list(either_home.store, asked, either_home.open_key)
    at = datetime(2027, 10, 2, 9, tzinfo=UTC)
    caller = member(either_home, "EMO", "050001")
    with client(either_home, caller=caller, now=lambda: at) as site:
        (document,) = site.get("/api/v1/self/documents").json()
    assert (document["status"], document["valid_until"], document["days_left"]) == ("valid", "2027-12-31", 90)
    assert document["reminder"]["tr"] == "Belgenizin süresi 90 gün sonra dolacaktır."


def test_o4_the_chamber_asks_about_its_member(either_home: Home) -> None:
    authorise(either_home)
    address = "/api/v1/members/101742/specialization"
    with client(either_home, "EMO", "registrar") as site:
        found = site.get(address, params={"area": YG}).json()
        assert found["message"]["tr"] == "Yetkili"
        (line,) = found["areas"]
        assert (line["belge_no"], line["valid_until"]) == ("EMO-2026-YB-000123-Y", "2031-11-22")
        suspend(either_home)
        found = site.get(address, params={"area": YG}).json()
        assert found["message"]["tr"] == "Bu alanda geçerli bir uzmanlık kaydı yoktur."
        assert found["areas"] == []
        assert [one["sentence"]["tr"] for one in found["history"]] == [
            f"{YG} · Yetki Belgesi · Askıda · 22.11.2026"
        ]
    with client(either_home, "MMO", "registrar") as site:
        assert site.get(address).status_code == 404
        assert site.get("/api/v1/members/101742").status_code == 404
        (row,) = site.post("/api/v1/specialization/ask", json=ASK).json()["answers"]
        assert (row["answer"], row["areas"]) == ("none", [])
        short = site.post("/api/v1/specialization/ask", json={**ASK, "purpose": "abc"})
        assert short.status_code == 422


def test_d3_the_auditor_sees_no_names_and_whole_totals(either_home: Home) -> None:
    with client(either_home, caller=auditor(either_home)) as site:
        answer = site.get("/api/v1/chambers/EMO/members", params={"limit": 200})
        found = answer.json()
    assert (found["total"], found["by_status"]) == (7, {"aktif": 7})
    names = {one["sicil_no"]: one["name"] for one in found["members"]}
    assert len(names) == 7 and names["101742"] == "I*** İ*** Ö***"
    assert "Öztürk" not in answer.text and "Işıl" not in answer.text
    with client(either_home, "EMO", "administrator") as site:
        assert site.get("/api/v1/chambers/EMO/members").status_code == 403


def test_the_desk_keeps_the_sicil(either_home: Home) -> None:
    with client(either_home, "EMO", "registrar") as site:
        made = site.post(
            "/api/v1/members", json={"sicil_no": "77", "given_name": "Ülkü", "family_name": "Şen"}
        )
        assert made.status_code == 201 and made.json()["title"] == "Elektrik Mühendisi"
        again = site.post("/api/v1/members", json={"sicil_no": "77", "given_name": "A", "family_name": "B"})
        assert (again.status_code, again.json()["code"]) == (409, "member.exists")
        renamed = site.ask(
            "PUT",
            "/api/v1/members/77/name",
            json={"given_name": "Ülkü", "family_name": "Iğdır", "reason": "ad_degisikligi"},
        )
        assert renamed.json()["family_name"] == "Iğdır"
        left = {"status": "ayrilmis", "effective_on": "2026-11-01", "note": "Karar 3/7"}
        assert site.ask("PUT", "/api/v1/members/77/status", json=left).status_code == 200
        shown = site.get("/api/v1/members/77").json()
        assert [one["family_name"] for one in shown["names"]] == ["Şen"]
        assert [one["event"] for one in shown["events"]] == ["uye_kaydi", "ad_degisti", "durum_degisti"]
        page = site.get("/api/v1/members", params={"limit": 3}).json()
        rest = site.get("/api/v1/members", params={"after": page["after"], "limit": 200}).json()
        assert len(page["members"]) == 3 and len(rest["members"]) == 5 and rest["after"] is None
        assert site.post("/api/v1/members/77/erasure", json={"decision": "1/1"}).status_code == 403
    with client(either_home, "EMO", "administrator") as site:
        erased = site.post("/api/v1/members/77/erasure", json={"decision": "KVKK 1/2026"})
        assert erased.json()["rows"]["member_names"] == 1
        assert site.get("/api/v1/members/77").json()["given_name"] == "Silinmiş"


def test_members_link_and_are_listed_by_their_own_word(either_home: Home) -> None:
    authorise(either_home)
    with client(either_home, caller=member(either_home, "EMO", "101742")) as site:
        code = site.post("/api/v1/self/links").json()["code"]
        given = site.ask("PUT", "/api/v1/self/consents/kamuoyuna_oneri", json={"given": True})
        assert given.status_code == 204
    with client(either_home, caller=member(either_home, "MMO", "050001")) as site:
        assert site.post("/api/v1/self/links/confirm", json={"code": code}).json() == {"chamber": "EMO"}
        assert len(site.get("/api/v1/self/documents").json()) == 1
        assert site.ask("DELETE", "/api/v1/self/links").status_code == 204
    with client(either_home) as site:
        (listed,) = site.get("/api/v1/authorised", params={"area": YG}).json()["members"]
        assert (listed["name"], listed["belge_no"]) == ("Işıl İnci Öztürk", "EMO-2026-YB-000123-Y")
        assert site.get("/api/v1/authorised", params={"page": 0}).status_code == 422
        assert site.get("/api/v1/self").status_code == 401
