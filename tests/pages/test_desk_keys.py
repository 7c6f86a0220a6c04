"""The desk's page of signing keys: state, age and overlap, and what to do next with the command that does it."""

from datetime import timedelta

import pytest

from muhur.app import build_app
from muhur.installation import Home
from muhur.key_life import keeping as key_keeping
from tests.journeys.machinery import Site
from tests.operation.test_key_keeping import HOUR, act, chamber, keys_of
from tests.pages.test_desk_documents import Desk
from tests.support.browsing import cookie_of
from tests.support.callers import auditor
from tests.support.register import NOW, PUBLIC_URL

PAGE = "/oda/anahtarlar"


@pytest.fixture
def site(home: Home):
    with Site.over(build_app(home, lambda: NOW + 2 * HOUR), PUBLIC_URL) as made:
        yield made


def name_of(kid: str) -> str:
    return kid.rpartition("#")[2]


def test_an_old_key_is_shown_with_the_command_that_rotates_it(site: Site, home: Home) -> None:
    (old,) = keys_of(home)
    shown = Desk(site, home, "officer").get(PAGE)
    assert name_of(old.kid) in shown and "Kullanımda" in shown
    assert "<code>muhur keys rotate EMO --by … --confirmed-by …</code>" in shown
    age = (NOW + 2 * HOUR - old.valid_from).days
    assert f"{age:,}".replace(",", ".") + " gün" in shown


def test_each_step_of_a_new_key_says_the_next(site: Site, home: Home) -> None:
    desk = Desk(site, home, "officer")
    (old,) = keys_of(home)
    proposal = key_keeping.propose(home, chamber(home), act("ayse"))
    name = name_of(proposal.kid)
    assert f"<code>muhur keys confirm {name} --by …</code>" in desk.get(PAGE)
    key_keeping.confirm(home, proposal.kid, act("mehmet"))
    shown = desk.get(PAGE)
    assert "Tanıtıldı" in shown and "<code>muhur keys rotate EMO --by …</code>" in shown
    key_keeping.rotate(home, chamber(home), act("ayse", NOW + HOUR), overlap=timedelta(days=3))
    shown = desk.get(PAGE)
    assert "Geçiş süresinde" in shown and "25.11.2026 gününe kadar" in shown
    assert "muhur keys rotate" not in shown
    key_keeping.compromise(home, old.kid, NOW, act("ayse", NOW + HOUR))
    assert "Geçersiz kılındı" in desk.get(PAGE)


def test_without_a_key_the_page_says_so(site: Site, home: Home) -> None:
    (old,) = keys_of(home)
    key_keeping.compromise(home, old.kid, NOW, act("ayse", NOW + HOUR))
    shown = Desk(site, home, "officer").get(PAGE)
    assert "İmzalayan bir anahtar yok" in shown and "muhur keys rotate EMO" in shown


def test_the_auditor_sees_those_of_all_chambers(site: Site, home: Home) -> None:
    cookie = cookie_of(home, auditor(home))
    shown = site.get("/denetim/anahtarlar", cookies=cookie).text
    for code in ("EMO", "MMO", "IMO"):
        (key,) = keys_of(home, code)
        assert name_of(key.kid) in shown
    assert shown.count("Kullanımda") == 24
