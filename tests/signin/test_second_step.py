"""The second step: who needs it, codes that count once, setting it up, spare codes, proving oneself again."""

import re
from datetime import timedelta

import pytest

from muhur.app import build_app
from muhur.installation import Home
from registry.access import Caller
from registry.accounts.delegations import lend
from registry.accounts.users import set_roles
from registry.records.audit import AuditFilter
from tests.journeys.machinery import Site
from tests.support.accounts import (
    PASSWORD,
    code_at,
    give_app,
    give_password,
    hidden,
    secret_in,
    session_of,
    sign_in,
)
from tests.support.browsing import cookie_of, form_key
from tests.support.callers import act_of, auditor, user
from tests.support.register import NOW, PUBLIC_URL, TODAY

FORM = {"origin": PUBLIC_URL}


@pytest.fixture
def approver(home: Home) -> Caller:
    return give_app(home, give_password(home, user(home, "EMO", "approver", login="onay.emo")))


def show(site: Site, page: str, code: str, **more: str):
    """The second step's form, sent with a code."""
    return site.post("/giris/iki-adim", data={**hidden(page), "code": code, **more}, headers=FORM)


def test_the_code_of_the_app_is_asked_after_the_password(either_home: Home) -> None:
    home = either_home
    give_app(home, give_password(home, user(home, "EMO", "approver", login="onay.emo")))
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        halfway = sign_in(site, "onay.emo", data={"next": "/oda/belgeler"})
        assert halfway.status_code == 200
        assert "set-cookie" not in halfway.headers, "nobody is signed in by half"
        assert "Uygulamadaki kod" in halfway.text
        done = show(site, halfway.text, code_at())
        assert (done.status_code, done.headers["location"]) == (303, "/oda/belgeler")
        assert site.get("/oda/belgeler", cookies=session_of(done)).status_code == 200


@pytest.mark.parametrize("aside", [-30, 0, 30])
def test_the_clock_of_a_telephone_may_be_half_a_minute_off(home: Home, approver: Caller, aside: int) -> None:
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        page = sign_in(site, "onay.emo").text
        code = code_at(NOW + timedelta(seconds=aside))
        assert show(site, page, f" {code[:3]} {code[3:]} ").status_code == 303


@pytest.mark.parametrize("code", ["", "000000", "12345", "１２３４５６", "a" * 400])
def test_a_wrong_code_signs_nobody_in(home: Home, approver: Caller, code: str) -> None:
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        answer = show(site, sign_in(site, "onay.emo").text, code)
        assert answer.status_code == 422
        assert "Kod doğru değil ya da kullanılmış." in answer.text
        assert "set-cookie" not in answer.headers
        for far in (-60, 60, 3600):
            page = sign_in(site, "onay.emo").text
            assert show(site, page, code_at(NOW + timedelta(seconds=far))).status_code == 422


def test_a_code_counts_once_and_so_does_the_step(home: Home, approver: Caller) -> None:
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        first = sign_in(site, "onay.emo").text
        second = sign_in(site, "onay.emo").text
        assert show(site, first, code_at()).status_code == 303
        again = show(site, second, code_at())
        assert again.status_code == 422 and "Kod doğru değil ya da kullanılmış." in again.text
        # An earlier one than the last used does not count either, a later one does.
        assert show(site, second, code_at(NOW - timedelta(seconds=30))).status_code == 422
        assert show(site, second, code_at(NOW + timedelta(seconds=30))).status_code == 303
        replayed = show(site, first, code_at(NOW + timedelta(seconds=60)))
        assert replayed.status_code == 422 and "Bu adımın süresi doldu." in replayed.text


