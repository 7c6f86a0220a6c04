"""The public doors of a demonstration over HTTP: pages, files, verdicts, refusals, headers."""

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from keys.algorithms import from_b64url
from tests.journeys.machinery import Demo, Site
from tests.vectors.museum import MADE
from tests.verifier.workshop import House

HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
}


def sound(answer: httpx.Response) -> httpx.Response:
    """What holds for every public answer."""
    assert answer.status_code < 500, answer.text[:500]
    assert "set-cookie" not in answer.headers
    assert "server" not in answer.headers
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    # Pages with a camera may run our own WebAssembly; nothing else is loosened anywhere.
    policy = answer.headers["content-security-policy"].replace("'wasm-unsafe-eval'", "")
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    for trace in (b"Traceback", b'File "/', b"sqlalchemy", b"site-packages", b"Exception"):
        assert trace not in answer.content
    return answer


def refused(answer: httpx.Response, status: int, code: str) -> None:
    sound(answer)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    body = answer.json()
    assert body["code"] == code and body["status"] == status and body["type"] == f"urn:muhur:problem:{code}"
    assert body["message"]["tr"] and body["message"]["en"] and body["message"]["tr"] != body["message"]["en"]


@pytest.fixture(scope="module")
def entry(demo: Demo) -> dict[str, Any]:
    return demo.of(belge_no="EMO-2026-YB-000123-Y")


@pytest.fixture(scope="module")
def code(demo: Demo, entry: dict[str, Any]) -> str:
    return demo.code(entry)


# pages


def test_the_page_of_a_code_says_the_verdict_in_words(site: Site, code: str) -> None:
    """İ1, without JavaScript: the sentence stands in the HTML itself."""
    answer = sound(site.get(f"/v/{code}"))
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    page = answer.text
    assert '<html lang="tr"' in page
    words = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    assert "Bu belge geçerlidir." in words
    for fact in (
        "Yetki Belgesi", "Işıl İnci Öztürk", "Elektrik Mühendisleri Odası",
        "Yüksek Gerilim İşletme Sorumluluğu", "22.11.2031", "40/34", "ÖRNEK",
    ):  # fmt: skip
        assert fact in words, fact
    assert words.index("Bu belge geçerlidir.") < words.index("Işıl İnci Öztürk")
    assert "<script>" not in page and "onclick" not in page and "javascript:" not in page
    assert "This document is valid." in sound(site.get(f"/v/{code}?lang=en")).text


def test_the_page_weighs_little(site: Site, code: str) -> None:
    """Under 40 kB without fonts, all its styles and scripts included."""
    for path in (f"/v/{code}", "/"):
        page = site.get(path).text
        files = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page))
        assert files
        seen: dict[str, int] = {path: len(page.encode())}
        for name in files:
            if "font" in name:
                continue
            seen[name] = len(sound(site.get(name.replace("&amp;", "&"))).content)
        assert sum(seen.values()) < 40_000, seen


def test_pages_of_other_standings(site: Site, demo: Demo) -> None:
    expired = demo.of(standing="expired")
    page = sound(site.get(f"/v/{demo.code(expired)}")).text
    assert "tarihinde dolmuştur." in page and "Bu belge geçerlidir." not in page
    coming = demo.of(standing="not_yet_valid")
    page = sound(site.get(f"/v/{demo.code(coming)}")).text
    assert "tarihinde başlayacaktır." in page and "Bu belge geçerlidir." not in page


@pytest.mark.parametrize(
    "code", ["0000000000000000", "x", "EMO-2026-YB-000123-Y", "%2e%2e", "a" * 5000, "%ff"]
)
def test_unknown_and_impossible_codes_are_judged_not_broken(site: Site, code: str) -> None:
    answer = sound(site.get(f"/v/{code}"))
    assert answer.status_code == 200 and "Bu belge geçerlidir." not in answer.text
    verdict = sound(site.get(f"/v/{code}/verdict")).json()
    assert verdict["outcome"] == "not_genuine" and verdict["credential"] is None
    for ending in (".json", ".jwt", ".pdf"):
        refused(site.get(f"/v/{code}{ending}"), 404, "document.not_found")


