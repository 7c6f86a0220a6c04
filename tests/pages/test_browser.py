"""The pages in a real browser: forms, the QR check on the device, printing, small screens."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import cbor2
import pypdf
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from templates.pages.verdict_view import Texts
from templates.rendering import load_texts
from tests.pages.conftest import Key, Site, claims_of, digits_of, sign1
from tests.pages.samples import samples

pytestmark = pytest.mark.browser
TEXTS: Texts = load_texts()["tr"]
VALID = "Bu belge geçerlidir."


def check_qr(page: Page, site: Site, digits: str, name: str = "valid", lang: str = "tr") -> str:
    """Opens the page as a scan does and waits until the device has judged."""
    page.goto(f"{site.url}/v/{name}?lang={lang}#{digits}")
    box = page.locator("#karekod[data-result]")
    box.wait_for()
    return box.get_attribute("data-result") or ""


def headline(page: Page) -> str:
    return page.locator("h1").inner_text()


def state(page: Page) -> str:
    return page.locator("body").get_attribute("data-state") or ""


def assert_refused(page: Page, sentence: str) -> None:
    assert headline(page) == TEXTS[sentence]
    assert state(page) == "not_genuine"
    assert page.locator(".verdict use").get_attribute("href") == "#i-not_genuine"
    assert VALID not in page.locator("main").inner_text()
    assert not page.get_by_role("link", name=TEXTS["act_pdf"]).is_visible()
    assert page.locator("#karekod").get_attribute("class") == "fail"


# The QR code on this device


def test_good_qr(page: Page, site: Site) -> None:
    assert check_qr(page, site, site.digits()) == "good"
    assert headline(page) == VALID and state(page) == "valid"
    said = page.locator("#karekod").inner_text()
    assert "Karekod bu cihazda denetlendi: imza geçerli" in said
    for word in (
        "EMO-2026-YB-000123-Y",
        "Işıl İnci Öztürk",
        "Yüksek Gerilim İşletme Sorumluluğu",
        "22.11.2031",
    ):
        assert word in said
    expect(page.locator("#sonuc-karekod")).to_be_visible()


def test_good_qr_without_end(page: Page, site: Site) -> None:
    facts = samples()["katilim"][0]["credential"]
    site.bundle_changes = {"chamber": {"no": 10, "code": "IMO"}}
    digits = digits_of(sign1(claims_of(facts, chamber_no=10), site.chamber))
    assert check_qr(page, site, digits, "katilim") == "good"
    assert "Süresiz" in page.locator("#karekod").inner_text()


def test_the_longest_document(page: Page, site: Site) -> None:
    facts = samples()["long"][0]["credential"]
    assert check_qr(page, site, digits_of(sign1(claims_of(facts), site.chamber)), "long") == "good"


@pytest.mark.parametrize("place", [0, 5, 60, 200, -80, -1])
def test_one_digit_changed(page: Page, site: Site, place: int) -> None:
    digits = list(site.digits())
    digits[place] = str(int(digits[place]) % 9 + 1)
    assert check_qr(page, site, "".join(digits)) == "bad-signature"
    assert_refused(page, "qr_bad_signature")


@pytest.mark.parametrize(
    "changes",
    [
        {"belge_no": "EMO-2026-YB-000124-W"},
        {"belge_no": "EMO-2025-YB-000123-Y"},
        {"kind": "basari"},
        {"name": "Işıl İnci Özkan"},
        {"valid_until": "2032-11-22"},
        {"valid_until": None},
        {"valid_from": "2026-11-23"},
    ],
)
def test_qr_of_another_document(page: Page, site: Site, changes: dict[str, Any]) -> None:
    assert check_qr(page, site, site.digits(**changes)) == "mismatch"
    assert_refused(page, "qr_mismatch")
    if "name" in changes:
        assert "Işıl İnci Özkan" in page.locator("#karekod").inner_text()


def test_unknown_kid(page: Page, site: Site) -> None:
    digits = digits_of(sign1(claims_of(), site.chamber, bytes.fromhex("00000001")))
    assert check_qr(page, site, digits) == "unknown-key"
    assert_refused(page, "qr_unknown_key")


def test_another_key_under_a_known_kid(page: Page, site: Site) -> None:
    assert check_qr(page, site, digits_of(sign1(claims_of(), Key()))) == "bad-signature"
    assert_refused(page, "qr_bad_signature")


@pytest.mark.parametrize(
    "changes",
    [
        {"key": {"purpose": "log"}},
        {"key": {"alg": "EdDSA"}},
        {"key": {"validUntil": "2026-11-21T20:00:00Z"}},
        {"key": {"validFrom": "2026-11-23T00:00:00Z"}},
        {"key": {"validFrom": "yesterday"}},
        {"chamber": {"no": 4}},
        {"chamber": {"kinds": ["katilim"]}},
        {"chamber": {"keys": []}},
    ],
)
def test_a_key_that_may_not_have_signed_this(page: Page, site: Site, changes: dict[str, Any]) -> None:
    site.bundle_changes = changes
    assert check_qr(page, site, site.digits()) == "unknown-key"
    assert_refused(page, "qr_unknown_key")


def test_a_key_withdrawn_after_the_day_of_issue_still_counts(page: Page, site: Site) -> None:
    site.bundle_changes = {"key": {"validUntil": "2026-11-23T00:00:00Z"}}
    assert check_qr(page, site, site.digits()) == "good"


def assert_not_possible(page: Page) -> None:
    box = page.locator("#karekod")
    assert box.get_attribute("class") == "could_not_check"
    assert TEXTS["qr_not_possible"] in box.inner_text()
    assert headline(page) == VALID


def test_bundle_signed_by_another_anchor(page: Page, site: Site) -> None:
    site.bundle_key = Key()
    assert check_qr(page, site, site.digits()) == "not-possible"
    assert_not_possible(page)


def test_bundle_of_another_type(page: Page, site: Site) -> None:
    site.typ = "JWT"
    assert check_qr(page, site, site.digits()) == "not-possible"
    assert_not_possible(page)


def test_bundle_that_has_run_out(page: Page, site: Site) -> None:
    site.bundle_changes = {"claims": {"exp": 1}}
    assert check_qr(page, site, site.digits()) == "not-possible"
    assert_not_possible(page)


def test_bundle_that_cannot_be_fetched(page: Page, site: Site) -> None:
    page.route("**/trust/bundle.json", lambda route: route.abort())
    assert check_qr(page, site, site.digits()) == "not-possible"
    assert_not_possible(page)


def test_no_cryptography_on_this_device(page: Page, site: Site) -> None:
    page.add_init_script("Object.defineProperty(globalThis, 'isSecureContext', {value: false})")
    assert check_qr(page, site, site.digits()) == "not-possible"
    assert_not_possible(page)
    assert not any("bundle.json" in asked for asked in site.asked)


def test_another_document_is_seen_even_without_cryptography(page: Page, site: Site) -> None:
    page.add_init_script("Object.defineProperty(globalThis, 'isSecureContext', {value: false})")
    page.goto("about:blank")
    assert check_qr(page, site, site.digits(belge_no="EMO-2026-YB-000124-W")) == "mismatch"
    assert_refused(page, "qr_mismatch")


def test_no_fragment(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/v/valid", wait_until="networkidle")
    assert headline(page) == VALID
    assert page.locator("#karekod").get_attribute("class") == "none"
    assert page.locator("#karekod").get_attribute("data-result") is None
    assert not any("bundle.json" in asked for asked in site.asked)


def test_a_good_qr_does_not_better_a_bad_verdict(page: Page, site: Site) -> None:
    for name in ("revoked", "suspended", "unknown"):
        assert check_qr(page, site, site.digits(), name) == "good"
        assert state(page) == name
        assert headline(page) == samples()[name][0]["message"]["tr"]
        colour = page.locator("#karekod .icon").evaluate("icon => getComputedStyle(icon).color")
        assert colour == "rgb(20, 41, 75)"
        page.goto("about:blank")


def test_a_good_qr_of_a_document_that_is_not_on_record(page: Page, site: Site) -> None:
    assert check_qr(page, site, site.digits(), "not_found") == "alone"
    assert state(page) == "unknown"
    assert headline(page) == "Bu numarayla kayıtlı bir belge bulunamadı."


def test_the_fragment_is_never_sent(context: BrowserContext, site: Site) -> None:
    page = context.new_page()
    digits = site.digits()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.headers} {request.post_data}"))
    check_qr(page, site, digits)
    assert len([one for one in sent if "bundle.json" in one]) == 1
    assert not any(
        digits[:40] in one.split("#")[-1] or digits[:40] in one.split(" ", 1)[1] for one in sent[1:]
    )
    assert not any(digits[:40] in one for one in site.asked)


def test_switching_the_language_keeps_the_qr(page: Page, site: Site) -> None:
    digits = site.digits()
    check_qr(page, site, digits)
    page.get_by_role("link", name="EN").click()
    page.locator("#karekod[data-result=good]").wait_for()
    assert page.url.endswith(f"?lang=en#{digits}")
    assert headline(page) == "This document is valid."


def test_another_scan_in_the_same_tab_is_judged_anew(page: Page, site: Site) -> None:
    check_qr(page, site, site.digits())
    with page.expect_navigation():
        page.evaluate("digits => { location.hash = digits }", site.digits(name="Ali Veli"))
    page.locator("#karekod[data-result=mismatch]").wait_for()
    assert_refused(page, "qr_mismatch")


def test_hostile_signed_strings_are_text(page: Page, site: Site) -> None:
    hostile = "<img src=x onerror=\"document.title='!'\">\u202eAli"
    assert check_qr(page, site, site.digits(name=hostile)) == "mismatch"
    assert page.locator("#karekod img").count() == 0
    assert "\ufffdAli" in page.locator("#karekod").inner_text()
    assert page.title() == TEXTS["qr_mismatch"]


# The small modules


def in_modules(page: Page, site: Site, script: str, argument: Any = None) -> Any:
    page.goto(f"{site.url}/v/valid")
    return page.evaluate(script, argument)


def test_check_characters(page: Page, site: Site) -> None:
    right = [
        "EMO-2026-YB-000123-Y",
        "EMO-2025-YB-000077-8",
        "EMO-2025-YB-000078-6",
        "EMO-2026-YB-000124-W",
        "IMO-2026-KB-004217-P",
        "MMO-2026-BB-000815-T",
        "MMO-2026-YB-000042-U",
        "MMO-2026-YB-000043-S",
        "MMO-2021-YB-000311-A",
        "KMO-2026-BB-000007-G",
        "MADENMO-2026-YB-000003-7",
    ]
    wrong = [
        "EMO-2026-YB-000132-Y",
        "XXX-1",
        "İMO-2026-KB-004217-P",
        "EM0-2026-YB-000123-Y",
        "EMO-2026-YB-000123",
        "",
    ]
    loose = ["emo 2026 yb 000123 y", "emo2026yb000123y", " EMO-2026-YB-000123-Y\n"]
    found = in_modules(
        page,
        site,
        """async ([right, wrong, loose]) => {
            const m = await import("/static/belge-no.js");
            return [m.checkCharacter("A12425GABC1234002"), right.map(m.isBelgeNo),
                    wrong.map(m.isBelgeNo), loose.map(m.isBelgeNo),
                    m.belgeNo("EMO", 2026, "yetki", 123), m.checkCharacter("ı")];
        }""",
        [right, wrong, loose],
    )
    assert found[0] == "M"
    assert all(found[1]) and not any(found[2]) and all(found[3])
    assert found[4:] == ["EMO-2026-YB-000123-Y", None]


REFUSED_CBOR = {
    "nothing": "",
    "trailing": "0000",
    "too short text": "63c3a7",
    "too short array": "8201",
    "indefinite array": "9f01ff",
    "indefinite text": "7f6161ff",
    "indefinite bytes": "5f4101ff",
    "indefinite map": "bf0102ff",
    "reserved length": "1c",
    "not shortest 8": "1817",
    "not shortest 16": "190017",
    "not shortest 32": "1a00000100",
    "not shortest 64": "1b0000000000000001",
    "beyond 2^53": "1b0020000000000001",
    "broken utf-8": "62c328",
    "float": "f93c00",
    "double": "fb3ff0000000000000",
    "true": "f5",
    "null": "f6",
    "undefined": "f7",
    "key twice": "a201010102",
    "key of bytes": "a1410101",
    "huge array": "9affffffff",
    "huge map": "baffffffff",
    "huge bytes": "5affffffff",
    "too deep": "81" * 40 + "00",
}


def decoded(page: Page, site: Site, encoded: list[str]) -> list[Any]:
    found: list[Any] = in_modules(
        page,
        site,
        """async (all) => {
            const { decodeCbor, Tagged } = await import("/static/cbor.js");
            const plain = (v) => v instanceof Uint8Array ? "h" + [...v].join(" ")
                : v instanceof Map ? [...v].map(([k, x]) => [k, plain(x)])
                : v instanceof Tagged ? {tag: v.tag, value: plain(v.value)}
                : Array.isArray(v) ? v.map(plain) : v;
            return all.map((hex) => {
                const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
                try { return plain(decodeCbor(bytes)); }
                catch (error) { return "refused " + error.message; }
            });
        }""",
        encoded,
    )
    return found


def test_cbor_refuses_everything_else(page: Page, site: Site) -> None:
    answers = decoded(page, site, list(REFUSED_CBOR.values()))
    for name, answer in zip(REFUSED_CBOR, answers, strict=True):
        assert isinstance(answer, str) and answer.startswith("refused"), name


def test_cbor_reads_what_the_issuer_writes(page: Page, site: Site) -> None:
    whole = [0, 23, 24, 255, 256, 65535, 65536, 2**32 - 1, 2**32, 2**53 - 1, -1, -24, -25, -256, -257, -65537]
    values = [*whole, "Işıl İnci Öztürk 🜚", "", b"\x00\xff", b"x" * 300, [], [1, [2, "ü"]], {-1: 3, "a": b""}]
    answers = decoded(page, site, [cbor2.dumps(value).hex() for value in values])
    expected: list[Any] = [*whole, values[16], "", "h0 255", "h" + " ".join(["120"] * 300), [], [1, [2, "ü"]]]
    assert answers == [*expected, [[-1, 3], ["a", "h"]]]


def test_cose_refuses_other_shapes(page: Page, site: Site) -> None:
    key = site.chamber
    good = cbor2.loads(sign1(claims_of(), key)).value
    kid = bytes.fromhex("1a2b3c4d")

    def shaped(value: Any, tag: int = 18) -> str:
        return digits_of(cbor2.dumps(cbor2.CBORTag(tag, value)))

    def headed(header: Any, unprotected: Any = None) -> str:
        return shaped([cbor2.dumps(header), unprotected or {}, good[2], good[3]])

    claims = claims_of()
    texts = [
        shaped(good, 17),
        digits_of(cbor2.dumps(good)),
        shaped(good[:3]),
        shaped([*good, b""]),
        shaped([*good[:3], good[3][:63]]),
        shaped([good[0], {}, None, good[3]]),
        headed({1: -7}),
        headed({1: -8, 4: kid}),
        headed({1: -7, 4: kid[:3]}),
        headed({1: -7, 4: kid, 3: 0}),
        headed({1: -7, 4: "1a2b"}),
        headed({1: -7, 4: kid}, {4: kid}),
        shaped([b"", {}, good[2], good[3]]),
        str(int.from_bytes(b"\x02" + sign1(claims, key), "big")),
        "0" + site.digits(),
        "1" * 5000,
        "1",
        *(
            digits_of(sign1({k: v for k, v in claims.items() if k != gone}, key))
            for gone in (-1, -2, -3, -4, -7, -8)
        ),
        digits_of(sign1({**claims, -11: 1}, key)),
        digits_of(sign1({**claims, -2: 4}, key)),
        digits_of(sign1({**claims, -7: b"Ali"}, key)),
        digits_of(sign1({**claims, -4: -1}, key)),
        digits_of(sign1(cbor2.dumps(claims) + b"\x00", key)),
    ]
    found = in_modules(
        page,
        site,
        """async ([texts, jws]) => {
            const { checkQr } = await import("/static/qr-check.js");
            const anchor = JSON.parse(document.body.dataset.anchor);
            const facts = { anchor, shown: null, now: Date.now() / 1000, loadBundle: async () => jws };
            return Promise.all(texts.map(async (text) => (await checkQr(text, facts)).result));
        }""",
        [[site.digits(), *texts], site.bundle()],
    )
    assert found[0] == "alone"
    assert set(found[1:]) == {"bad-signature"}, found


# The check page


def test_a_wrong_number_is_told_and_sent_nowhere(page: Page, site: Site) -> None:
    page.goto(site.url, wait_until="networkidle")
    site.asked.clear()
    for wrong in ("EMO-2026-YB-000132-Y", "emo 2026 yb 000132 y", "XXX-1"):
        page.get_by_label("Belge No veya kod").fill(wrong)
        page.get_by_role("button", name="Doğrula", exact=True).click()
        expect(page.get_by_role("alert").first).to_have_text(
            "Belge numarası hatalı. Numarayı kontrol ediniz."
        )
        assert page.locator("#metin").get_attribute("aria-invalid") == "true"
    page.wait_for_timeout(200)
    assert site.asked == [] and site.posted == []
    page.get_by_label("Belge No veya kod").fill("EMO")
    expect(page.get_by_role("alert").first).to_be_empty()


@pytest.mark.parametrize(
    "text",
    [
        "EMO-2026-YB-000123-Y",
        "7K2M-9QX4-T1ZC-8RBD",
        "http://localhost/v/7K2M9QX4T1ZC8RBD#123",
        "eyJhbGciOi.x.y",
        "1" * 600,
    ],
)
def test_everything_else_goes_to_the_server(page: Page, site: Site, text: str) -> None:
    page.goto(f"{site.url}/?lang=en")
    page.get_by_label("Document no. or code").fill(text)
    page.get_by_role("button", name="Verify", exact=True).click()
    page.wait_for_url("**/dogrula")
    assert site.posted == [{"lang": "en", "metin": text, "sicil_no": ""}]
    assert headline(page) == "This document is valid."
    assert "The name is masked" in page.locator("main").inner_text()


def test_upload_and_drop(page: Page, site: Site) -> None:
    page.goto(site.url)
    page.get_by_role("button", name="Dosyayı doğrula").click()
    expect(page.locator("#dosya-hata")).to_have_text(TEXTS["error_no_file"])
    page.evaluate(
        """() => {
            const transfer = new DataTransfer();
            transfer.items.add(new File(["%PDF-"], "belge.pdf", {type: "application/pdf"}));
            document.getElementById("birak").dispatchEvent(
                new DragEvent("drop", {dataTransfer: transfer, bubbles: true, cancelable: true}));
        }"""
    )
    expect(page.locator("#birak")).to_contain_text("belge.pdf")
    page.get_by_role("button", name="Dosyayı doğrula").click()
    page.wait_for_url("**/dogrula")
    assert site.posted == [{"lang": "tr", "dosya": "belge.pdf"}]


# Without JavaScript


@pytest.fixture
def still_page(browser: Browser) -> Any:
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_the_verdict_stands_without_javascript(still_page: Page, site: Site) -> None:
    for name, (made, code, _) in samples().items():
        if code:
            still_page.goto(f"{site.url}/v/{name}#{site.digits()}")
            assert headline(still_page) == made["message"]["tr"]
            assert still_page.locator("#karekod").get_attribute("class") == "none"
    assert not still_page.locator("#yazdir").is_visible()


def test_the_forms_work_without_javascript(still_page: Page, site: Site) -> None:
    still_page.goto(site.url)
    still_page.get_by_label("Belge No veya kod").fill("EMO-2026-YB-000132-Y")
    still_page.get_by_role("button", name="Doğrula", exact=True).click()
    assert site.posted == [{"lang": "tr", "metin": "EMO-2026-YB-000132-Y", "sicil_no": ""}]
    still_page.goto(site.url)
    upload = {"name": "b.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-"}
    still_page.locator("#dosya").set_input_files(upload)  # type: ignore[arg-type]
    still_page.get_by_role("button", name="Dosyayı doğrula").click()
    assert site.posted[1] == {"lang": "tr", "dosya": "b.pdf"}
    assert headline(still_page) == VALID


# What a visitor's browser is asked to do


PATHS = ["/", "/?lang=en", "/aydinlatma", "/yok", *(f"/v/{name}" for name in samples())]


def test_no_other_origin_no_cookie_no_complaint(context: BrowserContext, site: Site) -> None:
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for path in PATHS:
        page.goto(site.url + path, wait_until="networkidle")
    check_qr(page, site, site.digits())
    assert all(url.startswith((site.url, "data:")) for url in asked), asked
    assert complaints == []
    assert context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


@pytest.mark.parametrize("lang", ["tr", "en"])
def test_the_headline_is_seen_without_scrolling(page: Page, site: Site, lang: str) -> None:
    for name in samples():
        page.goto(f"{site.url}/v/{name}?lang={lang}")
        box = page.locator("h1").bounding_box()
        assert box and box["y"] + box["height"] < 844 * 0.75, name


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_no_page_scrolls_sideways(page: Page, site: Site, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    for path in PATHS:
        page.goto(site.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    check_qr(page, site, site.digits())
    assert page.evaluate("document.documentElement.scrollWidth") <= width


CONTRAST = """() => {
    const parse = (text) => {
        const numbers = text.match(/[\\d.]+/g).map(Number);
        return numbers.length < 4 ? [...numbers, 1] : numbers;
    };
    const linear = (part) => part <= .03928 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4;
    const light = (colour) => {
        const [red, green, blue] = colour.map((part) => linear(part / 255));
        return .2126 * red + .7152 * green + .0722 * blue;
    };
    const ground = (element) => {
        for (; element; element = element.parentElement) {
            const colour = parse(getComputedStyle(element).backgroundColor);
            if (colour[3] === 1) return colour;
        }
        return [255, 255, 255];
    };
    const poor = [];
    for (const element of document.querySelectorAll("body *")) {
        const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
        if (!own || !element.offsetParent) continue;
        const colours = [parse(getComputedStyle(element).color), ground(element)];
        const pair = colours.map((colour) => light(colour.slice(0, 3)));
        const [dark, bright] = pair.sort((one, other) => one - other);
        const ratio = (bright + .05) / (dark + .05);
        if (ratio < 4.5) poor.push(`${element.tagName}.${element.className} ${ratio.toFixed(2)}`);
    }
    return poor;
}"""


def test_text_has_enough_contrast(page: Page, site: Site) -> None:
    for path in PATHS:
        page.goto(site.url + path)
        assert page.evaluate(CONTRAST) == [], path


def test_keyboard_reaches_the_content_first_and_focus_is_seen(page: Page, site: Site) -> None:
    page.goto(site.url)
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == TEXTS["skip"]
    box = skip.bounding_box()
    assert box and box["x"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("id") == "okut"
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("id") == "metin"
    assert page.locator(":focus").evaluate("e => getComputedStyle(e).outlineStyle") == "solid"


def test_targets_are_big_enough_for_a_finger(page: Page, site: Site) -> None:
    for path in ("/", "/v/valid"):
        page.goto(site.url + path)
        for control in page.locator("main button:visible, main .button:visible, .languages a, #metin").all():
            box = control.bounding_box()
            assert box and box["height"] >= 40 and box["width"] >= 40, control


@pytest.mark.parametrize("name", ["valid", "long", "revoked", "unknown", "differs", "file", "masked"])
def test_a_verdict_prints_on_one_sheet(page: Page, site: Site, name: str) -> None:
    if name == "valid":
        check_qr(page, site, site.digits())
    else:
        page.goto(f"{site.url}/v/{name}")
    reader = pypdf.PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(reader.pages) == 1
    text = re.sub(r"\s+", " ", reader.pages[0].extract_text())
    assert samples()[name][0]["message"]["tr"].split()[0] in text
    assert TEXTS["act_print"] not in text
