"""The members' stories, word for word: Ü1 to Ü7."""

import io
from pathlib import Path

import pypdfium2
import zxingcpp
from pypdf import PdfReader

from muhur.installation import Home
from registry.store import OWNER
from tests.support.callers import bearer, client, program, user
from tests.support.register import NOW
from tests.support.told import Told, answered

WATCHED = "IMO-2026-KB-004217-P"
GRADED = "MMO-2026-BB-000815-T"
YG = "EMO-2026-YB-000123-Y"
ITEM = {
    "external_id": "completion-1", "programme": "IMO-TB-01", "run": "2026-1", "sicil_no": "048213",
    "scheduled": 1200, "finished_at": "2026-11-22T09:00:00+03:00",
}  # fmt: skip


def test_u1_watching_enough_gives_a_document_by_itself(either_home: Home) -> None:
    """A learning system reports 1080 of 1200 minutes; nobody does anything else."""
    with either_home.store.writing(OWNER) as records:
        records.credentials.continue_serials_after("IMO", 2026, "katilim", 4216)
    moodle = program(either_home, "IMO", "evidence:write")
    heads = {role: bearer(either_home, user(either_home, "IMO", role)) for role in ("officer", "approver")}
    with client(either_home, caller=moodle) as site:
        path = "/api/v1/standing-approvals"
        made = site.post(path, json={"programme": "IMO-TB-01"}, headers=heads["officer"])
        answered(site.post(f"{path}/{made.json()['id']}/approve", headers=heads["approver"]))
        sent = {"items": [{**ITEM, "attended": 1080}]}
        (done,) = answered(site.post("/api/v1/feeds/lms", json=sent)).json()["items"]
    assert (done["outcome"], done["belge_no"]) == ("issued", WATCHED)
    with either_home.store.reading() as records:
        (entry,) = records.sicil.chain("IMO")
        found = records.credentials.by_belge_no(WATCHED)
    assert found is not None
    assert (entry.event, entry.belge_no, entry.member_id) == ("belge_islendi", WATCHED, found.member_id)
    with client(either_home) as public:
        page = answered(public.get(f"/v/{found.verification_code}")).text
    for fact in ("Bu belge geçerlidir.", "Gülşen Çağlayan", "Katılım Belgesi", "Geçerli", "Süresiz"):
        assert fact in page, fact


def test_u2_below_the_threshold_there_is_no_document(either_home: Home) -> None:
    moodle = program(either_home, "IMO", "evidence:write")
    with client(either_home, caller=moodle) as site:
        sent = {"items": [{**ITEM, "attended": 1079}]}
        (done,) = answered(site.post("/api/v1/feeds/lms", json=sent)).json()["items"]
    assert (done["outcome"], done["belge_no"]) == ("recorded", None)
    assert [one["tr"] for one in done["reasons"]] == [
        "Katılım belgesi düzenlenemez: izleme oranı %89,91, gereken en az %90."
    ]
    with either_home.store.reading() as records:
        assert records.credentials.all() == [] and list(records.sicil.chain("IMO")) == []


def test_u3_downloading(told: Told, tmp_path: Path) -> None:
    """ "PDF indir", and a phone that reads the QR of the sheet."""
    with told.site() as public:
        sheet = answered(public.get(f"/v/{told.code(WATCHED)}.pdf"))
        assert sheet.headers["content-type"] == "application/pdf"
        text = " ".join(PdfReader(io.BytesIO(sheet.content)).pages[0].extract_text().split())
        for fact in (
            "GÜLŞEN ÇAĞLAYAN", "Oda Sicil No", "048213", "Türkiye Bina Deprem Yönetmeliği Uygulamaları (SEM)", "20 ders saati",
            "Belge No", WATCHED, "Veriliş Tarihi", "22.11.2026",
        ):  # fmt: skip
            assert fact in text, fact
        for absent in ("TC Kimlik", "T.C. Kimlik", "TCKN"):
            assert absent not in text
        picture = pypdfium2.PdfDocument(sheet.content)[0].render(scale=150 / 72).to_pil()
        qr = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)[0].text
        opened = public.get(qr.partition("#")[0].removeprefix(told.home.facts.public_url))
        assert "Bu belge geçerlidir." in answered(opened).text
        path = tmp_path / "belge.pdf"
        path.write_bytes(sheet.content)
    assert told.muhur("verify", path).splitlines()[0] == "Bu belge geçerlidir."