def test_a_nul_is_refused_before_anything_is_judged(site: Site) -> None:
    for ending in ("", "/verdict", ".json", ".jwt", ".pdf"):
        refused(site.get(f"/v/%00{ending}"), 422, "request.fields")


def test_unknown_and_malformed_give_the_same_answer_for_files(site: Site) -> None:
    one, other = site.get("/v/0000000000000000.jwt"), site.get("/v/nonsense.jwt")
    assert (one.status_code, one.content) == (other.status_code, other.content)


@pytest.mark.parametrize("path", ["/", "/?lang=en", "/?lang=<script>", "/aydinlatma", "/aydinlatma?lang=en"])
def test_plain_pages(site: Site, path: str) -> None:
    answer = sound(site.get(path))
    assert (
        answer.status_code == 200
        and ("ÖRNEK" in answer.text or "SPECIMEN" in answer.text)
        and "<script>" not in answer.text
    )


def test_the_form_works_without_javascript(site: Site, demo: Demo, entry: dict[str, Any], code: str) -> None:
    typed = sound(site.post("/dogrula", data={"metin": "EMO-2026-YB-000123-Y", "lang": "tr"}))
    assert "Bu belge geçerlidir." in typed.text and "I*** İ*** Ö***" in typed.text
    assert "Öztürk" not in typed.text and "101742" not in typed.text and code not in typed.text
    assert "Ad soyad gizlenmiştir" in typed.text
    wrong = sound(site.post("/dogrula", data={"metin": "EMO-2026-YB-000132-Y"}))
    assert "Belge numarası hatalı. Numarayı kontrol ediniz." in wrong.text
    given = {"dosya": ("belge.pdf", demo.path(entry).read_bytes(), "application/pdf")}
    whole = sound(site.post("/dogrula", data={"metin": "", "lang": "en"}, files=given))
    assert "This document is valid." in whole.text and "Işıl İnci Öztürk" in whole.text
    nothing = sound(site.post("/dogrula", data={"metin": " "}))
    assert nothing.status_code == 422 and "<form" in nothing.text
    empty = sound(site.post("/dogrula", files={"dosya": ("leer.pdf", b"", "application/pdf")}))
    assert empty.status_code == 200 and "Denetlenecek bir şey verilmedi." in empty.text


def test_signed_html_is_text_on_the_page(site: Site) -> None:
    for text in (
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{1337*7}}",
        "javascript:alert(1)",
    ):
        answer = sound(site.post("/dogrula", data={"metin": text}))
        assert (
            "<script>alert" not in answer.text
            and "<img src=x" not in answer.text
            and "9359" not in answer.text
        )
    answer = sound(
        site.post("/dogrula", files={"dosya": ('"><script>x</script>.pdf', b"%PDF-", "text/html")})
    )
    assert "<script>x" not in answer.text


# files


def test_files_of_a_document(site: Site, demo: Demo, entry: dict[str, Any], code: str) -> None:
    jwt = sound(site.get(f"/v/{code}.jwt")).text
    payload = json.loads(from_b64url(jwt.split(".")[1]))
    bare = sound(site.get(f"/v/{code}.json"))
    assert bare.headers["content-type"].startswith("application/vc+ld+json")
    assert bare.json() == {k: v for k, v in payload.items() if k not in ("iss", "jti", "sub", "nbf", "exp")}
    pdf = sound(site.get(f"/v/{code}.pdf"))
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.content == demo.path(entry).read_bytes()
    assert pdf.headers["content-disposition"] == 'inline; filename="EMO-2026-YB-000123-Y.pdf"'
    verdict = sound(site.get(f"/v/{code}/verdict"))
    assert verdict.headers["cache-control"] == "no-store"
    assert (verdict.json()["outcome"], verdict.json()["standing"]) == ("genuine", "valid")
    # codes as people type them
    assert sound(site.get(f"/v/{code.lower()}.jwt")).text == jwt


