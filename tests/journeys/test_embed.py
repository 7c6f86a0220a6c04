"""The checker for other sites: the example of docs/embed.md as it stands, on a page of another origin."""

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.journeys.test_checking_stories import NUMBER

pytestmark = pytest.mark.browser
DOCUMENTED = "https://belge.example.org"
PAGE = Path(__file__).parents[2] / "docs" / "embed.md"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


def example(live: str) -> str:
    found = re.search(r"```html embed\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return found[1].replace(DOCUMENTED, live)


@pytest.fixture(scope="module")
def employer(live: str) -> Iterator[str]:
    """The employer's own server: another origin, with the policy that the documentation names and no more."""
    policy = f"default-src 'none'; script-src {live}; form-action {live}"
    body = example(live).encode()

    class Employer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path == "/basvuru"
            self.send_response(200 if found else 204)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(body if found else b"")

        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Employer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()


@pytest.fixture
def page(browser: Browser, employer: str) -> Iterator[Page]:
    context = browser.new_context(locale="tr-TR", viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_default_timeout(15_000)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{employer}/basvuru")
    yield page
    assert complaints == []
    context.close()


def test_the_documented_example_opens_our_verdict_in_a_tab_of_its_own(page: Page, live: str) -> None:
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    before = page.content()
    page.get_by_label("TMMOB belge numarası").fill(NUMBER)
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Belgeyi doğrula").click()
    verdict = opened.value
    expect(verdict.locator("#sonuc")).to_have_text("Bu belge geçerlidir.")
    assert verdict.url == f"{live}/dogrula"
    assert verdict.evaluate("window.opener") is None
    expect(verdict.locator("#belge")).to_contain_text("I*** İ*** Ö***")
    # The employer's page says nothing of the document and has learnt nothing.
    assert page.content() == before
    assert "geçerlidir" not in page.locator("body").inner_text()
    assert all(url.startswith(live) for url in asked)
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_the_box_names_the_address_that_counts(page: Page, live: str) -> None:
    host = live.removeprefix("http://")
    expect(page.locator("[data-muhur]")).to_contain_text(f"Sonuç yeni sekmede, şu adreste açılır: {host}")
    page.get_by_role("button", name="Belgeyi doğrula").click()
    expect(page.get_by_role("alert")).to_have_text("Bir belge numarası yazınız.")
    assert len(page.context.pages) == 1
    box = page.get_by_role("button", name="Belgeyi doğrula").bounding_box()
    assert box
    assert box["height"] >= 44
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_plain_link_of_the_documentation_fills_the_number_in(browser: Browser, live: str) -> None:
    (link,) = set(re.findall(rf"`{DOCUMENTED}(/\?no=[^`]+)`", PAGE.read_text(encoding="utf-8")))
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live + link)
    assert page.get_by_label("Belge No veya kod").input_value() == NUMBER
    page.get_by_role("button", name="Doğrula", exact=True).click()
    expect(page.locator("#sonuc")).to_have_text("Bu belge geçerlidir.")
    context.close()
