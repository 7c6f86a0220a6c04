"""One's own account: password, app, spare codes, sessions; every change ends the others and is told."""

import re
from datetime import timedelta

import pytest

from muhur.app import build_app
from muhur.installation import Home
from registry.access import AUDITOR, USER, Caller, system
from registry.accounts.users import add_user
from registry.people.membership import change_status
from tests.journeys.machinery import Site
from tests.support.accounts import (
    PASSWORD,
    code_at,
    give_app,
    give_password,
    hidden,
    secret_in,
    session_of,
    set_email,
    sign_in,
    told,
)
from tests.support.browsing import cookie_of, form_key
from tests.support.callers import act_of, member, user
from tests.support.register import NOW, PUBLIC_URL, TODAY

NEW = "yedi deve ile bir kule"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 (KHTML) Version/19.0 Safari/604"
)
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"


@pytest.fixture
def isil(home: Home) -> Caller:
    set_email(home, "EMO", "101742", "isil@ornek.org")
    return give_password(home, member(home, "EMO", "101742"))


def send(site: Site, cookie: dict[str, str], path: str, **data: str):
    key = form_key(site.get("/hesap", cookies=cookie).text)
    return site.post(path, cookies=cookie, data={"form_key": key, **data})


def test_a_new_password_ends_the_other_sessions_and_is_told(home: Home, isil: Caller) -> None:
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        here, elsewhere = (session_of(sign_in(site, "EMO 101742")) for _ in range(2))
        wrong = send(site, here, "/hesap/parola", password="yanlış bir parola", new_password=NEW)
        assert wrong.status_code == 422 and 'id="password-hata"' in wrong.text
        weak = send(site, here, "/hesap/parola", password=PASSWORD, new_password="101742")
        assert weak.status_code == 422 and 'id="new_password-hata"' in weak.text
        done = send(site, here, "/hesap/parola", password=PASSWORD, new_password=NEW)
        assert done.headers["location"] == "/hesap?done=password_set"
        assert (
            "Parolanız değişti. Öbür oturumlarınız kapatıldı."
            in site.get("/hesap?done=password_set", cookies=here).text
        )
        assert site.get("/hesap", cookies=elsewhere).status_code == 303
        assert sign_in(site, "EMO 101742", NEW).status_code == 303
        assert sign_in(site, "EMO 101742", PASSWORD).status_code == 422
    assert told(home) == [("account.password", "isil@ornek.org")]


def test_guessing_the_present_password_has_to_wait(home: Home, isil: Caller) -> None:
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        here = session_of(sign_in(site, "EMO 101742"))
        answers = [send(site, here, "/hesap/parola", password="x" * 12, new_password=NEW) for _ in range(6)]
        assert [one.status_code for one in answers] == [422] * 5 + [429]


def test_without_a_password_one_is_set_after_proving_who_one_is(home: Home) -> None:
    somebody = member(home, "EMO", "101742")
    times = [NOW]
    cookie = cookie_of(home, somebody)
    with Site.over(build_app(home, lambda: times[-1]), PUBLIC_URL) as site:
        assert "Hesabınızda parola yok." in site.get("/hesap", cookies=cookie).text
        times.append(NOW + timedelta(minutes=6))
        assert (
            send(site, cookie, "/hesap/parola", new_password=NEW).headers["location"]
            == "/giris/dogrula?next=/hesap"
        )
        nothing = site.get("/giris/dogrula?next=/hesap", cookies=cookie).text
        assert "çıkış yapıp yeniden giriş yapınız" in nothing
        times.append(NOW)
        assert (
            send(site, cookie, "/hesap/parola", new_password=NEW).headers["location"]
            == "/hesap?done=password_set"
        )


def test_sessions_are_shown_by_device_and_ended(home: Home, isil: Caller) -> None:
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        here = session_of(sign_in(site, "EMO 101742", headers={"user-agent": DESK}))
        phone = session_of(sign_in(site, "EMO 101742", headers={"user-agent": PHONE}))
        third = session_of(sign_in(site, "EMO 101742", headers={"user-agent": "curl/8"}))
        page = site.get("/hesap", cookies=here).text
        shown = re.findall(r"<li><div><b>([^<]+)</b>", page.partition("Açık oturumlar")[2])
        assert sorted(shown) == ["Bilinmeyen cihaz", "Firefox · Windows", "Safari · iPhone"]
        assert page.count("bu oturum") == 1
        assert "22.11.2026 12:00 tarihinde açıldı" in page
        named = page.partition("Safari · iPhone")[2].partition('name="session" value="')[2].partition('"')[0]
        assert (
            send(site, here, "/hesap/oturumlar/kapat", session=named)
            .headers["location"]
            .endswith("session_ended")
        )
        assert site.get("/hesap", cookies=phone).status_code == 303
        assert site.get("/hesap", cookies=third).status_code == 200
        send(site, here, "/hesap/oturumlar/kapat")
        assert site.get("/hesap", cookies=third).status_code == 303
        assert site.get("/hesap", cookies=here).status_code == 200