def test_u4_sharing_for_seven_days(anew: Told) -> None:
    with anew.site(caller=anew.holder(GRADED)) as site, anew.site() as public:
        wanted = {"belge_no": GRADED, "days": 7, "fields": ["mark"]}
        made = answered(site.post("/api/v1/self/shares", json=wanted), 201).json()
        link = f"/api/v1/shares/{made['url'].rpartition('/')[2]}"
        opened = answered(public.get(link)).json()
        assert opened["credential"]["belge_no"] == GRADED
        assert 70 <= opened["disclosed"]["mark"]["theory"] <= 100
        assert opened["disclosed"]["until"].startswith("2026-11-29")
        answered(site.ask("DELETE", f"/api/v1/self/shares/{made['id']}"), 204)
        assert answered(public.get(link), 404).json()["title"] == "Belge bulunamadı."
    assert anew.verdict(number=GRADED)["message"]["tr"] == "Bu belge geçerlidir."


def test_u5_my_specialization(told: Told) -> None:
    with told.site(caller=told.member("EMO", "101742")) as site:
        areas = answered(site.get("/api/v1/self/specialization")).json()["areas"]
        documents = answered(site.get("/api/v1/self/documents")).json()
    assert [one["sentence"]["tr"] for one in areas if one["belge_no"] == YG] == [
        "Yüksek Gerilim İşletme Sorumluluğu · Yetkili · Geçerlilik Bitişi 22.11.2031 · 2026 vizesi işlendi"
    ]
    (document,) = [one for one in documents if one["belge_no"] == YG]
    assert (document["valid_from"], document["valid_until"]) == ("2026-11-22", "2031-11-22")


def test_u6_who_asked_about_me(anew: Told) -> None:
    asked = {"chamber": "EMO", "sicil_numbers": ["101742"], "purpose": "Ortak proje onayı"}
    with anew.site("MMO", "registrar") as site:
        answered(site.post("/api/v1/specialization/ask", json=asked))
    with anew.site(caller=anew.member("EMO", "101742")) as site:
        (seen,) = answered(site.get("/api/v1/self/accesses")).json()
    assert seen["sentence"] == "22.11.2026 · Makina Mühendisleri Odası · Ortak proje onayı"


def test_u7_ninety_days_before_the_end(anew: Told, tmp_path: Path) -> None:
    """An LPG certificate of five years, given on 20.02.2022."""
    listed = tmp_path / "liste.csv"
    listed.write_text(
        "Sicil No;Ad;Soyad;Devam;Toplam;Teorik Not\n" + _first_member(anew, "MMO") + ";16;16;80\n",
        encoding="utf-8",
    )
    anew.muhur("runs", "add", "MMO-LP-01", "2022-1", "--start", "2022-02-14", "--end", "2022-02-16")
    people = ("--by", "egitim.mmo", "--approved-by", "onay.mmo")
    (row,) = anew.muhur_json("issue", "MMO-LP-01/2022-1", listed, *people, "--at", "2022-02-20")["rows"]
    with anew.site(caller=anew.holder(row["belge_no"])) as site:
        documents = answered(site.get("/api/v1/self/documents")).json()
    (one,) = [one for one in documents if one["belge_no"] == row["belge_no"]]
    assert (one["valid_until"], one["days_left"], NOW.date().isoformat()) == ("2027-02-20", 90, "2026-11-22")
    assert one["reminder"]["tr"] == "Belgenizin süresi 90 gün sonra dolacaktır."


def _first_member(told: Told, chamber: str) -> str:
    with told.home.store.reading(chamber) as records:
        one = min(records.members.search(chamber, "", limit=1000), key=lambda member: member.sicil_no)
    return f"{one.sicil_no};{one.given_name};{one.family_name}"
