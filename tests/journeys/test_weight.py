"""What the page of a scanned document costs a phone: requests and bytes, as Chromium makes them over the served site."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.journeys.machinery import Demo
from tests.journeys.test_checking_stories import NUMBER, scanned

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def context() -> Iterator[BrowserContext]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        # What the worker fetches for later is not what the page costs.
        yield browser.new_context(viewport={"width": 390, "height": 844}, service_workers="block")
        browser.close()


def visited(page: Page, url: str) -> dict[str, int]:
    """Every answer of a first visit by its address, with its bytes unpacked."""
    found: dict[str, int] = {}
    page.on(
        "response",
        lambda one: found.__setitem__(one.url, len(one.body())) if one.url.startswith("http") else None,
    )
    page.goto(url, wait_until="networkidle")
    return found


def test_a_documents_page_is_light(live: str, demo: Demo, context: BrowserContext) -> None:
    page = context.new_page()
    found = visited(page, demo.of(belge_no=NUMBER)["url"])
    assert len(found) <= 5, list(found)
    assert sum(size for url, size in found.items() if "/fonts/" not in url) < 40_000, found


def test_a_scanned_code_asks_for_the_trust_list_and_nothing_else(
    live: str, demo: Demo, context: BrowserContext
) -> None:
    page = context.new_page()
    found = visited(page, scanned(demo, NUMBER))
    assert page.locator("#karekod").get_attribute("data-result") == "good"
    without_fonts = {url: size for url, size in found.items() if "/fonts/" not in url}
    assert len(without_fonts) <= 5, list(without_fonts)
    code = sum(size for url, size in without_fonts.items() if "/trust/" not in url)
    assert code < 40_000, without_fonts
    assert [url for url in without_fonts if "/trust/" in url] == [f"{live}/trust/bundle.json"]
    assert not any("zxing" in url or "scanner" in url for url in found)
