"""What the pages say, without a browser."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from templates.joined import ENTRIES, joined, squeezed
from templates.pages.verdict_view import istanbul_time, turkish_date, view
from templates.rendering import (
    STATIC,
    PageInstallation,
    Pages,
    asset_version,
    catalogues,
    language_of,
    load_texts,
)
from tests.pages.samples import CODE, CREDENTIAL, NOT_IN_FORCE, samples, standing_step, steps, valid, verdict

ANCHOR = {"kty": "EC", "crv": "P-256", "x": "A" * 43, "y": "B" * 43, "d": "never-to-be-shown"}
ROOM = Path(STATIC).parent
PAGES = Pages(PageInstallation("https://belge.tmmob.org.tr", True, json.dumps(ANCHOR), "abc123"))
REAL = Pages(PageInstallation("https://belge.tmmob.org.tr", False, json.dumps(ANCHOR), "abc123"))
TEXTS = load_texts()
LIMIT = 40_000
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Answer:
    given: str
    code: str
    tr: str
    en: str
    name: str = ""
    title: str = ""
    about: str = ""
    valid_until: str = ""


ANSWERS = [
    Answer(
        "EMO-2026-YB-000123-Y",
        "valid",
        "Geçerli",
        "Valid",
        "I*** İ*** Ö***",
        "Yetki Belgesi",
        "Alan",
        "2031-11-22",
    ),
    Answer(
        "EMO-2025-YB-000077-8", "revoked", "İptal edilmiş", "Revoked", "A*** B***", "Yetki Belgesi", "Alan"
    ),
    Answer("XXX-1", "bad_number", "Belge numarası hatalı", "Wrong document number"),
]


@dataclass(frozen=True)
class Opened:
    disclosed: dict[str, Any]
    until: datetime


OPENED = Opened(
    {"mark": {"theory": 69.5, "practice": 90.0}, "attendance": {"attended": 1079, "scheduled": 1200}}, AT
)


class Outline(HTMLParser):
    """The elements of a page: tag and attributes in order, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


def page_of(name: str, lang: str = "tr") -> str:
    made, code, entry = samples()[name]
    return PAGES.verdict(lang, made, code=code, entry=entry)


def every_page(lang: str) -> dict[str, str]:
    return {
        "check": PAGES.check(lang),
        "problem": PAGES.problem(lang, 404, "Sayfa bulunamadı", "Adresi kontrol ediniz."),
        "privacy": PAGES.privacy(lang),
        "offline": PAGES.offline(lang),
        "numbers": PAGES.numbers(lang, text="EMO-2026-YB-000123-Y"),
        "answers": PAGES.numbers(lang, text="x", results=ANSWERS, at=AT),
        "share ended": PAGES.share_ended(lang, path="/p/x"),
        "share": PAGES.share(lang, valid(), OPENED, path="/p/x"),
        "watch": PAGES.watch(lang, code=CODE, belge_no="EMO-2026-YB-000123-Y"),
        "watch asked": PAGES.watch(lang, code=CODE, belge_no="EMO-2026-YB-000123-Y", asked=True),
        **{
            f"watch {step} {done}": PAGES.watch_link(
                lang, step=step, path="/takip/x", belge_no="EMO", done=done
            )
            for step in ("confirm", "end")
            for done in (False, True)
        },
        "watch unknown": PAGES.watch_link(lang, unknown=True),
        **{name: page_of(name, lang) for name in samples()},
    }


def state_of(html: str) -> str:
    return Outline(html).all("body")[0]["data-state"]


def test_both_languages_have_every_sentence() -> None:
    for file in catalogues("public"):
        table = json.loads(file.read_text(encoding="utf-8"))
        assert all(set(words) == {"tr", "en"} for words in table.values())
        assert all(words["tr"].strip() and words["en"].strip() for words in table.values())
    assert TEXTS["tr"].keys() == TEXTS["en"].keys()


