"""Checks without a network: the page was visited once, then the server process is gone."""

import socket
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import zxingcpp
from playwright.sync_api import BrowserContext, Page, Playwright, expect, sync_playwright

from issuer.events.single import Means, revoke
from issuer.issue import issue_list
from muhur.desk import document_in
from muhur.installation import Home
from tests.journeys.machinery import Demo, Server, free_port, muhur
from tests.journeys.test_camera import NUMBER
from tests.support.acts import act_of
from tests.support.browsing import until
from tests.support.camera import jpeg, seen_by_camera, sheet_picture, table, video
from tests.support.register import DECISION, NOW, make_home, members_of, passing, request
from tests.support.serving import listening, serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as made:
        yield made


@pytest.fixture(scope="module")
def own_demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """A demonstration of its own, whose server may be stopped."""
    made = Demo(tmp_path_factory.mktemp("offline") / "home", free_port())
    muhur("demo", "--no-serve", "--public-url", made.url, home=made.home)
    return made


@pytest.fixture
def server(own_demo: Demo) -> Iterator[Server]:
    made = Server(own_demo)
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def sheet(own_demo: Demo) -> bytes:
    return own_demo.path(own_demo.of(belge_no=NUMBER)).read_bytes()


def scanned(pdf: bytes) -> str:
    return str(zxingcpp.read_barcodes(sheet_picture(pdf, 150))[0].text)


@pytest.fixture
def context(playwright: Playwright, sheet: bytes, tmp_path: Path) -> Iterator[BrowserContext]:
    seen = video([*[table()] * 4, *[seen_by_camera(sheet)] * 40], tmp_path / "camera.mjpeg")
    args = ["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    args.append(f"--use-file-for-fake-video-capture={seen}")
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=args)
    context = browser.new_context(locale="tr-TR", viewport={"width": 390, "height": 844})
    context.set_default_timeout(20_000)
    yield context
    browser.close()


def kept(page: Page) -> dict[str, list[str]]:
    found: dict[str, list[str]] = page.evaluate(
        """async () => {
            const all = {};
            for (const name of await caches.keys()) {
                const requests = await (await caches.open(name)).keys();
                all[name] = requests.map((one) => one.url);
            }
            return all;
        }"""
    )
    return found


def prepared(context: BrowserContext, url: str) -> Page:
    """A page that was visited, with its worker at work and the lists fetched."""
    page = context.new_page()
    page.goto(f"{url}/cevrimdisi")
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    page.wait_for_function("navigator.serviceWorker.controller")
    page.get_by_role("button", name="Güncel listeleri bu cihaza al").click()
    expect(page.locator("#haber")).to_contain_text("Bu cihazdaki listeler", timeout=20_000)
    # Whoever reads that may go where there is no network: nothing is still on its way.
    assert any(".wasm" in url for urls in kept(page).values() for url in urls)
    return page


def fetched(demo: Demo) -> bytes:
    with urllib.request.urlopen(f"{demo.of(belge_no=NUMBER)['url']}.jwt") as answer:
        return bytes(answer.read())


def test_a_qr_is_checked_with_the_server_stopped(
    server: Server, own_demo: Demo, sheet: bytes, context: BrowserContext
) -> None:
    page = prepared(context, own_demo.url)
    text = scanned(sheet)
    page.goto(text)
    expect(page.locator("#sonuc")).to_have_text("Bu belge geçerlidir.")
    server.stop()
    # Scanned with the phone's own camera: the address opens, and its digits are judged here.
    page.goto("about:blank")
    page.goto(text)
    expect(page.locator("#sonuc")).to_contain_text("İmza geçerlidir. Güncel durum sorgulanamadı; sonuç ")
    expect(page.locator("#sonuc")).to_contain_text(" tarihli listeye dayanır.")
    assert page.locator("body").get_attribute("data-state") == "valid"
    shown = page.locator("#ayrinti").inner_text()
    for words in ("Işıl İnci Öztürk", NUMBER, "Yetki Belgesi", "22.11.2031", "101742", "6. Durum listesi"):
        assert words in shown, words
    assert "Bu sonuç bu cihazda, bağlantı olmadan verilmiştir." in page.locator("#sonuc-yeri").inner_text()
    # One changed digit is no document.
    page.goto("about:blank")
    page.goto(text[:-1] + str((int(text[-1]) + 1) % 10))
    expect(page.locator("#sonuc")).to_have_text("Karekod imzası geçersiz. Bu belgeye güvenmeyiniz.")
    assert page.locator("body").get_attribute("data-state") == "not_genuine"
    # Our own camera.
    page.goto(f"{own_demo.url}/")
    expect(page.locator("#veri-hata")).to_contain_text("Açmak istediğiniz sayfa bağlantı ister.")
    page.get_by_role("button", name="Karekodu okut").click()
    expect(page.locator("#sonuc")).to_contain_text("İmza geçerlidir.", timeout=20_000)
    # Back online the same address is the document's page again.
    server.start()
    page.goto(text)
    expect(page.locator("#sonuc")).to_have_text("Bu belge geçerlidir.")


