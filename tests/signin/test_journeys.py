"""First sign-in, second step and one's account in a real browser without JavaScript, word for word."""

import base64
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from muhur.clock import system_now
from registry.access import Caller
from registry.accounts.invitations import invite_member, invite_user
from registry.ids import uuid7
from tests.signin.conftest import Served
from tests.support.accounts import code_at, links_mailed, set_email, told
from tests.support.callers import act_of, user

pytestmark = pytest.mark.browser
NEW = "yedi deve ile bir kule"


@pytest.fixture(params=[390, 1280])
def plain(request: pytest.FixtureRequest, browser: Browser, served: Served) -> Iterator[Page]:
    """A page of a browser that runs no JavaScript."""
    context = browser.new_context(
        java_script_enabled=False,
        locale="tr-TR",
        viewport={"width": request.param, "height": 844},
        base_url=served.url,
    )
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def administrator(served: Served) -> Caller:
    return user(served.home, "EMO", "administrator", at=system_now())


def test_an_approver_comes_in_by_invitation_app_and_spare_code(served: Served, plain: Page) -> None:
    now = system_now()
    login = f"o{uuid7(now).hex[-10:]}.emo"
    user(served.home, "EMO", "approver", login=login, at=now)
    made = invite_user(served.home.store, served.url, "EMO", login, act_of(administrator(served), now))
    plain.goto(made.url)
    expect(plain.get_by_role("heading", name="Hesabınızı açınız")).to_be_visible()
    expect(
        plain.get_by_text("Hesabınız önceden vardıysa eski parolası, anahtarları ve oturumları sona erer.")
    ).to_be_visible()
    plain.get_by_label("Yeni parola").fill("kısa")
    plain.get_by_role("button", name="Hesabı aç").click()
    expect(plain.get_by_text("Parola en az 12 karakter olmalıdır.").first).to_be_visible()
    plain.get_by_label("Yeni parola").fill(NEW)
    plain.get_by_role("button", name="Hesabı aç").click()
    expect(plain.get_by_role("heading", name="İki adımlı girişi kurunuz")).to_be_visible()
    expect(plain.get_by_role("img", name="Doğrulama uygulaması için karekod")).to_be_visible()
    secret = base64.b32decode(plain.locator("code.copy").inner_text().replace(" ", ""))
    plain.get_by_label("Uygulamadaki kod").fill(code_at(system_now(), secret))
    plain.get_by_role("button", name="Kur ve sürdür").click()
    expect(plain.get_by_role("heading", name="Yedek kodlarınız")).to_be_visible()
    spare = plain.locator(".spare li").all_inner_texts()
    assert len(spare) == 8
    plain.get_by_role("link", name="Kaydettim, sürdür").click()
    plain.wait_for_url("**/oda")
    plain.goto("/hesap")
    plain.get_by_role("button", name="Çıkış").click()
    expect(plain.get_by_text("Oturumunuz kapatıldı.")).to_be_visible()
    plain.get_by_label("Kullanıcı adı, e-posta ya da Oda ve sicil no").fill(login)
    plain.get_by_label("Parola", exact=True).fill(NEW)
    plain.get_by_role("button", name="Giriş yap").click()
    expect(plain.get_by_role("heading", name="İkinci adım")).to_be_visible()
    plain.get_by_label("Uygulamadaki kod").fill(spare[0])
    plain.get_by_role("button", name="Sürdür", exact=True).click()
    plain.wait_for_url("**/oda")
    plain.goto("/hesap")
    expect(plain.get_by_text("Kalan yedek kod: 7")).to_be_visible()
    expect(plain.get_by_text("bu oturum")).to_be_visible()


def test_a_member_comes_in_by_invitation_and_back_by_link(served: Served, plain: Page) -> None:
    now = system_now()
    set_email(served.home, "IMO", "048213", "gulsen@ornek.org")
    registrar = act_of(user(served.home, "IMO", "registrar", at=now), now)
    made = invite_member(served.home.store, served.url, "IMO", "048213", registrar)
    plain.goto(made.url)
    expect(plain.get_by_text("Bu davet Gülşen Çağlayan içindir.")).to_be_visible()
    plain.get_by_label("Oda sicil numaranız").first.fill("048213")
    plain.get_by_label("Yeni parola").fill(NEW)
    plain.get_by_role("button", name="Hesabı aç").click()
    plain.wait_for_url("**/uye")
    plain.get_by_role("button", name="Çıkış").click()
    plain.get_by_role("link", name="E-postama bağlantı gönder").click()
    plain.get_by_label("E-postanız ya da Oda ve sicil no").fill("İMO 048213")
    before = [template for template, _ in told(served.home)].count("account.link")
    plain.get_by_role("button", name="Bağlantı gönder").click()
    expect(plain.get_by_role("heading", name="Gelen kutunuza bakınız")).to_be_visible()
    link = links_mailed(served.home, "account.link", at_least=before + 1)[-1]
    plain.goto(link)
    expect(plain.get_by_text("Gülşen Çağlayan olarak giriş yapmak üzeresiniz.")).to_be_visible()
    plain.get_by_role("button", name="Giriş yap").click()
    plain.wait_for_url("**/uye")


def test_the_language_changes_and_the_way_stays(served: Served, plain: Page) -> None:
    plain.goto("/giris?next=/oda/belgeler")
    plain.get_by_role("link", name="EN", exact=True).click()
    expect(plain.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
    assert plain.locator('input[name="next"]').first.get_attribute("value") == "/oda/belgeler"
    plain.get_by_role("button", name="Sign in").click()
    expect(plain.get_by_text("That is not right. Check your login and your password.").first).to_be_visible()
    assert plain.locator('input[name="next"]').first.get_attribute("value") == "/oda/belgeler"


@pytest.mark.parametrize("path", ["/giris", "/giris/baglanti", "/giris/unuttum", "/davet/x"])
def test_nothing_is_wider_than_a_phone_and_ids_are_their_own(
    served: Served, browser: Browser, path: str
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 700}, base_url=served.url)
    page = context.new_page()
    page.goto(path)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((one) => one.id)")
    assert len(ids) == len(set(ids))
    context.close()
