"""Every page of the tour, judged by axe (WCAG 2.2 AA): light on a phone, dark on a desk. No violation is allowed."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from muhur.clock import system_now
from muhur.installation import Home
from muhur.tokens import Tokens
from muhur.visiting.sessions import Sessions
from scripts.screens import TOUR, caller_of, codes_of

AXE = Path(__file__).parents[1] / "npm" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (rules) => (await axe.run(document, { runOnly: rules, resultTypes: ["violations"] })).violations
    .map((one) => one.id + ": " + one.nodes.map((node) => node.target.join(" ")).slice(0, 3).join(", "))"""


def opened(browser, home: Home, who: str, width: int, scheme: str) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, locale="tr-TR"
    )
    if who:
        sessions, caller, at = Sessions(home), caller_of(home, who), system_now()
        token = sessions.begin(caller, Tokens(home).act(caller, at), lang="tr", device="axe", two_steps=True)
        context.add_cookies([{"name": sessions.cookie, "value": token, "url": home.facts.public_url}])
    return context.new_page()


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_no_page_has_a_violation(live: str, demo_home: Home, width: int, scheme: str) -> None:
    source, codes, faults = AXE.read_text(encoding="utf-8"), codes_of(demo_home), []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for who, paths in TOUR.items():
            page = opened(browser, demo_home, who, width, scheme)
            for path in paths:
                answer = page.goto(live + path.format(**codes))
                assert answer is not None
                if answer.status != 200:
                    faults.append(f"{path} as {who or 'anyone'}: {answer.status}")
                    continue
                if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                    faults.append(f"{path}: wider than {width}")
                page.evaluate(source)
                faults += [f"{path} as {who or 'anyone'}: {one}" for one in page.evaluate(RUN, RULES)]
            page.context.close()
        browser.close()
    assert faults == [], "\n".join(faults)


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_what_the_check_page_answers_has_no_violation(
    live: str, demo_home: Home, width: int, scheme: str
) -> None:
    """Pages that stand behind a form, and the camera's window."""
    source, faults = AXE.read_text(encoding="utf-8"), []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = opened(browser, demo_home, "", width, scheme)

        def judge(name: str) -> None:
            page.evaluate(source)
            faults.extend(f"{name}: {one}" for one in page.evaluate(RUN, RULES))
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                faults.append(f"{name}: wider than {width}")

        page.goto(live)
        page.get_by_role("button", name="Karekodu okut").click()
        page.locator("#kamera .told.wrong").wait_for()
        judge("camera")
        page.keyboard.press("Escape")
        page.get_by_label("Belge No veya kod").fill("EMO-2026-YB-000123-Y")
        page.get_by_role("button", name="Doğrula", exact=True).click()
        page.get_by_role("heading", name="Ad soyadı görmek için").wait_for()
        judge("masked")
        page.goto(f"{live}/toplu")
        page.get_by_label("Numaralar").fill("EMO-2026-YB-000123-Y\nEMO-2025-YB-000077-8\nXXX-1")
        page.get_by_role("button", name="Listeyi doğrula").click()
        page.locator("tbody tr").first.wait_for()
        judge("list")
        page.goto(f"{live}/toplu")
        page.get_by_role("button", name="Listeyi doğrula").click()
        page.get_by_text("Listede belge numarası yok.").wait_for()
        judge("empty list")
        page.goto(f"{live}/p/nonesuch")
        judge("share ended")
        page.goto(f"{live}/takip/onay/EMO.x")
        judge("unknown link")
        browser.close()
    assert faults == [], "\n".join(faults)
