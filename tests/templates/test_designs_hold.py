"""Every design holds: its specimens fit, are read aloud and scanned; and what a design breaks is found."""

import dataclasses
import shutil
from pathlib import Path

import pytest

from templates.certificates.checking import checked
from templates.certificates.designs import CERTIFICATES, DESIGNS, FIRST, Design, named
from templates.certificates.reading import overlapping, page_of, ratio, structure_of
from templates.certificates.specimens import PROOF
from templates.drawing import draw
from tests.templates.sheet_reading import text
from tests.templates.sheet_samples import KINDS, Payload, in_design, longest, sample

COMPACT = "e30.e30.e30"
BILINGUAL = sorted(name for name in DESIGNS if "-tr-en/" in name)
WIDEST = ("birlik/v3", "birlik-tr-en/v2", "cagdas-tr-en/v2", "yalin-tr-en/v2")


@pytest.mark.parametrize("design", sorted(DESIGNS))
def test_nothing_is_wrong_with_a_design(design: str) -> None:
    """Inside its place, no text on text, 4.5:1, one heading, alt, languages, QR at 150 dpi, frozen."""
    drawn = checked(named(design))
    assert drawn.findings == ()
    assert len(drawn.pdfs) == 9


def enormous(kind: str) -> Payload:
    payload = longest(kind)
    words = ("Olağanüstü uzun bir metin " * 20)[:300].strip()
    payload["name"] = payload["issuer"]["name"] = words
    subject = payload["credentialSubject"]
    subject["role"] = subject["achievement"]["name"] = subject["achievement"]["specialization"] = words
    subject["identifier"][0]["identityHash"] = words
    payload["document"]["signers"][0]["name"] = payload["document"]["place"] = words
    return payload


@pytest.mark.parametrize("design", WIDEST)
def test_three_hundred_characters_everywhere_fit(design: str) -> None:
    page = page_of(draw(in_design(enormous("yetki"), design), COMPACT, PROOF))
    left, top, right, low = named(design).inside
    assert page.count == 1
    assert overlapping(page.glyphs) == []
    assert left <= min(glyph.left for glyph in page.glyphs)
    assert max(glyph.right for glyph in page.glyphs) <= page.width - right
    assert low <= min(glyph.low for glyph in page.glyphs)
    assert max(glyph.top for glyph in page.glyphs) <= page.height - top


@pytest.mark.parametrize("design", sorted(DESIGNS))
@pytest.mark.parametrize("kind", KINDS)
def test_a_sealed_file_stays_under_200_kilobytes(design: str, kind: str) -> None:
    """Drawn; a seal adds about 15 kB, and its revocation data as much again."""
    assert len(draw(in_design(longest(kind), design), COMPACT, PROOF)) < 130_000


@pytest.mark.parametrize("design", sorted(DESIGNS))
@pytest.mark.parametrize("kind", KINDS)
def test_every_design_says_the_same_facts_in_one_order(design: str, kind: str) -> None:
    payload = in_design(longest(kind), design)
    payload["document"]["signers"] = sample(kind)["document"]["signers"]
    words = "".join(text(draw(payload, COMPACT, PROOF)).split()).replace("-", "")
    subject = payload["credentialSubject"]
    ordered = (
        "TÜRK MÜHENDİS VE MİMAR ODALARI BİRLİĞİ", payload["issuer"]["name"], payload["name"],
        "MUHAMMED ABDÜLHAMİT SÜLEYMAN NALBANTOĞLU KIZILIRMAK", subject["role"], "101742", "Kahramanmaraş Şubesi",
        "24 ders saati (45 dk)", "02.11.2026 – 05.11.2026", "Yüz yüze", "Kahramanmaraş, Onikişubat", "KMO-2026-BB-000007-G",
        "Ömer Şükrü Güneş", "Yönetim Kurulu Başkanı", "Ayşe Gökçe Şahin", "Yönetim Kurulu Yazmanı",
        subject["licenseNumber"], "22.11.2026", "7K2M-9QX4-T1ZC-8RBD", "elektronik olarak imzalanmıştır (oda imzası)",
        "belge.tmmob-oda.orgx adresinde belge numarasını veya kodu yazınız", "ÖRNEK BELGE",
    )  # fmt: skip
    at = 0
    for expected in ordered:
        place = words.find("".join(expected.split()).replace("-", ""), at)
        if design == FIRST and place < 0 and expected in ("Ömer Şükrü Güneş", "Ayşe Gökçe Şahin"):
            continue
        assert place >= 0, expected
        at = (
            place
            if expected not in ("Ömer Şükrü Güneş", "Yönetim Kurulu Başkanı", "Ayşe Gökçe Şahin")
            else at
        )
    for anywhere in (subject["achievement"]["name"], subject["achievement"]["specialization"]):
        assert "".join(anywhere.split()).replace("-", "") in words


