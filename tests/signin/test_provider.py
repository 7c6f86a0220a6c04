"""Signing in at a real OpenID provider, run beside the tests: linking by proof alone, and answers that are not its own."""

import re
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser, expect

from muhur.app import build_app
from muhur.clock import system_now
from muhur.installation import Home
from muhur.signin.provider import Provider
from muhur.signin.refused import SignInRefused
from registry.access import Caller, system
from registry.accounts.holder import Holder
from registry.accounts.invitations import invite_member, invite_user
from registry.ids import uuid7
from registry.records.accounts.identities import Identity
from tests.journeys.machinery import Site
from tests.support.accounts import PASSWORD, give_password, session_of
from tests.support.callers import act_of, member, user
from tests.support.register import NOW, ROOT, make_home

CLIENT, SECRET = "muhur", "a secret of the tests alone"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@dataclass
class Union:
    """The application and the provider that it was told of."""

    home: Home
    url: str
    issuer: str


@pytest.fixture(scope="module")
def union(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Union]:
    subprocess.run(["make", "-s", "tests/npm/node_modules/.ready"], cwd=ROOT, check=True)
    own, foreign = free_port(), free_port()
    url, issuer = f"http://localhost:{own}", f"http://localhost:{foreign}"
    command = ["node", "tests/npm/provider.mjs", str(foreign), CLIENT, SECRET, f"{url}/giris/kurum/donus"]
    provider = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert provider.stdout is not None and provider.stdout.readline() == b"ready\n"
    made = make_home(tmp_path_factory.mktemp("union") / "home", public_url=url)
    told: dict[str, Any] = {
        "oidc_issuer": issuer,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SECRET,
        "oidc_name": "TMMOB hesabı",
    }
    home = Home(made.settings.model_copy(update=told), made.store, made.facts)
    server = uvicorn.Server(uvicorn.Config(build_app(home, system_now), port=own, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield Union(home, url, issuer)
    server.should_exit = True
    thread.join(10)
    provider.terminate()
    provider.wait(10)
    made.store.close()


class Person:
    """A browser without a screen: cookies of its own for the application and for the provider."""

    def __init__(self, union: Union) -> None:
        self.union = union
        self.browser = httpx.Client(timeout=30, headers={"accept": "text/html"})

    def get(self, path: str) -> httpx.Response:
        return self.browser.get(path if path.startswith("http") else f"{self.union.url}{path}")

    def post(self, path: str, **data: str) -> httpx.Response:
        return self.browser.post(f"{self.union.url}{path}", data=data, headers={"origin": self.union.url})

    def at_provider(self, start: httpx.Response, subject: str) -> str:
        """Sign in there as ``subject`` and agree; returns the address to which it sends the browser back."""
        assert start.status_code == 303, start.text
        answer = self.browser.get(start.headers["location"])
        for _ in range(8):
            if answer.is_redirect:
                target = answer.headers["location"]
                if target.startswith(self.union.url):
                    return target
                answer = self.browser.get(
                    target if target.startswith("http") else f"{self.union.issuer}{target}"
                )
                continue
            prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
            action = re.search(r'action="([^"]+)"', answer.text)
            assert prompt is not None and action is not None, answer.text
            form = {"prompt": prompt[1], "login": subject, "password": "x"}
            address = action[1] if action[1].startswith("http") else f"{self.union.issuer}{action[1]}"
            answer = self.browser.post(address, data=form)
        raise AssertionError("the provider does not come to an end")

    def enter(self, subject: str, start: str = "/giris/kurum") -> httpx.Response:
        return self.get(self.at_provider(self.get(start), subject))

    def in_now(self) -> bool:
        return self.get("/hesap").status_code == 200


def fresh(home: Home, role: str = "officer") -> Caller:
    login = f"k{uuid7(system_now()).hex[-10:]}.emo"
    return give_password(home, user(home, "EMO", role, login=login, at=system_now()))


def link(union: Union, caller: Caller, subject: str) -> None:
    holder = Holder.of_caller(caller)
    with union.home.store.writing(holder.chamber_code or "EMO") as records:
        records.identities.add(
            Identity(union.issuer, subject, holder.kind, holder.id, holder.chamber_code, system_now())
        )


def test_whoever_the_provider_names_is_nobody_here_until_linked(union: Union) -> None:
    person = Person(union)
    answer = person.enter("yabanci")
    assert answer.status_code == 422
    assert "Bu kurum hesabı burada hiçbir hesaba bağlı değil." in answer.text
    assert not person.in_now()
    link(union, fresh(union.home), "taninan")
    answer = Person(union).enter("taninan")
    assert (answer.status_code, answer.headers["location"]) == (303, "/oda")


def test_the_way_there_asks_for_code_pkce_state_and_nonce(union: Union) -> None:
    person = Person(union)
    start = person.get("/giris/kurum?next=/oda/belgeler&lang=en")
    there = urlsplit(start.headers["location"])
    asked = {name: values[0] for name, values in parse_qs(there.query).items()}
    assert f"{there.scheme}://{there.netloc}" == union.issuer
    assert (asked["response_type"], asked["client_id"], asked["scope"]) == ("code", CLIENT, "openid")
    assert asked["redirect_uri"] == f"{union.url}/giris/kurum/donus"
    assert asked["code_challenge_method"] == "S256" and len(asked["code_challenge"]) == 43
    assert len(asked["nonce"]) == 43 and len(asked["state"]) == 26 and asked["ui_locales"] == "en"
    cookie = start.headers["set-cookie"]
    assert cookie.startswith("provider=") and "HttpOnly" in cookie and "SameSite=lax" in cookie
    link(union, fresh(union.home), "gider")
    back = person.get(person.at_provider(start, "gider"))
    assert back.headers["location"] == "/oda/belgeler"
    assert 'provider=""' in " ".join(back.headers.get_list("set-cookie"))


def test_an_answer_counts_once_and_in_its_own_browser(union: Union) -> None:
    link(union, fresh(union.home), "bir-kez")
    person, stranger = Person(union), Person(union)
    back = person.at_provider(person.get("/giris/kurum"), "bir-kez")
    # Somebody else's browser is handed the answer: signing in as another is refused, and the answer is spent.
    stranger.get("/giris/kurum")
    assert stranger.get(back).status_code == 422
    assert not stranger.in_now()
    assert person.get(back).status_code == 422
    back = person.at_provider(person.get("/giris/kurum"), "bir-kez")
    assert person.get(back).status_code == 303
    again = Person(union)
    again.browser.cookies.update(person.browser.cookies)
    assert again.get(back).status_code == 422


@pytest.mark.parametrize(
    "altered",
    [
        ("state", "x"),
        ("state", ""),
        ("code", "x"),
        ("iss", "https://evil.example"),
        ("code", None),
    ],
)
def test_altered_answers_are_refused(union: Union, altered: tuple[str, str | None]) -> None:
    subject = uuid7(system_now()).hex
    link(union, fresh(union.home), subject)
    person = Person(union)
    back = person.at_provider(person.get("/giris/kurum"), subject)
    query = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}
    assert query["iss"] == union.issuer
    name, value = altered
    query = {**query, name: value} if value is not None else {k: v for k, v in query.items() if k != name}
    answer = person.browser.get(f"{union.url}/giris/kurum/donus", params=query)
    assert answer.status_code in (422, 502), answer.text
    assert not person.in_now()


def test_turning_back_at_the_provider_is_no_fault(union: Union) -> None:
    person = Person(union)
    state = parse_qs(urlsplit(person.get("/giris/kurum").headers["location"]).query)["state"][0]
    answer = person.get(f"/giris/kurum/donus?error=access_denied&state={state}&iss={union.issuer}")
    assert answer.status_code == 422
    assert "Kurum hesabıyla giriş tamamlanmadı. Yeniden deneyiniz." in answer.text


def test_an_invited_member_links_it_after_proving_the_sicil_no(union: Union) -> None:
    registrar = act_of(user(union.home, "EMO", "registrar", at=system_now()), system_now())
    made = invite_member(union.home.store, union.url, "EMO", "101742", registrar)
    path, person = made.url.removeprefix(union.url), Person(union)
    assert "TMMOB hesabı ile gir" in person.get(path).text
    wrong = person.post(path, way="provider", sicil_no="999999")
    assert wrong.status_code == 422 and "Sicil no bu davetle uyuşmuyor." in wrong.text
    # The code of the invitation alone does not lead there: the proof does.
    assert person.get(f"{path}/kurum").status_code == 422
    page = person.post(path, way="provider", sicil_no="101742").text
    there = re.search(r'href="(/davet/[0-9a-z]+/kurum)"', page)
    assert there is not None
    answer = person.enter("isil", there[1])
    assert (answer.status_code, answer.headers["location"]) == (303, "/uye")
    assert person.in_now()
    assert "Davet geçerli değil" in person.get(path).text
    assert Person(union).enter("isil").headers["location"] == "/uye"


def test_an_identity_opens_one_account(union: Union) -> None:
    link(union, fresh(union.home), "dolu")
    somebody = fresh(union.home)
    admin = act_of(user(union.home, "EMO", "administrator", at=system_now()), system_now())
    made = invite_user(union.home.store, union.url, "EMO", somebody.id, admin)
    person = Person(union)
    page = person.post(made.url.removeprefix(union.url), way="provider").text
    there = re.search(r'href="(/davet/[0-9a-z]+/kurum)"', page)
    assert there is not None
    answer = person.enter("dolu", there[1])
    assert answer.status_code == 422 and "Bu kurum hesabı başka bir hesaba bağlı." in answer.text
    assert "Bu davet" in person.get(made.url).text and not person.in_now()


def test_whoever_is_signed_in_links_and_unlinks_it(union: Union) -> None:
    somebody, person = fresh(union.home), Person(union)
    person.post("/giris", login=somebody.id, password=PASSWORD)
    subject = uuid7(system_now()).hex
    answer = person.enter(subject, "/hesap/kurum")
    assert answer.headers["location"] == "/hesap?done=identity_added"
    assert Person(union).enter(subject).headers["location"] == "/oda"
    key = person.get("/hesap").text.partition('name="form_key" value="')[2].partition('"')[0]
    assert person.post("/hesap/kurum/sil", form_key=key).headers["location"] == "/hesap?done=identity_removed"
    assert Person(union).enter(subject).status_code == 422


def test_a_link_begun_by_one_is_not_finished_for_another(union: Union) -> None:
    one, other, person = fresh(union.home), fresh(union.home), Person(union)
    person.post("/giris", login=one.id, password=PASSWORD)
    back = person.at_provider(person.get("/hesap/kurum"), uuid7(system_now()).hex)
    person.post("/giris", login=other.id, password=PASSWORD)
    assert person.get(back).status_code == 422
    with union.home.store.reading() as records:
        assert records.identities.of_holder(Holder.of_caller(other)) == []


def test_who_approves_still_shows_a_second_thing(union: Union) -> None:
    link(union, fresh(union.home, "approver"), "onaylayan")
    person = Person(union)
    answer = person.enter("onaylayan")
    assert "İki adımlı girişi kurunuz" in answer.text
    assert not person.in_now()


def test_a_claim_links_a_member_only_where_the_operator_says_so(union: Union) -> None:
    subject = "İMO:048213"
    answer = Person(union).enter(subject)
    assert answer.status_code == 422 and "hiçbir hesaba bağlı değil" in answer.text
    told = {"oidc_scope": "openid uyelik", "oidc_chamber_claim": "oda", "oidc_sicil_claim": "sicil_no"}
    trusting = replace(union.home, settings=union.home.settings.model_copy(update=told))
    with Site.over(build_app(trusting, system_now), union.url) as site:

        def enter(named: str) -> httpx.Response:
            start = site.get("/giris/kurum")
            cookie = session_of(start)
            back = Person(union).at_provider(start, named)
            return site.get(back.removeprefix(union.url), cookies=cookie)

        assert enter("İMO:999999").status_code == 422
        assert enter("yalniz-ad").status_code == 422
        done = enter(subject)
        assert (done.status_code, done.headers["location"]) == (303, "/uye")
        # Linked from now on, also where claims count for nothing.
        assert Person(union).enter(subject).headers["location"] == "/uye"
    one = member(union.home, "IMO", "048213")
    with union.home.store.reading() as records:
        (linked,) = records.identities.of_holder(Holder.of_caller(one))
        assert (linked.issuer, linked.subject) == (union.issuer, subject)


def test_a_provider_that_is_away_or_another_is_a_sentence(union: Union, home: Home) -> None:
    for issuer in (f"http://localhost:{free_port()}", f"{union.issuer}/"):
        told = {"oidc_issuer": issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
        away = replace(home, settings=home.settings.model_copy(update=told))
        with Site.over(build_app(away, system_now), home.facts.public_url) as site:
            answer = site.get("/giris/kurum", headers={"accept": "text/html"})
            assert answer.status_code == 502
            assert "Kurumun giriş hizmetinden yanıt alınamadı." in answer.text
    with Site.over(build_app(home, system_now), home.facts.public_url) as site:
        assert "Kurumunuzun giriş sayfası" not in site.get("/giris").text
        assert site.get("/giris/kurum", headers={"accept": "text/html"}).status_code == 404


def test_a_provider_that_is_away_is_asked_again_only_after_a_while(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def away(*_given: object, trust_env: bool, **_more: object) -> httpx.Response:
        asked.append(trust_env)
        raise httpx.ConnectTimeout("away")

    monkeypatch.setattr(httpx, "request", away)
    told = {"oidc_issuer": "https://giris.example", "oidc_client_id": CLIENT}
    provider = Provider(home.settings.model_copy(update=told), home.facts.public_url, home.store)
    for seconds, times in ((0, 1), (1, 1), (29, 1), (31, 2)):
        act = act_of(system("test"), NOW + timedelta(seconds=seconds))
        with pytest.raises(SignInRefused, match=r"provider\.fault"):
            provider.begin(act, "tr", {})
        assert asked == [False] * times, "and no proxy of the environment is asked"


def test_a_wrong_secret_is_a_fault_and_not_a_way_in(union: Union) -> None:
    told = {"oidc_client_secret": "another"}
    wrong = replace(union.home, settings=union.home.settings.model_copy(update=told))
    link(union, fresh(union.home), "falsch")
    with Site.over(build_app(wrong, system_now), union.url) as site:
        start = site.get("/giris/kurum")
        back = Person(union).at_provider(start, "falsch")
        answer = site.get(back.removeprefix(union.url), cookies=session_of(start))
        assert answer.status_code == 502
        assert "__Host-session" not in str(answer.headers) and " session=" not in str(answer.headers)


@pytest.mark.browser
def test_a_person_goes_there_and_back_in_a_browser(union: Union, browser: Browser) -> None:
    link(union, fresh(union.home), "tarayici")
    context = browser.new_context(locale="tr-TR", base_url=union.url)
    page = context.new_page()
    page.goto("/giris")
    page.get_by_role("link", name="TMMOB hesabı ile gir").click()
    page.locator("input[name=login]").fill("tarayici")
    page.locator("input[name=password]").fill("x")
    page.locator("button[type=submit]").first.click()
    page.locator("button[type=submit]").first.click()
    page.wait_for_url(f"{union.url}/oda")
    page.goto("/hesap")
    expect(page.get_by_role("heading", name="TMMOB hesabı")).to_be_visible()
    context.close()
