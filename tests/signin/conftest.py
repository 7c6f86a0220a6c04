"""A served installation at a local address, and Chromium with a virtual authenticator."""

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from muhur.app import build_app
from muhur.clock import system_now
from muhur.installation import Home
from tests.support.register import make_home


@dataclass
class Served:
    """The real application over a real installation, at the address for which it was made."""

    home: Home
    url: str


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        url = f"http://localhost:{listener.getsockname()[1]}"
        home = make_home(tmp_path_factory.mktemp("served") / "home", public_url=url)
        server = uvicorn.Server(uvicorn.Config(build_app(home, system_now), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield Served(home, url)
        server.should_exit = True
        thread.join(10)
        home.store.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(params=[390, 1280])
def context(request: pytest.FixtureRequest, browser: Browser, served: Served) -> Iterator[BrowserContext]:
    context = browser.new_context(
        locale="tr-TR", viewport={"width": request.param, "height": 844}, base_url=served.url
    )
    context.set_default_timeout(15_000)
    yield context
    context.close()


class Authenticator:
    """Chromium's virtual authenticator: a device that holds passkeys and knows its owner's finger."""

    def __init__(self, page: Page) -> None:
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")
        options: dict[str, Any] = {
            "protocol": "ctap2",
            "ctap2Version": "ctap2_1",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        self.id = self.session.send("WebAuthn.addVirtualAuthenticator", {"options": options})[
            "authenticatorId"
        ]

    def passkeys(self) -> list[dict[str, Any]]:
        """What it holds."""
        return self.session.send("WebAuthn.getCredentials", {"authenticatorId": self.id})["credentials"]

    def set(self, one: dict[str, Any]) -> None:
        """Let it hold a passkey in place of the same one."""
        self.session.send(
            "WebAuthn.removeCredential", {"authenticatorId": self.id, "credentialId": one["credentialId"]}
        )
        self.session.send("WebAuthn.addCredential", {"authenticatorId": self.id, "credential": one})

    def verified(self, known: bool) -> None:
        """Whether the finger on it is its owner's."""
        self.session.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": known})