def test_no_sentence_is_left_over() -> None:
    sources = [*(ROOM / "pages").glob("*.html"), *(ROOM / "pages").glob("*.py"), ROOM / "rendering.py"]
    sources.append(ROOM / "report" / "drawn.py")
    code = "\n".join(source.read_text(encoding="utf-8") for source in sources)
    made_up: tuple[str, ...] = (
        "state_",
        "advice_",
        "means_",
        "kind_",
        "form_",
        "signer_",
        "result_",
        "step_",
        "error_",
        "field_",
    )
    made_up += ("privacy_", "message_", "fields_", "signed_", "unverified_", "file_", "scan_", "opened_mark_")
    # Spoken by the page that works without a network, and the parts of a mailed link and of a report.
    made_up += ("offline_", "why_", "label_", "passed_", "says_", "follow_", "proof_", "directory_means_")
    unused = [key for key in TEXTS["tr"] if f'"{key}"' not in code and f"'{key}'" not in code]
    assert [key for key in unused if not key.startswith(made_up)] == []


@pytest.mark.parametrize("lang", ["tr", "en"])
def test_every_page_has_one_language_one_heading_and_named_controls(lang: str) -> None:
    for name, html in every_page(lang).items():
        outline = Outline(html)
        assert outline.all("html") == [{"lang": lang}], name
        assert len(outline.all("h1")) == 1, name
        assert len(outline.all("title")) == 1, name
        levels = [int(tag[1]) for tag, _ in outline.elements if re.fullmatch("h[1-6]", tag)]
        assert all(after <= before + 1 for before, after in pairwise(levels)), (
            name,
            levels,
        )
        ids = [attributes["id"] for _, attributes in outline.elements if "id" in attributes]
        assert len(ids) == len(set(ids)), name
        labelled = {attributes.get("for") for attributes in outline.all("label")}
        fields = [one for one in outline.all("input") if one.get("type") != "hidden"]
        within = re.findall(r"<label[^>]*>[^<]*<input[^>]*>", html)
        assert all(one.get("id") in labelled or any("<input" in one for one in within) for one in fields), (
            name
        )
        for _, attributes in outline.elements:
            for reference in ("aria-labelledby", "aria-describedby"):
                assert set(attributes.get(reference, "").split()) <= set(ids), (name, attributes)
        assert all(one.get("aria-hidden") == "true" for one in outline.all("svg")), name


def test_nothing_is_inline_and_nothing_is_foreign() -> None:
    for lang in ("tr", "en"):
        for name, html in every_page(lang).items():
            outline = Outline(html)
            assert not outline.all("style") and not outline.all("base"), name
            assert all(one.get("src", "").startswith("/static/") for one in outline.all("script")), name
            for _, attributes in outline.elements:
                assert not any(key.startswith("on") or key == "style" for key in attributes), (
                    name,
                    attributes,
                )
                for key in ("src", "href", "action"):
                    own = re.match(r"(/(?!/)|#|$)", attributes.get(key, ""))
                    drawn_here = attributes.get("rel") == "icon" and attributes.get(key, "").startswith(
                        "data:image/"
                    )
                    assert own or drawn_here, (name, attributes)
            assert "never-to-be-shown" not in html, name


def weight(html: str) -> int:
    """The page with its styles and its scripts, as they are served: unpacked, without fonts and pictures."""
    linked = [one["href"] for one in Outline(html).all("link") if one["rel"] == "stylesheet"]
    linked += [one["src"] for one in Outline(html).all("script")]
    names = {one.split("?")[0].removeprefix("/static/") for one in linked}
    served = [
        joined(one) if one in ENTRIES else squeezed((STATIC / one).read_text("utf-8"), "0123456789ab")
        for one in names
    ]
    return len(html.encode()) + sum(len(one.encode()) for one in served)


def test_every_page_is_light() -> None:
    documents = {name for name, (_, code, _) in samples().items() if code}
    for lang in ("tr", "en"):
        weights = {name: weight(html) for name, html in every_page(lang).items()}
        # The page of a scanned code, and with the forms of other pages a little more.
        assert max((weights[name], name) for name in documents) < (LIMIT, "")
        assert max((weights[name], name) for name in set(weights) - {"offline"}) < (LIMIT * 1.2, "")


def test_fonts_that_the_stylesheet_names_are_there() -> None:
    names = re.findall(r"url\(([\w./-]+)\)", (STATIC / "site.css").read_text("utf-8"))
    assert len(names) == 3
    assert all((STATIC / name).is_file() for name in names)