def test_what_is_given_while_the_lists_are_counted_is_judged(
    server: Server, own_demo: Demo, sheet: bytes, context: BrowserContext
) -> None:
    compact = fetched(own_demo)
    page = prepared(context, own_demo.url)
    server.stop()
    page.add_init_script(
        """const match = Cache.prototype.match;
           Cache.prototype.match = async function (...asked) {
               await new Promise((done) => setTimeout(done, 400));
               return match.apply(this, asked);
           };"""
    )
    page.goto(f"{own_demo.url}/")
    page.locator("#dosya").set_input_files({"name": "credential.jwt", "mimeType": "", "buffer": compact})
    page.locator("#veri").get_by_role("button", name="Denetle").click()
    expect(page.locator("#sonuc")).to_contain_text("İmza geçerlidir.", timeout=20_000)
    expect(page.locator("#haber")).to_contain_text("Bu cihazdaki listeler", timeout=20_000)
    assert page.locator("#sonuc-yeri").is_visible() and page.locator("#veri-hata").inner_text() == ""


def test_files_with_the_server_stopped(
    server: Server, own_demo: Demo, sheet: bytes, context: BrowserContext
) -> None:
    compact = fetched(own_demo)
    forged = (own_demo.home / "forged" / "degistirilmis-veri.jwt").read_bytes()
    page = prepared(context, own_demo.url)
    server.stop()
    page.goto(f"{own_demo.url}/")
    title = page.title()

    def choose(name: str, kind: str, data: bytes) -> None:
        page.locator("#dosya").set_input_files({"name": name, "mimeType": kind, "buffer": data})
        page.locator("#veri").get_by_role("button", name="Denetle").click()

    choose("credential.jwt", "", compact)
    expect(page.locator("#sonuc")).to_contain_text("İmza geçerlidir.")
    expect(page.locator("#satirlar")).to_contain_text("40/34")
    choose("credential.jwt", "", forged)
    expect(page.locator("#sonuc")).to_have_text("Belge içeriği imzayla uyuşmuyor. Bu belgeye güvenmeyiniz.")
    assert page.locator("body").get_attribute("data-state") == "not_genuine"
    choose("foto.jpg", "image/jpeg", jpeg(seen_by_camera(sheet)))
    expect(page.locator("#sonuc")).to_contain_text("İmza geçerlidir.", timeout=20_000)
    for name, kind, data, sentence in (
        ("belge.pdf", "application/pdf", sheet, "PDF, bağlantı olmadan denetlenemez."),
        ("belge", "", sheet[:60_000], "PDF, bağlantı olmadan denetlenemez."),
        ("not.txt", "text/plain", NUMBER.encode(), "Belge numarası, bağlantı olmadan sorgulanamaz."),
        ("foto.png", "image/png", jpeg(table()), "Fotoğrafta karekod bulunamadı."),
        ("x.txt", "text/plain", b"x" * 5000, "bağlantı olmadan denetlenebilecek bir veri değil"),
        ("x.txt", "text/plain", b"https://dogrula.example.com/v/7K2M9QX4T1ZC8RBD#12", "ait değil"),
    ):
        choose("credential.jwt", "", compact)
        expect(page.locator("#sonuc")).to_contain_text("İmza geçerlidir.")
        choose(name, kind, data)
        expect(page.locator("#veri-hata")).to_contain_text(sentence, timeout=20_000)
        # Nothing of the document before is left, least of all that it was green.
        assert page.locator("#sonuc-yeri").is_hidden() and page.locator("#ayrinti").is_hidden()
        assert page.locator("body").get_attribute("data-state") == "unknown"
        assert page.title() == title


