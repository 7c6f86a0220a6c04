"""A signed-in browser for tests: a session begun for a caller, as a cookie."""

from playwright.sync_api import Page

from muhur.installation import Home
from muhur.tokens import Tokens
from muhur.visiting.sessions import Sessions
from registry.access import Caller
from tests.support.register import NOW


def cookie_of(home: Home, caller: Caller, at=NOW, lang: str = "tr") -> dict[str, str]:
    """Name and value of the session's cookie, for httpx."""
    sessions = Sessions(home)
    return {
        sessions.cookie: sessions.begin(
            caller, Tokens(home).act(caller, at), lang=lang, device="test", two_steps=True
        )
    }


def form_key(page: str) -> str:
    """The key that a page's forms carry."""
    return page.partition('name="form_key" value="')[2].partition('"')[0]


def until(page: Page, promise: str) -> None:
    """Wait until an expression or promise of the page comes true; each time it is made anew.

    ``wait_for_function`` would need ``eval``, which our pages forbid.
    """
    for _ in range(200):
        if page.evaluate(promise):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never: {promise}")
