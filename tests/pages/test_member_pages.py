"""A member's pages over the real application: whose they are, what they keep back, what they say in English."""

from issuer.events.single import suspend
from muhur.app import build_app
from muhur.installation import Home
from registry.people.membership import merge, register
from registry.records.audit import AuditFilter
from tests.journeys.machinery import Site
from tests.support.acts import act_of, means_of
from tests.support.browsing import cookie_of, form_key
from tests.support.callers import member
from tests.support.living import DECISION, issued
from tests.support.people import act_of as registrar
from tests.support.people import authorise
from tests.support.register import NOW, PUBLIC_URL, members_of

YG_NO = "EMO-2026-YB-000123-Y"


def test_nobody_elses_document_opens(home: Home) -> None:
    authorise(home)
    mine = cookie_of(home, member(home, "EMO", "101742"))
    other = cookie_of(home, member(home, "EMO", members_of(home, "EMO")[0].sicil_no))
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        assert site.get(f"/uye/belgeler/{YG_NO}", cookies=mine).status_code == 200
        for path in (f"/uye/belgeler/{YG_NO}", f"/uye/belgeler/{YG_NO}/gorunum.png"):
            assert site.get(path, cookies=other).status_code == 404
        key = form_key(site.get("/uye/talepler/yeni", cookies=other).text)
        for path, form in (
            (f"/uye/belgeler/{YG_NO}/paylasim", {"days": "7"}),
            ("/uye/talepler/yeni", {"kind": "itiraz", "text": "Neden?", "belge_no": YG_NO}),
        ):
            answer = site.post(path, cookies=other, data={**form, "form_key": key})
            assert answer.status_code == 404, path
        picture = site.get(f"/uye/belgeler/{YG_NO}/gorunum.png", cookies=mine)
        assert picture.content.startswith(b"\x89PNG")
        assert picture.headers["cache-control"] == "no-store"


def test_a_suspension_is_told_without_its_reason(home: Home) -> None:
    number = issued(home, 1)[0]
    suspend(
        means_of(home),
        act_of("MMO"),
        number,
        reason_code="disiplin",
        reason_note="Gizli not",
        decision=DECISION,
    )
    cookie = cookie_of(home, member(home, "MMO", members_of(home, "MMO")[0].sicil_no))
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        for path in ("/uye", f"/uye/belgeler/{number}"):
            page = site.get(path, cookies=cookie).text
            assert "Bu belge 22.11.2026 tarihinden itibaren askıdadır." in page
            assert "Gizli not" not in page and "isiplin" not in page
        assert "Askıya alındı" in page
        english = site.get(f"/uye/belgeler/{number}?lang=en", cookies=cookie).text
        assert "This document has been suspended since 22 Nov 2026." in english


def test_a_document_of_a_merged_entry_is_shared_by_the_right_one(home: Home) -> None:
    authorise(home)
    name = {"given_name": "Işıl İnci", "family_name": "Öztürk"}
    register(home.store, registrar(), "EMO", sicil_no="5", **name)
    merge(home.store, registrar(), "EMO", "101742", "5")
    cookie = cookie_of(home, member(home, "EMO", "5"))
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        key = form_key(site.get(f"/uye/belgeler/{YG_NO}", cookies=cookie).text)
        form = {"form_key": key, "days": "7", "fields": "attendance"}
        made = site.post(f"/uye/belgeler/{YG_NO}/paylasim", cookies=cookie, data=form)
        assert made.status_code == 200 and f"{PUBLIC_URL}/p/" in made.text
        wrong = site.post(f"/uye/belgeler/{YG_NO}/paylasim", cookies=cookie, data={**form, "days": "9999"})
        assert wrong.status_code == 422 and "Sayı bu aralıkta değil." in wrong.text
        gone = site.post("/uye/paylasimlar/yok/sonlandir", cookies=cookie, data={"form_key": key})
        assert gone.status_code == 404 and "Belge bulunamadı." in gone.text


def test_reading_everything_held_is_recorded_and_shows_no_secret(home: Home) -> None:
    authorise(home)
    caller = member(home, "EMO", "101742")
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        page = site.get("/uye/verilerim/dokum", cookies=cookie_of(home, caller))
        assert page.status_code == 200 and YG_NO in page.text and "Işıl İnci" in page.text
    with home.store.reading("EMO") as records:
        (one,) = records.audit.page(AuditFilter(action="privacy.exported"), before=None, limit=5)
    assert caller.id not in one.actor
