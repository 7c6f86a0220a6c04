"""A member's screens in a real browser, word for word: stories Ü1, Ü3, Ü4, Ü5, Ü6 and Ü7, at 390 and 1280 wide."""

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from issuer.issue import issue_list
from muhur.installation import Home
from registry.access import APPROVER
from registry.people.asking import ask
from registry.store import OWNER
from tests.support.callers import act_of, member, user
from tests.support.living import issued
from tests.support.people import authorise
from tests.support.register import class_list, members_of, passing, request, row
from tests.support.serving import visiting

pytestmark = pytest.mark.browser
WIDTHS = pytest.mark.parametrize("width", [390, 1280])
WAYS = pytest.mark.parametrize(("width", "scripts"), [(390, True), (1280, False)])
YG_NO = "EMO-2026-YB-000123-Y"


@pytest.fixture(scope="module")
def fill() -> Callable[[Home], None]:
    """The documents of the stories."""

    def filled(home: Home) -> None:
        authorise(home)
        gulsen = next(one for one in members_of(home, "IMO") if one.sicil_no == "048213")
        with home.store.writing(OWNER) as records:
            records.credentials.continue_serials_after("IMO", 2026, "katilim", 4216)
            records.credentials.continue_serials_after("MMO", 2026, "basari", 814)
        issue_list(
            home.store,
            request("IMO-TB-01/2026-1", class_list([row(gulsen, 1080, 1200)]), board_decision=None),
            home.open_key,
        )
        issue_list(
            home.store, request("MMO-LP-01/2026-1", passing([members_of(home, "MMO")[0]])), home.open_key
        )
        # Five years from this day: it ends on 20.02.2027, 90 days from the day of the stories.
        issued(home, 2, "MMO-LP-01/2022-1", datetime(2022, 2, 20, 9, tzinfo=UTC))

    return filled


def line(page: Page) -> str:
    return " ".join((page.locator(".line").first.text_content() or "").split())


@WAYS
def test_u1_u3_a_katilim_document_on_the_screen_and_as_pdf(
    served: Home, browser: Browser, width: int, scripts: bool
) -> None:
    with visiting(browser, served, member(served, "IMO", "048213"), width=width, scripts=scripts) as page:
        page.goto("/uye")
        assert line(page) == "Katılım Belgesi · Geçerli · Süresiz"
        with page.expect_download() as downloading:
            page.get_by_role("link", name="PDF indir").click()
        assert downloading.value.suggested_filename == "IMO-2026-KB-004217-P.pdf"
        words = PdfReader(io.BytesIO(Path(downloading.value.path()).read_bytes())).pages[0].extract_text()
        for word in ("GÜLŞEN ÇAĞLAYAN", "048213", "IMO-2026-KB-004217-P", "22.11.2026"):
            assert word in words
        page.get_by_text("Diğer işlemler").click()
        page.get_by_role("link", name="Doğrulama sayfasını aç").click()
        expect(page.locator("h1")).to_have_text("Bu belge geçerlidir.")


@WAYS
def test_u4_a_link_opens_the_mark_until_it_is_ended(
    served: Home, browser: Browser, width: int, scripts: bool
) -> None:
    holder = member(served, "MMO", members_of(served, "MMO")[0].sicil_no)
    with visiting(browser, served, holder, width=width, scripts=scripts) as page:
        page.goto("/uye/belgeler/MMO-2026-BB-000815-T")
        page.get_by_label("Bağlantı ne kadar süre açık kalsın?").select_option("7")
        page.get_by_label("Sınav Notu").check()
        page.get_by_role("button", name="Paylaşım bağlantısı oluştur").click()
        url = page.get_by_label("Bağlantı", exact=True).input_value()
        assert url.startswith(f"{served.facts.public_url}/p/")
        assert "29.11.2026" in page.locator("main").inner_text()
        expect(page.get_by_role("img", name="Bağlantının karekodu")).to_be_visible()
        token = url.rpartition("/")[2]
        opened = page.request.get(f"/api/v1/shares/{token}").json()
        assert (opened["standing"], opened["disclosed"]["mark"]["theory"]) == ("valid", 85.0)
        assert "attendance" not in opened["disclosed"]
        # The same form sent again makes no second link.
        page.reload()
        assert "Bu bağlantı daha önce oluşturuldu" in page.locator("#sorun").inner_text()
        with served.store.reading("MMO") as records:
            assert len(records.sharing.shares_of("MMO", members_of(served, "MMO")[0].id)) == 1
        page.get_by_role("button", name="Paylaşımı sonlandır").click()
        assert "Paylaşım sonlandırıldı" in page.get_by_role("status").first.inner_text()
        closed = page.request.get(f"/api/v1/shares/{token}")
        assert (closed.status, closed.json()["title"]) == (404, "Belge bulunamadı.")
        number = {"number": "MMO-2026-BB-000815-T"}
        assert page.request.post("/api/v1/verify", data=number).json()["standing"] == "valid"
        page.goto("/uye/paylasimlar")
        assert "Sonlandırıldı" in page.locator("tbody").inner_text()
        expect(page.get_by_role("button", name="Paylaşımı sonlandır")).to_have_count(0)


