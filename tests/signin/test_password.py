"""Signing in with a password over the real pages."""

import re
from datetime import timedelta

import pytest

from muhur.app import build_app
from muhur.installation import Home
from muhur.signin.passwords import Passwords, check_password
from muhur.signin.refused import SignInRefused
from registry.access import Caller
from registry.accounts.holder import Holder
from registry.accounts.users import set_active
from registry.records.audit import AuditFilter
from tests.journeys.machinery import Site
from tests.support.accounts import PASSWORD, give_password, session_of, set_email, sign_in
from tests.support.browsing import cookie_of, form_key
from tests.support.callers import act_of, auditor, member, user
from tests.support.register import NOW, PUBLIC_URL

WRONG = "Giriş bilgileri doğru değil."


@pytest.fixture
def officer(home: Home) -> Caller:
    return give_password(home, user(home, "EMO", "officer", login="egitim.emo"))


def test_the_right_password_begins_a_session(either_home: Home) -> None:
    give_password(either_home, user(either_home, "EMO", "officer", login="egitim.emo"))
    give_password(either_home, auditor(either_home))
    with Site.over(build_app(either_home, lambda: NOW), PUBLIC_URL) as site:
        answer = sign_in(site, "egitim.emo")
        assert (answer.status_code, answer.headers["location"]) == (303, "/oda")
        cookie = answer.headers["set-cookie"]
        assert re.match(r"__Host-session=[\w-]{40,}; HttpOnly; Path=/; SameSite=lax; Secure$", cookie), cookie
        assert site.get("/oda/uyeler", cookies=session_of(answer)).status_code == 200
        assert sign_in(site, "auditor.tmmob").headers["location"] == "/denetim"


@pytest.mark.parametrize(
    "written", ["EMO 101742", "emo-101742", "EMO101742", "emo:101742", "isil@ornek.org", "ISIL@Ornek.org "]
)
def test_a_member_is_known_by_number_or_address(home: Home, written: str) -> None:
    somebody = give_password(home, member(home, "EMO", "101742"))
    set_email(home, "EMO", "101742", "Isil@ornek.org")
    assert somebody.kind == "member"
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        assert sign_in(site, written).headers.get("location") == "/uye"


