"""The employer's stories İ1 to İ9 on the screen, word for word, at both widths; without JavaScript where it is promised.

İ8 stands in ``test_offline.py``: it needs a server that is gone. İ1 with the camera itself stands in ``test_camera.py``.
"""

import csv
import io
import re
from collections.abc import Iterator

import pytest
import zxingcpp
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.journeys.machinery import Demo
from tests.support.camera import sheet_picture

pytestmark = pytest.mark.browser
NUMBER = "EMO-2026-YB-000123-Y"
GREEN = "rgb(20, 96, 60)"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(params=[(390, True), (1280, True), (390, False), (1280, False)], ids=str)
def page(browser: Browser, live: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A visitor at a width, with or without JavaScript."""
    width, scripts = request.param
    context = browser.new_context(
        base_url=live,
        locale="tr-TR",
        viewport={"width": width, "height": 844},
        java_script_enabled=scripts,
        accept_downloads=True,
    )
    made = context.new_page()
    made.set_default_timeout(15_000)
    yield made
    expect(made.locator("h1")).to_have_count(1)
    if scripts:
        assert made.evaluate("document.documentElement.scrollWidth <= innerWidth"), made.url
    assert context.cookies() == []
    context.close()


def ask_number(page: Page, number: str, sicil_no: str = "") -> None:
    page.goto("/")
    page.get_by_label("Belge No veya kod").fill(number)
    page.get_by_label("Oda Sicil No").fill(sicil_no)
    page.get_by_role("button", name="Doğrula", exact=True).click()


def upload(page: Page, demo: Demo, name: str) -> None:
    page.goto("/")
    page.get_by_label("PDF, tarama ya da karekodun fotoğrafı").set_input_files(str(demo.home / name))
    page.get_by_role("button", name="Dosyayı doğrula").click()


def assert_says(page: Page, sentence: str, *, green: bool) -> None:
    expect(page.locator("#sonuc")).to_have_text(sentence)
    colour = page.locator(".verdict").evaluate("box => getComputedStyle(box).backgroundColor")
    assert (colour == GREEN) is green
    state = page.locator("body").get_attribute("data-state")
    assert (state == "valid") is green
    assert page.locator(".verdict use").get_attribute("href") == f"#i-{state}"


def scanned(demo: Demo, number: str) -> str:
    picture = sheet_picture(demo.path(demo.of(belge_no=number)).read_bytes(), 150)
    return str(zxingcpp.read_barcodes(picture)[0].text)


def test_i1_qr(page: Page, demo: Demo) -> None:
    page.goto(scanned(demo, NUMBER))
    assert_says(page, "Bu belge geçerlidir.", green=True)
    sheet = re.sub(r"\s+", " ", page.locator("#belge").inner_text())
    for words in (
        "Yetki Belgesi",
        "Işıl İnci Öztürk",
        "Elektrik Mühendisleri Odası",
        "Yüksek Gerilim İşletme Sorumluluğu",
        "Geçerlilik Bitişi 22.11.2031",
        "Yönetim Kurulu Karar No 40/34",
    ):
        assert words in sheet, words


def test_i2_number_alone(page: Page) -> None:
    ask_number(page, NUMBER)
    assert_says(page, "Bu belge geçerlidir.", green=True)
    sheet = page.locator("#belge").inner_text()
    assert "I*** İ*** Ö***" in sheet
    assert "Ad soyad gizlenmiştir" in sheet
    assert "101742" not in page.content()
    # With the sicil no, which stands on the paper too, the same page shows all of it.
    page.get_by_label("Oda Sicil No").fill("101742")
    page.get_by_role("button", name="Ad soyadı göster").click()
    assert_says(page, "Bu belge geçerlidir.", green=True)
    sheet = page.locator("#belge").inner_text()
    assert "Işıl İnci Öztürk" in sheet
    assert "101742" in sheet
    assert "Ad soyad gizlenmiştir" not in sheet


def test_i3_wrong_number(page: Page) -> None:
    page.goto("/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with_scripts = page.get_by_role("button", name="Karekodu okut").is_visible()
    page.get_by_label("Belge No veya kod").fill("EMO-2026-YB-000132-Y")
    page.get_by_role("button", name="Doğrula", exact=True).click()
    if with_scripts:
        expect(page.locator("#metin-hata")).to_have_text("Belge numarası hatalı. Numarayı kontrol ediniz.")
        assert asked == [], "the look-up does not reach the server"
    else:
        assert_says(page, "Belge numarası hatalı. Numarayı kontrol ediniz.", green=False)


def test_i4_changed_pdf(page: Page, demo: Demo) -> None:
    upload(page, demo, "forged/degistirilmis-sayfa.pdf")
    expect(page.locator("#sonuc")).to_contain_text("PDF görünümü imzalı veriyle uyuşmuyor: Ad Soyad.")
    assert page.locator("body").get_attribute("data-state") == "not_genuine"
    assert "Işıl İnci Öztürk" in page.locator("#belge").inner_text()
    upload(page, demo, "forged/degistirilmis-veri.pdf")
    assert_says(page, "Belge içeriği imzayla uyuşmuyor. Bu belgeye güvenmeyiniz.", green=False)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("sona-eklenmis.pdf", "PDF'e mühürden sonra ekleme yapılmış"),
        ("muhursuz.pdf", "Bu PDF'te Odanın mührü yok"),
        ("baska-muhur.pdf", "başka bir sertifikayla imzalanmış"),
    ],
)
def test_a_page_that_is_right_in_a_file_that_the_chamber_did_not_close(
    page: Page, demo: Demo, name: str, sentence: str
) -> None:
    upload(page, demo, f"forged/{name}")
    expect(page.locator("#sonuc")).to_contain_text(sentence)
    assert page.locator("body").get_attribute("data-state") == "not_genuine"
    steps = page.locator("#denetim + ol").inner_text()
    assert re.search(r"PDF görünümü\s+Uygun\s", steps) and re.search(r"Oda mührü\s+Uygun değil", steps)
    # Of the page nothing false is said: it is the file that is another.
    assert page.locator("#fark").inner_text() == "Bu dosya özgün PDF değil"
    assert "uyuşmuyor" not in page.locator("main").inner_text()


def test_the_original_tells_its_seal_and_what_it_may_be_called(page: Page, demo: Demo) -> None:
    upload(page, demo, "pdf/EMO-2026-YB-000123-Y.pdf")
    assert_says(page, "Bu belge geçerlidir.", green=True)
    steps = page.locator("#denetim + ol").inner_text()
    assert "Dosyanın tümü Odanın mührüyle (oda imzası) 22.11.2026 tarihinde mühürlenmiş" in steps
    assert "e-mühür" not in page.locator("main").inner_text().lower()


def test_i5_expired(page: Page, demo: Demo) -> None:
    expired = demo.of(belge_no="MMO-2021-YB-000311-A")
    page.goto(expired["url"])
    assert_says(page, "Bu belgenin süresi 21.11.2026 tarihinde dolmuştur.", green=False)


def test_i6_revoked(page: Page, demo: Demo) -> None:
    page.goto(scanned(demo, "EMO-2025-YB-000077-8"))
    assert_says(page, "Bu belge 03.10.2026 tarihinde iptal edilmiştir.", green=False)
    # The signature is right, and that changes nothing; why it was revoked is nobody's business.
    assert re.search(r"İmza\s+Uygun\s", page.locator("#denetim + ol").inner_text())
    for reason in ("yanıltıcı", "Disiplin", "gerekçe", "Bilgi hatası"):
        assert reason not in page.locator("main").inner_text()


def test_i7_a_list_of_numbers(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Listeyi birlikte doğrulayınız").click()
    lines = f"Belge No\n{NUMBER}\nEMO-2025-YB-000077-8\nXXX-1\n"
    page.get_by_label("Liste dosyası").set_input_files(
        {"name": "liste.csv", "mimeType": "text/csv", "buffer": lines.encode()}
    )
    page.get_by_role("button", name="Listeyi doğrula").click()
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(3)
    for row, words in zip(rows.all(), ("Geçerli", "İptal edilmiş", "Belge numarası hatalı"), strict=True):
        assert words in row.inner_text()
    assert "I*** İ*** Ö***" in rows.first.inner_text()
    assert "Öztürk" not in page.content()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV olarak indir").click()
    data = download.value.path().read_bytes()
    assert data.startswith(b"\xef\xbb\xbf"), "Excel opens it with the right letters"
    answers = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    assert [(one["belge_no"], one["durum"]) for one in answers] == [
        (NUMBER, "Geçerli"),
        ("EMO-2025-YB-000077-8", "İptal edilmiş"),
        ("XXX-1", "Belge numarası hatalı"),
    ]
    assert answers[0]["ad_soyad"] == "I*** İ*** Ö***"


def test_i9_false_issuer(page: Page, demo: Demo) -> None:
    upload(page, demo, "forged/sahte-veren.pdf")
    expect(page.locator("#sonuc")).to_contain_text("Tanınmayan veren")
    assert page.locator("body").get_attribute("data-state") == "not_genuine"
    assert page.locator(".verdict use").get_attribute("href") == "#i-not_genuine"
    colours = page.locator(".icon").evaluate_all("all => all.map(one => getComputedStyle(one).color)")
    assert GREEN not in colours