def test_a_pdf_known_already_is_not_sent_again(site: Site, code: str) -> None:
    first = sound(site.get(f"/v/{code}.pdf"))
    again = sound(site.get(f"/v/{code}.pdf", headers={"If-None-Match": first.headers["etag"]}))
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    other = sound(site.get(f"/v/{code}.pdf", headers={"If-None-Match": '"another"'}))
    assert other.status_code == 200


# the interface for programs


def _verify(site: Site, **body: Any) -> dict[str, Any]:
    answer = sound(site.post("/api/v1/verify", json=body))
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    found: dict[str, Any] = answer.json()
    return found


def test_four_ways_to_ask(site: Site, demo: Demo, entry: dict[str, Any], code: str) -> None:
    jwt = site.get(f"/v/{code}.jwt").text
    upload = {"file": ("belge.pdf", demo.path(entry).read_bytes(), "application/pdf")}
    by_file = sound(site.post("/api/v1/verify", files=upload))
    assert by_file.status_code == 200 and by_file.json()["page"] == "original"
    for verdict in (by_file.json(), _verify(site, credential=jwt), _verify(site, qr=entry["url"])):
        assert (verdict["outcome"], verdict["standing"], verdict["reasons"]) == ("genuine", "valid", [])
        assert verdict["credential"]["name"] == "Işıl İnci Öztürk"
        assert verdict["message"] == {"tr": "Bu belge geçerlidir.", "en": "This document is valid."}
    number = _verify(site, number="EMO-2026-YB-000123-Y")
    assert number["credential"]["name"] == "I*** İ*** Ö***" and number["credential"]["masked"] is True
    assert _verify(site, credential=site.get(f"/v/{code}.json").json())["reasons"] == ["credential.unsigned"]


# This installation has its own document of the control numbers.
@pytest.mark.parametrize("name", [name for name in MADE if not name.startswith("control.number")])
def test_every_case_of_the_museum_is_judged_with_200(site: Site, foreign_house: House, name: str) -> None:
    """Made by another installation, so nothing of it is genuine here; whatever it is, it gets a verdict."""
    text = MADE[name](foreign_house)
    # Strict JSON carries no surrogates and no NUL; a file may.
    in_json = not any("\ud800" <= char <= "\udfff" or char == "\0" for char in text)
    for given in ({"credential": text}, {"qr": text}, {"number": text}) if in_json else ():
        answer = sound(site.post("/api/v1/verify", json=given))
        assert answer.status_code == 200
        assert answer.json()["outcome"] in ("not_genuine", "cannot_tell")
    answer = sound(
        site.post("/api/v1/verify", files={"file": ("x", text.encode(errors="surrogatepass"), "text/plain")})
    )
    assert answer.status_code == 200 and answer.json()["outcome"] in ("not_genuine", "cannot_tell")


@pytest.fixture(scope="module")
def foreign_house() -> House:
    return House()


