"""Programmes, runs, evidence, trainers and standing approvals on the desk's pages, without JavaScript."""

import re
from datetime import timedelta
from urllib.parse import quote

from muhur.installation import Home
from tests.support.callers import user
from tests.support.desk import desk
from tests.support.living import issued
from tests.support.register import NOW, members_of

PROGRAMME = {
    "name_tr": "Kazan İşletme Eğitimi",
    "form": "yuz_yuze",
    "delivery": "sinif",
    "lesson_hours": "24",
    "minutes_per_lesson": "45",
    "kind": "yetki",
    "area": "Kazan İşletme",
    "attendance_threshold_pct": "80",
    "assessed": "1",
    "pass_mark": "70",
    "validity_type": "sabit_sure",
    "validity_years": "5",
    "counts_in_tablo1": "1",
}


def test_a_programme_is_added_changed_as_its_next_version_and_closed(home: Home) -> None:
    with desk(home) as visits:
        one = visits(user(home, "MMO", "officer"))
        assert "Kurallar" not in one.open("/oda/programlar/yeni")
        one.send("/oda/programlar/yeni", code="EMO-KZ-01", **PROGRAMME)
        assert one.status == 422
        assert 'value="Kazan İşletme Eğitimi"' in one.page
        assert 'aria-invalid="true"' in one.page.partition('id="code"')[2][:400]
        one.send("/oda/programlar/yeni", code="MMO-KZ-01", **PROGRAMME)
        assert "Program eklendi." in one.text
        assert one.path.startswith("/oda/programlar/MMO-KZ-01")
        one.open("/oda/programlar/MMO-KZ-01/degistir")
        seen = one.version
        one.send("/oda/programlar/MMO-KZ-01/degistir", version=seen, **{**PROGRAMME, "pass_mark": "75"})
        assert "Yeni sürüm kaydedildi." in one.text
        assert "2. sürüm : Geçme notu 70 → 75" in one.text
        one.open("/oda/programlar/MMO-KZ-01/degistir")
        one.send(
            "/oda/programlar/MMO-KZ-01/degistir", version=one.version, **{**PROGRAMME, "pass_mark": "75"}
        )
        assert "Değişen bir kural yok" in one.text
        # A refused form comes back as it was sent, also with what was cleared.
        one.open("/oda/programlar/MMO-KZ-01/degistir")
        wrong = {**PROGRAMME, "area": "", "validity_years": "", "pass_mark": "çok"}
        one.send("/oda/programlar/MMO-KZ-01/degistir", version=one.version, **wrong)
        assert one.status == 422
        shown = dict(re.findall(r'<input id="(\w+)"[^>]* value="([^"]*)"', one.page))
        assert (shown["area"], shown["validity_years"], shown["pass_mark"]) == ("", "", "çok")
        # Another browser has the rules as they were before.
        one.open("/oda/programlar/MMO-KZ-01/degistir")
        one.send("/oda/programlar/MMO-KZ-01/degistir", version=seen, **PROGRAMME)
        assert one.status == 409
        one.open("/oda/programlar/MMO-KZ-01")
        one.send("/oda/programlar/MMO-KZ-01/durum", active="0")
        assert "Program kapatıldı." in one.text
        assert "MMO-KZ-01" not in one.open("/oda/programlar?q=kazan")
        assert "MMO-KZ-01" in one.open("/oda/programlar?q=kazan&closed=1")
        assert one.open("/oda/programlar/EMO-YG-01") and one.status == 404