def test_the_link_is_copied(served: Home, browser: Browser) -> None:
    with visiting(browser, served, member(served, "EMO", "101742"), width=390) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(f"/uye/belgeler/{YG_NO}")
        page.get_by_role("button", name="Paylaşım bağlantısı oluştur").click()
        page.get_by_role("button", name="Bağlantıyı kopyala").click()
        expect(page.locator("#kopyalandi")).to_have_text("Bağlantı kopyalandı")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == page.get_by_label("Bağlantı", exact=True).input_value()


@WIDTHS
def test_u5_u6_the_record_and_who_asked(served: Home, browser: Browser, width: int) -> None:
    asking = act_of(user(served, "MMO", APPROVER))
    ask(served.store, asking, "EMO", ["101742"], purpose="Ortak proje onayı")
    with visiting(browser, served, member(served, "EMO", "101742"), width=width) as page:
        page.goto("/uye")
        if width == 390:
            page.locator("details.places > summary").click()
        page.get_by_role("link", name="Uzmanlık Kaydım").locator("visible=true").click()
        expect(page.locator(".lines > li > p").first).to_have_text(
            "Yüksek Gerilim İşletme Sorumluluğu · Yetkili · Geçerlilik Bitişi 22.11.2031 · 2026 vizesi işlendi"
        )
        page.goto("/uye/erisim")
        expect(page.locator(".lines > li > p")).to_have_text(
            "22.11.2026 · Makina Mühendisleri Odası · Ortak proje onayı"
        )


@WIDTHS
def test_u7_ninety_days_before_the_end(served: Home, browser: Browser, width: int) -> None:
    with visiting(
        browser, served, member(served, "MMO", members_of(served, "MMO")[1].sicil_no), width=width
    ) as page:
        page.goto("/uye")
        assert line(page) == "Başarı Belgesi · Geçerli · Geçerlilik Bitişi 20.02.2027"
        expect(page.locator(".notice")).to_have_text("Belgenizin süresi 90 gün sonra dolacaktır.")
        assert "90 gün" in page.locator(".facts").inner_text()


def test_two_chambers_are_linked_by_a_code(served: Home, browser: Browser) -> None:
    here, there = (
        member(served, "EMO", "101742"),
        member(served, "MMO", members_of(served, "MMO")[5].sicil_no),
    )
    with visiting(browser, served, here, width=390, scripts=False) as page:
        page.goto("/uye/uzmanlik")
        page.get_by_role("button", name="Bu kaydı bağlamak için kod al").click()
        code = page.get_by_label("Bağlama kodunuz").input_value()
        assert "22.11.2026 12:15" in page.locator("main").inner_text()
    with visiting(browser, served, there, width=390, scripts=False) as page:
        page.goto("/uye/uzmanlik")
        page.get_by_label("Öteki odadan aldığınız kod").fill("EMO-0000-0000-0000")
        page.get_by_role("button", name="Kayıtları bağla").click()
        expect(page.get_by_label("Öteki odadan aldığınız kod")).to_have_value("EMO-0000-0000-0000")
        expect(page.locator("#code-hata")).to_have_text(
            "Bağlama kodu geçerli değil. Kod 15 dakika geçerlidir ve bir kez kullanılır."
        )
        page.get_by_label("Öteki odadan aldığınız kod").fill(code)
        page.get_by_role("button", name="Kayıtları bağla").click()
        assert "Elektrik Mühendisleri Odası · sicil no 101742" in page.locator("main").inner_text()
        page.goto(f"/uye/belgeler/{YG_NO}")
        # It is held elsewhere: read here, shared there.
        expect(page.get_by_role("button", name="Paylaşım bağlantısı oluştur")).to_have_count(0)
        page.goto("/uye/uzmanlik")
        page.get_by_role("button", name="Bağlantıyı kaldır").click()
        expect(page.get_by_text("Bağlı bir kaydınız yok.")).to_be_visible()


