"""Passkeys in a real browser: made, used, refused; and what a forger might send instead."""

import base64
import json
import re
from datetime import timedelta
from urllib.parse import parse_qs

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from muhur.app import build_app
from muhur.clock import system_now
from muhur.installation import Home
from registry.access import Caller
from registry.accounts.invitations import invite_member, invite_user
from registry.ids import uuid7
from tests.journeys.machinery import Site
from tests.signin.conftest import Authenticator, Served
from tests.support.accounts import PASSWORD, give_password
from tests.support.callers import act_of, member, user
from tests.support.register import NOW, PUBLIC_URL

pytestmark = pytest.mark.browser


def fresh_user(home: Home, role: str) -> Caller:
    """Somebody of this role whom no other test knows."""
    login = f"u{uuid7(system_now()).hex[-10:]}.emo"
    return give_password(home, user(home, "EMO", role, login=login, at=system_now()))


def enter(page: Page, login: str, password: str = PASSWORD) -> None:
    page.goto("/giris")
    page.get_by_label("Kullanıcı adı, e-posta ya da Oda ve sicil no").fill(login)
    page.get_by_label("Parola", exact=True).fill(password)
    page.get_by_role("button", name="Giriş yap").click()


def sign_out(page: Page) -> None:
    page.goto("/hesap")
    page.get_by_role("button", name="Çıkış").click()
    expect(page.get_by_text("Oturumunuz kapatıldı.")).to_be_visible()


def test_a_passkey_is_added_named_used_and_removed(served: Served, context: BrowserContext) -> None:
    somebody, page = fresh_user(served.home, "officer"), context.new_page()
    device = Authenticator(page)
    enter(page, somebody.id)
    page.goto("/hesap")
    page.get_by_label("Anahtarın adı").last.fill("Ofis bilgisayarı")
    page.get_by_role("button", name="Geçiş anahtarı ekle").click()
    expect(page.get_by_text("Geçiş anahtarı eklendi. Öbür oturumlarınız kapatıldı.")).to_be_visible()
    expect(page.get_by_text("Ofis bilgisayarı")).to_be_visible()
    (made,) = device.passkeys()
    assert made["rpId"] == "localhost"
    assert made["isResidentCredential"]
    page.get_by_role("button", name="Çıkış").click()
    expect(page.get_by_text("Oturumunuz kapatıldı.")).to_be_visible()
    # Neither a login nor a password: the device knows whose it is.
    page.get_by_role("button", name="Geçiş anahtarıyla gir").click()
    page.wait_for_url("**/oda")
    page.goto("/hesap")
    expect(page.get_by_text("son kullanım")).to_be_visible()
    page.locator("summary", has_text="Adını değiştir").click()
    page.get_by_label("Anahtarın adı").first.fill("Evdeki")
    page.get_by_role("button", name="Kaydet", exact=True).click()
    expect(page.get_by_text("Evdeki")).to_be_visible()
    page.get_by_role("button", name="Kaldır", exact=True).click()
    expect(page.get_by_text("Geçiş anahtarı kaldırıldı.")).to_be_visible()
    page.get_by_role("button", name="Çıkış").click()
    page.get_by_role("button", name="Geçiş anahtarıyla gir").click()
    expect(page.get_by_text("Geçiş anahtarı kabul edilmedi.")).to_be_visible()


def test_an_approver_sets_up_a_passkey_in_place_of_codes(served: Served, context: BrowserContext) -> None:
    somebody, page = fresh_user(served.home, "approver"), context.new_page()
    Authenticator(page)
    enter(page, somebody.id)
    expect(page.get_by_role("heading", name="İki adımlı girişi kurunuz")).to_be_visible()
    page.get_by_role("button", name="Geçiş anahtarı oluştur").click()
    page.wait_for_url("**/oda")
    sign_out(page)
    # By passkey alone: no second step.
    page.get_by_role("button", name="Geçiş anahtarıyla gir").click()
    page.wait_for_url("**/oda")
    # And the password alone does not do: the passkey is the second step.
    sign_out(page)
    enter(page, somebody.id)
    page.get_by_role("button", name="Geçiş anahtarıyla sürdür").click()
    page.wait_for_url("**/oda")
    page.goto("/giris/dogrula?next=/oda/belgeler")
    page.get_by_role("button", name="Geçiş anahtarıyla doğrula").click()
    page.wait_for_url("**/oda/belgeler")


