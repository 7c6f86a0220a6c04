"""``muhur serve`` as a person meets it: the QR of a rendered PDF opened in Chromium, and bytes on a real socket."""

import re
import socket
from collections.abc import Iterator

import httpx
import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.machinery import Demo

CHROMIUM = "/usr/bin/chromium"


def _scanned(demo: Demo, **facts: str) -> str:
    page = pypdfium2.PdfDocument(demo.path(demo.of(**facts)))[0]
    picture = page.render(scale=150 / 72).to_pil()
    text: str = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)[0].text
    return text


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="tr-TR", viewport={"width": 390, "height": 844})
    made = context.new_page()
    made.set_default_timeout(15_000)
    faults: list[str] = []
    made.on("pageerror", lambda error: faults.append(str(error)))
    made.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    yield made
    context.close()
    assert faults == []


def _checked(page: Page, text: str) -> str:
    page.goto(text)
    page.wait_for_selector("#karekod[data-result]")
    return str(page.get_attribute("#karekod", "data-result"))


@pytest.mark.browser
@pytest.mark.parametrize("kind", ["katilim", "basari", "yetki"])
def test_a_scanned_qr_opens_the_verdict_and_is_checked_on_the_device(
    live: str, demo: Demo, page: Page, kind: str
) -> None:
    """Ü3, İ1: "Telefonla okutulan karekod «Bu belge geçerlidir.» açar"."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    text = _scanned(demo, kind=kind, standing="valid")
    assert text.startswith(f"{live}/v/")
    assert _checked(page, text) == "good"
    assert page.inner_text("#sonuc") == "Bu belge geçerlidir."
    assert "imza geçerli" in page.inner_text("#karekod")
    digits = text.partition("#")[2]
    assert all(url.startswith(live) and digits not in url.partition("#")[0] for url in asked)


@pytest.mark.browser
def test_one_changed_digit_is_said_aloud(live: str, demo: Demo, page: Page) -> None:
    text = _scanned(demo, belge_no="EMO-2026-YB-000123-Y")
    for place in (-1, -40):
        changed = text[:place] + str((int(text[place]) + 1) % 10) + (text[place + 1 :] if place != -1 else "")
        page.goto("about:blank")
        assert _checked(page, changed) == "bad-signature"
        assert page.inner_text("#sonuc") == "Karekod imzası geçersiz. Bu belgeye güvenmeyiniz."
        assert page.get_attribute("body", "data-state") == "not_genuine"


@pytest.mark.browser
def test_the_qr_of_another_document_on_this_page_is_said_aloud(live: str, demo: Demo, page: Page) -> None:
    one, other = (
        _scanned(demo, belge_no=number) for number in ("EMO-2026-YB-000123-Y", "EMO-2026-YB-000124-W")
    )
    assert _checked(page, one.partition("#")[0] + "#" + other.partition("#")[2]) == "mismatch"
    assert page.get_attribute("body", "data-state") == "not_genuine"


@pytest.mark.browser
def test_without_javascript_the_page_still_says_the_verdict(live: str, demo: Demo, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, locale="tr-TR")
    page = context.new_page()
    page.goto(_scanned(demo, belge_no="EMO-2026-YB-000123-Y"))
    assert page.inner_text("#sonuc") == "Bu belge geçerlidir."
    assert "Işıl İnci Öztürk" in page.inner_text("#belge")
    page.goto(f"{live}/v/{demo.code(demo.of(standing='expired'))}")
    assert "tarihinde dolmuştur." in page.inner_text("#sonuc")
    page.goto(f"{live}/")
    page.fill("[name=metin]", "EMO-2026-YB-000132-Y")
    page.click("#sorgu button")
    assert "Belge numarası hatalı. Numarayı kontrol ediniz." in page.content()
    context.close()


@pytest.mark.browser
def test_an_uploaded_pdf(live: str, demo: Demo, page: Page) -> None:
    page.goto(f"{live}/")
    page.set_input_files("input[type=file]", str(demo.path(demo.of(belge_no="EMO-2026-YB-000123-Y"))))
    page.click("#yukleme button")
    page.wait_for_selector("#sonuc")
    assert page.inner_text("#sonuc") == "Bu belge geçerlidir."
    page.goto(f"{live}/")
    page.set_input_files("input[type=file]", str(demo.home / "forged" / "degistirilmis-sayfa.pdf"))
    page.click("#yukleme button")
    page.wait_for_selector("#sonuc")
    assert page.inner_text("#sonuc").startswith("PDF görünümü imzalı veriyle uyuşmuyor")
    assert "Işıl İnci Öztürk" in page.inner_text("#belge")


# bytes on the socket


def _exchange(demo: Demo, sent: bytes, more: Iterator[bytes] = iter(())) -> bytes:
    with socket.create_connection(("127.0.0.1", demo.port), timeout=10) as line:
        try:
            line.sendall(sent)
            for piece in more:
                line.sendall(piece)
        except OSError:
            pass  # the server may close as soon as it has refused
        found = b""
        try:
            while piece := line.recv(65536):
                found += piece
        except OSError:
            pass
        return found


def test_a_chunked_body_without_end_is_refused(live: str, demo: Demo) -> None:
    head = (
        b"POST /api/v1/verify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    )
    chunk = b"10000\r\n" + bytes(0x10000) + b"\r\n"
    answer = _exchange(demo, head, (chunk for _ in range(200)))
    assert answer.startswith(b"HTTP/1.1 413 ") and b"request.too_large" in answer


@pytest.mark.parametrize("length", [b"99999999999", b"7000000"])
def test_an_announced_body_is_refused_before_it_is_sent(live: str, demo: Demo, length: bytes) -> None:
    head = b"POST /api/v1/verify HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
    assert _exchange(demo, head + length + b"\r\n\r\n").startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01", b"GET / HTTP/1.1\r\n\r\n", b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        b"POST /dogrula HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
    ids=range(7),
)  # fmt: skip
def test_no_bytes_on_the_socket_break_the_server(live: str, demo: Demo, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", demo.port), timeout=3) as line:
        line.sendall(sent)
        line.settimeout(1)
        try:
            answer = line.recv(65536)
        except OSError:
            answer = b""
    assert b"Traceback" not in answer and not re.match(rb"HTTP/1.1 5\d\d", answer)
    assert httpx.get(f"{live}/healthz").status_code == 200


def test_headers_on_the_wire(live: str) -> None:
    answer = httpx.get(f"{live}/v/0000000000000000")
    assert answer.headers.get_list("content-security-policy") == [answer.headers["content-security-policy"]]
    assert "server" not in answer.headers and "set-cookie" not in answer.headers
    assert httpx.head(f"{live}/").status_code == 200 and httpx.head(f"{live}/").content == b""
