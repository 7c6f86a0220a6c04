"""The auditor's screens in a real browser, word for word: D1, D2 and D3, at 390 and 1280 wide."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import Connection, text

from muhur.installation import Home
from registry.store import Store
from registry.tables.documents import sicil_entries
from tests.support.callers import auditor, bearer
from tests.support.living import issued
from tests.support.people import authorise
from tests.support.serving import visiting

pytestmark = pytest.mark.browser
WAYS = pytest.mark.parametrize(("width", "scripts"), [(390, True), (1280, False)])


@pytest.fixture(scope="module")
def fill() -> Callable[[Home], None]:
    def filled(home: Home) -> None:
        authorise(home)
        issued(home, 12, run="MMO-MT-01/2025-9", at=datetime(2025, 9, 1, 9, tzinfo=UTC))

    return filled


def unlocked(store: Store, change: Callable[[Connection], object]) -> None:
    """Change a row of the chain as somebody who owns the database can: past its triggers."""
    with store.engine.begin() as connection:
        for action in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS sicil_entries_no_{action}"))
        change(connection)


@WAYS
def test_d1_a_report_as_table_drawing_and_csv(
    served: Home, browser: Browser, width: int, scripts: bool
) -> None:
    with visiting(browser, served, auditor(served), width=width, scripts=scripts) as page:
        page.goto("/denetim")
        page.locator("main").get_by_role("link", name="Tablosunu aç").last.click()
        expect(page.locator("h1")).to_have_text("Tablo 1 Meslek İçi Eğitim Sayıları")
        drawing = page.get_by_role("img", name="Tablo 1: Odalara ve eğitim biçimine göre programlar")
        expect(drawing).to_be_visible()
        expect(page.locator("tr.whole th")).to_have_text("Toplam")
        with page.expect_download() as downloading:
            page.get_by_role("link", name="CSV olarak indir").click()
        assert downloading.value.suggested_filename == "tablo1.csv"
        got = Path(downloading.value.path()).read_bytes()
        asked = page.request.get(
            "/api/v1/union/reports/tablo1?form=csv", headers=bearer(served, auditor(served))
        )
        assert got == asked.body()
        with page.expect_download() as downloading:
            page.get_by_role("link", name="Excel için indir").click()
        assert downloading.value.suggested_filename == "tablo-1.csv"
        sheet = Path(downloading.value.path()).read_text(encoding="utf-8-sig")
        assert sheet.replace(";", ",").splitlines()[1:] == got.decode().splitlines()[1:]
        page.get_by_label("Oda", exact=True).select_option("EMO")
        page.get_by_role("button", name="Süz").click()
        expect(page.locator("tbody tr")).to_have_count(1)


@WAYS
def test_d2_one_row_altered_in_the_database(
    served: Home, browser: Browser, width: int, scripts: bool
) -> None:
    with visiting(browser, served, auditor(served), width=width, scripts=scripts) as page:
        page.goto("/denetim/tutarlilik")
        page.get_by_role("button", name="Bütün odaları denetle").click()
        expect(page.get_by_role("status").locator("p").first).to_have_text("Kayıt zinciri tutarlı.")
        unlocked(
            served.store,
            lambda connection: connection.execute(
                sicil_entries.update()
                .where(sicil_entries.c.chamber_code == "MMO", sicil_entries.c.seq == 7)
                .values(belge_no="MMO-2025-YB-999999-X")
            ),
        )
        page.get_by_role("button", name="Bütün odaları denetle").click()
        expect(page.get_by_role("alert").locator("li")).to_have_text("Kayıt zinciri 7. kayıtta bozuk: MMO.")
        expect(page.locator("tr.refused")).to_have_count(1)


@WAYS
def test_d3_names_stay_masked(served: Home, browser: Browser, width: int, scripts: bool) -> None:
    with visiting(browser, served, auditor(served), width=width, scripts=scripts) as page:
        page.goto("/denetim/uyeler")
        page.get_by_role("link", name="Elektrik Mühendisleri Odası").click()
        said = page.locator("main").inner_text()
        assert "I*** İ*** Ö***" in said and "Öztürk" not in said
        assert page.locator(".facts dd").first.inner_text() == "7"
        page.goto("/denetim/iz")
        page.get_by_label("İşlem").select_option(label="Oturum açıldı")
        page.get_by_role("button", name="Süz").click()
        expect(page.get_by_text("a***#").first).to_be_visible()
        assert "auditor.tmmob" not in page.locator("main").inner_text()
