"""The public list of authorised members: consent, filters, order, proof; nobody signs in and no cookie is set."""

import re

import pytest
from sqlalchemy import update

from muhur.app import build_app
from muhur.installation import Home
from registry.people import own
from registry.people.own import PUBLIC_LIST
from registry.tables.members import members
from tests.journeys.machinery import Site
from tests.support.callers import act_of, client, member
from tests.support.living import issued
from tests.support.people import authorise, run, suspend
from tests.support.register import NOW, PUBLIC_URL, members_of

YG = "Yüksek Gerilim İşletme Sorumluluğu"
YG_NO = "EMO-2026-YB-000123-Y"


def consent(home: Home, chamber: str, sicil_no: str, *, given: bool = True) -> None:
    own.set_consent(home.store, act_of(member(home, chamber, sicil_no)), PUBLIC_LIST, given=given)


def names(page: str) -> list[str]:
    return re.findall(r'<th scope="row" translate="no">([^<]+)</th>', page)


def test_who_agreed_is_listed_with_a_proof(either_home: Home) -> None:
    home = either_home
    authorise(home)
    run(home, update(members).where(members.c.sicil_no == "101742").values(province="İstanbul"))
    with client(home) as site:
        empty = site.get("/rehber")
        assert "Bu seçime uyan bir üye yok." in empty.text
        assert "set-cookie" not in empty.headers and empty.headers["x-robots-tag"] == "noindex"
        consent(home, "EMO", "101742")
        for query in ("", f"?area={YG}", "?province=istanbul", f"?area={YG.upper()}&province=İstanbul"):
            page = site.get(f"/rehber{query}").text
            assert names(page) == ["Işıl İnci Öztürk"], query
        assert "22.11.2031" in page and "Elektrik Mühendisleri Odası" in page and "101742" not in page
        for query in ("?area=Asansör", "?province=Ankara", "?province=Atlantis", "?page=2"):
            answer = site.get(f"/rehber{query}")
            assert answer.status_code == 200 and "Bu seçime uyan bir üye yok." in answer.text
        # The proof is a form that any browser sends: the number is verified, the name masked as always.
        assert f'name="metin" value="{YG_NO}"' in page
        verdict = site.post("/dogrula", data={"metin": YG_NO, "lang": "tr"})
        assert "Bu belge geçerlidir." in verdict.text and "I*** İ*** Ö***" in verdict.text
        suspend(home)
        assert names(site.get("/rehber").text) == []
        assert site.get("/rehber?page=x&lang=en").text.count("Nobody fits this choice.") == 1


def test_the_list_follows_the_turkish_alphabet_page_by_page(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry.records.specialization.PAGE", 3)
    issued(home, 12, "MMO-AS-01/2026-1")
    holders = members_of(home, "MMO")[:12]
    for place, one in enumerate(holders):
        consent(home, "MMO", one.sicil_no, given=place != 4)
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        found, path = [], "/rehber"
        while path:
            page = site.get(path).text
            found += names(page)
            following = re.search(r'href="(/rehber\?[^"]+)" rel="next"', page)
            path = following[1].replace("&amp;", "&") if following else ""
    listed = [one for place, one in enumerate(holders) if place != 4]
    letters = "AÇÇDGIİÖŞÜZ"
    families = ["Aydın"] * 9 + ["Cömert"] * 2
    assert len(found) == len(listed) == 11
    assert [name.rpartition(" ")[2] for name in found] == families
    assert [name[0] for name in found[:9]] == sorted(
        (one.given_name[0] for one in listed[:9]), key=letters.index
    )