def test_guessing_codes_has_to_wait(home: Home, approver: Caller) -> None:
    times = [NOW]
    with Site.over(build_app(home, lambda: times[-1]), PUBLIC_URL) as site:
        page = sign_in(site, "onay.emo").text
        for _ in range(5):
            assert show(site, page, "000000").status_code == 422
        held = show(site, page, code_at())
        assert held.status_code == 429
        assert "Çok sayıda sorgu yapıldı. 300 saniye sonra yeniden deneyiniz." in held.text
        times.append(NOW + timedelta(minutes=6))
        assert show(site, page, code_at(times[-1])).status_code == 303


def test_the_step_ends_after_a_quarter_of_an_hour(home: Home, approver: Caller) -> None:
    times = [NOW]
    with Site.over(build_app(home, lambda: times[-1]), PUBLIC_URL) as site:
        page = sign_in(site, "onay.emo").text
        times.append(NOW + timedelta(minutes=16))
        late = show(site, page, code_at(times[-1]))
        assert late.status_code == 422
        assert "Bu adımın süresi doldu. Yeniden giriş yapınız." in late.text
        assert site.get("/giris/iki-adim").headers["location"] == "/giris"


def test_whoever_must_is_led_to_set_it_up_and_given_spare_codes(home: Home) -> None:
    give_password(home, user(home, "EMO", "administrator", login="yonetici.emo"))
    times = [NOW]
    with Site.over(build_app(home, lambda: times[-1]), PUBLIC_URL) as site:
        page = sign_in(site, "yonetici.emo").text
        assert "İki adımlı girişi kurunuz" in page
        assert '<svg class="qr" role="img" aria-label="Doğrulama uygulaması için karekod"' in page
        secret = secret_in(page)
        wrong = show(site, page, "000000")
        assert wrong.status_code == 422
        assert secret_in(wrong.text) == secret, "a wrong code must not change the secret in the app"
        done = show(site, wrong.text, code_at(secret=secret))
        assert done.status_code == 200
        spare = re.findall(r"<li>((?:[0-9a-z]{4}-){3}[0-9a-z]{4})</li>", done.text)
        assert len(set(spare)) == 8
        assert site.get("/oda/uyeler", cookies=session_of(done)).status_code == 200
        # A spare code stands in for the app once, however it is written.
        times.append(NOW + timedelta(minutes=1))
        page = sign_in(site, "yonetici.emo").text
        assert "İki adımlı girişi kurunuz" not in page
        assert show(site, page, spare[0].upper().replace("-", " ")).status_code == 303
        assert show(site, sign_in(site, "yonetici.emo").text, spare[0]).status_code == 422
        cookie = session_of(show(site, sign_in(site, "yonetici.emo").text, spare[1]))
        assert "Kalan yedek kod: 6" in site.get("/hesap", cookies=cookie).text


def test_a_secret_of_another_form_is_not_taken(home: Home) -> None:
    for login in ("bir.emo", "iki.emo"):
        give_password(home, user(home, "EMO", "approver", login=login))
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        other, own = sign_in(site, "bir.emo").text, sign_in(site, "iki.emo").text
        secret, sealed = secret_in(other), hidden(other)["secret"]
        for foreign in (sealed, sealed[:-2] + "00", "zz", "00"):
            answer = show(site, own, code_at(secret=secret), secret=foreign)
            assert answer.status_code == 503
            assert "set-cookie" not in answer.headers


def test_a_stolen_password_adds_no_second_thing_of_its_own(home: Home, approver: Caller) -> None:
    """Whoever has an app or a passkey shows it; only who has none is led to set one up."""
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        step = hidden(sign_in(site, "onay.emo").text)["step"]
        offered = site.post("/giris/iki-adim/istek", data={"step": step}, headers=FORM)
        assert offered.status_code == 422
        assert site.post("/giris/iki-adim/istek", data={"step": "x"}, headers=FORM).status_code == 422


def test_the_secret_is_not_readable_from_the_register(home: Home, approver: Caller) -> None:
    with home.store.engine.connect() as connection:
        sealed = connection.exec_driver_sql("SELECT sealed FROM totp_secrets").scalar_one()
    assert b"gizli" not in sealed
    assert len(sealed) == 12 + 20 + 16