@pytest.mark.parametrize("name", [*NOT_IN_FORCE, "valid", "unknown", "not_genuine", "not_in_force"])
@pytest.mark.parametrize("lang", ["tr", "en"])
def test_each_state_has_its_word_sentence_and_shape(name: str, lang: str) -> None:
    html = page_of(name, lang)
    outline = Outline(html)
    assert state_of(html) == name
    assert TEXTS[lang][f"state_{name}"] in outline.text
    assert samples()[name][0]["message"][lang] in outline.text
    main = html[html.index('class="verdict"') :]
    assert re.search(r'href="#i-(\w+)"', main)[1] == name  # type: ignore[index]


def test_shapes_differ() -> None:
    icons = (ROOM / "pages" / "icons.html").read_text(encoding="utf-8")
    shapes = dict(re.findall(r'"(\w+)": "(M[^"]+)"', icons))
    assert set(shapes) == {"valid", "unknown", "not_genuine", "not_in_force", *NOT_IN_FORCE}
    assert len(set(shapes.values())) == len(shapes)


def green(**changes: Any) -> bool:
    return state_of(PAGES.verdict("tr", valid(**changes), code=CODE, entry="code")) == "valid"


def test_only_a_genuine_document_in_force_with_every_step_passed_is_green() -> None:
    assert green()
    assert green(page="original", steps=steps(without=()))


@pytest.mark.parametrize(
    "changes",
    [
        {"outcome": "cannot_tell"},
        {"outcome": "not_genuine"},
        {"outcome": "Genuine"},
        {"outcome": None},
        {"standing": None},
        {"standing": "unknown"},
        {"standing": "VALID"},
        {"standing": "something_new"},
        {"standing": ["valid"]},
        {"page": "differs"},
        {"credential": None},
        {"steps": []},
        {"steps": "pass"},
        {"steps": steps(standing=("could_not_check", "x", "x", "x"))},
        {"steps": steps(signature=("fail", "x", "x", "x"))},
        {"steps": steps(record=("skipped", "x", "x", "x"))},
    ],
)
def test_anything_else_is_not_green_and_does_not_say_valid(changes: dict[str, Any]) -> None:
    html = PAGES.verdict("tr", {**valid(), **changes}, code=CODE, entry="code")
    assert state_of(html) in {"unknown", "not_genuine"}
    assert "Bu belge geçerlidir." not in html
    assert TEXTS["tr"]["message_unknown"] in html or TEXTS["tr"]["message_not_genuine"] in html


def test_a_failed_step_of_a_revoked_document_keeps_the_revocation() -> None:
    assert state_of(page_of("revoked")) == "revoked"


def test_signed_fields_of_the_scanned_document() -> None:
    text = Outline(page_of("valid")).text
    for word in (
        "Yetki Belgesi",
        "Işıl İnci Öztürk",
        "Elektrik Mühendisleri Odası",
        "Yüksek Gerilim İşletme Sorumluluğu",
        "Geçerlilik Bitişi 22.11.2031",
        "Yönetim Kurulu Karar No 40/34",
        "Kimlik belgesiyle karşılaştırınız",
        "02.11.2026 – 04.11.2026",
        "Ömer Şükrü Güneş (Yönetim Kurulu Başkanı)",
    ):
        assert word in text
    assert "Ad soyad gizlenmiştir" not in text


def test_english_page_names_kind_and_chamber() -> None:
    text = Outline(page_of("valid", "en")).text
    assert "Yetki Belgesi Authorisation Certificate" in text
    assert "Chamber of Electrical Engineers" in text
    assert "Valid until 22.11.2031" in text


def test_masked_view() -> None:
    html = page_of("masked")
    text = Outline(html).text
    assert "I*** İ*** Ö***" in text and "Ad soyad gizlenmiştir" in text
    assert "Oda Sicil No" not in text and "Öztürk" not in html
    assert "Kimlik belgesiyle karşılaştırınız" not in text
    assert "/v/" not in html


def test_unlimited_document() -> None:
    text = Outline(page_of("katilim")).text
    assert "Katılım Belgesi" in text and "Geçerlilik Bitişi Süresiz" in text
    assert TEXTS["tr"]["means_katilim"] in text


