"""The stories of who is shown a document, word for word: İ1 to İ9."""

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pypdfium2
import zxingcpp

from issuer.issue import issue_list
from issuer.status_list import resign
from muhur.installation import Home
from tests.journeys.machinery import muhur, muhur_json
from tests.support.callers import client
from tests.support.register import members_of, passing, request
from tests.support.told import Told, answered

YG, SWAPPED = "EMO-2026-YB-000123-Y", "EMO-2026-YB-000132-Y"
EXPIRED, REVOKED = "MMO-2021-YB-000311-A", "EMO-2025-YB-000077-8"
WRONG_NUMBER = "Belge numarası hatalı. Numarayı kontrol ediniz."
YESTERDAY = datetime(2026, 11, 21, 17, tzinfo=UTC)


def test_i1_the_qr_of_an_authorisation(told: Told) -> None:
    sheet = pypdfium2.PdfDocument(told.folder / "pdf" / f"{YG}.pdf")[0].render(scale=150 / 72).to_pil()
    qr = zxingcpp.read_barcodes(sheet, formats=zxingcpp.BarcodeFormat.QRCode)[0].text
    verdict = told.verdict(qr=qr)
    assert verdict["message"]["tr"] == "Bu belge geçerlidir."
    assert verdict["credential"]["board_decision"] == {"number": "40/34", "date": "2026-11-20"}
    page = told.page(YG)
    for fact in (
        "Bu belge geçerlidir.", "Yetki Belgesi", "Işıl İnci Öztürk", "EMO", "Yüksek Gerilim İşletme Sorumluluğu",
        "Geçerlilik Bitişi", "22.11.2031", "Yönetim Kurulu Karar No", "40/34",
    ):  # fmt: skip
        assert fact in page, fact


def test_i2_the_number_alone(told: Told) -> None:
    with told.site() as public:
        page = answered(public.post("/dogrula", data={"metin": YG})).text
    for fact in ("Bu belge geçerlidir.", "I*** İ*** Ö***", "Ad soyad gizlenmiştir"):
        assert fact in page, fact
    assert "101742" not in page and "Öztürk" not in page
    view = told.verdict(number=YG)["credential"]
    assert (view["name"], view["sicil_no"]) == ("I*** İ*** Ö***", None)


def test_i3_a_wrong_number_is_told_without_asking_the_register(told: Told) -> None:
    """That the page sends nothing at all for it: ``test_a_wrong_number_is_told_and_sent_nowhere`` in a browser."""
    verdict = told.verdict(number=SWAPPED)
    assert (verdict["message"]["tr"], [step["name"] for step in verdict["steps"]]) == (WRONG_NUMBER, ["read"])
    with told.site() as public:
        assert WRONG_NUMBER in answered(public.post("/dogrula", data={"metin": SWAPPED})).text
    assert told.muhur("verify", SWAPPED, expect=1).splitlines()[0] == WRONG_NUMBER


def test_i4_a_changed_page_and_changed_data(told: Told) -> None:
    page, data = (
        (told.folder / "forged" / name).read_bytes()
        for name in ("degistirilmis-sayfa.pdf", "degistirilmis-veri.pdf")
    )
    with told.site() as public:
        verdict = answered(public.post("/api/v1/verify", files={"file": ("x.pdf", page)})).json()
        shown = answered(public.post("/dogrula", files={"dosya": ("x.pdf", page, "application/pdf")})).text
        changed = answered(public.post("/api/v1/verify", files={"file": ("x.pdf", data)})).json()
    assert (verdict["outcome"], verdict["credential_genuine"]) == ("not_genuine", True)
    assert verdict["credential"]["name"] == "Işıl İnci Öztürk"
    assert "PDF görünümü imzalı veriyle uyuşmuyor: Ad Soyad." in verdict["message"]["tr"]
    assert "PDF görünümü imzalı veriyle uyuşmuyor: Ad Soyad." in shown
    assert "Işıl İnci Öztürk" in shown and "Özkan" not in shown and "Bu belge geçerlidir." not in shown
    assert changed["message"]["tr"] == "Belge içeriği imzayla uyuşmuyor. Bu belgeye güvenmeyiniz."
    assert changed["credential"] is None


def test_an_employer_who_only_has_a_scan(told: Told) -> None:
    """Not the original, and said so; the code on it is read as a phone would read it."""
    scanned, sheet = io.BytesIO(), told.folder / "pdf" / f"{YG}.pdf"
    pypdfium2.PdfDocument(sheet)[0].render(scale=150 / 72).to_pil().save(scanned, "PDF", resolution=150)
    with told.site() as public:
        given = {"dosya": ("tarama.pdf", scanned.getvalue(), "application/pdf")}
        page = answered(public.post("/dogrula", files=given)).text
    for words in (
        "Bu belge geçerlidir.",
        "Işıl İnci Öztürk",
        "Dosyanız özgün PDF değil, bir görüntüdür",
        "Bu PDF özgün belge değil, tarama gibi bir görüntüsüdür.",
    ):
        assert words in page, words


