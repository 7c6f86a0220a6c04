"""A visitor of the chamber desk without JavaScript: opens pages, sends their forms, follows where they lead."""

import html
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from muhur.app import build_app
from muhur.installation import Home
from registry.access import Caller
from tests.journeys.machinery import Site
from tests.support.browsing import cookie_of, form_key
from tests.support.register import NOW


@dataclass
class Visitor:
    """Somebody with a session; ``page`` is the text of the page they stand on, ``path`` its address."""

    site: Site
    cookies: dict[str, str]
    page: str = ""
    path: str = ""
    status: int = 0
    seen: list[str] = field(default_factory=list)

    def open(self, path: str) -> str:
        """Go to an address and on to where it leads."""
        return self._land(self.site.get(path, cookies=self.cookies), path)

    def send(self, path: str, files: Any = None, **fields: str | list[str]) -> str:
        """Send a form of the page with its key, as a browser would."""
        data = {
            "form_key": form_key(self.page),
            **{name.replace("__", "."): value for name, value in fields.items()},
        }
        return self._land(self.site.post(path, cookies=self.cookies, data=data, files=files), path)

    def get(self, path: str) -> httpx.Response:
        """An address that is no page."""
        return self.site.get(path, cookies=self.cookies)

    def until(self, path: str, *said: str) -> str:
        """Open a page until it says all of this: documents are signed in the background."""
        for _ in range(200):
            if all(text in self.open(path) for text in said):
                return self.text
            time.sleep(0.05)
        raise AssertionError(self.text)

    @property
    def version(self) -> str:
        """The version that the page's form carries."""
        return re.findall(r'name="version" value="(\d+)"', self.page)[-1]

    @property
    def text(self) -> str:
        """What the page says, without its tags."""
        body = re.sub(r"<(script|style).*?</\1>|<[^>]*>", " ", self.page, flags=re.DOTALL)
        return " ".join(html.unescape(body).split())

    def _land(self, answer: httpx.Response, path: str) -> str:
        for _ in range(3):
            if answer.status_code not in (302, 303):
                break
            path = answer.headers["location"]
            if path.startswith("/giris"):
                break
            answer = self.site.get(path, cookies=self.cookies)
        self.status, self.page, self.path = answer.status_code, answer.text, path
        assert self.status < 500, (path, self.text[:2000])
        return self.text


@contextmanager
def desk(home: Home, now: Callable[[], datetime] = lambda: NOW) -> Iterator[Callable[..., Visitor]]:
    """The real application; ``desk(caller)`` is a visitor of it."""
    with Site.over(build_app(home, now), home.facts.public_url) as site:

        def visitor(caller: Caller, at: datetime | None = None) -> Visitor:
            return Visitor(site, cookie_of(home, caller, at or now()))

        yield visitor