def test_a_run_is_opened_found_and_changed(home: Home) -> None:
    with desk(home) as visits:
        one = visits(user(home, "MMO", "officer"))
        one.open("/oda/egiticiler")
        one.send("/oda/egiticiler", full_name="Şükrü Işık", profile="oda", tot_done="evet")
        assert "Eğitici eklendi." in one.text
        trainer = re.findall(r"/oda/egiticiler/([0-9a-f-]{36})", one.page)[0]
        one.open("/oda/acilislar/yeni?programme=MMO-MT-01")
        assert '<option value="MMO-MT-01" selected>' in one.page
        typed = {"start_on": "2026-11-16", "end_on": "2026-11-14", "state": "acik", "branch": "İzmir Şubesi"}
        one.send("/oda/acilislar/yeni", programme="MMO-MT-01", no="2026-5", trainer_ids=[trainer], **typed)
        assert one.status == 422
        assert "Eğitim bitişi başlangıcından önce olamaz" in one.text
        assert f'value="{trainer}" checked' in one.page
        typed["end_on"] = "2026-11-20"
        one.send("/oda/acilislar/yeni", programme="MMO-MT-01", no="2026-5", trainer_ids=[trainer], **typed)
        assert "Eğitim açıldı." in one.text
        assert "Şükrü Işık" in one.text
        assert "Henüz kayıtlı katılımcı yok." in one.text
        assert "2026-5" in one.open("/oda/acilislar?q=mmo-mt-01/2026-5")
        assert "2026-5" not in one.open("/oda/acilislar?q=mmo-mt-01&state=iptal")
        one.open("/oda/acilislar/MMO-MT-01/2026-5/degistir")
        one.send(
            "/oda/acilislar/MMO-MT-01/2026-5/degistir", trainer_ids=[trainer], **{**typed, "capacity": "1"}
        )
        assert "Bilgiler değişti." in one.text
        # Who has left the pool did teach here, and stays unless the tick is taken away.
        one.open(f"/oda/egiticiler/{trainer}")
        one.send(f"/oda/egiticiler/{trainer}", full_name="Şükrü Işık", profile="oda")
        change = "/oda/acilislar/MMO-MT-01/2026-5/degistir"
        one.open(change)
        assert f'value="{trainer}" checked' in one.page
        one.send(change, trainer_ids=[trainer], **{**typed, "capacity": "2"})
        assert "Bilgiler değişti." in one.text
        assert "Şükrü Işık" in one.text
        # A refused form comes back as it was sent: without the tick, and with what was emptied.
        one.open(change)
        one.send(change, **{**typed, "branch": "", "capacity": "0"})
        assert one.status == 422
        assert f'value="{trainer}" checked' not in one.page
        assert "İzmir Şubesi" not in one.page
        one.send(change, **typed)
        assert "Şükrü Işık" not in one.text


def test_a_run_is_found_however_its_code_is_typed(home: Home) -> None:
    with desk(home) as visits:
        one = visits(user(home, "MMO", "officer"))
        typed = {"start_on": "2026-11-16", "end_on": "2026-11-20", "state": "acik"}
        one.open("/oda/programlar/yeni")
        one.send("/oda/programlar/yeni", code="MMO-KI-01", **PROGRAMME)
        one.open("/oda/acilislar/yeni")
        one.send("/oda/acilislar/yeni", programme="MMO-KI-01", no="2026-1a", **typed)
        for wanted in ("MMO-KI-01/2026-1a", "mmo-ki-01/2026-1a", "mmo-kı-01/2026-1A", "MMO-Kİ-01/2026-1A"):
            one.open(f"/oda/acilislar?q={quote(wanted)}")
            assert "/oda/acilislar/MMO-KI-01/2026-1a" in one.page, wanted


def test_a_refused_form_keeps_the_boxes_as_they_were_sent(home: Home) -> None:
    with desk(home) as visits:
        one = visits(user(home, "MMO", "officer"))
        one.open("/oda/programlar/yeni")
        cleared = {
            name: text for name, text in PROGRAMME.items() if name not in ("counts_in_tablo1", "name_tr")
        }
        one.send("/oda/programlar/yeni", code="MMO-KZ-01", **cleared)
        assert one.status == 422
        assert 'id="assessed" name="assessed" value="1" checked' in one.page
        assert 'id="counts_in_tablo1" name="counts_in_tablo1" value="1">' in one.page
        one.open("/oda/egiticiler")
        one.send("/oda/egiticiler", full_name="Şükrü Işık", profile="oda")
        page = re.findall(r"/oda/egiticiler/[0-9a-f-]{36}", one.page)[0]
        one.open(page)
        assert 'name="active" value="1" checked' in one.page
        one.send(page, full_name="", profile="oda")
        assert one.status == 422
        assert 'name="active" value="1">' in one.page
        assert 'name="full_name" type="text" value=""' in one.page