def test_i5_expired_and_on_its_last_day(anew: Told, tmp_path: Path) -> None:
    expired = "Bu belgenin süresi 21.11.2026 tarihinde dolmuştur."
    verdict = anew.verdict(number=EXPIRED)
    assert (verdict["standing"], verdict["message"]["tr"]) == ("expired", expired)
    assert expired in anew.page(EXPIRED)
    # Another one, given a day later, ends on 22.11.2026: today.
    listed = tmp_path / "liste.csv"
    holder = anew.home.store
    with holder.reading("MMO") as records:
        one = records.members.search("MMO", "", limit=1)[0]
    row = f"{one.sicil_no};{one.given_name};{one.family_name};24;24;80"
    listed.write_text(f"Sicil No;Ad;Soyad;Devam;Toplam;Teorik Not\n{row}\n", encoding="utf-8")
    anew.muhur("runs", "add", "MMO-AS-01", "2021-9", "--start", "2021-11-01", "--end", "2021-11-04")
    words = (
        "--by",
        "egitim.mmo",
        "--approved-by",
        "onay.mmo",
        "--decision",
        "31/9",
        "--decision-date",
        "2021-11-20",
    )
    (made,) = anew.muhur_json("issue", "MMO-AS-01/2021-9", listed, *words, "--at", "2021-11-22")["rows"]
    with anew.site("MMO", "officer") as site:
        answered(site.post(f"/api/v1/documents/{made['belge_no']}/visa", json={"visa_year": 2026}))
    last_day = anew.verdict(number=made["belge_no"])
    assert last_day["credential"]["valid_until"] == "2026-11-22"
    assert last_day["message"]["tr"] == "Bu belge geçerlidir."


def test_i6_revoked(told: Told) -> None:
    """The signature is right; that changes nothing. Why stands nowhere."""
    verdict = told.verdict(number=REVOKED)
    assert (verdict["outcome"], verdict["standing"]) == ("genuine", "revoked")
    assert verdict["message"]["tr"] == "Bu belge 03.10.2026 tarihinde iptal edilmiştir."
    assert {step["name"]: step["result"] for step in verdict["steps"]}["signature"] == "pass"
    page = told.page(REVOKED)
    assert "Bu belge 03.10.2026 tarihinde iptal edilmiştir." in page and 'data-state="revoked"' in page
    assert "yaniltici" not in page + str(verdict) and "yanıltıcı" not in (page + str(verdict)).lower()


def test_i7_a_list_of_numbers(told: Told) -> None:
    listed = f"Belge No\n{YG}\n{REVOKED}\nXXX-1\n".encode()
    with told.site() as public:
        answer = answered(public.post("/api/v1/verify/numbers.csv", files={"file": ("liste.csv", listed)}))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [(row["belge_no"], row["durum"]) for row in rows] == [
        (YG, "Geçerli"),
        (REVOKED, "İptal edilmiş"),
        ("XXX-1", "Belge numarası hatalı"),
    ]
    assert rows[0]["ad_soyad"] == "I*** İ*** Ö***" and "Öztürk" not in answer.text


def test_i8_offline_with_yesterdays_list(either_home: Home, tmp_path: Path) -> None:
    """The network is off; at hand are the document, the trust list, the anchor and yesterday's status list."""
    home, store = either_home, either_home.store
    asked = request(
        "EMO-YG-01/2026-1", passing(members_of(home, "EMO")[:1]), now=YESTERDAY - timedelta(hours=5)
    )
    belge_no = str(issue_list(store, asked, home.open_key).rows[0].belge_no)
    with store.writing("EMO") as records:
        chamber, found = records.chambers.find("EMO"), records.credentials.by_belge_no(belge_no)
        assert chamber is not None and found is not None
        resign(records, chamber, 1, home.open_key(chamber, YESTERDAY), YESTERDAY)
    lists, bundle = tmp_path / "lists", tmp_path / "bundle"
    folder, engine = home.settings.home, {"MUHUR_DATABASE_URL": home.settings.registry_url}
    muhur("trust", "export", "--output", bundle, "--status", lists, home=folder, **engine)
    with client(home) as public:
        for form in ("pdf", "jwt"):
            path = tmp_path / f"belge.{form}"
            path.write_bytes(answered(public.get(f"/v/{found.verification_code}.{form}")).content)
            verdict = muhur_json(
                "verify", path, "--offline", "--trust", bundle, "--anchor", home.settings.anchor_path, "--status", lists,
                "--now", "2026-11-22T12:00:00+03:00", home=tmp_path / "no-home",
            )  # fmt: skip
            assert verdict["message"]["tr"] == (
                "İmza geçerlidir. Güncel durum sorgulanamadı; sonuç 21.11.2026 tarihli listeye dayanır."
            )
            assert (verdict["standing"], verdict["as_of"]) == ("valid", "2026-11-21T17:00:00Z")


def test_i9_a_forged_issuer(told: Told) -> None:
    data = (told.folder / "forged" / "sahte-veren.pdf").read_bytes()
    with told.site() as public:
        verdict = answered(public.post("/api/v1/verify", files={"file": ("x.pdf", data)})).json()
        page = answered(public.post("/dogrula", files={"dosya": ("x.pdf", data, "application/pdf")})).text
    assert verdict["outcome"] == "not_genuine" and verdict["message"]["tr"].startswith("Tanınmayan veren")
    assert "Tanınmayan veren" in page and 'data-state="not_genuine"' in page
    assert "Bu belge geçerlidir." not in page and 'data-state="valid"' not in page