def test_an_invited_member_opens_the_account_by_passkey(served: Served, context: BrowserContext) -> None:
    page = context.new_page()
    Authenticator(page)
    registrar = act_of(user(served.home, "EMO", "registrar", at=system_now()), system_now())
    link = invite_member(served.home.store, served.url, "EMO", "101742", registrar).url
    page.goto(link)
    page.get_by_label("Oda sicil numaranız").last.fill("999999")
    page.get_by_role("button", name="Geçiş anahtarı oluştur").click()
    expect(page.get_by_text("Sicil no bu davetle uyuşmuyor.")).to_be_visible()
    page.get_by_label("Oda sicil numaranız").last.fill("101742")
    page.get_by_role("button", name="Geçiş anahtarı oluştur").click()
    page.wait_for_url("**/uye")
    expect(page.get_by_text("Işıl İnci Öztürk").first).to_be_visible()


def test_what_was_typed_is_sent_after_signing_in_by_passkey(served: Served, context: BrowserContext) -> None:
    somebody, page = fresh_user(served.home, "registrar"), context.new_page()
    Authenticator(page)
    enter(page, somebody.id)
    page.goto("/hesap")
    page.get_by_role("button", name="Geçiş anahtarı ekle").click()
    expect(page.get_by_text("Geçiş anahtarı eklendi.")).to_be_visible()
    page.goto("/oda/uyeler/yeni")
    number = str(system_now().microsecond + 1_000_000)
    for label, value in (("sicil_no", number), ("given_name", "Çağrı"), ("family_name", "Uçar")):
        page.locator(f"#{label}").fill(value)
    context.clear_cookies()
    page.locator("main form button").last.click()
    expect(page.get_by_role("heading", name="Oturumunuz kapanmış")).to_be_visible()
    page.get_by_role("button", name="Geçiş anahtarıyla gir").click()
    expect(page.get_by_role("heading", name="Kaldığınız yerden sürdürünüz")).to_be_visible()
    expect(page.get_by_text("Çağrı", exact=True)).to_be_visible()
    page.get_by_role("button", name="Şimdi gönder").click()
    page.wait_for_url(f"**/oda/uyeler/{number}?done=member_entered")


def test_without_the_owner_s_finger_nobody_gets_in(served: Served, context: BrowserContext) -> None:
    somebody, page = fresh_user(served.home, "officer"), context.new_page()
    device = Authenticator(page)
    enter(page, somebody.id)
    page.goto("/hesap")
    page.get_by_role("button", name="Geçiş anahtarı ekle").click()
    expect(page.get_by_text("Geçiş anahtarı eklendi.")).to_be_visible()
    page.get_by_role("button", name="Çıkış").click()
    device.verified(False)
    page.get_by_role("button", name="Geçiş anahtarıyla gir").click()
    expect(page.get_by_text("Geçiş anahtarı kullanılamadı ya da vazgeçildi.")).to_be_visible()
    assert page.url.partition("?")[0].endswith("/giris")


def test_without_javascript_all_other_ways_are_there(served: Served, browser) -> None:
    somebody = fresh_user(served.home, "officer")
    context = browser.new_context(java_script_enabled=False, locale="tr-TR", base_url=served.url)
    page = context.new_page()
    page.goto("/giris")
    expect(page.get_by_role("button", name="Geçiş anahtarıyla gir")).to_be_hidden()
    enter(page, somebody.id)
    page.wait_for_url("**/oda")
    context.close()


# What a forger might send: a genuine answer, altered in one thing.


@pytest.fixture
def genuine(served: Served, browser) -> tuple[Caller, dict, "Answering"]:
    """Somebody with a passkey, and a way to get genuine answers from their device without sending them."""
    somebody = fresh_user(served.home, "officer")
    context = browser.new_context(locale="tr-TR", base_url=served.url)
    page = context.new_page()
    device = Authenticator(page)
    enter(page, somebody.id)
    page.goto("/hesap")
    page.get_by_role("button", name="Geçiş anahtarı ekle").click()
    expect(page.get_by_text("Geçiş anahtarı eklendi.")).to_be_visible()
    context.clear_cookies()
    yield somebody, device, Answering(page, served.url)
    context.close()


class Answering:
    """Asks the device and hands the answer over instead of sending it."""

    def __init__(self, page: Page, url: str) -> None:
        self._page, self._url = page, url

    def answer(self) -> dict:
        self._page.goto("/giris")
        self._page.route("**/giris/gecis", lambda route: route.fulfill(status=204))
        with self._page.expect_request("**/giris/gecis") as sent:
            self._page.get_by_role("button", name="Geçiş anahtarıyla gir").click()
        return json.loads(parse_qs(sent.value.post_data)["passkey"][0])

    def send(self, answer: object) -> httpx.Response:
        text = answer if isinstance(answer, str) else json.dumps(answer)
        return httpx.post(
            f"{self._url}/giris/gecis", data={"passkey": text}, headers={"origin": self._url}, timeout=30
        )