def test_nothing_of_a_person_is_kept(
    server: Server, own_demo: Demo, sheet: bytes, context: BrowserContext
) -> None:
    page = prepared(context, own_demo.url)
    page.goto(scanned(sheet))
    page.locator("#karekod[data-result=good]").wait_for()
    page.goto(f"{own_demo.url}/")
    page.get_by_label("Belge No veya kod").fill(NUMBER)
    page.get_by_role("button", name="Doğrula", exact=True).click()
    expect(page.locator("#sonuc")).to_have_text("Bu belge geçerlidir.")
    page.goto(f"{own_demo.url}/toplu")
    found = kept(page)
    code, lists = (
        next(one for name, one in found.items() if name.startswith(start))
        for start in ("muhur-code", "muhur-lists")
    )
    paths = [one.removeprefix(own_demo.url) for one in (*code, *lists)]
    allowed = ("/static/", "/cevrimdisi?lang=", "/trust/bundle.json", "/status/")
    assert all(one.startswith(allowed) for one in paths), paths
    assert len(found) == 2
    contents = page.evaluate(
        """async () => {
            const all = [];
            for (const name of await caches.keys()) {
                const cache = await caches.open(name);
                for (const one of await cache.keys()) all.push(await (await cache.match(one)).text());
            }
            return all.join(" ");
        }"""
    )
    code_of_document = own_demo.code(own_demo.of(belge_no=NUMBER))
    assert "Öztürk" not in contents and "101742" not in contents and code_of_document not in contents
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert context.cookies() == []


def test_a_first_visit_promises_nothing(
    server: Server, own_demo: Demo, sheet: bytes, context: BrowserContext
) -> None:
    """Visited, but no list was ever fetched: the signature cannot even be looked up, and nothing is green."""
    page = context.new_page()
    page.goto(f"{own_demo.url}/cevrimdisi")
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    page.wait_for_function("navigator.serviceWorker.controller")
    server.stop()
    page.goto(scanned(sheet))
    expect(page.locator("#veri-hata")).to_contain_text("Bu cihazda henüz imzalı liste yok.")
    assert page.locator("#sonuc-yeri").is_hidden()


def test_the_document_checked_last_can_be_checked_again(
    server: Server, own_demo: Demo, sheet: bytes, context: BrowserContext
) -> None:
    """Nobody pressed a button: the lists of the chamber whose QR was checked are kept by the way."""
    page = context.new_page()
    page.goto(f"{own_demo.url}/")
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    page.wait_for_function("navigator.serviceWorker.controller")
    with page.expect_response("**/status/emo/1"):
        page.goto(scanned(sheet))
    until(page, "caches.open('muhur-lists').then((one) => one.match('/status/emo/1')).then(Boolean)")
    server.stop()
    page.goto("about:blank")
    page.goto(scanned(sheet))
    expect(page.locator("#sonuc")).to_contain_text("tarihli listeye dayanır.")
    # Of another chamber the signature alone can be told, and that is not green.
    other = next(
        one for one in own_demo.genuine if one["belge_no"].startswith("MMO") and one["standing"] == "valid"
    )
    page.goto("about:blank")
    page.goto(scanned(own_demo.path(other).read_bytes()))
    expect(page.locator("#sonuc")).to_have_text("İmza geçerlidir. Güncel durum sorgulanamadı.")
    assert page.locator("body").get_attribute("data-state") == "unknown"


# story İ8, on its own days


@dataclass
class Yesterday:
    """An installation whose list is of 21.11.2026, with a document in force and one revoked since."""

    home: Home
    listener: socket.socket
    texts: dict[str, str]


