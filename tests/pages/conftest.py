"""A small server with the real pages, a real signed trust bundle and QR codes signed for the test."""

from __future__ import annotations

import base64
import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import cbor2
import pytest
import uvicorn
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from muhur import site_files
from templates.rendering import CONTENT_SECURITY_POLICY, SCANNING, PageInstallation, Pages, asset_version
from tests.pages.samples import CREDENTIAL, samples
from tests.support.served import fill, made, place, served

# Fixtures for the screens in this folder.
__all__ = ["fill", "made", "place", "served"]

KINDS = {"katilim": 1, "basari": 2, "yetki": 3}


def base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def days(iso: str) -> int:
    return (date.fromisoformat(iso) - date(1970, 1, 1)).days


@dataclass
class Key:
    """A P-256 key that signs the way JOSE and COSE want it: r and s side by side."""

    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def sign(self, message: bytes) -> bytes:
        r, s = decode_dss_signature(self.private.sign(message, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    @property
    def jwk(self) -> dict[str, str]:
        numbers = self.private.public_key().public_numbers()
        x, y = (base64url(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
        return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def claims_of(credential: dict[str, Any] = CREDENTIAL, **changes: Any) -> dict[int, Any]:
    facts = {**credential, **changes}
    year, _, serial = facts["belge_no"].split("-")[1:4]
    claims = {
        -1: facts.get("chamber_no", 3),
        -2: KINDS[facts["kind"]],
        -3: [int(year), int(serial)],
        -4: days(facts["issued_on"]),
        -7: facts["name"],
        -8: facts["area"] or facts["programme"]["name"],
        -9: facts["sicil_no"],
        -10: 48213,
    }
    if facts["valid_from"] != facts["issued_on"]:
        claims[-5] = days(facts["valid_from"])
    if facts["valid_until"]:
        claims[-6] = days(facts["valid_until"])
    return claims


def sign1(claims: Any, key: Key, kid: bytes = bytes.fromhex("1a2b3c4d")) -> bytes:
    protected = cbor2.dumps({1: -7, 4: kid})
    payload = claims if isinstance(claims, bytes) else cbor2.dumps(claims)
    signature = key.sign(cbor2.dumps(["Signature1", protected, b"", payload]))
    return cbor2.dumps(cbor2.CBORTag(18, [protected, {}, payload, signature]))


def digits_of(cose: bytes) -> str:
    return str(int.from_bytes(b"\x01" + cose, "big"))


@dataclass
class Site:
    """The running test server and what it was asked."""

    url: str
    anchor: Key
    chamber: Key
    asked: list[str] = field(default_factory=list)
    posted: list[dict[str, str]] = field(default_factory=list)
    bundle_changes: dict[str, Any] = field(default_factory=dict)
    bundle_key: Key | None = None
    typ: str = "trust-bundle+jwt"

    def reset(self) -> None:
        self.asked.clear()
        self.posted.clear()
        self.bundle_changes = {}
        self.bundle_key = None
        self.typ = "trust-bundle+jwt"

    def digits(self, **changes: Any) -> str:
        return digits_of(sign1(claims_of(**changes), self.chamber))

    def bundle(self) -> str:
        now = int(time.time())
        key = {
            "kid": "did:web:localhost%3A8000:odalar:emo#k-1a2b3c4d",
            "coseKid": "1a2b3c4d",
            "alg": "ES256",
            "purpose": "credential",
            "publicKeyJwk": self.chamber.jwk,
            "validFrom": "2024-01-01T00:00:00Z",
            "validUntil": None,
        }
        chamber = {
            "no": 3,
            "code": "EMO",
            "abbr": "EMO",
            "name": {"tr": "Elektrik Mühendisleri Odası", "en": "Chamber of Electrical Engineers"},
            "did": "did:web:localhost%3A8000:odalar:emo",
            "kinds": ["katilim", "basari", "yetki"],
            "keys": [{**key, **self.bundle_changes.get("key", {})}],
            **self.bundle_changes.get("chamber", {}),
        }
        claims = {
            "iss": "did:web:localhost%3A8000:odalar:tmmob",
            "iat": now - 60,
            "exp": now + 3600,
            "publicUrl": self.url,
            "specimen": True,
            "chambers": [chamber],
            **self.bundle_changes.get("claims", {}),
        }
        header = {"alg": "ES256", "kid": "did:web:localhost%3A8000:odalar:tmmob#k-anchor", "typ": self.typ}
        head, body = (base64url(json.dumps(part, ensure_ascii=False).encode()) for part in (header, claims))
        signature = (self.bundle_key or self.anchor).sign(f"{head}.{body}".encode())
        return f"{head}.{body}.{base64url(signature)}"


def application(site: Site) -> FastAPI:
    looks = PageInstallation(site.url, True, json.dumps(site.anchor.jwk), asset_version())
    pages = Pages(looks)
    plain = Pages(
        PageInstallation(
            "https://belge.tmmob.org.tr", False, json.dumps(site.anchor.jwk), looks.asset_version
        )
    )
    sample = samples()
    app = FastAPI()

    @app.middleware("http")
    async def note(request: Request, call_next: Any) -> Response:
        site.asked.append(f"{request.method} {request.url.path}")
        response: Response = await call_next(request)
        policy = SCANNING["Content-Security-Policy"] if request.url.path == "/" else CONTENT_SECURITY_POLICY
        response.headers.setdefault("Content-Security-Policy", policy)
        return response

    @app.get("/", response_class=HTMLResponse)
    def check(lang: str = "tr", plainly: bool = False) -> str:
        return (plain if plainly else pages).check(lang)

    @app.get("/v/{name}", response_class=HTMLResponse)
    def by_code(name: str, lang: str = "tr", plainly: bool = False) -> str:
        verdict, code, entry = sample[name]
        return (plain if plainly else pages).verdict(lang, verdict, code=name if code else None, entry=entry)

    @app.post("/dogrula", response_class=HTMLResponse)
    async def judge(request: Request) -> str:
        form = await request.form()
        given = {
            name: value if isinstance(value, str) else value.filename or "" for name, value in form.items()
        }
        site.posted.append(given)
        verdict, _, _ = sample["file" if given.get("dosya") else "masked"]
        return pages.verdict(
            given["lang"], verdict, code=None, entry="file" if given.get("dosya") else "number"
        )

    @app.get("/aydinlatma", response_class=HTMLResponse)
    def privacy(lang: str = "tr") -> str:
        return pages.privacy(lang)

    @app.get("/yok", response_class=HTMLResponse)
    def problem(lang: str = "tr") -> str:
        return pages.problem(
            lang, 404, "Sayfa bulunamadı", "Bu adreste bir sayfa yok. Adresi kontrol ediniz."
        )

    @app.get("/trust/bundle.json")
    def bundle() -> JSONResponse:
        return JSONResponse({"bundle": site.bundle()})

    @app.get("/status")
    def lists() -> dict[str, list[Any]]:
        return {"lists": []}

    @app.get("/status/{slug}/{number}")
    def no_list(slug: str, number: int) -> Response:
        # None that the page could believe: it says so of itself.
        return Response("-", media_type="application/vc+jwt")

    @app.get("/sw.js")
    def no_worker() -> Response:
        return Response("", media_type="text/javascript")

    @app.get("/bos", response_class=HTMLResponse)
    def empty() -> str:
        return "<!doctype html><title>.</title>"

    app.include_router(site_files.router(looks=looks, pages=pages))
    app.mount("/static", site_files.Static(looks.asset_version))
    return app


@pytest.fixture(scope="module")
def running_site() -> Iterator[Site]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    site = Site(f"http://localhost:{listener.getsockname()[1]}", Key(), Key())
    server = uvicorn.Server(uvicorn.Config(application(site), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield site
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def site(running_site: Site) -> Site:
    running_site.reset()
    return running_site


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="tr-TR", viewport={"width": 390, "height": 844})
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