def test_unknown_and_wrong_are_told_alike_and_cost_one_comparison(
    home: Home, officer: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    user(home, "EMO", "registrar", login="parolasiz.emo")
    off = give_password(home, user(home, "EMO", "officer", login="kapali.emo"))
    set_active(home.store, "EMO", off.id, act_of(auditor(home)), active=False)
    compared: list[str] = []
    real = Passwords.fits

    def watched(self: Passwords, password: str, hashed: str | None) -> tuple[bool, str | None]:
        compared.append(password)
        return real(self, password, hashed)

    monkeypatch.setattr(Passwords, "fits", watched)
    bodies = set()
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        for login in (
            "egitim.emo",
            "yok.emo",
            "parolasiz.emo",
            "kapali.emo",
            "EMO 999999",
            "kimse@ornek.org",
        ):
            answer = sign_in(site, login, PASSWORD if login != "egitim.emo" else "yanlış bir parola")
            assert answer.status_code == 422
            assert "set-cookie" not in answer.headers
            assert WRONG in answer.text
            bodies.add(answer.text.replace(f'value="{login}"', ""))
        assert sign_in(site, "egitim.emo", "").status_code == 422
    assert len(bodies) == 1
    assert len(compared) == 7


def test_trying_again_and_again_has_to_wait_but_not_for_long(home: Home, officer: Caller) -> None:
    times = [NOW]
    with Site.over(build_app(home, lambda: times[-1]), PUBLIC_URL) as site:
        for _ in range(5):
            assert WRONG in sign_in(site, "egitim.emo", "yanlış bir parola").text
        # Also the right one now has to wait, and an unknown login is treated alike.
        held = sign_in(site, "egitim.emo")
        assert held.status_code == 429
        assert "Çok sayıda sorgu yapıldı. 60 saniye sonra yeniden deneyiniz." in held.text
        for _ in range(5):
            sign_in(site, "yok.emo")
        assert sign_in(site, "yok.emo").status_code == 429
        times.append(NOW + timedelta(seconds=61))
        assert sign_in(site, "egitim.emo").status_code == 303


def test_strangers_do_not_lock_a_victim_out(home: Home, officer: Caller) -> None:
    """The bound on an account from everywhere does not count where its holder has signed in before."""
    app = build_app(home, lambda: NOW)
    with _from(app, "198.51.100.7") as own:
        assert sign_in(own, "egitim.emo").status_code == 303
    for place in range(5):
        with _from(app, f"203.0.113.{place}") as stranger:
            for _ in range(4):
                assert sign_in(stranger, "egitim.emo", "yanlış bir parola").status_code == 422
    with _from(app, "203.0.113.77") as stranger:
        assert sign_in(stranger, "egitim.emo").status_code == 429
    with _from(app, "198.51.100.7") as own:
        for _ in range(3):
            assert sign_in(own, "egitim.emo").status_code == 303
    # What the holder's own tries were not counted for is not given back to strangers.
    with _from(app, "203.0.113.78") as stranger:
        assert sign_in(stranger, "egitim.emo").status_code == 429


def test_a_source_that_tries_many_accounts_has_to_wait(home: Home) -> None:
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        answers = [sign_in(site, f"yok{n}.emo").status_code for n in range(31)]
    assert answers == [422] * 30 + [429]


def test_a_session_is_new_at_each_sign_in_and_the_old_one_ends(home: Home, officer: Caller) -> None:
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        planted = {"__Host-session": "x" * 43}
        first = session_of(sign_in(site, "egitim.emo", cookies=planted))
        assert first != planted
        assert site.get("/oda/uyeler", cookies=planted).status_code == 303
        second = session_of(sign_in(site, "egitim.emo", cookies=first))
        assert second != first
        assert site.get("/oda/uyeler", cookies=first).status_code == 303
        assert site.get("/oda/uyeler", cookies=second).status_code == 200


def test_signing_in_leads_where_one_was_going_and_nowhere_else(home: Home, officer: Caller) -> None:
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        page = site.get("/giris?next=/oda/uyeler%3Fq%3Dx").text
        assert 'name="next" value="/oda/uyeler?q=x"' in page
        answer = sign_in(site, "egitim.emo", data={"next": "/oda/uyeler?q=x"})
        assert answer.headers["location"] == "/oda/uyeler?q=x"
        cookie = session_of(answer)
        assert site.get("/giris?next=/oda/uyeler", cookies=cookie).headers["location"] == "/oda/uyeler"
        for evil in ("https://evil.example", "//evil.example", "/\\evil.example", "/giris?next=/giris"):
            assert sign_in(site, "egitim.emo", data={"next": evil}).headers["location"] == "/oda"


def test_a_form_of_another_site_signs_nobody_in(home: Home, officer: Caller) -> None:
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
            answer = sign_in(site, "egitim.emo", headers=headers)
            assert answer.status_code == 403
            assert "set-cookie" not in answer.headers


def test_nothing_typed_is_lost_when_a_session_ends(home: Home) -> None:
    registrar = give_password(home, user(home, "EMO", "registrar", login="sicil.emo"))
    times = [NOW]
    typed = {"sicil_no": "777777", "given_name": "Çağrı", "family_name": "Uçar & Oğlu <b>"}
    with Site.over(build_app(home, lambda: times[-1]), PUBLIC_URL) as site:
        cookie = cookie_of(home, registrar)
        key = form_key(site.get("/oda/uyeler/yeni", cookies=cookie).text)
        times.append(NOW + timedelta(hours=2))
        late = site.post(
            "/oda/uyeler/yeni",
            cookies=cookie,
            data={**typed, "form_key": key},
            headers={"referer": f"{PUBLIC_URL}/oda/uyeler/yeni?x=1"},
        )
        assert late.status_code == 401
        assert "Oturumunuz kapanmış" in late.text
        kept = dict(re.findall(r'name="(k\.\w+|next|back)" value="([^"]*)"', late.text))
        assert kept == {
            "next": "/oda/uyeler/yeni", "back": "/oda/uyeler/yeni", "k.sicil_no": "777777", "k.given_name": "Çağrı",
            "k.family_name": "Uçar &amp; Oğlu &lt;b&gt;",
        }  # fmt: skip
        sent = {"next": "/oda/uyeler/yeni", **{f"k.{name}": value for name, value in typed.items()}}
        # A wrong password on the way loses nothing either.
        again = sign_in(site, "sicil.emo", "yanlış bir parola", data=sent)
        assert 'name="k.given_name" value="Çağrı"' in again.text
        resumed = sign_in(site, "sicil.emo", data=sent)
        assert resumed.status_code == 200
        assert "Kaldığınız yerden sürdürünüz" in resumed.text
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', resumed.text.partition('action="/oda')[2]))
        assert (fields["given_name"], fields["family_name"]) == ("Çağrı", "Uçar &amp; Oğlu &lt;b&gt;")
        done = site.post(
            "/oda/uyeler/yeni", cookies=session_of(resumed), data={**typed, "form_key": fields["form_key"]}
        )
        assert (done.status_code, done.headers["location"]) == (303, "/oda/uyeler/777777?done=member_entered")


def test_a_code_is_kept_where_it_is_no_secret(home: Home) -> None:
    typed = {"code": "EMO-AKUSTIK", "step": "look", "password": "gizli parola", "form_key": "x"}
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        for path, kept in (("/oda/programlar/yeni", {"code", "step"}), ("/hesap/uygulama", set())):
            late = site.post(path, data=typed)
            assert late.status_code == 401
            assert set(re.findall(r'name="k\.(\w+)"', late.text)) == kept
            onwards = {"next": path, **{f"k.{name}": value for name, value in typed.items()}}
            again = sign_in(site, "yok.emo", data=onwards)
            assert set(re.findall(r'name="k\.(\w+)"', again.text)) == kept


def test_a_password_counts_whole_however_a_keyboard_composes_it(home: Home, officer: Caller) -> None:
    """Two hundred letters are two hundred, also where each is typed as a letter and its sign."""
    new = "".join("aeiouwy"[n % 7] + "\u0308" for n in range(200))
    with home.store.writing("EMO") as records:
        records.passwords.set(Holder.of_caller(officer), Passwords().hashed(check_password(new, ())), NOW)
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        assert sign_in(site, "egitim.emo", new).status_code == 303
        for wrong in (new[:-1], new + "x", new + "x" * 2000):
            assert sign_in(site, "egitim.emo", wrong).status_code == 422


def test_success_and_failure_are_recorded_without_personal_data(home: Home, officer: Caller) -> None:
    somebody = give_password(home, member(home, "EMO", "101742"))
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        sign_in(site, "EMO 101742")
        sign_in(site, "EMO 101742", "yanlış bir parola")
        sign_in(site, "egitim.emo", "yanlış bir parola")
        sign_in(site, "gizli.kisi@ornek.org")
    with home.store.reading() as records:
        trail = records.audit.page(AuditFilter(), before=None, limit=100)
    told = {(one.action, one.outcome, one.target_kind, one.chamber_code) for one in trail}
    assert ("session.begun", "ok", "member", "EMO") in told
    assert ("signin.password", "signin.wrong", "member", "EMO") in told
    assert ("signin.password", "signin.wrong", "user", "EMO") in told
    assert ("signin.password", "signin.wrong", None, None) in told
    written = " ".join(map(repr, trail))
    for secret in ("gizli.kisi", "101742", somebody.id, "Öztürk", "yanlış"):
        assert secret not in written


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("on bir harf", "password.short"),
        ("x" * 201, "password.long"),
        ("parola123456", "password.common"),
        ("Şifre-1234567", "password.common"),
        ("İstanbulİstanbul", "password.common"),
        ("1234567890123", "password.common"),
        ("9876543210987", "password.common"),
        ("aaaaaaaaaaaaaaaa", "password.common"),
        ("Fenerbahçe 1907", "password.common"),
        ("zeynep.aydin.2026", "password.name"),
        ("12öztürk5678", "password.name"),
    ],
)
def test_passwords_that_do_not_do(password: str, code: str) -> None:
    with pytest.raises(SignInRefused) as refused:
        check_password(password, ("zeynep.aydin", "Zeynep Öztürk", "zeynep@ornek.org"))
    assert refused.value.code == code


@pytest.mark.parametrize(
    "password",
    ["dört kedi ile bir zımba", "Zeynep'in üç kedisi var", "пароль из двух слов"],
)
def test_passwords_that_do(password: str) -> None:
    assert check_password(password, ("zeynep.aydin", "Zeynep Öztürk")) == password


def test_a_password_is_the_same_however_its_letters_are_composed() -> None:
    passwords = Passwords()
    hashed = passwords.hashed("gu\u0308nes\u0327 dog\u0306du bugu\u0308n")
    assert hashed.startswith("$argon2id$")
    assert passwords.fits("güneş doğdu bugün", hashed) == (True, None)
    assert passwords.fits("güneş doğdu bugün ", hashed) == (False, None)


def _from(app, address: str):
    """The application asked from an address."""

    async def asked(scope, receive, send):
        if scope["type"] == "http":
            scope = {**scope, "client": (address, 1234)}
        await app(scope, receive, send)

    return Site.over(asked, PUBLIC_URL)