@pytest.fixture
def yesterday(tmp_path: Path) -> Iterator[Yesterday]:
    listener, url = listening()
    home = make_home(tmp_path / "home", public_url=url)
    then = NOW - timedelta(hours=20)  # 21.11.2026 16:00 in Istanbul
    first, second = members_of(home, "EMO")[:2]
    issue_list(home.store, request("EMO-YG-01/2026-1", passing([first, second]), now=then), home.open_key)
    with home.store.reading("EMO") as records:
        recorded = {one.member_id: one for one in records.credentials.all()}
    order = {"reason_code": "disiplin", "decision": DECISION}
    revoke(Means(home.store, home.open_key), act_of("EMO", at=then), recorded[second.id].belge_no, **order)
    texts = {
        "in force": qr_of(recorded[first.id].compact),
        "revoked": qr_of(recorded[second.id].compact),
    }
    yield Yesterday(home, listener, texts)
    listener.close()
    home.store.close()


def qr_of(compact: str) -> str:
    document = document_in(compact)
    digits = int.from_bytes(b"\x01" + document.qr, "big")
    return f"{document.url}#{digits}"


def test_with_a_connection_newer_lists_are_asked_for_first(
    yesterday: Yesterday, playwright: Playwright
) -> None:
    """What was revoked since the lists were kept is not green on a device that could have known."""
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    home, text = yesterday.home, yesterday.texts["in force"]
    with serving(home, yesterday.listener, NOW):
        context = browser.new_context(locale="tr-TR")
        context.clock.set_fixed_time(NOW)
        page = prepared(context, home.facts.public_url)

        def check() -> None:
            page.locator("#metin").fill(text)
            page.locator("#veri").get_by_role("button", name="Denetle").click()

        check()
        expect(page.locator("#sonuc")).to_contain_text("21.11.2026 tarihli listeye dayanır.")
        with home.store.reading("EMO") as records:
            found = records.credentials.by_code(text.rpartition("/v/")[2].partition("#")[0])
        assert found is not None
        order = {"reason_code": "disiplin", "decision": DECISION}
        revoke(Means(home.store, home.open_key), act_of("EMO", at=NOW), found.belge_no, **order)
        check()
        expect(page.locator("#sonuc")).to_contain_text(
            "22.11.2026 tarihli durum listesine göre yürürlükte değildir."
        )
    browser.close()


def test_i8_word_for_word(yesterday: Yesterday, playwright: Playwright) -> None:
    """Story İ8: the network is off, at hand is yesterday's status list."""
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    contexts = [
        browser.new_context(locale="tr-TR", viewport={"width": width, "height": 844}) for width in (390, 1280)
    ]
    pages = []
    with serving(yesterday.home, yesterday.listener, NOW):
        for context in contexts:
            context.clock.set_fixed_time(NOW)
            pages.append(prepared(context, yesterday.home.facts.public_url))
    yesterday.listener.close()
    for context, page in zip(contexts, pages, strict=True):
        page.goto(yesterday.texts["in force"])
        expect(page.locator("#sonuc")).to_have_text(
            "İmza geçerlidir. Güncel durum sorgulanamadı; sonuç 21.11.2026 tarihli listeye dayanır."
        )
        assert page.locator("body").get_attribute("data-state") == "valid"
        assert "21.11.2026" in page.locator("#sonuc-zaman").inner_text()
        page.goto("about:blank")
        page.goto(yesterday.texts["revoked"])
        expect(page.locator("#sonuc")).to_have_text(
            "Bu belge 21.11.2026 tarihli durum listesine göre yürürlükte değildir. Güncel durumunu kütükten sorgulayınız."
        )
        assert page.locator("body").get_attribute("data-state") == "not_in_force"
        # A day later the list is too old to say anything, and nothing is green.
        context.clock.set_fixed_time(NOW + timedelta(hours=5))
        page.goto("about:blank")
        page.goto(yesterday.texts["in force"])
        expect(page.locator("#sonuc")).to_have_text("İmza geçerlidir. Güncel durum sorgulanamadı.")
        assert page.locator("body").get_attribute("data-state") == "unknown"
        expect(page.locator("#adimlar")).to_contain_text(
            "Durum listesi 21.11.2026 tarihli; güncel sayılmak için eski."
        )
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    browser.close()