def test_a_role_that_needs_two_steps_ends_a_session_by_one(home: Home) -> None:
    give_password(home, user(home, "EMO", "officer", login="egitim.emo"))
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        cookie = session_of(sign_in(site, "egitim.emo"))
        assert site.get("/oda/uyeler", cookies=cookie).status_code == 200
        set_roles(home.store, "EMO", "egitim.emo", frozenset({"officer", "approver"}), act_of(auditor(home)))
        assert site.get("/oda/uyeler", cookies=cookie).headers["location"] == "/giris?next=%2Foda%2Fuyeler"
        assert "İki adımlı girişi kurunuz" in sign_in(site, "egitim.emo").text


def test_so_does_a_lent_right_to_approve(home: Home) -> None:
    lender = user(home, "EMO", "approver", login="onay.emo")
    give_password(home, user(home, "EMO", "officer", login="egitim.emo"))
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        cookie = session_of(sign_in(site, "egitim.emo"))
        lend(home.store, "EMO", "onay.emo", "egitim.emo", TODAY, TODAY, act_of(lender))
        assert site.get("/oda/uyeler", cookies=cookie).status_code == 303
        assert "İki adımlı girişi kurunuz" in sign_in(site, "egitim.emo").text


def test_what_was_typed_survives_both_steps(home: Home, approver: Caller) -> None:
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        sent = {"next": "/oda/uyeler/yeni", "k.given_name": "Çağrı", "kept_file": "liste"}
        halfway = sign_in(site, "onay.emo", data=sent).text
        wrong = show(site, halfway, "000000").text
        done = show(site, wrong, code_at())
        assert done.status_code == 200
        assert "Kaldığınız yerden sürdürünüz" in done.text
        assert '<input type="hidden" name="given_name" value="Çağrı">' in done.text
        assert 'type="file" name="liste"' in done.text


def test_approving_asks_again_who_one_is(home: Home, approver: Caller) -> None:
    times = [NOW]
    cookie = cookie_of(home, approver)
    with Site.over(build_app(home, lambda: times[-1]), PUBLIC_URL) as site:
        times.append(NOW + timedelta(minutes=6))
        page = site.get("/giris/dogrula?next=/oda/belgeler", cookies=cookie).text
        assert "Siz olduğunuzu doğrulayınız" in page
        sent = {"form_key": form_key(page), "next": "/oda/belgeler"}

        def prove(password: str, code: str):
            return site.post(
                "/giris/dogrula", cookies=cookie, data={**sent, "password": password, "code": code}
            )

        assert "Kod doğru değil" in prove(PASSWORD, "000000").text
        assert "Giriş bilgileri doğru değil." in prove("yanlış bir parola", code_at(times[-1])).text
        assert _confirmed(home) == NOW
        done = prove(PASSWORD, code_at(times[-1]))
        assert (done.status_code, done.headers["location"]) == (303, "/oda/belgeler")
        assert _confirmed(home) == times[-1]
        assert prove(PASSWORD, code_at(times[-1])).status_code == 422, "a code counts once here too"


def test_what_was_shown_is_recorded(home: Home, approver: Caller) -> None:
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        page = sign_in(site, "onay.emo").text
        show(site, page, "000000")
        show(site, page, code_at())
    with home.store.reading() as records:
        trail = records.audit.page(AuditFilter(), before=None, limit=50)
    assert [(one.action, one.outcome, one.target) for one in trail if one.action == "signin.code_shown"] == [
        ("signin.code_shown", "signin.code", "onay.emo")
    ]
    begun = next(one for one in trail if one.action == "session.begun")
    assert begun.facts == {"by": "password+code"}


def _confirmed(home: Home):
    with home.store.reading() as records:
        (one,) = records.sessions.of_holder("user", "onay.emo", NOW)
    return one.confirmed_at
