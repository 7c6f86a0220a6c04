"""The desk's page of designs: pictures of the chamber's own document, and the administrator's choice of one."""

from datetime import timedelta

import pytest

from issuer.designs.choice import chamber_of, choose, offered_to, slugs_of
from muhur.app import build_app
from muhur.installation import Home
from registry.access import ADMINISTRATOR
from registry.document import CURRENT_DESIGN
from registry.people import membership, privacy
from registry.records.audit import AuditFilter
from registry.refusal import Refusal
from tests.journeys.machinery import Site
from tests.pages.test_desk_documents import Desk
from tests.support.browsing import form_key
from tests.support.living import issued, recorded
from tests.support.people import act_of, authorise
from tests.support.register import NOW, PUBLIC_URL, TODAY, payload_document

PAGE = "/oda/tasarim"


@pytest.fixture
def site(home: Home):
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as made:
        yield made


def drawn_in(home: Home, number: str) -> str:
    return payload_document(recorded(home, number).compact).design


def test_the_administrator_chooses_and_what_comes_next_is_drawn_so(site: Site, home: Home) -> None:
    before = issued(home, 1, "EMO-YG-01/2026-1", NOW - timedelta(hours=1))[0]
    desk = Desk(site, home, "administrator")
    shown = desk.get(PAGE)
    assert before in shown
    assert shown.count("Bu tasarımı kullan") == shown.count("sheet-picture") - 1 == 6
    done = desk.post(PAGE, data={"design": "cagdas-tr-en/v2"})
    assert (done.status_code, done.headers["location"]) == (303, f"{PAGE}?done=design_chosen")
    shown = desk.get(done.headers["location"])
    assert "Bundan sonra hazırlanan belgeler böyle çizilir." in shown
    assert shown.index("cagdas-tr-en/v2") < shown.index("birlik/v3")
    after = issued(home, 1, "EMO-YG-01/2026-2")[0]
    assert (drawn_in(home, before), drawn_in(home, after)) == (CURRENT_DESIGN, "cagdas-tr-en/v2")
    for number in (before, after):
        pdf = site.get(f"/v/{recorded(home, number).verification_code}.pdf")
        sent = {"file": ("belge.pdf", pdf.content, "application/pdf")}
        verdict = site.post("/api/v1/verify", files=sent).json()
        assert (verdict["outcome"], verdict["standing"], verdict["page"]) == ("genuine", "valid", "original")
    with home.store.reading() as records:
        told = records.audit.page(AuditFilter("EMO", action="chamber.design"), before=None, limit=5)
    assert [one.facts for one in told] == [{"design": "cagdas-tr-en/v2", "before": CURRENT_DESIGN}]


def test_who_does_not_administer_looks_only(site: Site, home: Home) -> None:
    desk = Desk(site, home, "officer")
    shown = desk.get(PAGE)
    assert "Bu tasarımı kullan" not in shown
    assert "Tasarımı oda yöneticisi seçer." in shown
    key = form_key(desk.get("/oda/uyeler"))
    refused = site.post(PAGE, cookies=desk.cookie, data={"design": "yalin/v2", "form_key": key})
    assert refused.status_code == 403


@pytest.mark.parametrize(
    "design", ["emo/v2", "birlik/v1", "birlik/v2", "cagdas/v1", "birlik/v9", "", "../../etc"]
)
def test_another_chambers_look_an_older_one_and_none_are_refused(home: Home, design: str) -> None:
    act = act_of(ADMINISTRATOR, chamber="MMO")
    with home.store.writing("MMO") as records, pytest.raises(Refusal) as refused:
        choose(records, act, design)
    assert refused.value.code == "design.not_offered"
    with home.store.reading() as records:
        assert {one.design for one in records.chambers.all()} == {CURRENT_DESIGN}


def test_a_chambers_own_look_comes_first(home: Home) -> None:
    with home.store.reading("EMO") as records:
        own = offered_to(chamber_of(records, act_of()), slugs_of(records))
    assert [own[0].design, own[0].chosen] == ["emo/v2", False]


def test_a_choice_from_before_the_log_means_the_version_that_carries_its_proof(home: Home) -> None:
    with home.store.writing("EMO") as records:
        records.chambers.set_design("EMO", "yalin-tr-en/v1")
    with home.store.reading("EMO") as records:
        own = offered_to(chamber_of(records, act_of()), slugs_of(records))
    assert [one.design for one in own if one.chosen] == ["yalin-tr-en/v2"]
    assert drawn_in(home, issued(home, 1, "EMO-YG-01/2026-1")[0]) == "yalin-tr-en/v2"


def test_pictures_are_of_the_newest_document_or_of_invented_data(site: Site, home: Home) -> None:
    desk = Desk(site, home, "officer")
    assert "kişi ve eğitim uydurmadır" in desk.get(f"{PAGE}?tur=basari")
    invented = site.get(f"{PAGE}/yalin/v2/basari.png", cookies=desk.cookie)
    assert invented.content[:8] == b"\x89PNG\r\n\x1a\n"
    assert invented.headers["cache-control"] == "no-store"
    issued(home, 1, "EMO-YG-01/2026-1")
    own = site.get(f"{PAGE}/yalin/v2/yetki.png", cookies=desk.cookie)
    assert own.content[:4] == b"\x89PNG"
    for path in ("yalin/v2/diploma.png", "birlik/v1/yetki.png", "yok/v1/yetki.png"):
        assert site.get(f"{PAGE}/{path}", cookies=desk.cookie).status_code == 404


def test_an_erased_document_is_no_example_of_what_documents_look_like(site: Site, home: Home) -> None:
    older = issued(home, 1, "EMO-YG-01/2026-1", NOW - timedelta(hours=1))[0]
    authorise(home)
    desk = Desk(site, home, "officer")
    assert "EMO-2026-YB-000123-Y" in desk.get(PAGE)
    membership.change_status(home.store, act_of(), "EMO", "101742", status="ayrilmis", on=TODAY)
    privacy.erase(home.store, act_of(ADMINISTRATOR), "EMO", "101742", decision="Karar 1/1")
    shown = desk.get(PAGE)
    assert older in shown
    assert "EMO-2026-YB-000123-Y" not in shown