@pytest.mark.parametrize("design", BILINGUAL)
def test_english_is_marked_and_the_turkish_stays_whole(design: str) -> None:
    base = named(design).base.relative_to(CERTIFICATES).as_posix()
    both, turkish = (draw(in_design(sample("yetki"), name), COMPACT, PROOF) for name in (design, base))
    told = structure_of(both)
    assert told.lang == "tr"
    assert "en" in told.part_languages
    assert "en" not in structure_of(turkish).part_languages
    words = text(both)
    for word in set(text(turkish).replace("-", " ").split()):
        assert word in words, word
    for english in (
        "Certificate of Authorisation",
        "Valid until",
        "in person",
        "President of the board",
        "The Turkish text",
    ):
        assert english in words
        assert english not in text(turkish)


def test_an_own_title_has_no_english_one() -> None:
    payload = in_design(sample("basari"), "birlik-tr-en/v1")
    payload["name"] = "Seminer Belgesi"
    assert "Certificate of" not in text(draw(payload, COMPACT))


def broken(tmp_path: Path, *changes: tuple[str, str, str]) -> Design:
    """The first version, which is a folder of its own, changed."""
    folder = tmp_path / "bozuk" / "v1"
    shutil.copytree(CERTIFICATES / FIRST, folder)
    for name, old, new in changes:
        said = (folder / name).read_text(encoding="utf-8")
        assert old in said
        (folder / name).write_text(said.replace(old, new), encoding="utf-8")
    first = named(FIRST)
    return dataclasses.replace(first, name="bozuk/v1", folder=folder, base=folder)


@pytest.mark.parametrize(
    ("check", "change"),
    [
        ("draw", ("parts.typ", "  alt: ", "  // ")),
        ("draw", ("page.typ", "head(calc.min(", "missing(calc.min(")),
        ("pages", ("page.typ", "    symbol(),\n  ))", "    symbol(),\n  ))\n  pagebreak()\n  [x]")),
        ("outside", ("page.typ", "top: 27mm", "top: 8mm")),
        ("overlap", ("parts.typ", "v(if strong { 2.5mm } else { 1.9mm } * calc.min(scale + 0.1, 1))", "v(-1.5mm)")),
        ("contrast", ("parts.typ", '#let grey = rgb("#545c6b")', '#let grey = rgb("#9aa0aa")')),
        ("qr", ("parts.typ", "  width: 38mm,\n  alt", "  width: 20mm,\n  alt")),
        ("qr", ("page.typ", "    symbol(),\n  ))", "    symbol() + place(dx: -1mm, dy: -10mm, rect(width: 1mm, height: 9mm, fill: black)),\n  ))")),
        ("tags", ("page.typ", "heading(level: 1, few-lines(", "(few-lines(")),
        ("tags", ("page.typ", 'lang: "tr"', 'lang: "en"')),
        ("tags", ("page.typ", '"credential.jwt", bytes', '"other.jwt", bytes')),
    ],
)  # fmt: skip
def test_what_a_design_breaks_is_found(tmp_path: Path, check: str, change: tuple[str, str, str]) -> None:
    found = checked(broken(tmp_path, change), forms=("usual",))
    assert check in {one.check for one in found.findings}


def test_a_changed_file_of_a_design_in_use_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    digests = {"certificates/birlik/v2/page.typ": "00"}
    monkeypatch.setattr("templates.certificates.frozen.digests", lambda _name: digests)
    found = checked(named("birlik/v2"), forms=())
    assert {one.check for one in found.findings} == {"frozen"}


def test_contrast_is_that_of_wcag() -> None:
    assert ratio((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert ratio((118, 118, 118), (255, 255, 255)) == pytest.approx(4.54, abs=0.01)
