"""The auditor's pages over the real application, and a chamber's own reports: D1, D3, filters, paging, CSV."""

import csv
import io
import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime

import pytest

from issuer.events.single import revoke
from muhur.app import build_app
from muhur.installation import Home
from registry.access import ADMINISTRATOR, OFFICER
from registry.reports.pages import ADDRESSES
from templates.charts import KINDS, chart
from templates.written import number
from tests.journeys.machinery import Site
from tests.support.acts import act_of, means_of
from tests.support.browsing import cookie_of, form_key
from tests.support.callers import auditor, bearer, user
from tests.support.living import DECISION, issued
from tests.support.people import authorise
from tests.support.register import NOW, PUBLIC_URL

SVG = re.compile(r"<svg class=\"chart\".*?</svg>", re.DOTALL)


@pytest.fixture
def filled(home: Home) -> Home:
    authorise(home)
    numbers = issued(home, 9, run="MMO-MT-01/2025-9", at=datetime(2025, 9, 1, 9, tzinfo=UTC))
    revoke(means_of(home), act_of(), numbers[1], reason_code="talep", decision=DECISION)
    with home.store.writing("MMO") as records:
        records.reports.add_checks("MMO", NOW.date(), dict.fromkeys(numbers, 2))
    return home


def test_every_report_is_a_page_a_drawing_and_a_csv(filled: Home) -> None:
    union, own = auditor(filled), user(filled, "MMO", OFFICER)
    seen = 0
    with Site.over(build_app(filled, lambda: NOW), PUBLIC_URL) as site:
        for caller, base, door in (
            (union, "/denetim/raporlar", "/api/v1/union/reports"),
            (own, "/oda/raporlar", "/api/v1/reports"),
        ):
            cookie, token = cookie_of(filled, caller), bearer(filled, caller)
            index = site.get(base, cookies=cookie).text
            addresses = re.findall(rf'href="{base}/([^"]+)"', index)
            assert len(addresses) == len(ADDRESSES) - (caller is union)
            for address in addresses:
                name = next(one for one, at in ADDRESSES.items() if at == address)
                page = site.get(f"{base}/{address}", cookies=cookie)
                assert page.status_code == 200, address
                table = site.get(f"{base}/{address}.csv", cookies=cookie)
                whole = site.get(f"{door}/{name}?form=csv", headers=token)
                assert table.content == whole.content
                assert table.headers["content-disposition"] == f'attachment; filename="{name}.csv"'
                # The same cells, as Turkish Excel opens them.
                table = site.get(f"{base}/{address}/excel.csv", cookies=cookie)
                assert f'href="{base}/{address}/excel.csv"' in page.text
                assert table.content.startswith(b"\xef\xbb\xbf")
                cells = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig")), delimiter=";"))
                keyed = list(csv.reader(io.StringIO(whole.text)))
                columns = site.get(f"{door}/{name}", headers=token).json()["columns"]
                assert cells[1:] == keyed[1:]
                assert (cells[0], keyed[0]) == (
                    [one["tr"] for one in columns],
                    [one["key"] for one in columns],
                )
                assert table.headers["content-disposition"] == f'attachment; filename="{address}.csv"'
                for drawn in SVG.findall(page.text):
                    seen += 1
                    tree = ET.fromstring(drawn)
                    named = {one.get("id"): one.text for one in tree.iter() if one.get("id")}
                    labels = (tree.get("aria-labelledby") or "").split()
                    assert tree.get("role") == "img" and all(named[label] for label in labels)
                    assert "Bütün sayılar aşağıdaki tablodadır." in (named[labels[1]] or "")
            assert site.get(f"{base}/yok", cookies=cookie).status_code == 404
    assert seen >= 20


def test_small_numbers_stay_hidden_in_the_drawing_too(filled: Home) -> None:
    with Site.over(build_app(filled, lambda: NOW), PUBLIC_URL) as site:
        cookie = cookie_of(filled, auditor(filled))
        page = site.get("/denetim/raporlar/iptal-ve-aski", cookies=cookie).text
        assert SVG.search(page) and "<rect" not in SVG.findall(page)[0].partition("</defs>")[2]
        assert "Beş kişinin altındaki sayılar" in page
        own = cookie_of(filled, user(filled, "MMO", OFFICER))
        page = site.get("/oda/raporlar/iptal-ve-aski", cookies=own).text
        assert "<rect" in SVG.findall(page)[0].partition("</defs>")[2]