def test_a_session_that_nobody_uses_is_not_shown_as_open(home: Home, isil: Caller) -> None:
    times = [NOW]
    with Site.over(build_app(home, lambda: times[-1]), PUBLIC_URL) as site:
        session_of(sign_in(site, "EMO 101742"))
        times.append(NOW + timedelta(minutes=91))
        here = session_of(sign_in(site, "EMO 101742"))
        page = site.get("/hesap", cookies=here).text
        assert len(re.findall(r"<li><div><b>([^<]+)</b>", page.partition("Açık oturumlar")[2])) == 1


def test_the_session_of_a_member_ends_with_their_life(home: Home, isil: Caller) -> None:
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        here = session_of(sign_in(site, "EMO 101742"))
        assert site.get("/hesap", cookies=here).status_code == 200
        registrar = act_of(user(home, "EMO", "registrar"))
        change_status(home.store, registrar, "EMO", "101742", status="vefat", on=TODAY)
        assert site.get("/hesap", cookies=here).headers["location"] == "/giris?next=%2Fhesap"


def test_nobody_ends_the_session_of_another(home: Home, isil: Caller) -> None:
    give_password(home, member(home, "IMO", "048213"))
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        first, second = (session_of(sign_in(site, one)) for one in ("EMO 101742", "IMO 048213"))
        with home.store.reading() as records:
            (theirs,) = records.sessions.of_holder("member", isil.id, NOW)
        send(site, second, "/hesap/oturumlar/kapat", session=theirs.token_sha256.hex())
        assert site.get("/hesap", cookies=first).status_code == 200


def test_an_app_is_set_up_asked_for_and_removed(home: Home, isil: Caller) -> None:
    times = [NOW]
    with Site.over(build_app(home, lambda: times[-1]), PUBLIC_URL) as site:
        here = session_of(sign_in(site, "EMO 101742"))
        page = site.get("/hesap/uygulama", cookies=here).text
        sealed = page.partition('name="secret" value="')[2].partition('"')[0]
        secret = secret_in(page)
        sent = {"secret": sealed, "code": code_at(secret=secret)}
        shown = send(site, here, "/hesap/uygulama", **sent)
        assert "Yedek kodlarınız" in shown.text
        times.append(NOW + timedelta(minutes=2))
        assert "Uygulamadaki kod" in sign_in(site, "EMO 101742").text
        renewed = send(site, here, "/hesap/yedek-kodlar")
        assert "Yedek kodlarınız" in renewed.text and renewed.text != shown.text
        assert send(site, here, "/hesap/uygulama/sil").headers["location"].endswith("app_removed")
        assert sign_in(site, "EMO 101742").status_code == 303
    assert [template for template, _ in told(home)] == [
        "account.app",
        "account.app_removed",
        "account.spare_codes",
    ]


def test_changes_ask_to_prove_again_who_one_is(home: Home, isil: Caller) -> None:
    times = [NOW]
    with Site.over(build_app(home, lambda: times[-1]), PUBLIC_URL) as site:
        here = session_of(sign_in(site, "EMO 101742"))
        times.append(NOW + timedelta(minutes=6))
        first = "/giris/dogrula?next=/hesap"
        assert site.get("/hesap/uygulama", cookies=here).headers["location"] == f"{first}/uygulama"
        for path in ("/hesap/uygulama", "/hesap/uygulama/sil", "/hesap/yedek-kodlar", "/hesap/gecis"):
            assert send(site, here, path).headers["location"].startswith(first), path
        assert send(site, here, "/hesap/gecis/istek").json() == {"go": first}


def test_who_must_have_a_second_step_cannot_remove_the_last(home: Home) -> None:
    give_app(home, give_password(home, user(home, "EMO", "approver", login="onay.emo")))
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        page = sign_in(site, "onay.emo").text
        done = site.post(
            "/giris/iki-adim", data={**hidden(page), "code": code_at()}, headers={"origin": PUBLIC_URL}
        )
        refused = send(site, session_of(done), "/hesap/uygulama/sil")
        assert refused.status_code == 422
        assert "Göreviniz iki adımlı giriş gerektirir." in refused.text


def test_the_union_s_auditor_is_told_too(home: Home) -> None:
    add_user(
        home.store,
        None,
        "denetci",
        "Deniz Uçar",
        frozenset({AUDITOR}),
        "denetci@ornek.org",
        act_of(system("test")),
    )
    give_password(home, Caller(USER, "denetci", None, frozenset({AUDITOR})))
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        here = session_of(sign_in(site, "denetci"))
        send(site, here, "/hesap/parola", password=PASSWORD, new_password=NEW)
    assert told(home) == [("account.password", "denetci@ornek.org")]