def test_a_pdf_that_differs_warns_and_still_shows_the_signed_fields() -> None:
    html = page_of("differs")
    text = Outline(html).text
    assert "PDF görünümü imzalı veriyle uyuşmuyor: Ad Soyad." in text
    assert "uyuşmuyor; yalnız aşağıdaki imzalı alanlara güveniniz" in text
    assert "Işıl İnci Öztürk" in text
    assert TEXTS["tr"]["means_yetki"] not in text


def test_a_broken_signature_shows_no_field_as_signed() -> None:
    html = page_of("not_genuine")
    text = Outline(html).text
    assert TEXTS["tr"]["unverified_title"] in text
    assert TEXTS["tr"]["identity_check"] not in text
    assert 'class="sheet unverified"' in html
    assert TEXTS["tr"]["act_pdf"] not in text


def test_a_replaced_document_leads_to_its_successor() -> None:
    replaced, code, entry = samples()["replaced"]
    html = PAGES.verdict("tr", replaced, code=code, entry=entry)
    assert f'href="/v/{"6" * 16}?lang=tr"' in html and "MMO-2026-YB-000043-S" in html
    masked = {**replaced, "successor": {"belge_no": "MMO-2026-YB-000043-S", "code": None}}
    html = PAGES.verdict("tr", masked, code=None, entry="number")
    assert "/v/" not in html.partition("<main")[2].partition("</section>")[0]
    green = {**samples()["valid"][0], "successor": replaced["successor"]}
    assert "6" * 16 not in PAGES.verdict("tr", green, code=code, entry=entry)


def test_what_a_document_not_in_force_means() -> None:
    assert TEXTS["tr"]["means_not_in_force"] in Outline(page_of("revoked")).text
    assert TEXTS["tr"]["means_unknown"] in Outline(page_of("unknown")).text


def test_downloads_stand_on_the_documents_own_page_only() -> None:
    links = [one["href"] for one in Outline(page_of("valid")).all("a")]
    assert {f"/v/{CODE}{ending}" for ending in (".pdf", ".json", ".jwt")} <= set(links)
    assert f"/v/{CODE}?lang=tr" in links and f"/v/{CODE}?lang=en" in links
    without = [one["href"] for one in Outline(page_of("not_found")).all("a")]
    assert [one for one in without if ".pdf" in one] == [f"/v/{CODE}/rapor.pdf?lang=tr"]
    assert f"/v/{CODE}?lang=tr" in [one["href"] for one in Outline(page_of("file")).all("a")]


def test_a_reason_code_stands_beside_a_step_that_did_not_pass() -> None:
    text = Outline(page_of("differs")).text
    assert "7. PDF’in görünümü Uygun değil" in text and "pdf.page_differs" in text
    assert "Denetlenemedi" in Outline(page_of("unknown")).text


def test_steps_without_words_still_have_a_label() -> None:
    bare = [{"n": 1, "name": "signature", "result": "pass", "code": None}]
    assert view(valid(steps=bare), "en", TEXTS["en"]).steps[0].label == "Signature"


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7*7 }}{% raw %}",
    "javascript:alert(1)",
    "</title></textarea><svg/onload=alert(1)>",
    "Işıl\u202eklas\u2066\u200b İnci\x00\x1b",
    "&lt;b&gt;",
]


def poisoned(value: object, poison: str) -> Any:
    if isinstance(value, dict):
        return {key: poisoned(inner, poison) for key, inner in value.items()}
    if isinstance(value, list):
        return [poisoned(inner, poison) for inner in value]
    return poison if isinstance(value, str) else value


@pytest.mark.parametrize("poison", HOSTILE)
def test_hostile_strings_are_inert(poison: str) -> None:
    made = valid()
    made["credential"] = {**poisoned(CREDENTIAL, poison), "kind": "yetki"}
    made["message"] = {"tr": poison, "en": poison}
    made["steps"] = [
        {**one, "label": {"tr": poison}, "text": {"tr": poison}, "code": poison} for one in steps()
    ]
    made["as_of"] = poison
    clean, dirty = Outline(page_of("valid")), Outline(PAGES.verdict("tr", made, code=poison, entry="code"))
    assert {tag for tag, _ in dirty.elements} <= {tag for tag, _ in clean.elements} | {"code"}
    assert len(dirty.all("script")) == len(clean.all("script"))
    known = {name for _, attributes in clean.elements for name in attributes}
    assert {name for _, attributes in dirty.elements for name in attributes} <= known
    assert "49" not in dirty.text
    for unseen in "\u202e\u2066\u200b\x00\x1b":
        assert unseen not in dirty.text
    for _, attributes in dirty.elements:
        assert not attributes.get("href", "").startswith("javascript")


