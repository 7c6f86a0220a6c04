"""The desk's pages of documents: found, suspended, reinstated, revoked, given a visa; one by one and by list."""

import re
from datetime import timedelta

import pytest

from muhur.app import build_app
from muhur.installation import Home
from tests.journeys.machinery import Site
from tests.support.accounts import give_password
from tests.support.browsing import cookie_of, form_key
from tests.support.callers import user
from tests.support.living import issued
from tests.support.register import NOW, PUBLIC_URL

REASON = {"reason_code": "disiplin", "decision.number": "51/7", "decision.on": "20.11.2026"}


class Desk:
    """One user's browser at the desk."""

    def __init__(self, site: Site, home: Home, *roles: str, login: str | None = None) -> None:
        self.site, self.cookie = site, cookie_of(home, user(home, "EMO", *roles, login=login))

    def get(self, path: str) -> str:
        answer = self.site.get(path, cookies=self.cookie)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    def post(self, path: str, page: str = "", **given):
        key = form_key(self.get(page or path))
        return self.site.post(path, cookies=self.cookie, data={**given.pop("data"), "form_key": key}, **given)


@pytest.fixture
def site(home: Home):
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as made:
        yield made


@pytest.fixture
def number(home: Home) -> str:
    return issued(home, 1, "EMO-YG-01/2026-1")[0]


def test_a_document_is_suspended_and_reinstated_and_everyone_sees_it(
    site: Site, home: Home, number: str
) -> None:
    desk = Desk(site, home, "approver")
    page = f"/oda/belgeler/{number}"
    assert "Askıya al" in desk.get(page)
    done = desk.post(f"{page}/askiya-al", data=REASON)
    assert (done.status_code, done.headers["location"]) == (303, f"{page}?done=document_suspend")
    shown = desk.get(done.headers["location"])
    assert "Belge askıya alındı." in shown
    assert "Disiplin kararı" in shown
    verdict = site.post("/api/v1/verify", json={"number": number}).json()
    assert verdict["standing"] == "suspended"
    assert "isiplin" not in site.post("/api/v1/verify", json={"number": number}).text
    again = desk.post(f"{page}/askidan-kaldir", data={"decision.number": "52/1", "decision.on": "2026-11-21"})
    assert again.status_code == 303
    assert site.post("/api/v1/verify", json={"number": number}).json()["standing"] == "valid"


def test_what_is_missing_is_said_beside_the_field(site: Site, home: Home, number: str) -> None:
    desk = Desk(site, home, "approver")
    path = f"/oda/belgeler/{number}/askiya-al"
    answer = desk.post(path, data={"reason_code": "disiplin", "reason_note": "Yazı 12"})
    assert answer.status_code == 422
    assert "Yazı 12" in answer.text
    assert "Bu alan gereklidir." in answer.text
    answer = desk.post(path, data={**REASON, "effective_on": "2027-01-01"})
    assert answer.status_code == 422
    assert 'id="effective_on-hata"' in answer.text
    assert site.post("/api/v1/verify", json={"number": number}).json()["standing"] == "valid"


def test_revoking_asks_who_one_is_again(home: Home, number: str) -> None:
    now = [NOW]
    give_password(home, user(home, "EMO", "approver", login="onay.emo"))
    with Site.over(build_app(home, lambda: now[0]), PUBLIC_URL) as site:
        desk = Desk(site, home, "approver", login="onay.emo")
        page = f"/oda/belgeler/{number}/iptal-et"
        key = form_key(desk.get(page))
        now[0] = NOW + timedelta(minutes=6)
        assert "Kimliğimi doğrula" in desk.get(page)
        asked = site.post(
            page, cookies=desk.cookie, data={**REASON, "form_key": key, "reason_note": "Yazı 7"}
        )
        assert asked.status_code == 403
        assert "Siz olduğunuzu doğrulayınız" in asked.text
        # Nothing typed is lost on the way there.
        for name, value in {**REASON, "reason_note": "Yazı 7"}.items():
            assert f'name="k.{name}" value="{value}"' in asked.text
        waiting = {"k.reason_note": "Yazı 7", "next": page, "ask": "1", "form_key": key}
        there = site.post("/giris/dogrula", cookies=desk.cookie, data=waiting)
        assert there.status_code == 200
        assert 'name="k.reason_note" value="Yazı 7"' in there.text
        assert site.post("/api/v1/verify", json={"number": number}).json()["standing"] == "valid"
        now[0] = NOW + timedelta(minutes=1)
        assert site.post(page, cookies=desk.cookie, data={**REASON, "form_key": key}).status_code == 303
        assert site.post("/api/v1/verify", json={"number": number}).json()["standing"] == "revoked"
        twice = site.post(page, cookies=desk.cookie, data={**REASON, "form_key": key})
        assert twice.status_code == 409
        assert "iptal edilmiş" in twice.text


