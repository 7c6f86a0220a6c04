"""Invitations: handed over once, taken up once, by whoever also knows the sicil no."""

import re
from datetime import timedelta

import pytest

from muhur.app import build_app
from muhur.installation import Home
from registry.access import AccessRefused, system
from registry.accounts.account import AccountRefused
from registry.accounts.invitations import invite_member, invite_user
from registry.accounts.users import set_active
from registry.records.audit import AuditFilter
from tests.journeys.machinery import Site, muhur
from tests.support.accounts import (
    PASSWORD,
    code_at,
    give_app,
    give_password,
    hidden,
    session_of,
    set_email,
    sign_in,
    told,
)
from tests.support.browsing import cookie_of, form_key
from tests.support.callers import act_of, auditor, client, member, user
from tests.support.register import NOW, PUBLIC_URL

FORM = {"origin": PUBLIC_URL}
NEW = "yedi deve ile bir kule"


@pytest.fixture
def registrar(home: Home):
    return act_of(user(home, "EMO", "registrar"))


def take_up(site: Site, url: str, **data: str):
    return site.post(url.removeprefix(PUBLIC_URL), data={"new_password": NEW, **data}, headers=FORM)


def test_a_member_opens_the_account_with_code_and_sicil_no(either_home: Home) -> None:
    home = either_home
    made = invite_member(home.store, PUBLIC_URL, "EMO", "101742", act_of(user(home, "EMO", "registrar")))
    assert not made.mailed
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        page = site.get(made.url.removeprefix(PUBLIC_URL)).text
        assert "Bu davet Işıl İnci Öztürk içindir." in page
        assert "101742" not in page, "the page does not tell what proves who one is"
        wrong = take_up(site, made.url, sicil_no="101743")
        assert wrong.status_code == 422
        assert 'id="sicil_no-hata">Sicil no bu davetle uyuşmuyor.' in wrong.text
        weak = take_up(site, made.url, sicil_no="101742", new_password="öztürk 101742")
        assert weak.status_code == 422 and 'id="new_password-hata"' in weak.text
        done = take_up(site, made.url, sicil_no="101742")
        assert (done.status_code, done.headers["location"]) == (303, "/uye")
        assert site.get("/uye", cookies=session_of(done)).status_code == 200
        assert sign_in(site, "EMO 101742", NEW).status_code == 303
        assert "Davet geçerli değil" in take_up(site, made.url, sicil_no="101742").text
        assert "Davet geçerli değil" in site.get(made.url.removeprefix(PUBLIC_URL)).text


def test_leading_zeros_may_be_left_out(home: Home) -> None:
    made = invite_member(home.store, PUBLIC_URL, "IMO", "048213", act_of(user(home, "IMO", "registrar")))
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        assert take_up(site, made.url, sicil_no="48213").status_code == 303


def test_guessing_the_sicil_no_of_a_found_letter_has_to_wait(home: Home, registrar) -> None:
    made = invite_member(home.store, PUBLIC_URL, "EMO", "101742", registrar)
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        answers = [take_up(site, made.url, sicil_no=f"10000{n}").status_code for n in range(6)]
        assert answers == [422] * 5 + [429]
        assert take_up(site, made.url, sicil_no="101742").status_code == 429


def test_a_new_invitation_ends_the_earlier_one_and_all_end_after_a_fortnight(home: Home, registrar) -> None:
    times = [NOW]
    first = invite_member(home.store, PUBLIC_URL, "EMO", "101742", registrar)
    second = invite_member(home.store, PUBLIC_URL, "EMO", "101742", registrar)
    with Site.over(build_app(home, lambda: times[-1]), PUBLIC_URL) as site:
        assert take_up(site, first.url, sicil_no="101742").status_code == 422
        times.append(NOW + timedelta(days=14, minutes=1))
        assert take_up(site, second.url, sicil_no="101742").status_code == 422


