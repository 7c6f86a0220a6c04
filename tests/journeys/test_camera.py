"""The camera of the check page: Chromium's fake video device shows the sheets that we print."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, Playwright, expect, sync_playwright

from tests.journeys.machinery import Demo
from tests.support.browsing import until
from tests.support.camera import jpeg, seen_by_camera, table, video
from tests.verifier.test_photo import symbol

pytestmark = pytest.mark.browser
NUMBER = "EMO-2026-YB-000123-Y"


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as made:
        yield made


@pytest.fixture(scope="module")
def sheet(demo: Demo) -> bytes:
    return demo.path(demo.of(belge_no=NUMBER)).read_bytes()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(playwright: Playwright, tmp_path: Path) -> Iterator[OpenPage]:
    """A page at a width with a camera that sees these pictures; without pictures there is no camera."""
    opened = []

    def open_one(
        *pictures: Image.Image, width: int = 390, allowed: bool = True, scripts: bool = True
    ) -> Page:
        args = ["--no-sandbox"]
        if pictures:
            seen = video(list(pictures), tmp_path / f"{len(opened)}.mjpeg")
            args += ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={seen}"]
            args += ["--use-fake-ui-for-media-stream"] if allowed else ["--deny-permission-prompts"]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=args)
        opened.append(browser)
        context: BrowserContext = browser.new_context(
            locale="tr-TR",
            viewport={"width": width, "height": 844},
            java_script_enabled=scripts,
            # A worker would load for later what these tests look at now.
            service_workers="block",
        )
        page = context.new_page()
        page.set_default_timeout(20_000)
        return page

    yield open_one
    for browser in opened:
        browser.close()


@contextmanager
def asked_for(page: Page) -> Iterator[list[str]]:
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url))
    yield found


@pytest.mark.parametrize("width", [390, 1280])
def test_i1_the_camera_reads_our_sheet_and_opens_its_verdict(
    live: str, demo: Demo, sheet: bytes, open_page: OpenPage, width: int
) -> None:
    """Story İ1, from the button to the verdict, the sheet coming into view after a moment."""
    page = open_page(*[table()] * 8, *[seen_by_camera(sheet)] * 40, width=width)
    with asked_for(page) as asked:
        page.goto(f"{live}/", wait_until="networkidle")
        assert not any("zxing" in one or "scanner" in one for one in asked), (
            "nothing of the camera before it is asked for"
        )
        page.get_by_role("button", name="Karekodu okut").click()
        page.wait_for_url("**/v/**")
        page.locator("#karekod[data-result=good]").wait_for()
    assert page.url.startswith(f"{live}/v/{demo.code(demo.of(belge_no=NUMBER))}#")
    shown = page.locator("main").inner_text()
    for words in (
        "Bu belge geçerlidir.",
        "Yetki Belgesi",
        "Işıl İnci Öztürk",
        "Elektrik Mühendisleri Odası",
        "Yüksek Gerilim İşletme Sorumluluğu",
        "Geçerlilik Bitişi",
        "22.11.2031",
        "Yönetim Kurulu Karar No",
        "Karekod bu cihazda denetlendi: imza geçerli",
    ):
        assert words in shown, words
    assert all(one.startswith((live, "data:")) for one in asked)
    assert page.context.cookies() == []


def test_another_qr_is_not_followed(live: str, sheet: bytes, open_page: OpenPage) -> None:
    foreign = Image.new("RGB", (1280, 720), "white")
    foreign.paste(symbol("https://dogrula.example.com/v/7K2M9QX4T1ZC8RBD", 12).convert("RGB"), (400, 100))
    page = open_page(*[foreign] * 20)
    with asked_for(page) as asked:
        page.goto(f"{live}/")
        page.get_by_role("button", name="Karekodu okut").click()
        expect(page.locator("#kamera .told")).to_have_text(
            "Bu karekod bir TMMOB belgesine ait değil; açılmadı. Belgedeki karekodu okutunuz."
        )
    assert page.url == f"{live}/"
    assert all(one.startswith((live, "data:")) for one in asked)
    # The window stays open: the right sheet may follow, or a photo of it.
    page.locator("#kamera input[type=file]").set_input_files(
        {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": jpeg(seen_by_camera(sheet))}
    )
    page.wait_for_url("**/v/**")
    expect(page.locator("#sonuc")).to_have_text("Bu belge geçerlidir.")


def test_a_refused_camera_is_told_with_a_way_on(live: str, sheet: bytes, open_page: OpenPage) -> None:
    page = open_page(seen_by_camera(sheet), allowed=False)
    page.goto(f"{live}/")
    page.get_by_role("button", name="Karekodu okut").click()
    told = page.locator("#kamera .told")
    expect(told).to_contain_text("Kameraya izin verilmedi.")
    expect(page.get_by_role("button", name="Yeniden dene")).to_be_visible()
    page.get_by_role("button", name="Kapat").click()
    expect(page.locator("#kamera")).not_to_be_visible()
    expect(page.get_by_label("Belge No veya kod")).to_be_visible()


def test_no_camera_is_told_with_a_way_on(live: str, open_page: OpenPage) -> None:
    page = open_page()
    page.goto(f"{live}/")
    page.get_by_role("button", name="Karekodu okut").click()
    expect(page.locator("#kamera .told")).to_have_text(
        "Bu cihazda kullanılabilir bir kamera bulunamadı. Karekodun fotoğrafını seçiniz ya da belge numarasını yazınız."
    )


def test_a_reader_that_cannot_be_loaded_is_told_with_a_way_on(
    live: str, sheet: bytes, open_page: OpenPage
) -> None:
    page = open_page(seen_by_camera(sheet))
    page.route("**/zxing_reader.wasm*", lambda route: route.abort())
    page.goto(f"{live}/")
    page.get_by_role("button", name="Karekodu okut").click()
    expect(page.locator("#kamera .told")).to_contain_text("Karekod okuyucusu indirilemedi.")
    # Once there is a connection again the same window goes on.
    page.unroute("**/zxing_reader.wasm*")
    page.get_by_role("button", name="Yeniden dene").click()
    page.wait_for_url("**/v/**")


def test_closing_the_window_switches_the_camera_off(live: str, open_page: OpenPage) -> None:
    page = open_page(table())
    page.goto(f"{live}/")
    page.get_by_role("button", name="Karekodu okut").click()
    expect(page.locator("#kamera .told")).to_have_text(
        "Karekodun tamamı çerçevede, ışık yeterli olsun.", timeout=20_000
    )
    page.evaluate("() => { window.track = document.querySelector('#kamera video').srcObject.getTracks()[0] }")
    page.keyboard.press("Escape")
    # A window tells of its end a moment later.
    until(page, "window.track.readyState === 'ended'")
    until(page, "document.querySelector('#kamera video').srcObject === null")


def test_a_camera_allowed_after_the_window_was_closed_is_switched_off(live: str, open_page: OpenPage) -> None:
    page = open_page(table())
    page.add_init_script(
        """const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = async (wanted) => {
            window.asked = true;
            await new Promise((allow) => { window.allow = allow; });
            const stream = await ask(wanted);
            window.track = stream.getTracks()[0];
            return stream;
        };"""
    )
    page.goto(f"{live}/")
    page.get_by_role("button", name="Karekodu okut").click()
    until(page, "window.asked")
    page.keyboard.press("Escape")
    expect(page.locator("#kamera")).not_to_be_visible()
    page.evaluate("window.allow()")
    until(page, "window.track?.readyState === 'ended'")
    assert page.evaluate("document.querySelector('#kamera video').srcObject") is None


# photos


def photo(picture: Image.Image, name: str = "foto.jpg") -> dict[str, object]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": jpeg(picture)}


def test_a_photo_is_read_on_the_device_and_never_sent(live: str, sheet: bytes, open_page: OpenPage) -> None:
    page = open_page()
    posted: list[str] = []
    page.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    page.goto(f"{live}/")
    page.locator("#dosya").set_input_files(photo(seen_by_camera(sheet)))
    page.get_by_role("button", name="Dosyayı doğrula").click()
    page.wait_for_url("**/v/**")
    page.locator("#karekod[data-result=good]").wait_for()
    assert posted == []


@pytest.mark.parametrize(
    ("picture", "sentence"),
    [
        (table(), "Fotoğrafta karekod bulunamadı."),
        (symbol("https://example.com/"), "Bu karekod bir TMMOB belgesine ait değil; açılmadı."),
    ],
)
def test_a_photo_without_our_code_is_told(
    live: str, open_page: OpenPage, picture: Image.Image, sentence: str
) -> None:
    page = open_page()
    page.goto(f"{live}/")
    page.locator("#dosya").set_input_files(photo(picture.convert("RGB")))
    page.get_by_role("button", name="Dosyayı doğrula").click()
    # A photo without a code is looked at in every way that there is.
    expect(page.locator("#dosya-hata")).to_contain_text(sentence, timeout=20_000)
    assert page.url == f"{live}/"


def test_a_broken_photo_is_told(live: str, open_page: OpenPage) -> None:
    page = open_page()
    page.goto(f"{live}/")
    broken = {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff and nothing"}
    page.locator("#dosya").set_input_files(broken)
    page.get_by_role("button", name="Dosyayı doğrula").click()
    expect(page.locator("#dosya-hata")).to_contain_text("Bu fotoğraf açılamadı.")


def test_without_javascript_the_server_reads_the_photo(live: str, sheet: bytes, open_page: OpenPage) -> None:
    page = open_page(scripts=False)
    page.goto(f"{live}/")
    assert not page.get_by_role("button", name="Karekodu okut").is_visible()
    assert "kendi kamerasıyla okutunuz" in page.locator("main").inner_text()
    page.locator("#dosya").set_input_files(photo(seen_by_camera(sheet)))
    page.get_by_role("button", name="Dosyayı doğrula").click()
    expect(page.locator("#sonuc")).to_have_text("Bu belge geçerlidir.")
    expect(page.locator("#belge")).to_contain_text("Işıl İnci Öztürk")


def test_where_the_device_cannot_read_it_the_photo_is_sent(
    live: str, sheet: bytes, open_page: OpenPage
) -> None:
    page = open_page()
    page.route("**/zxing-wasm/**", lambda route: route.abort())
    page.goto(f"{live}/")
    page.locator("#dosya").set_input_files(photo(seen_by_camera(sheet)))
    page.get_by_role("button", name="Dosyayı doğrula").click()
    page.wait_for_url("**/dogrula")
    expect(page.locator("#sonuc")).to_have_text("Bu belge geçerlidir.")