UNREADABLE: dict[str, dict[str, Any]] = {
    "nothing": {},
    "no type": {"content": b"{}"},
    "text": {"content": b"EMO-2026-YB-000123-Y", "headers": {"Content-Type": "text/plain"}},
    "form": {"data": {"number": "EMO-2026-YB-000123-Y"}},
    "empty JSON": {"content": b"", "headers": {"Content-Type": "application/json"}},
    "broken JSON": {"content": b"{", "headers": {"Content-Type": "application/json"}},
    "JSON twice": {"content": b'{"qr":"a","qr":"b"}', "headers": {"Content-Type": "application/json"}},
    "JSON NaN": {"content": b'{"qr":NaN}', "headers": {"Content-Type": "application/json"}},
    "JSON not UTF-8": {"content": b'{"qr":"\xff"}', "headers": {"Content-Type": "application/json"}},
    "JSON surrogate": {"content": b'{"qr":"\\ud800"}', "headers": {"Content-Type": "application/json"}},
    "JSON deep": {"content": b'{"qr":' + b"[" * 10_000, "headers": {"Content-Type": "application/json"}},
    "JSON list": {"json": []},
    "JSON null": {"json": None},
    "JSON text": {"json": "EMO-2026-YB-000123-Y"},
    "JSON empty": {"json": {}},
    "JSON unknown member": {"json": {"belge": "x"}},
    "JSON two members": {"json": {"number": "EMO-2026-YB-000123-Y", "qr": "x"}},
    "JSON number not text": {"json": {"number": 7}},
    "JSON credential list": {"json": {"credential": []}},
    "multipart without boundary": {"content": b"x", "headers": {"Content-Type": "multipart/form-data"}},
    "multipart broken": {
        "content": b"--b\r\nx",
        "headers": {"Content-Type": "multipart/form-data; boundary=b"},
    },
    "multipart other name": {"files": {"dosya": ("x", b"x")}},
    "multipart two files": {"files": [("file", ("a", b"a")), ("file", ("b", b"b"))]},
    "multipart text": {"files": {"file": (None, b"EMO")}},
    "multipart many fields": {"files": {"file": ("x", b"x")}, "data": {f"f{n}": "x" for n in range(30)}},
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_request_that_cannot_be_read_is_a_problem(site: Site, name: str) -> None:
    refused(site.post("/api/v1/verify", **UNREADABLE[name]), 400, "request.unreadable")


def test_an_empty_upload_is_a_document_judged(site: Site) -> None:
    answer = sound(site.post("/api/v1/verify", files={"file": ("leer.pdf", b"", "application/pdf")}))
    assert answer.status_code == 200 and answer.json()["reasons"] == ["input.empty"]
    large = sound(site.post("/api/v1/verify", files={"file": ("gross.pdf", b"%PDF-" + bytes(5_300_000))}))
    assert large.status_code == 200 and large.json()["reasons"] == ["input.too_large"]


@pytest.mark.parametrize("path", ["/api/v1/verify", "/dogrula"])
def test_an_announced_body_above_the_bound_is_refused(site: Site, path: str) -> None:
    refused(site.post(path, content=bytes(6_300_000)), 413, "request.too_large")


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=b", "text/plain"])
def test_a_body_in_pieces_above_the_bound_is_refused(site: Site, kind: str) -> None:
    async def pieces() -> Any:
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'
        for _ in range(120):
            yield bytes(64 * 1024)

    answer = site.post("/api/v1/verify", content=pieces(), headers={"Content-Type": kind})
    if kind == "text/plain":
        refused(answer, 400, "request.unreadable")  # told by its type, the body is not read at all
    else:
        refused(answer, 413, "request.too_large")


@pytest.mark.parametrize(
    "path",
    [
        "/yok",
        "/v/",
        "/api/v1/yok",
        "/odalar/yok/did.json",
        "/static/../muhur/app.py",
        "/.git/config",
        "/static/%2e%2e/drawing.py",
    ],
)
def test_unknown_addresses(site: Site, path: str) -> None:
    answer = sound(site.get(path))
    assert answer.status_code == 404
    page = sound(site.get(path, headers={"Accept": "text/html"}))
    assert page.status_code == 404


@pytest.mark.parametrize(
    "path", ["/", "/v/0000000000000000", "/api/v1/verify", "/trust/bundle.json", "/dogrula"]
)
@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "BREW"])
def test_other_methods_are_refused_in_words(site: Site, method: str, path: str) -> None:
    answer = site.ask(method, path)
    refused(answer, 405, "request.method")
    assert answer.headers["allow"] in ("GET", "POST", "GET, HEAD", "GET, HEAD, POST")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_files_of_a_version_are_only_read(site: Site, method: str) -> None:
    found = re.search(r'href="(/static/site\.css\?v=\w+)"', site.get("/").text)
    assert found is not None and site.get(found[1]).status_code == 200
    answer = site.ask(method, found[1])
    refused(answer, 405, "request.method")
    assert answer.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    "path", ["/", "/v/{code}", "/v/{code}.pdf", "/v/{code}.jwt", "/trust/bundle.json", "/healthz"]
)
def test_head_is_get_without_the_body(site: Site, code: str, path: str) -> None:
    path = path.format(code=code)
    headers = {"Accept-Encoding": "identity"}
    head, get = sound(site.ask("HEAD", path, headers=headers)), site.get(path, headers=headers)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == get.headers["content-type"]
    assert head.headers["content-length"] == str(len(get.content))
    assert sound(site.ask("HEAD", "/api/v1/verify")).status_code == 405