@WAYS
def test_what_a_member_asks_for_and_consents_to(
    served: Home, browser: Browser, width: int, scripts: bool
) -> None:
    with visiting(browser, served, member(served, "EMO", "101742"), width=width, scripts=scripts) as page:
        page.goto("/uye/talepler")
        page.get_by_role("link", name="Ad değişikliği bildir").click()
        page.get_by_label("Yeni soyad").fill("Çağlar")
        page.get_by_role("button", name="Talebi gönder").click()
        expect(page.locator("#text-hata")).to_have_text("Bu alan gereklidir.")
        expect(page.get_by_label("Yeni soyad")).to_have_value("Çağlar")
        page.get_by_label("Değişikliğin dayanağı").fill("Mahkeme kararı 2026/15")
        page.get_by_role("button", name="Talebi gönder").click()
        said = page.locator("main").inner_text()
        assert "Talebiniz odanıza iletildi." in said and "İnceleniyor" in said and "Çağlar" in said
        assert "En geç 22.12.2026 tarihinde yanıtlanır." in said
        page.goto("/uye/verilerim")
        page.get_by_role("button", name="Listede görünmek istiyorum").click()
        assert "22.11.2026 tarihinden beri listedesiniz." in page.locator("main").inner_text()
        listed = page.request.get("/api/v1/authorised").json()["members"]
        assert [one["belge_no"] for one in listed] == [YG_NO]
        page.get_by_role("button", name="Beni listeden çıkar").click()
        expect(page.get_by_text("Listede değilsiniz.")).to_be_visible()
        assert page.request.get("/api/v1/authorised").json()["members"] == []
        with page.expect_download() as downloading:
            page.get_by_role("link", name="Dosya olarak indir (JSON)").click()
        held = json.loads(Path(downloading.value.path()).read_text())["held"]
        assert held["members"][0]["family_name"] == "Öztürk"
        page.get_by_role("link", name="Ekranda oku").click()
        assert "İzin" in page.locator("#consents").inner_text()
        assert YG_NO in page.locator("main").inner_text()


def test_a_document_is_added_to_linkedin_by_a_plain_link(served: Home, browser: Browser) -> None:
    with visiting(browser, served, member(served, "EMO", "101742"), width=1280) as page:
        asked: list[str] = []
        page.on("request", lambda one: asked.append(urlsplit(one.url).hostname or ""))
        page.goto(f"/uye/belgeler/{YG_NO}")
        page.locator(".sheet-look img").scroll_into_view_if_needed()
        assert (
            page.locator(".sheet-look img").evaluate("one => one.decode().then(() => one.naturalWidth)")
            == 935
        )
        link = urlsplit(
            page.get_by_role("link", name="LinkedIn profiline ekle", include_hidden=True).get_attribute(
                "href"
            )
            or ""
        )
        assert (link.hostname, link.path) == ("www.linkedin.com", "/profile/add")
        given = {name: value for name, (value,) in parse_qs(link.query).items()}
        code = given.pop("certUrl").rpartition("/v/")[2]
        assert len(code) == 16
        assert given == {
            "startTask": "CERTIFICATION_NAME",
            "name": "Yetki Belgesi: Yüksek Gerilim İşletme Sorumluluğu",
            "organizationName": "Elektrik Mühendisleri Odası",
            "issueYear": "2026", "issueMonth": "11", "expirationYear": "2031", "expirationMonth": "11",
            "certId": YG_NO,
        }  # fmt: skip
        assert set(asked) == {"localhost"}
