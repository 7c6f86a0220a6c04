"""Public pages set no cookie; the pages of signing in carry the headers that keep them."""

import pytest

from muhur.app import build_app
from muhur.installation import Home
from tests.journeys.machinery import Site
from tests.support.register import NOW, PUBLIC_URL

PUBLIC = (
    "/",
    "/aydinlatma",
    "/v/0000000000000000",
    "/rehber",
    "/trust/bundle.json",
    "/giris",
    "/giris/baglanti",
    "/giris/unuttum",
    "/davet/x",
)


@pytest.mark.parametrize("path", PUBLIC)
def test_no_cookie_before_signing_in(home: Home, path: str) -> None:
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        assert "set-cookie" not in site.get(path, headers={"accept": "text/html"}).headers
        sent = site.post(path, data={"login": "x"}, headers={"accept": "text/html", "origin": PUBLIC_URL})
        assert "set-cookie" not in sent.headers


@pytest.mark.parametrize("path", ["/giris", "/giris/unuttum", "/davet/x", "/giris/baglanti/x"])
def test_the_pages_of_signing_in_are_kept_by_headers(home: Home, path: str) -> None:
    with Site.over(build_app(home, lambda: NOW), PUBLIC_URL) as site:
        answer = site.get(path)
        policy = answer.headers["content-security-policy"]
        for part in (
            "default-src 'none'",
            "script-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ):
            assert part in policy
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["strict-transport-security"].startswith("max-age=")
        assert answer.headers["referrer-policy"] in ("no-referrer", "same-origin")
        assert "<script" not in answer.text.replace('<script type="module" src="/static/', "")
        assert " style=" not in answer.text and " onclick=" not in answer.text