def test_a_list_is_shown_before_it_is_done(site: Site, home: Home) -> None:
    numbers = issued(home, 3, "EMO-YG-01/2026-1")
    desk = Desk(site, home, "approver")
    typed = {"deed": "askiya-al", "numbers": "\n".join([*numbers[:2], "XXX-1", "", numbers[0]]), **REASON}
    look = desk.post("/oda/belgeler/toplu", data={**typed, "step": "look"})
    assert "2 belgeye uygulanacak, 2 satır olmaz." in look.text
    assert "Henüz hiçbir şey değişmedi." in look.text
    assert site.post("/api/v1/verify", json={"number": numbers[0]}).json()["standing"] == "valid"
    with home.store.reading("EMO") as records:
        holder = records.listing.holders("EMO", numbers)[numbers[0]]
    assert holder in look.text
    assert "Belge, askı kaldırılana kadar geçerli sayılmaz." in look.text
    found = re.search(r'name="seen" value="([0-9a-f-]{36})"', look.text)
    assert found is not None
    seen = {"seen": found[1]}
    # Another list, or another deed, than the one that was looked at is looked at first.
    longer = {**typed, "numbers": "\n".join(numbers)}
    for changed in ({**longer, **seen}, {**typed, "deed": "iptal-et", **seen}, typed):
        shown = desk.post("/oda/belgeler/toplu", data={**changed, "step": "do"})
        assert "hiçbir şey uygulanmadı" in shown.text
    assert (
        "İptal geri alınamaz."
        in desk.post("/oda/belgeler/toplu", data={**typed, "deed": "iptal-et", "step": "look"}).text
    )
    assert site.post("/api/v1/verify", json={"number": numbers[0]}).json()["standing"] == "valid"
    typed |= seen
    done = desk.post("/oda/belgeler/toplu", data={**typed, "step": "do"})
    assert "2 belgeye uygulandı, 0 satır önceden yapılmış, 2 satır olmadı." in done.text
    assert site.post("/api/v1/verify", json={"number": numbers[0]}).json()["standing"] == "suspended"
    again = desk.post("/oda/belgeler/toplu", data={**typed, "step": "do"})
    assert "0 belgeye uygulandı, 2 satır önceden yapılmış, 2 satır olmadı." in again.text
    report = desk.post("/oda/belgeler/toplu", data={**typed, "step": "csv"})
    assert report.headers["content-type"] == "text/csv; charset=utf-8"
    assert f"{numbers[0]};{holder};" in report.content.decode("utf-8-sig")


def test_a_list_comes_as_a_file(site: Site, home: Home) -> None:
    numbers = issued(home, 2, "EMO-YG-01/2026-1")
    desk = Desk(site, home, "approver")
    file = ("belgeler.csv", ("Belge No\n" + "\n".join(numbers)).encode("cp1254"), "text/csv")
    look = desk.post(
        "/oda/belgeler/toplu", data={"deed": "askiya-al", "step": "look", **REASON}, files={"file": file}
    )
    assert "2 belgeye uygulanacak, 0 satır olmaz." in look.text


def test_a_refused_list_keeps_its_numbers(site: Site, home: Home) -> None:
    numbers = issued(home, 2, "EMO-YG-01/2026-1")
    desk = Desk(site, home, "approver")
    typed = {"numbers": "\n".join(numbers), "step": "look", **REASON}
    file = ("belgeler.csv", ("Belge No\n" + "\n".join(numbers)).encode(), "text/csv")
    sent = [
        {"data": typed},
        {"data": {**typed, "numbers": ""}, "files": {"file": file}},
        {"data": {**typed, "deed": "askiya-al"}, "files": {"file": ("belgeler.csv", b"ad\nx", "text/csv")}},
    ]
    for one in sent:
        answer = desk.post("/oda/belgeler/toplu", **one)
        assert answer.status_code == 422
        assert f'aria-describedby="numbers-yardim">{typed["numbers"]}</textarea>' in answer.text


def test_an_officer_records_visas_and_nothing_else(site: Site, home: Home, number: str) -> None:
    desk = Desk(site, home, "officer")
    shown = desk.get(f"/oda/belgeler/{number}")
    assert "Vize işle" in shown
    assert "İptal et" not in shown
    assert site.get(f"/oda/belgeler/{number}/iptal-et", cookies=desk.cookie).status_code == 403


