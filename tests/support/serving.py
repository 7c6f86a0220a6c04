"""The real application served on localhost for a real browser, and a signed-in page of it."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

import uvicorn
from playwright.sync_api import Browser, Page, expect

from muhur.app import build_app
from muhur.installation import Home
from registry.access import Caller
from tests.support.browsing import cookie_of
from tests.support.register import NOW


def listening() -> tuple[socket.socket, str]:
    """A socket on a free port, and the address that an installation served there has."""
    one = socket.socket()
    one.bind(("127.0.0.1", 0))
    return one, f"http://localhost:{one.getsockname()[1]}"


@contextmanager
def serving(home: Home, listener: socket.socket, at: datetime = NOW) -> Iterator[None]:
    """The application over ``home`` with its clock at ``at``, until the block ends. The socket stays open."""
    patient = replace(home, settings=home.settings.model_copy(update={"look_up_seconds": 30.0}))
    server = uvicorn.Server(uvicorn.Config(build_app(patient, lambda: at), log_level="warning"))
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [socket.fromfd(listener.fileno(), socket.AF_INET, socket.SOCK_STREAM)]},
        daemon=True,
    )  # fmt: skip
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield
    server.should_exit = True
    thread.join(10)


@contextmanager
def visiting(
    browser: Browser,
    home: Home,
    caller: Caller | None,
    *,
    width: int,
    scripts: bool = True,
    at: datetime = NOW,
) -> Iterator[Page]:
    """A page of a browser in which ``caller`` has signed in (None: nobody)."""
    context = browser.new_context(
        base_url=home.facts.public_url,
        locale="tr-TR",
        viewport={"width": width, "height": 844},
        java_script_enabled=scripts,
    )
    if caller is not None:
        context.add_cookies(
            [
                {"name": name, "value": value, "url": home.facts.public_url}
                for name, value in cookie_of(home, caller, at).items()
            ]
        )
    page = context.new_page()
    faults: list[str] = []
    # A page that says what is wrong is answered with its status, which the browser notes.
    page.on(
        "console",
        lambda said: (
            faults.append(said.text)
            if said.type == "error" and "the server responded with a status of 4" not in said.text
            else None
        ),
    )
    yield page
    expect(page.locator("h1")).to_have_count(1)
    assert faults == []
    if scripts:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    context.close()