def test_a_chamber_chooses_the_day_of_what_expires(filled: Home) -> None:
    cookie = cookie_of(filled, user(filled, "MMO", OFFICER))
    address = "/oda/raporlar/suresi-yaklasan-belgeler"
    with Site.over(build_app(filled, lambda: NOW), PUBLIC_URL) as site:
        page = site.get(f"{address}?until=31.12.2030", cookies=cookie).text
        assert "31.12.2030 gününe kadar" in page
        assert f'href="{address}.csv?until=31.12.2030"' in page
        table = site.get(f"{address}.csv?until=31.12.2030", cookies=cookie).text
        assert table.startswith("chamber_code,chamber,until\n")
        assert f'href="{address}/excel.csv?until=31.12.2030"' in page
        for wrong in ("1.1.1990", "yarın"):
            answer = site.get(f"{address}?until={wrong}", cookies=cookie)
            assert answer.status_code == 422 and 'id="until-hata"' in answer.text
            assert f'value="{wrong}"' in answer.text


def test_a_chart_has_no_word_of_a_report_as_markup() -> None:
    report = {
        "name": "forms",
        "title": {"tr": "<b>", "en": "<b>"},
        "columns": [{"key": key, "tr": key, "en": key} for key in ("form", "name", "programmes", "share")],
        "rows": [{"form": "x", "name": "<script>", "programmes": 3, "share": None}],
    }
    drawn = chart(report, "tr", number)
    assert "<script>" not in drawn and "&lt;script&gt;" in drawn
    assert set(KINDS) == set(ADDRESSES)


def test_d3_names_are_masked_and_totals_whole(filled: Home) -> None:
    cookie = cookie_of(filled, auditor(filled))
    with Site.over(build_app(filled, lambda: NOW), PUBLIC_URL) as site:
        found, path = [], "/denetim/uyeler/MMO"
        first = site.get("/denetim/uyeler", cookies=cookie).text
        assert re.findall(r'data-label="Toplam">(\d+)<', first)[-1] == "50"
        page = site.get("/denetim/uyeler/EMO", cookies=cookie).text
        assert "I*** İ*** Ö***" in page and "Öztürk" not in page and "Işıl" not in page
        assert "<dd>7</dd>" in page
        while path:
            page = site.get(path, cookies=cookie).text
            found += re.findall(r'<th scope="row">(\d+)</th>', page)
            following = re.search(r'href="(/denetim/uyeler/MMO\?after=[^"]+)"', page)
            path = following[1] if following else ""
        assert len(found) == len(set(found)) == 30
        assert site.get("/denetim/uyeler/YOK", cookies=cookie).status_code == 404


def test_the_trail_is_filtered_page_by_page_with_names_masked(filled: Home) -> None:
    officer = user(filled, "EMO", OFFICER, login="zeynep.egitim")
    cookie = cookie_of(filled, auditor(filled))
    with Site.over(build_app(filled, lambda: NOW), PUBLIC_URL) as site:
        theirs = cookie_of(filled, officer)
        for _ in range(60):
            site.get("/oda/raporlar/egitim-bicimleri", cookies=theirs)
        path, rows = "/denetim/iz?chamber=EMO&action=report.read", 0
        while path:
            page = site.get(path, cookies=cookie).text
            assert "zeynep" not in page and "z***#" in page and "Rapor okundu" in page
            rows += page.count("Yapıldı</span>")
            following = re.search(r'href="(/denetim/iz\?[^"]*before=[^"]+)"', page)
            path = following[1].replace("&amp;", "&") if following else ""
        assert rows == 60
        nothing = site.get("/denetim/iz?since=23.11.2026", cookies=cookie).text
        assert "Bu süzgece uyan bir kayıt yok." in nothing
        today = site.get("/denetim/iz?since=22.11.2026&until=22.11.2026&action=report.read", cookies=cookie)
        assert today.text.count("Yapıldı</span>") == 50
        wrong = site.get("/denetim/iz?since=31.02.2026", cookies=cookie)
        assert wrong.status_code == 422 and "Tarihi GG.AA.YYYY biçiminde yazınız." in wrong.text
        assert 'value="31.02.2026"' in wrong.text


def test_the_auditor_reads_and_the_others_do_not(filled: Home) -> None:
    chamber = cookie_of(filled, user(filled, "EMO", ADMINISTRATOR))
    cookie = cookie_of(filled, auditor(filled))
    with Site.over(build_app(filled, lambda: NOW), PUBLIC_URL) as site:
        for path in ("/denetim", "/denetim/raporlar/tablo-1.csv", "/denetim/iz", "/denetim/uyeler/MMO"):
            assert site.get(path, cookies=chamber).status_code == 403, path
        assert site.get("/oda/raporlar", cookies=cookie).status_code == 403
        overview = site.get("/denetim", cookies=cookie)
        assert overview.status_code == 200 and "Genel görünüm" in overview.text
        key = form_key(overview.text)
        checked = site.post("/denetim/tutarlilik", cookies=cookie, data={"form_key": key})
        assert "Kayıt zinciri tutarlı." in checked.text
        assert site.get("/oda/raporlar", cookies=chamber).status_code == 200
