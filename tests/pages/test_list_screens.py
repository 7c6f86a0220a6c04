"""Lists in a real browser: dragged in, mended, approved, watched, taken as a ZIP; by mouse, finger and keyboard."""

import base64
import io
import zipfile
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from issuer.batches.steps import approve_begun
from muhur.installation import Home
from registry.access import Caller
from tests.pages.test_list_pages import RUN, o1
from tests.support.batches import submitted
from tests.support.callers import act_of, user
from tests.support.register import NOW, members_of
from tests.support.serving import visiting

pytestmark = pytest.mark.browser
WIDTHS = pytest.mark.parametrize("width", [390, 1280])


@pytest.fixture
def officer(served: Home) -> Caller:
    return user(served, "MMO", "officer", login="egitim.mmo")


@pytest.fixture
def approver(served: Home) -> Caller:
    return user(served, "MMO", "approver", login="onay.mmo")


def drop(page: Page, name: str, data: bytes) -> None:
    """A file let go of above the drop field, as a mouse does it."""
    page.evaluate(
        """([name, text]) => {
          const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
          const carried = new DataTransfer();
          carried.items.add(new File([bytes], name));
          const field = document.querySelector("[data-drop]");
          for (const kind of ["dragenter", "dragover", "drop"]) {
            field.dispatchEvent(new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
          }
        }""",
        [name, base64.b64encode(data).decode()],
    )


def fits(page: Page) -> None:
    """Nothing is wider than the screen."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def said(page: Page, sentence: str) -> None:
    expect(page.get_by_text(sentence, exact=True).first).to_be_visible()


@WIDTHS
def test_o1_an_officer_drags_a_file_in_and_an_approver_signs_it(
    served: Home, browser: Browser, officer: Caller, approver: Caller, width: int
) -> None:
    with visiting(browser, served, officer, width=width) as page:
        page.goto(f"/oda/listeler/yeni?run={RUN}")
        fits(page)
        drop(page, "sonuç listesi.csv", o1(served))
        page.wait_for_url("**/oda/listeler/hazirlik/**")
        expect(page.locator(".tally .good dd")).to_have_text("22")
        expect(page.locator(".tally .bad dd")).to_have_text("3")
        said(page, "Yetki belgesi düzenlenemez: sınav notu 69,5, geçme notu 70.")
        said(page, "Yetki belgesi düzenlenemez: devam oranı %79,99, gereken en az %80.")
        fits(page)
        # O2.
        page.get_by_role("button", name="Onaya gönder").click()
        said(page, "Yetki belgesi için Yönetim Kurulu karar numarası ve tarihi gereklidir.")
        page.get_by_label("Yönetim Kurulu Karar No").fill("49/112")
        page.get_by_label("Yönetim Kurulu Karar Tarihi").fill("2026-11-20")
        page.get_by_role("button", name="Onaya gönder").click()
        said(page, "Liste onaya gönderildi.")
        fits(page)
        batch = urlsplit(page.url).path
    with visiting(browser, served, approver, width=width) as page:
        page.goto("/oda")
        page.get_by_role("link", name="İlk listeyi aç").click()
        page.wait_for_url(f"**{batch}")
        picture = page.get_by_role("img", name="adına düzenlenecek belgenin örneği")
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", value=True)
        assert picture.evaluate("one => one.naturalWidth") > 500
        fits(page)
        page.get_by_role("button", name="Onayla ve imzala").click()
        said(page, "22 belge düzenlendi ve imzalandı.")
        fits(page)
        with page.expect_download() as taken:
            page.get_by_role("link", name="PDF’leri indir (ZIP)").click()
        with zipfile.ZipFile(io.BytesIO(Path(taken.value.path()).read_bytes())) as archive:
            assert archive.testzip() is None
            assert sum(name.endswith(".pdf") for name in archive.namelist()) == 22
        assert taken.value.suggested_filename == "belgeler-MMO-MT-01-2026-1.zip"
        expect(page.locator(".bundle [role=status]")).to_have_text("Paket hazır: 22 PDF.")
        page.get_by_role("link", name="Belge düzenlenmeyen satırlar (3)").click()
        said(page, "Yetki belgesi düzenlenemez: sınav notu 40, geçme notu 70.")
        # The back button shows the list as it is now, and signs nothing twice.
        page.go_back()
        page.go_back()
        page.reload()
        said(page, "22 belge düzenlendi ve imzalandı.")


def test_an_interrupted_signing_is_watched_and_taken_up(
    served: Home, browser: Browser, officer: Caller, approver: Caller
) -> None:
    batch_id = submitted(served, act_of(officer), count=25)
    # The process that began it ended before the first document: what it left behind is what is stored.
    approve_begun(
        served.store, act_of(approver, NOW - timedelta(minutes=3)), batch_id, open_key=served.open_key
    )
    with visiting(browser, served, approver, width=1280) as page:
        page.goto(f"/oda/listeler/{batch_id}")
        bar = page.locator("#ilerleme progress")
        expect(bar).to_have_attribute("max", "25")
        expect(page.locator("#ilerleme [role=status]")).to_have_text("25 belgeden 0 tanesi imzalandı.")
        said(
            page,
            "İmzalama kesilmiş görünüyor. Hiçbir belge kaybolmadı; kalan belgeler kendiliğinden ya da şimdi tamamlanabilir.",
        )
        page.get_by_role("button", name="İmzalamayı sürdür").click()
        said(page, "25 belge düzenlendi ve imzalandı.")


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus is on what is called so."""
    for _ in range(120):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "(document.activeElement.labels?.[0]?.textContent || document.activeElement.textContent || '').trim()"
        )
        if found.startswith(name):
            return
    raise AssertionError(f"no Tab leads to {name}")