def test_taking_it_up_ends_all_that_opened_the_account_before(home: Home) -> None:
    approver = give_app(home, give_password(home, user(home, "EMO", "approver", login="onay.emo")))
    admin = act_of(user(home, "EMO", "administrator"))
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        halfway = sign_in(site, "onay.emo").text
        made = invite_user(home.store, PUBLIC_URL, "EMO", "onay.emo", admin)
        assert sign_in(site, "onay.emo").status_code == 200, "until it is taken up the old password counts"
        page = site.get(made.url.removeprefix(PUBLIC_URL)).text
        assert "onay.emo" in page and "sicil_no" not in page
        # Who approves sets the second step up at once: nobody is signed in before.
        setup = take_up(site, made.url)
        assert "İki adımlı girişi kurunuz" in setup.text
        assert "set-cookie" not in setup.headers
        assert sign_in(site, "onay.emo", PASSWORD).status_code == 422
        stale = site.post("/giris/iki-adim", data={**hidden(halfway), "code": code_at()}, headers=FORM)
        assert "Bu adımın süresi doldu." in stale.text
    assert approver.id == "onay.emo"


def test_it_is_mailed_where_an_address_is_on_record_and_so_is_taking_it_up(home: Home, registrar) -> None:
    set_email(home, "EMO", "101742", "isil@ornek.org")
    made = invite_member(home.store, PUBLIC_URL, "EMO", "101742", registrar)
    assert made.mailed
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        take_up(site, made.url, sicil_no="101742")
    assert told(home) == [("account.begun", "isil@ornek.org"), ("account.invitation", "isil@ornek.org")]


def test_who_may_invite_whom(home: Home) -> None:
    user(home, "MMO", "officer", login="egitim.mmo")
    user(home, "EMO", "officer", login="egitim.emo")
    expected = {
        "officer": (403, 403),
        "approver": (403, 403),
        "registrar": (403, 201),
        "administrator": (201, 201),
    }
    for role, (of_user, of_member) in expected.items():
        with client(home, "EMO", role) as site:
            assert site.post("/api/v1/users/egitim.emo/invitations").status_code == of_user, role
            assert site.post("/api/v1/members/101742/invitations").status_code == of_member, role
            assert site.post("/api/v1/users/egitim.mmo/invitations").status_code in (403, 404), role
            assert site.post("/api/v1/members/048213/invitations").status_code in (403, 404), role
    with client(home, "EMO", "administrator") as site:
        made = site.post("/api/v1/users/egitim.emo/invitations").json()
        assert made["url"].startswith(f"{PUBLIC_URL}/davet/")
        assert made["mailed"] is False
        own = site.post("/api/v1/users/administrator.emo/invitations")
        assert (own.status_code, own.json()["code"]) == (403, "user.own")


def test_nobody_is_invited_who_may_not_sign_in(home: Home, registrar) -> None:
    off = user(home, "EMO", "officer", login="kapali.emo")
    set_active(home.store, "EMO", off.id, act_of(auditor(home)), active=False)
    admin = act_of(user(home, "EMO", "administrator"))
    with pytest.raises(AccountRefused, match=r"invitation\.off"):
        invite_user(home.store, PUBLIC_URL, "EMO", "kapali.emo", admin)
    with pytest.raises(AccessRefused, match=r"access\.not_found"):
        invite_user(home.store, PUBLIC_URL, "EMO", "yok.emo", admin)
    with pytest.raises(AccessRefused, match=r"access\.not_found"):
        invite_member(home.store, PUBLIC_URL, "EMO", "999999", registrar)


def test_the_code_stands_nowhere(home: Home, registrar) -> None:
    made = invite_member(home.store, PUBLIC_URL, "EMO", "101742", registrar)
    code = made.url.rpartition("/")[2]
    with home.store.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM one_time_codes").all()
        assert code not in repr(rows)
    with home.store.reading() as records:
        trail = records.audit.page(AuditFilter(action="member.invited"), before=None, limit=10)
    assert len(trail) == 1 and code not in repr(trail) and "101742" not in repr(trail)