def test_another_chambers_document_is_not_there(site: Site, home: Home) -> None:
    theirs = issued(home, 1, "MMO-MT-01/2026-1")[0]
    desk = Desk(site, home, "approver")
    for path in ("", "/askiya-al", "/yeni/duzelt"):
        answer = site.get(f"/oda/belgeler/{theirs}{path}", cookies=desk.cookie)
        assert answer.status_code in (403, 404), path
        assert "Kayıt bulunamadı." in answer.text or "size açık değil" in answer.text


def test_documents_are_found_by_number_sicil_and_name(site: Site, home: Home, number: str) -> None:
    desk = Desk(site, home, "officer")
    typed = number.lower().replace("-", " ")
    found = site.get("/oda/belgeler", params={"q": typed}, cookies=desk.cookie)
    assert found.headers["location"] == f"/oda/belgeler/{number}"
    wrong = site.get("/oda/belgeler", params={"q": "EMO-2026-YB-000132-Y"}, cookies=desk.cookie)
    assert wrong.status_code == 422
    assert "Belge numarası hatalı. Numarayı kontrol ediniz." in wrong.text
    named = site.get("/oda/belgeler", params={"q": "Yılmaz-Işık & a"}, cookies=desk.cookie)
    assert named.headers["location"] == "/oda/uyeler?q=Y%C4%B1lmaz-I%C5%9F%C4%B1k%20%26%20a"


def test_a_member_is_renamed_moved_and_found_by_number(site: Site, home: Home) -> None:
    desk = Desk(site, home, "registrar")
    page = "/oda/uyeler/101742"
    named = {"given_name": "Işıl İnci", "family_name": "Özkan", "reason": "ad_degisikligi"}
    assert desk.post(f"{page}/ad", page, data=named).status_code == 303
    shown = desk.get(page)
    assert "Işıl İnci Özkan" in shown
    assert "Işıl İnci Öztürk" in shown  # among earlier names
    wrong = desk.post(f"{page}/durum", page, data={"status": "ayrilmis", "effective_on": "32.13.2026"})
    assert wrong.status_code == 422
    assert "Tarihi GG.AA.YYYY biçiminde yazınız." in wrong.text
    assert '<details class="more" open>' in wrong.text
    assert "Özkan" in desk.get("/oda/uyeler?q=101742")


def test_a_question_is_recorded_for_the_member(site: Site, home: Home) -> None:
    desk = Desk(site, home, "registrar")
    asked = {"chamber": "IMO", "sicil_numbers": "048213", "purpose": "Ortak proje onayı"}
    answer = desk.post("/oda/sorgu", data=asked)
    assert "kayıtlar tamamlanmadı" in answer.text.lower()
    assert "Gülşen" not in answer.text
    short = desk.post("/oda/sorgu", data={**asked, "purpose": "x"})
    assert short.status_code == 422
    assert "048213" in short.text


def test_one_forms_fault_is_not_said_beside_anothers(site: Site, home: Home) -> None:
    desk = Desk(site, home, "administrator")
    answer = desk.post("/oda/kotalar/documents", "/oda/kotalar", data={"per_day": "beş"})
    assert answer.status_code == 422
    assert answer.text.count("Bir sayı yazınız.") == 2  # on top, and beside the one field
    assert answer.text.count('value="beş"') == 1
    assert desk.post("/oda/kotalar/yok", "/oda/kotalar", data={"per_day": "5"}).status_code == 422


def test_letters_that_no_key_and_no_table_holds_are_refused(site: Site, home: Home) -> None:
    desk = Desk(site, home, "registrar")
    typed = {"sicil_no": "777777", "given_name": "Deniz", "family_name": "Uçar", "form_key": "ğüşıöç"}
    assert site.post("/oda/uyeler/yeni", cookies=desk.cookie, data=typed).status_code == 403
    for path in ("/oda/uyeler?q=%00", "/oda/uyeler/%00", "/oda/belgeler?q=a%00"):
        assert site.get(path, cookies=desk.cookie).status_code == 422, path


def test_the_administrator_reads_the_trail_in_words(site: Site, home: Home, number: str) -> None:
    Desk(site, home, "approver", login="onay.emo").post(f"/oda/belgeler/{number}/askiya-al", data=REASON)
    desk = Desk(site, home, "administrator", login="yonetici.emo")
    shown = desk.get("/oda/denetim-izi")
    assert "Belge askıya alındı" in shown
    assert "<code>document.suspended</code>" not in shown
    only = desk.get("/oda/denetim-izi?action=document.suspended")
    assert only.count("onay.emo") == 1
    assert '<option value="document.suspended" selected>' in only
