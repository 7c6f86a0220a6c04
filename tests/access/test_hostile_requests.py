"""Requests that no page or program of ours makes: each is refused with a problem, on both engines."""

import pytest

from muhur.app import build_app
from muhur.installation import Home
from tests.journeys.machinery import Site
from tests.support.browsing import cookie_of, form_key
from tests.support.callers import user
from tests.support.register import NOW, PUBLIC_URL

PEOPLE = {"accept": "text/html"}
NUL = (
    "/takip/onay/EMO%00.x",
    "/egitimler/%00",
    "/v/%00",
    "/api/v1/users/a%00b/deactivate",
    "/giris?next=%00",
    "/rehber?q=%00",
    "/hesap?x=%00",
)


@pytest.mark.parametrize("path", NUL)
def test_a_nul_in_an_address_is_refused(either_home: Home, path: str) -> None:
    with Site.over(build_app(either_home, lambda: NOW), PUBLIC_URL) as site:
        told = site.get(path)
        assert (told.status_code, told.json()["code"]) == (422, "request.fields")
        shown = site.get(path, headers=PEOPLE)
        assert shown.status_code == 422
        assert shown.text.startswith(("{" if path.startswith("/api/") else "<!doctype html>",))
        assert site.get(path.replace("%00", "%2500")).status_code in (200, 303, 404, 405, 422)


@pytest.mark.parametrize("path", ["/dil?next=//[", "/giris?next=//[", "/giris/dogrula?next=http://["])
def test_an_address_that_is_none_leads_nowhere(home: Home, path: str) -> None:
    officer = user(home, "EMO", "officer")
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        assert site.get(path).status_code in (200, 303)
        found = site.get(path, cookies=cookie_of(home, officer))
        assert "[" not in found.headers.get("location", "")
        assert 'name="next" value="//' not in found.text


def test_a_form_from_a_page_that_is_none_is_kept(home: Home) -> None:
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        kept = site.post("/oda/programlar/yeni", data={"name_tr": "Akustik"}, headers={"referer": "http://["})
        assert kept.status_code == 401
        assert 'value="Akustik"' in kept.text


@pytest.mark.parametrize("charset", ["unicode_escape", "utf-7", "utf-16", "undefined", "punycode", '"utf-7"'])
@pytest.mark.parametrize("path", ["/giris", "/dogrula", "/api/v1/verify"])
def test_a_form_in_another_encoding_is_refused(home: Home, path: str, charset: str) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="login"\r\n\r\n\\ud800+2AA-\r\n--x--\r\n'
    kind = {"content-type": f"multipart/form-data; boundary=x; charset={charset}"}
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        refused = site.post(path, content=body, headers=kind)
        assert (refused.status_code, refused.json()["code"]) == (400, "request.unreadable")
        kind = {"content-type": "multipart/form-data; boundary=x; charset=UTF-8"}
        assert site.post("/giris", content=body, headers=kind).status_code == 422


@pytest.mark.parametrize(
    "part",
    [
        b'name="a\0b"\r\n\r\nx',
        b'name="login"\r\n\r\na\0b',
        b'name="file"; filename="a\0b.csv"\r\n\r\nx',
    ],
)
def test_a_nul_in_a_form_is_refused(home: Home, part: bytes) -> None:
    body = b"--x\r\nContent-Disposition: form-data; " + part + b"\r\n--x--\r\n"
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        for path in ("/giris", "/oda/uyeler/yeni"):
            refused = site.post(
                path, content=body, headers={"content-type": "multipart/form-data; boundary=x"}
            )
            assert refused.status_code in (400, 422), refused.text
            assert "request." in refused.text


@pytest.mark.parametrize("digits", ["9" * 5000, "-" + "9" * 5000, "²"])
def test_a_number_of_any_length_is_a_fault_of_its_field(home: Home, digits: str) -> None:
    registrar, administrator = user(home, "EMO", "officer"), user(home, "EMO", "administrator")
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        cookie = cookie_of(home, registrar)
        page = site.get("/oda/programlar/yeni", cookies=cookie)
        sent = {"form_key": form_key(page.text), "validity_years": digits, "version": digits}
        assert site.post("/oda/programlar/yeni", cookies=cookie, data=sent).status_code == 422
        cookie = cookie_of(home, administrator)
        page = site.get("/oda/kotalar", cookies=cookie)
        sent = {"form_key": form_key(page.text), "per_day": digits}
        assert site.post("/oda/kotalar/foreign_queries", cookies=cookie, data=sent).status_code in (404, 422)


@pytest.mark.parametrize("field", ["login", "password"])
def test_a_form_full_of_marks_is_answered_at_once(home: Home, field: str) -> None:
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        body = f"{field}=a".encode() + "\u0316\u0301".encode() * 200_000
        kind = {"content-type": "application/x-www-form-urlencoded"}
        assert site.post("/giris", content=body, headers=kind).status_code == 422


def test_a_part_of_a_path_that_is_none_is_not_found(home: Home) -> None:
    officer = user(home, "EMO", "officer")
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        cookie = cookie_of(home, officer, lang="en")
        key = form_key(site.get("/hesap", cookies=cookie).text)
        shown = site.post("/hesap/gecis/x/ad", cookies=cookie, data={"form_key": key}, headers=PEOPLE)
        assert shown.status_code == 404
        assert "Page not found." in shown.text
        told = site.post(
            "/hesap/gecis/x/ad",
            cookies=cookie,
            data={"form_key": key},
            headers={"accept": "application/json"},
        )
        assert (told.status_code, told.json()["code"]) == (404, "request.not_found")


def test_a_form_that_cannot_be_read_is_refused_in_the_language_of_the_session(home: Home) -> None:
    officer = user(home, "EMO", "officer")
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        refused = site.post("/hesap/parola", cookies=cookie_of(home, officer, lang="en"), headers=PEOPLE)
        assert refused.status_code == 400
        assert "The request cannot be read" in refused.text


def test_a_script_is_told_that_the_session_is_over(home: Home) -> None:
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        told = site.post("/hesap/gecis/istek", data={}, headers={"accept": "application/json"})
        assert told.status_code == 400
        told = site.post("/hesap/gecis/istek", data={"a": "b"}, headers={"accept": "application/json"})
        assert (told.status_code, told.json()["code"]) == (401, "access.sign_in")
