"""Links by mail through a real mail server: to sign in by, and to a new password."""

import re
import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from muhur.app import build_app
from muhur.installation import Home
from muhur.sending.outbox import send_due
from registry.access import Caller
from registry.accounts.outlived import purge
from registry.records.accounts.passwords import PasswordRecords
from tests.journeys.machinery import Site
from tests.support.accounts import (
    PASSWORD,
    code_at,
    give_app,
    give_password,
    hidden,
    links_mailed,
    session_of,
    set_email,
    sign_in,
    told,
)
from tests.support.callers import member, user
from tests.support.register import NOW, PUBLIC_URL

FORM = {"origin": PUBLIC_URL}
NEW = "yedi deve ile bir kule"


class Mailbox:
    """What a real mail server was handed."""

    def __init__(self) -> None:
        self.mails: list[Any] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture
def mail(home: Home) -> Iterator[tuple[Mailbox, Home]]:
    box = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings = home.settings.model_copy(update={"smtp_url": f"smtp://127.0.0.1:{port}"})
    yield box, Home(settings, home.store, home.facts)
    server.stop()


@pytest.fixture
def isil(home: Home) -> Caller:
    set_email(home, "EMO", "101742", "isil@ornek.org")
    return member(home, "EMO", "101742")


def ask(site: Site, login: str, path: str = "/giris/baglanti", **more: str):
    return site.post(path, data={"login": login, **more}, headers=FORM)


def use(site: Site, link: str, **given: Any):
    return site.post(link.removeprefix(PUBLIC_URL), headers=FORM, **{"data": {"next": ""}, **given})


def test_a_member_signs_in_by_a_link_from_the_mailbox(mail: tuple[Mailbox, Home], isil: Caller) -> None:
    box, home = mail
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        asked = ask(site, "emo 101742", next="/uye/paylasimlar")
        assert "Gelen kutunuza bakınız" in asked.text
        assert len(links_mailed(home, "account.link")) == 1
        assert send_due(home.store, home.facts, home.settings, NOW) == (1, 0)
        (letter,) = box.mails
        assert letter["To"] == "isil@ornek.org"
        assert letter["Subject"] == "Giriş bağlantınız"
        text = letter.get_content()
        assert "Elektrik Mühendisleri Odası üyesi olarak" in text
        (link,) = re.findall(rf"{PUBLIC_URL}/giris/baglanti/[0-9a-z]{{26}}", text)
        # A scanner of mails opens it as often as it likes: nothing is used up, and nobody is signed in.
        for _ in range(3):
            opened = site.get(link.removeprefix(PUBLIC_URL))
            assert opened.status_code == 200 and "set-cookie" not in opened.headers
        assert "Işıl İnci Öztürk olarak giriş yapmak üzeresiniz." in opened.text
        done = use(site, link)
        assert (done.status_code, done.headers["location"]) == (303, "/uye/paylasimlar")
        assert site.get("/uye", cookies=session_of(done)).status_code == 200
        again = use(site, link)
        assert again.status_code == 422 and "Bu bağlantı kullanılmış ya da süresi dolmuş." in again.text
        assert "set-cookie" not in again.headers
        assert "Bu bağlantı kullanılmış" in site.get(link.removeprefix(PUBLIC_URL)).text


@pytest.mark.parametrize("path", ["/giris/baglanti", "/giris/unuttum"])
def test_everybody_is_told_the_same_and_only_members_are_mailed(home: Home, isil: Caller, path: str) -> None:
    give_password(home, user(home, "EMO", "officer", login="egitim.emo"))
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        asked = ("isil@ornek.org", "kimse@ornek.org", "egitim.emo", "EMO 999999", "EMO 050001", "x" * 300, "")
        answers = {ask(site, login, path).text for login in asked}
        assert len(answers) == 1
        assert (
            len(links_mailed(home, "account.link" if path.endswith("baglanti") else "account.recovery")) == 1
        )
    assert [to for _, to in told(home)] == ["isil@ornek.org"]


def test_a_link_is_used_up_only_with_the_password_that_it_sets(
    home: Home, isil: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object) -> None:
        raise OSError("disk full")

    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        ask(site, "isil@ornek.org", "/giris/unuttum")
        (link,) = links_mailed(home, "account.recovery")
        with monkeypatch.context() as broken:
            broken.setattr(PasswordRecords, "set", full)
            assert use(site, link, data={"new_password": NEW}).status_code == 500
        assert use(site, link, data={"new_password": NEW}).headers["location"] == "/uye"
        assert use(site, link, data={"new_password": NEW}).status_code == 422
        assert sign_in(site, "EMO 101742", NEW).status_code == 303


def test_one_address_of_two_entries_gets_a_link_for_each(home: Home) -> None:
    for code, number in (("EMO", "101742"), ("IMO", "048213")):
        set_email(home, code, number, "ortak@ornek.org")
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        ask(site, "ORTAK@ornek.org")
        links = links_mailed(home, "account.link", at_least=2)
        assert len(links) == 2
        assert {use(site, link).headers["location"] for link in links} == {"/uye"}