@pytest.mark.parametrize("poison", HOSTILE)
def test_hostile_strings_on_the_other_pages(poison: str) -> None:
    for html in (
        PAGES.problem("tr", 404, poison, poison),
        PAGES.check("tr", text=poison, error="bad_number"),
    ):
        tags = {tag for tag, _ in Outline(html).elements}
        assert not tags & {"script", "img"} or len(Outline(html).all("script")) == 1
        assert not Outline(html).all("img")


def test_specimen_banner() -> None:
    assert "ÖRNEK KURULUM" in Outline(PAGES.check("tr")).text
    assert "ÖRNEK" not in Outline(REAL.check("tr")).text
    plain = REAL.verdict("tr", valid(specimen=False), code=CODE, entry="code")
    assert "ÖRNEK" not in Outline(plain).text


def test_the_address_is_told() -> None:
    assert "https:// belge.tmmob.org.tr /" in Outline(REAL.check("en")).text


def test_the_anchor_is_pinned_in_the_page() -> None:
    pinned = json.loads(Outline(page_of("valid")).all("body")[0]["data-anchor"])
    assert pinned == {name: ANCHOR[name] for name in ("kty", "crv", "x", "y")}


def test_a_refused_number_is_told_without_javascript() -> None:
    outline = Outline(PAGES.check("tr", text="EMO-2026-YB-000132-Y", error="bad_number"))
    assert "Belge numarası hatalı. Numarayı kontrol ediniz." in outline.text
    field = next(one for one in outline.all("input") if one.get("id") == "metin")
    assert field["value"] == "EMO-2026-YB-000132-Y" and field["aria-invalid"] == "true"


def test_languages() -> None:
    assert [language_of(asked) for asked in ("en", "EN-gb")] == ["en", "en"]
    assert {language_of(asked) for asked in ("tr", "de", "", None)} == {"tr"}


def test_dates() -> None:
    assert turkish_date("2026-11-22") == "22.11.2026"
    assert turkish_date("sonra") == "sonra"
    assert istanbul_time("2026-11-22T22:30:00Z") == "23.11.2026 01:30"
    assert istanbul_time("2026-11-22T22:30:00") == "" == istanbul_time("")


@pytest.mark.parametrize(
    "name",
    ["static/site.css", "static/offline-judge.js", "pages/offline.html", "pages/base.html",
     "pages/texts/public/reasons.json", "joined.py", "rendering.py"],
)  # fmt: skip
def test_the_version_follows_all_that_a_browser_keeps(tmp_path: Path, name: str) -> None:
    room = tmp_path / "templates"
    shutil.copytree(ROOM, room, ignore=shutil.ignore_patterns("fonts", "certificates", "vendor", "*.pyc"))
    before = asset_version("anchor", room=room)
    assert re.fullmatch("[0-9a-f]{12}", before)
    assert asset_version("anchor", room=room) == before != asset_version("another anchor", room=room)
    (room / name).write_bytes((room / name).read_bytes() + b"\n")
    assert asset_version("anchor", room=room) != before


def test_a_standing_with_its_own_step_keeps_its_sentence() -> None:
    tr, en = NOT_IN_FORCE["revoked"]
    made = verdict("revoked", tr, en, steps=standing_step("standing.revoked", tr, en))
    assert view(made, "tr", TEXTS["tr"]).headline == tr


def test_a_problem_needs_no_detail() -> None:
    html = PAGES.problem("en", 429, "Too many queries. Try again in 30 seconds.", "")
    assert 'class="lead"' not in html and "Error 429" in Outline(html).text


def test_the_page_of_a_file_speaks_of_the_document_not_of_the_paper() -> None:
    assert TEXTS["tr"]["file_title"] in page_of("file")
    assert TEXTS["tr"]["fields_title"] in page_of("valid")
