"""Every page of people with a session, taken from the application's own routes: who may open and who may send it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts

from muhur.app import build_app
from muhur.installation import Home
from registry.access import CHAMBER_ROLES, Caller
from registry.accounts.users import set_active
from registry.doors import API, RIGHT
from tests.journeys.machinery import Site
from tests.support.browsing import cookie_of, form_key
from tests.support.callers import act_of, auditor, member, user
from tests.support.register import NOW, PUBLIC_URL

FORM = {"content-type": "application/x-www-form-urlencoded", "origin": PUBLIC_URL}


def pages_of(app: Any) -> Iterator[tuple[str, str, str]]:
    """(method, path, right) of every page that asks for one."""
    for context in iter_route_contexts(app.routes):
        path = context.path or ""
        right = (getattr(context, "openapi_extra", None) or {}).get(RIGHT)
        if right is not None and not path.startswith(API):
            for method in sorted((context.methods or set()) - {"HEAD"}):
                yield method, path.replace("{", "").replace("}", ""), right


def everybody(home: Home) -> list[Caller]:
    found = [user(home, "EMO", role, login=f"{role}.emo") for role in CHAMBER_ROLES]
    return [*found, member(home, "EMO", "101742"), auditor(home)]


def test_every_page_opens_for_its_right_alone(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    app = build_app(home, lambda: NOW)
    pages, cells, wrong = list(pages_of(app)), 0, []
    assert len(pages) >= 4
    with Site.over(app, PUBLIC_URL) as site:
        callers = [(one, cookie_of(home, one)) for one in everybody(home)]
        for method, path, right in pages:
            nobody = site.ask(method, path, headers=FORM, content="")
            if nobody.status_code != (303 if method == "GET" else 401):
                wrong.append(f"{method} {path} signed out: {nobody.status_code}")
            for caller, cookie in callers:
                cells += 1
                answer = site.ask(method, path, headers=FORM, content="", cookies=cookie)
                may = caller.has(right)
                if answer.status_code >= 500:
                    wrong.append(f"{method} {path} as {caller.id}: {answer.status_code}")
                # Without the key of a form of ours nothing is sent, whatever the right.
                elif (not may or method != "GET") != (answer.status_code == 403):
                    wrong.append(f"{method} {path} as {caller.id}: {answer.status_code}, may: {may}")
    with capsys.disabled():
        print(f"\nmatrix of pages: {cells} cells of {len(pages)} pages")
    assert wrong == [], "\n".join(wrong)


def test_a_form_of_another_site_is_refused(home: Home) -> None:
    registrar = user(home, "EMO", "registrar")
    cookie = cookie_of(home, registrar)
    typed = {"sicil_no": "777777", "given_name": "Deniz", "family_name": "Uçar"}
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        key = form_key(site.get("/oda/uyeler/yeni", cookies=cookie).text)
        assert key
        foreign: list[dict[str, str]] = [
            {"origin": "https://evil.example"},
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site", "origin": PUBLIC_URL},
            {"origin": "null"},
        ]
        for headers in foreign:
            answer = site.post(
                "/oda/uyeler/yeni", cookies=cookie, headers=headers, data={**typed, "form_key": key}
            )
            assert answer.status_code == 403, headers
        for wrong in ("", "x", key[:-1]):
            answer = site.post("/oda/uyeler/yeni", cookies=cookie, data={**typed, "form_key": wrong})
            assert answer.status_code == 403
        assert site.get("/oda/uyeler/777777", cookies=cookie).status_code == 404
        # As a browser sends the form of a page that gives no referrer.
        quiet = {"sec-fetch-site": "same-origin", "origin": "null"}
        done = site.post("/oda/uyeler/yeni", cookies=cookie, headers=quiet, data={**typed, "form_key": key})
        assert (done.status_code, done.headers["location"]) == (303, "/oda/uyeler/777777?done=member_entered")
        shown = site.get(done.headers["location"], cookies=cookie).text
        assert "Üye kaydedildi." in shown
        assert "Deniz Uçar" in shown


def test_what_was_typed_stays_beside_what_is_wrong(home: Home) -> None:
    cookie = cookie_of(home, user(home, "EMO", "registrar"))
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        key = form_key(site.get("/oda/uyeler/yeni", cookies=cookie).text)
        answer = site.post(
            "/oda/uyeler/yeni",
            cookies=cookie,
            data={"form_key": key, "sicil_no": "ABC", "given_name": "Çağrı"},
        )
    assert answer.status_code == 422
    assert 'value="Çağrı"' in answer.text
    assert 'id="sicil_no-hata">Bu alanın biçimi doğru değil.' in answer.text
    assert 'id="family_name-hata">Bu alan gereklidir.' in answer.text


def test_a_session_ends_for_whoever_may_not_have_it(home: Home) -> None:
    officer = user(home, "EMO", "officer", login="giden.emo")
    cookie = cookie_of(home, officer)
    times = [NOW]
    with Site.over(build_app(home, lambda: times[-1]), PUBLIC_URL) as site:
        assert site.get("/oda/uyeler", cookies=cookie).status_code == 200
        times.append(NOW + timedelta(hours=2))
        idle = site.get("/oda/uyeler?q=x", cookies=cookie)
        assert (idle.status_code, idle.headers["location"]) == (303, "/giris?next=%2Foda%2Fuyeler%3Fq%3Dx")
        times.append(NOW + timedelta(minutes=3))
        assert site.get("/oda/uyeler", cookies=cookie).status_code == 200
        set_active(home.store, "EMO", officer.id, act_of(auditor(home)), active=False)
        assert site.get("/oda/uyeler", cookies=cookie).status_code == 303


def test_signing_out_ends_the_session_for_every_copy_of_its_cookie(home: Home) -> None:
    cookie = cookie_of(home, user(home, "EMO", "officer"))
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        assert site.post("/cikis", cookies=cookie, headers=FORM, content="").status_code == 303
        assert site.get("/oda/uyeler", cookies=cookie).status_code == 303


def test_the_language_is_kept_with_the_session_and_leads_nowhere_else(home: Home) -> None:
    cookie = cookie_of(home, user(home, "EMO", "officer"))
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        answer = site.get("/dil?lang=en&next=/oda/uyeler", cookies=cookie)
        assert answer.headers["location"] == "/oda/uyeler"
        assert "<h1>Members</h1>" in site.get("/oda/uyeler", cookies=cookie).text
        for evil in ("//evil.example", "https://evil.example", "/\\evil.example", "evil"):
            assert site.get(f"/dil?lang=tr&next={evil}", cookies=cookie).headers["location"] == "/"