def test_a_link_is_over_after_half_an_hour_and_when_a_new_one_is_sent(home: Home, isil: Caller) -> None:
    times = [NOW]
    with Site.over(build_app(home, lambda: times[-1]), PUBLIC_URL) as site:
        ask(site, "isil@ornek.org")
        (first,) = links_mailed(home, "account.link")
        times.append(NOW + timedelta(minutes=1))
        ask(site, "isil@ornek.org")
        (second,) = set(links_mailed(home, "account.link", at_least=2)) - {first}
        assert use(site, first).status_code == 422
        times.append(NOW + timedelta(minutes=32))
        assert use(site, second).status_code == 422


def test_asking_on_and_on_fills_nobodys_mailbox(home: Home, isil: Caller) -> None:
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        answers = [ask(site, "isil@ornek.org") for _ in range(6)]
        assert [one.status_code for one in answers] == [200] * 5 + [429]
        assert "Çok sayıda sorgu yapıldı." in answers[-1].text
        unknown = [ask(site, "kimse@ornek.org").status_code for _ in range(6)]
        assert unknown == [200] * 5 + [429], "and the answer does not tell who is known"


def test_a_link_asks_whoever_has_an_app_for_its_code(home: Home, isil: Caller) -> None:
    give_app(home, isil)
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        ask(site, "isil@ornek.org")
        halfway = use(site, links_mailed(home, "account.link")[0])
        assert "set-cookie" not in halfway.headers
        data = {**hidden(halfway.text), "code": code_at()}
        assert site.post("/giris/iki-adim", data=data, headers=FORM).headers["location"] == "/uye"


def test_what_was_typed_comes_along_with_the_link(home: Home, isil: Caller) -> None:
    kept = {"next": "/uye/talepler/yeni", "k.text": "Ünvanım yanlış <yazılmış>", "k.kind": "duzeltme"}
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        late = site.post("/uye/talepler/yeni", data={"text": "Ünvanım yanlış <yazılmış>", "kind": "duzeltme"})
        assert late.status_code == 401
        assert 'action="/giris/baglanti"' in late.text, "an expired form offers the link too"
        sent = ask(site, "isil@ornek.org", **kept)
        assert "Yazdıklarınız bağlantıyla birlikte saklandı" in sent.text
        done = use(site, links_mailed(home, "account.link")[0])
        assert "Kaldığınız yerden sürdürünüz" in done.text
        assert 'name="text" value="Ünvanım yanlış &lt;yazılmış&gt;"' in done.text
        assert 'action="/uye/talepler/yeni"' in done.text
    with home.store.engine.connect() as connection:
        held = connection.exec_driver_sql("SELECT held FROM one_time_codes").scalars().all()
    assert held == [None], "what was typed is gone with the link"


def test_what_was_typed_is_forgotten_with_an_unused_link(home: Home, isil: Caller) -> None:
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        ask(site, "isil@ornek.org", **{"next": "/uye/talepler", "k.text": "kimse okumasin"})
        links_mailed(home, "account.link")
    for at, kept in ((NOW, True), (NOW + timedelta(minutes=31), False)):
        purge(home.store, at)
        with home.store.engine.connect() as connection:
            held = str(connection.exec_driver_sql("SELECT held FROM one_time_codes").scalars().all())
        assert ("kimse okumasin" in held) == kept


def test_a_forgotten_password_is_chosen_anew(mail: tuple[Mailbox, Home], isil: Caller) -> None:
    box, home = mail
    give_password(home, isil)
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        elsewhere = session_of(sign_in(site, "EMO 101742"))
        page = site.get("/giris/unuttum").text
        assert "E-postanız kayıtlı değilse odanıza başvurunuz" in page
        ask(site, "isil@ornek.org", "/giris/unuttum")
        links_mailed(home, "account.recovery")
        send_due(home.store, home.facts, home.settings, NOW)
        (link,) = re.findall(rf"{PUBLIC_URL}/giris/yeni-parola/[0-9a-z]{{26}}", box.mails[0].get_content())
        assert 'name="new_password"' in site.get(link.removeprefix(PUBLIC_URL)).text
        # A password that does not do uses nothing up.
        weak = use(site, link, data={"new_password": "parola123456"})
        assert weak.status_code == 422 and 'id="new_password-hata"' in weak.text
        done = use(site, link, data={"new_password": NEW})
        assert (done.status_code, done.headers["location"]) == (303, "/uye")
        assert site.get("/uye", cookies=session_of(done)).status_code == 200
        assert site.get("/uye", cookies=elsewhere).status_code == 303, "open sessions end"
        assert sign_in(site, "EMO 101742", PASSWORD).status_code == 422
        assert sign_in(site, "EMO 101742", NEW).status_code == 303
        assert use(site, link, data={"new_password": "başka bir parola daha"}).status_code == 422
    assert ("account.password", "isil@ornek.org") in told(home)


def test_a_link_of_one_kind_is_not_one_of_the_other(home: Home, isil: Caller) -> None:
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        ask(site, "isil@ornek.org")
        link = links_mailed(home, "account.link")[0]
        other = link.replace("/baglanti/", "/yeni-parola/")
        assert use(site, other, data={"new_password": NEW}).status_code == 422
        assert (
            use(site, link.replace("/giris/baglanti/", "/davet/"), data={"new_password": NEW}).status_code
            == 422
        )
        assert use(site, link).status_code == 303