def test_a_list_is_mended_sent_and_approved_by_keyboard_alone(
    served: Home, browser: Browser, officer: Caller, approver: Caller
) -> None:
    rows = "\n".join(
        f"{one.sicil_no}\t{one.given_name}\t{one.family_name}\t24\t24\t{mark}"
        for one, mark in zip(members_of(served, "MMO")[:2], ("85", "8O"), strict=True)
    )
    with visiting(browser, served, officer, width=1280) as page:
        page.goto(f"/oda/listeler/yeni?run={RUN}")
        tab_to(page, "Excel’den yapıştır")
        page.keyboard.press("Enter")
        tab_to(page, "Satırlar")
        page.keyboard.insert_text(rows)
        tab_to(page, "Denetle ve göster")
        page.keyboard.press("Enter")
        page.wait_for_url("**/hazirlik/**")
        tab_to(page, "Teorik not")
        page.keyboard.press("Control+A")
        page.keyboard.type("80")
        # Enter in a field checks again; it never sends.
        page.keyboard.press("Enter")
        said(page, "Düzeltmeler uygulandı ve liste yeniden denetlendi.")
        tab_to(page, "Yönetim Kurulu Karar No")
        page.keyboard.type("49/112")
        page.keyboard.press("Tab")
        page.get_by_label("Yönetim Kurulu Karar Tarihi").fill("2026-11-20")
        tab_to(page, "Onaya gönder")
        page.keyboard.press("Enter")
        said(page, "Liste onaya gönderildi.")
        batch = urlsplit(page.url).path
    with visiting(browser, served, approver, width=1280) as page:
        page.goto(batch)
        tab_to(page, "Onayla ve imzala")
        page.keyboard.press("Enter")
        said(page, "2 belge düzenlendi ve imzalandı.")


def test_without_javascript_the_page_asks_again_by_itself(
    served: Home, browser: Browser, officer: Caller, approver: Caller
) -> None:
    batch_id = submitted(served, act_of(officer), count=3)
    approve_begun(served.store, act_of(approver), batch_id, open_key=served.open_key)
    with visiting(browser, served, approver, width=390, scripts=False) as page:
        page.goto(f"/oda/listeler/{batch_id}")
        assert page.locator("meta[http-equiv=refresh]").get_attribute("content") == "5"
        expect(page.get_by_role("link", name="Sayfayı yenile")).to_be_visible()
    with visiting(browser, served, officer, width=390, scripts=False) as page:
        page.goto(f"/oda/listeler/yeni?run={RUN}")
        page.get_by_label("Excel ya da CSV dosyasını buraya sürükleyiniz").set_input_files(
            {"name": "l.csv", "mimeType": "text/csv", "buffer": o1(served)}
        )
        page.get_by_role("button", name="Denetle ve göster").click()
        expect(page.locator(".tally .good dd")).to_have_text("22")
