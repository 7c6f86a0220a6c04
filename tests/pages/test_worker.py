"""The service worker over an update of the site: each version whole or not at all, the old one gone in the end."""

import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from muhur import site_files
from templates.installable import KEPT, service_worker
from templates.joined import ENTRIES, ModuleUnfit, joined, squeezed
from templates.rendering import SCANNING, STATIC, PageInstallation, Pages
from tests.pages.conftest import Key
from tests.support.browsing import until

pytestmark = pytest.mark.browser


def site_of(version: str, url: str) -> FastAPI:
    looks = PageInstallation(url, True, json.dumps(Key().jwk), version)
    pages = Pages(looks)
    app = FastAPI()

    @app.get("/", response_class=HTMLResponse)
    def check() -> HTMLResponse:
        return HTMLResponse(pages.check("tr"), headers=SCANNING)

    app.include_router(site_files.router(looks=looks, pages=pages))
    app.mount("/static", site_files.Static(version))
    return app


@dataclass
class Switch:
    """One address behind which the version changes. ``by_path`` serves single paths from another version."""

    url: str
    sites: dict[str, FastAPI]
    now: str = "old"
    by_path: dict[str, str] | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and self.now == "down":
            await send({"type": "http.response.start", "status": 502, "headers": []})
            await send({"type": "http.response.body", "body": b"bad gateway"})
            return
        chosen = (self.by_path or {}).get(scope.get("path", ""), self.now)
        await self.sites[chosen](scope, receive, send)


@pytest.fixture
def switch() -> Iterator[Switch]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    url = f"http://localhost:{listener.getsockname()[1]}"
    made = Switch(url, {name: site_of(name, url) for name in ("old", "new")})
    server = uvicorn.Server(uvicorn.Config(made, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield made
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(locale="tr-TR", viewport={"width": 390, "height": 844})
    made.set_default_timeout(20_000)
    yield made
    made.close()


def controlled(context: BrowserContext, url: str) -> Page:
    page = context.new_page()
    page.goto(url)
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    page.wait_for_function("navigator.serviceWorker.controller")
    return page


def caches(page: Page) -> list[str]:
    """The stores of code; what is kept of lists is another one."""
    found: list[str] = page.evaluate("() => caches.keys()")
    return sorted(one for one in found if one.startswith("muhur-code"))


def scripts(page: Page) -> set[str]:
    """The versions of everything that the page has loaded."""
    names: list[str] = page.evaluate(
        "performance.getEntriesByType('resource').map((one) => one.name).filter((one) => one.includes('/static/'))"
    )
    return {re.search(r"v=(\w+)", one)[1] for one in names}


def test_an_update_never_mixes_versions(switch: Switch, context: BrowserContext) -> None:
    page = controlled(context, switch.url)
    assert caches(page) == ["muhur-code-old"]
    switch.now = "new"
    page.goto(switch.url)
    assert scripts(page) == {"new"}, "pages come from the network, with their own files"
    until(page, "caches.keys().then((all) => all.includes('muhur-code-new'))")
    until(page, "navigator.serviceWorker.getRegistration().then((one) => Boolean(one.waiting))")
    # An old page could still be open: the old version stays whole.
    switch.now = "down"
    page.goto(f"{switch.url}/v/0000000000000000")
    expect(page.locator("h1")).to_have_text("Bağlantısız denetim")
    assert scripts(page) == {"old"}
    # All pages closed: the new version takes over, and nothing of the old one is left.
    switch.now = "new"
    for _ in range(40):
        page.close()
        page = controlled(context, switch.url)
        if caches(page) == ["muhur-code-new"]:
            break
        page.wait_for_timeout(250)
    assert caches(page) == ["muhur-code-new"]
    switch.now = "down"
    page.goto(f"{switch.url}/v/0000000000000000")
    expect(page.locator("h1")).to_have_text("Bağlantısız denetim")
    assert scripts(page) == {"new"}


@pytest.mark.parametrize("behind", ["/cevrimdisi", "/static/offline-page.js"])
def test_a_server_of_another_version_is_not_taken_for_ours(
    switch: Switch, context: BrowserContext, behind: str
) -> None:
    """In the minutes of an update a new worker may be answered by an old server: it waits instead of mixing."""
    page = controlled(context, switch.url)
    switch.now, switch.by_path = "new", {behind: "old"}
    page.goto(switch.url)
    page.evaluate("async () => { await (await navigator.serviceWorker.getRegistration()).update() }")
    settled = "navigator.serviceWorker.getRegistration().then((one) => !one.installing && !one.waiting)"
    until(page, settled)
    assert caches(page) == ["muhur-code-old"], "nothing half new is left"
    switch.now = "down"
    page.goto(f"{switch.url}/v/0000000000000000")
    assert scripts(page) == {"old"}
    # Once all servers are new it is tried again.
    switch.now, switch.by_path = "new", None
    page.close()
    page = controlled(context, switch.url)
    page.evaluate("async () => { await (await navigator.serviceWorker.getRegistration()).update() }")
    until(page, "caches.keys().then((all) => all.includes('muhur-code-new'))")


def test_the_worker_changes_with_every_version_and_keeps_only_what_is_there() -> None:
    assert service_worker("a") != service_worker("b")
    assert "%" not in re.sub(r"//.*", "", service_worker("0123456789ab")).replace("${", "")
    assert all((STATIC / name).is_file() for name in KEPT)


# the joined scripts


def test_an_entry_holds_each_module_once_and_imports_nothing() -> None:
    for name in ENTRIES:
        text = joined(name)
        scopes = re.findall(r"^const (\$\w+) = \(\(\) => \{$", text, re.MULTILINE)
        assert len(scopes) == len(set(scopes)), name
        assert not re.search(r"^import |^\s*//", text, re.MULTILINE), name
        assert set(re.findall(r"\} = (\$\w+);", text)) == set(scopes), name


@pytest.mark.parametrize(
    ("modules", "fault"),
    [
        ({"a.js": 'import { b } from "./b.js";\n', "b.js": 'import { a } from "./a.js";\n'}, "imports"),
        ({"a.js": 'import * as b from "./b.js";\n', "b.js": ""}, "import of another form"),
        ({"a.js": 'import { b } from "./b.js";\n', "b.js": "export default 1;\n"}, "export of another form"),
        ({"a.js": "const text = `one\n  two`;\n"}, "over several lines"),
    ],
)
def test_modules_of_another_form_are_refused(tmp_path: Any, modules: dict[str, str], fault: str) -> None:
    for name, text in modules.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(ModuleUnfit, match=fault):
        joined("a.js", tmp_path)


def test_style_sheets_name_their_files_by_version() -> None:
    css = '/* x */\n.a { color: red; background: url(fonts/x.woff2) }\n@media (min-width: 1rem) {\n  .b::after { content: "✕ "; }\n}\n'
    assert squeezed(css, "v1") == (
        '.a{color: red;background: url(fonts/x.woff2?v=v1)}@media (min-width: 1rem){.b::after{content: "✕ ";}}'
    )