def test_whoever_is_signed_in_elsewhere_takes_up_one_of_the_union(either_home: Home) -> None:
    home = either_home
    auditor(home)
    made = invite_user(home.store, PUBLIC_URL, None, "auditor.tmmob", act_of(system("test")))
    cookie = cookie_of(home, user(home, "EMO", "officer"))
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        weak = site.post(made.url, data={"new_password": "kısa"}, cookies=cookie, headers=FORM)
        assert weak.status_code == 422
        done = site.post(made.url, data={"new_password": NEW}, cookies=cookie, headers=FORM)
        assert (done.status_code, done.headers["location"]) == (303, "/denetim")
    with home.store.reading() as records:
        trail = records.audit.page(AuditFilter(target="auditor.tmmob"), before=None, limit=10)
    assert {(one.action, one.outcome, one.actor, one.chamber_code) for one in trail} >= {
        ("signin.invitation", "password.short", "officer.emo", None),
        ("invitation.taken_up", "ok", "officer.emo", None),
    }


def test_a_wrong_sicil_no_on_the_way_to_a_passkey_is_recorded(home: Home, registrar) -> None:
    made = invite_member(home.store, PUBLIC_URL, "EMO", "101742", registrar)
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        guess = site.post(f"{made.url}/istek", data={"sicil_no": "101743"}, headers=FORM)
        assert guess.status_code == 422
    with home.store.reading() as records:
        (one,) = records.audit.page(AuditFilter(action="signin.invitation"), before=None, limit=10)
    assert (one.outcome, one.chamber_code) == ("invitation.sicil_no", "EMO")


def test_the_operator_invites_by_command(home: Home) -> None:
    user(home, "EMO", "officer", login="egitim.emo")
    folder = home.settings.home
    printed = muhur("users", "invite", "egitim.emo", home=folder).stdout.decode()
    assert printed.startswith(f"{PUBLIC_URL}/davet/")
    printed = muhur("members", "invite", "101742", "--chamber", "EMO", home=folder).stdout.decode()
    assert printed.startswith(f"{PUBLIC_URL}/davet/")
    refused = muhur("users", "code", "egitim.emo", home=folder, expect=1).stderr.decode()
    assert "Kod yalnız ÖRNEK kurulumda gösterilir." in refused
    assert member(home, "EMO", "101742").kind == "member"


def test_the_desk_invites_and_shows_the_link_once(home: Home) -> None:
    user(home, "EMO", "officer", login="egitim.emo")
    cookie = cookie_of(home, user(home, "EMO", "administrator"))
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        for page, path in (
            ("/oda/kullanicilar", "/oda/kullanicilar/egitim.emo"),
            ("/oda/uyeler/101742",) * 2,
        ):
            text = site.get(page, cookies=cookie).text
            assert f'action="{path}/davet"' in text
            shown = site.post(f"{path}/davet", cookies=cookie, data={"form_key": form_key(text)})
            assert shown.status_code == 200 and shown.headers["cache-control"] == "no-store"
            link = re.search(rf"{PUBLIC_URL}/davet/[0-9a-z]{{26}}", shown.text)
            assert link is not None
            assert "Kayıtlı e-posta adresi yok; bağlantıyı elden veriniz." in shown.text
            assert ("Oda sicil numarasını da yazar" in shown.text) == ("uyeler" in path)
            done = take_up(site, link[0], sicil_no="101742")
            assert done.status_code == 303
        text = site.get("/oda/kullanicilar", cookies=cookie).text
        own = site.post(
            "/oda/kullanicilar/administrator.emo/davet", cookies=cookie, data={"form_key": form_key(text)}
        )
        assert own.status_code == 403 and "/davet/" not in own.text