def test_evidence_is_entered_and_frozen_once_a_document_rests_on_it(home: Home) -> None:
    issued(home, 2, "MMO-MT-01/2026-1")
    members = members_of(home, "MMO")
    with desk(home) as visits:
        one = visits(user(home, "MMO", "officer"))
        page = "/oda/acilislar/MMO-MT-01/2026-1"
        assert members[0].full_name in one.open(page)
        assert one.page.count("/oda/belgeler/MMO-2026-YB-") == 2
        one.send(f"{page}/kayit", sicil_no=members[5].sicil_no, attended="20", scheduled="24", theory="69,5")
        assert "Devam ve not kaydedildi." in one.text
        assert "69,5" in one.text
        one.send(f"{page}/kayit", sicil_no=members[0].sicil_no, attended="1", scheduled="24", theory="70")
        assert one.status == 422
        assert "devam ve not kaydı değiştirilemez." in one.text
        one.send(
            f"{page}/kayit", sicil_no=members[6].sicil_no, attended="20", scheduled="24", theory_repeat="80"
        )
        assert 'id="theory-hata">Bu alan gereklidir.' in one.page
        assert members[5].full_name in one.open(f"{page}?q={members[5].sicil_no}")
        assert members[0].full_name not in one.text
        # What is on record becomes a list without a file.
        one.open("/oda/listeler/yeni?run=MMO-MT-01/2026-1")
        assert "Kayıtlı 3 katılımcıdan hazırla" in one.text
        one.send("/oda/listeler/yeni", run="MMO-MT-01/2026-1", **{"from": "evidence"})
        assert "Zaten düzenlenmiş (2)" in one.text


def test_trainers_come_by_list_and_leave(home: Home) -> None:
    with desk(home) as visits:
        one = visits(user(home, "MMO", "administrator"))
        one.open("/oda/egiticiler")
        one.send(
            "/oda/egiticiler/liste", files={"file": ("e.csv", "ad_soyad;profil\nGülşen Ay;başka\n".encode())}
        )
        assert one.status == 422
        assert 'id="file-hata"' in one.page
        text = "ad_soyad;profil;egiticilerin_egitimi\nGülşen Ay;akademisyen;evet\nÇağrı Işık;oda;\n"
        one.send("/oda/egiticiler/liste", files={"file": ("e.csv", text.encode())})
        assert "Eğitici listesi alındı." in one.text
        assert "Bilinmiyor" in one.text
        trainer = re.findall(r'/oda/egiticiler/([0-9a-f-]{36})" ?>?', one.page)[0]
        name = re.findall(r"<h1[^>]*>([^<]*)", (one.open(f"/oda/egiticiler/{trainer}"), one.page)[1])[0]
        one.send(f"/oda/egiticiler/{trainer}", full_name=name, profile="oda")
        assert name not in one.open("/oda/egiticiler")
        assert name in one.open("/oda/egiticiler?closed=1")


def test_a_standing_approval_is_asked_for_given_and_ended(home: Home) -> None:
    times = [NOW]
    with desk(home, lambda: times[-1]) as visits:
        one, two = visits(user(home, "IMO", "officer")), visits(user(home, "IMO", "approver"))
        one.open("/oda/programlar/IMO-TB-01")
        one.send("/oda/programlar/IMO-TB-01/surekli-onay")
        assert "Sürekli onay istendi" in one.text
        two.open("/oda")
        assert "sürekli onay isteği kararınızı bekliyor" in two.text
        two.open("/oda/surekli-onaylar")
        approval = re.findall(r"surekli-onaylar/([0-9a-f-]{36})/onayla", two.page)[0]
        times.append(NOW + timedelta(minutes=10))
        two.send(f"/oda/surekli-onaylar/{approval}/onayla")
        assert two.path == "/giris/dogrula?next=%2Foda%2Fsurekli-onaylar"
        times.append(NOW)
        two.open("/oda/surekli-onaylar")
        two.send(f"/oda/surekli-onaylar/{approval}/onayla")
        assert "Sürekli onay verildi." in two.text
        assert "Yürürlükte" in two.text
        two.send(f"/oda/surekli-onaylar/{approval}/bitir")
        assert "Sürekli onay sona erdirildi." in two.text


def test_who_asked_for_a_standing_approval_cannot_give_it(home: Home) -> None:
    with desk(home) as visits:
        both = visits(user(home, "IMO", "officer", "approver"))
        both.open("/oda/programlar/IMO-TB-01")
        both.send("/oda/programlar/IMO-TB-01/surekli-onay")
        assert "Hazırlayan kişi aynı belgeyi onaylayamaz." in both.text
        assert "/onayla" not in both.page
        approval = re.findall(r"surekli-onaylar/([0-9a-f-]{36})/", both.page)[0]
        both.send(f"/oda/surekli-onaylar/{approval}/onayla")
        assert both.status == 403
        assert "lifecycle.four_eyes" in both.text
