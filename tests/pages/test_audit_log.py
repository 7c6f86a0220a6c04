"""The auditor's page of the transparency log: its state, its check, and what is told when it does not hold."""

from collections.abc import Iterator

import pytest

from muhur.app import build_app
from muhur.installation import Home
from tests.journeys.machinery import Site
from tests.support.browsing import cookie_of, form_key
from tests.support.callers import auditor
from tests.support.living import issued
from tests.support.register import NOW, PUBLIC_URL
from tests.support.tampering import without_triggers

PAGE = "/denetim/gunluk"


@pytest.fixture
def site(home: Home) -> Iterator[Site]:
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as made:
        yield made


def test_the_state_is_shown_in_both_languages(site: Site, home: Home) -> None:
    issued(home, 3)
    cookie = cookie_of(home, auditor(home))
    shown = site.get(PAGE, cookies=cookie).text
    with home.store.reading() as records:
        head = records.log.head()
        (key,) = [key.vkey for key, _ in home.log().keys(records)]
    for words in (
        "dogrula.example.org/log",
        f"<dd>{head.size}</dd>",
        key.replace("+", "&#43;"),
        "Tanık aranmıyor",
    ):
        assert words in shown or words.replace("&#43;", "+") in shown
    assert "Transparency log" in site.get(f"{PAGE}?lang=en", cookies=cookie).text


def test_the_check_says_that_it_holds_or_what_does_not(site: Site, home: Home) -> None:
    issued(home, 3)
    cookie = cookie_of(home, auditor(home))
    sent = {"form_key": form_key(site.get(PAGE, cookies=cookie).text)}
    assert "Günlük tutuyor." in site.post(PAGE, cookies=cookie, data=sent).text
    without_triggers(home.store, "log_openings", "DELETE FROM log_openings WHERE kind = 'issued'")
    wrong = site.post(PAGE, cookies=cookie, data=sent).text
    assert "Günlük tutmuyor" in wrong and "Bu belgenin günlük kaydı yok" in wrong


def test_what_waits_for_a_signature_is_told(site: Site, home: Home) -> None:
    home.store.open_signing = lambda _records: None
    issued(home, 1)
    assert "İmza bekliyor" in site.get(PAGE, cookies=cookie_of(home, auditor(home))).text