def test_trust_and_status_are_public(site: Site) -> None:
    bundle = sound(site.get("/trust/bundle.json")).json()["bundle"]
    assert bundle.count(".") == 2
    did = sound(site.get("/odalar/emo/did.json"))
    assert did.headers["content-type"].startswith("application/did+json")
    assert did.headers["access-control-allow-origin"] == "*"
    assert (
        did.json()["id"].endswith(":odalar:emo")
        and "d" not in did.json()["verificationMethod"][0]["publicKeyJwk"]
    )
    status = sound(site.get("/status/emo/1"))
    assert status.status_code == 200 and status.text.count(".") == 2
    for path in (
        "/status/emo/0",
        "/status/emo/999",
        "/status/yok/1",
        "/status/emo/-1",
        "/status/emo/99999999999999999999",
    ):
        assert sound(site.get(path)).status_code == 404, path
    assert sound(site.get("/status/emo/x")).status_code in (400, 404)
    assert sound(site.get("/contexts/muhur-v1.jsonld")).json()["@context"]
    assert sound(site.get("/healthz")).json() == {"status": "ok"}
    assert sound(site.get("/readyz")).json() == {"status": "ready"}
    assert sound(site.get("/openapi.json")).json()["paths"]["/api/v1/verify"]


def test_what_a_credential_points_to_is_there(
    site: Site, demo: Demo, entry: dict[str, Any], code: str
) -> None:
    found = site.get(f"/v/{code}.json").json()
    for address in (
        found["@context"][2], found["id"], found["credentialStatus"]["statusListCredential"],
        found["credentialSubject"]["achievement"]["id"],
    ):  # fmt: skip
        assert address.startswith(demo.url)
        assert sound(site.get(address.removeprefix(demo.url))).status_code == 200, address


def test_no_door_goes_out(site: Site, foreign_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    touched: list[str] = []

    def refuse(*args: Any, **kwargs: Any) -> Any:
        touched.append(repr(args[1:2]))
        raise OSError("no network here")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    for name in ("header.jku", "claims.context-other", "status.other-host", "key.kid-url", "qr.foreign-host"):
        _verify(site, credential=MADE[name](foreign_house))
        _verify(site, qr=MADE[name](foreign_house))
    assert touched == []


def test_no_private_name_is_served(site: Site, demo: Demo) -> None:
    for path in (demo.home / "vault.passphrase", demo.home / "registry.sqlite3", demo.home / "anchor.jwk"):
        assert path.exists()
        assert site.get(f"/{Path(path).name}").status_code == 404
        assert site.get(f"/static/../../{Path(path).name}").status_code == 404


def test_a_person_with_too_large_a_file_gets_a_page(site: Site) -> None:
    big = {"dosya": ("belge.pdf", b"%PDF-" + b"0" * (7 * 1024 * 1024), "application/pdf")}
    answer = site.post("/dogrula", files=big, headers={"accept": "text/html"})
    assert answer.status_code == 413 and answer.headers["content-type"].startswith("text/html")
    assert "İstek çok büyük." in answer.text and "The request is too large." in answer.text