def test_an_answer_counts_once(genuine) -> None:
    _, _, device = genuine
    answer = device.answer()
    first = device.send(answer)
    assert first.status_code == 303 and "set-cookie" in first.headers
    again = device.send(answer)
    assert again.status_code == 422 and "Geçiş anahtarı kabul edilmedi." in again.text
    assert "set-cookie" not in again.headers


def test_altered_answers_are_refused(genuine) -> None:
    _, _, device = genuine

    def client_data(answer: dict, **changes: object) -> dict:
        raw = answer["response"]["clientDataJSON"]
        found = json.loads(base64.urlsafe_b64decode(raw + "=="))
        new = base64.urlsafe_b64encode(json.dumps({**found, **changes}).encode()).rstrip(b"=").decode()
        return {**answer, "response": {**answer["response"], "clientDataJSON": new}}

    def part(answer: dict, name: str, value: str) -> dict:
        return {**answer, "response": {**answer["response"], name: value}}

    other = "A" * 43
    for alter in (
        lambda one: client_data(one, origin="https://evil.example"),
        lambda one: client_data(one, type="webauthn.create"),
        lambda one: client_data(one, challenge=other),
        lambda one: part(one, "signature", other),
        lambda one: part(one, "userHandle", other),
        lambda one: {**one, "id": other, "rawId": other},
        lambda one: {**one, "rawId": other},
        lambda one: {"response": {}},
        lambda one: [],
        lambda one: "{",
        lambda one: "x" * 30_000,
    ):
        refused = device.send(alter(device.answer()))
        assert refused.status_code == 422, refused.text
        assert "set-cookie" not in refused.headers
    assert device.send(device.answer()).status_code == 303


def test_a_copied_authenticator_is_noticed(genuine) -> None:
    """Its counter is behind what the original has said already."""
    _, device, answering = genuine
    (before,) = device.passkeys()
    assert answering.send(answering.answer()).status_code == 303
    device.set({**before, "signCount": 0})
    assert answering.send(answering.answer()).status_code == 422


def test_a_challenge_is_over_after_five_minutes(genuine, served: Served) -> None:
    _, _, device = genuine
    answer = device.answer()
    with served.home.store.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE one_time_codes SET expires_at = ? WHERE purpose = 'challenge'",
            ((system_now() - timedelta(seconds=1)).replace(tzinfo=None).isoformat(sep=" "),),
        )
    assert device.send(answer).status_code == 422


def test_a_passkey_of_somebody_switched_off_opens_nothing(genuine, served: Served) -> None:
    somebody, _, device = genuine
    with served.home.store.writing("EMO") as records:
        records.users.set_active("EMO", somebody.id, active=False)
    assert device.send(device.answer()).status_code == 422


def test_an_administrator_s_invitation_ends_passkeys(genuine, served: Served) -> None:
    somebody, _, device = genuine
    admin = act_of(user(served.home, "EMO", "administrator", at=system_now()), system_now())
    link = invite_user(served.home.store, served.url, "EMO", somebody.id, admin).url
    assert device.send(device.answer()).status_code == 303
    data = {"new_password": "yedi deve ile bir kule"}
    assert httpx.post(link, data=data, headers={"origin": served.url}).status_code == 303
    assert device.send(device.answer()).status_code == 422


@pytest.mark.parametrize(
    "authenticator_data",
    [
        pytest.param(b"\xc5" + bytes(4 + 16 + 2) + b"\x81" * 5000, id="deep"),
        pytest.param(b"\xc5" + bytes(4 + 16 + 2) + b"\x19", id="cut off in a number"),
        pytest.param(b"\xc5" + bytes(4 + 16 + 2), id="cut off before the key"),
        pytest.param(b"\x85\0\0\0\0\xfb\0", id="no extensions"),
    ],
)
def test_an_answer_of_hostile_cbor_is_refused(home: Home, authenticator_data: bytes) -> None:
    def coded(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    told = {"type": "webauthn.get", "challenge": "A" * 43, "origin": PUBLIC_URL}
    parts = {
        "clientDataJSON": coded(json.dumps(told).encode()),
        "authenticatorData": coded(bytes(32) + authenticator_data),
        "signature": "AA",
        "userHandle": "AA",
    }
    answer = {"id": "AA", "rawId": "AA", "type": "public-key", "response": parts}
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        for text in (json.dumps(answer), "[" * 10_000):
            assert site.post("/giris/gecis", data={"passkey": text}).status_code == 422


def test_members_and_users_never_share_a_handle(served: Served) -> None:
    from muhur.signin.passkeys import _handle
    from registry.accounts.holder import Holder

    one = Holder.of_caller(member(served.home, "EMO", "101742"))
    handles = {_handle(one), _handle(Holder("user", one.id, "EMO")), _handle(Holder("user", "a", None))}
    assert len(handles) == 3
    assert all(re.search(rb"101742|EMO", handle) is None for handle in handles)
