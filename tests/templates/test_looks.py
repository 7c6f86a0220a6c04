"""A look is data on a base: its colours, logo, signatures and sentences are drawn; anything else is refused."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from templates.certificates.checking import checked
from templates.certificates.designs import CERTIFICATES, LOOKS, Design, designed, named
from templates.certificates.look import LookUnfit
from templates.certificates.reading import page_of, structure_of
from templates.drawing import draw, draw_as
from tests.templates.sheet_reading import picture, text
from tests.templates.sheet_samples import in_design, sample

COMPACT = "e30.e30.e30"
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><path d="M0 0H40V10H0Z" fill="#00ff00"/></svg>'


def look(tmp_path: Path, **said: Any) -> Design:
    folder = tmp_path / "oda" / "v1"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "logo.svg").write_text(LOGO, encoding="utf-8")
    png = io.BytesIO()
    Image.new("RGB", (60, 20), "#0000ff").save(png, "PNG")
    (folder / "imza.png").write_bytes(png.getvalue())
    (folder / "large.svg").write_text(LOGO + " " * 200_000, encoding="utf-8")
    (folder / "design.json").write_text(json.dumps({"base": "birlik/v2", **said}), encoding="utf-8")
    return designed(folder)


def colours(pdf: bytes) -> set[tuple[int, ...]]:
    return {colour for count, colour in picture(pdf).convert("RGB").getcolors(1 << 24) if count > 50}


@pytest.mark.parametrize("base", ["birlik/v2", "cagdas/v1", "yalin/v1"])
def test_colours_and_logo_of_a_look_are_drawn(tmp_path: Path, base: str) -> None:
    plain = colours(draw(in_design(sample(), base), COMPACT))
    drawn = draw_as(look(tmp_path, base=base, accent="#7a1f3d", logo="logo.svg"), sample(), COMPACT)
    assert {(0x7A, 0x1F, 0x3D), (0, 255, 0)} <= colours(drawn)
    assert (0, 255, 0) not in plain
    assert (0x14, 0x29, 0x4B) in plain
    assert (0x14, 0x29, 0x4B) not in colours(drawn)
    title = [glyph for glyph in page_of(drawn).glyphs if glyph.colour == (0x7A, 0x1F, 0x3D)]
    assert "YetkiBelgesi" in "".join(glyph.char for glyph in title)


def test_a_signature_is_drawn_for_its_signer_alone(tmp_path: Path) -> None:
    design = look(tmp_path, signatures={"Ömer Şükrü Güneş": "imza.png"})
    pdf = draw_as(design, sample(), COMPACT)
    assert (
        next(tag.described for tag in structure_of(pdf).tags if tag.kind == "Figure")
        == "İmza: Ömer Şükrü Güneş"
    )
    assert (0, 0, 255) in colours(pdf)
    other = sample()
    other["document"]["signers"][0]["name"] = "Başka Biri"
    assert (0, 0, 255) not in colours(draw_as(design, other, COMPACT))


def test_a_sentence_of_a_look_takes_the_place_of_the_usual_one(tmp_path: Path) -> None:
    own = {"basari": {"tr": "{organiser} sınavında {programme} için yeterli bulunmuştur."}}
    words = text(draw_as(look(tmp_path, wording=own), sample("basari"), COMPACT))
    assert "Elektrik Mühendisleri Odası İstanbul Şubesi sınavında" in words
    assert "yeterli bulunmuştur." in words
    assert "başarılı olarak tamamlamıştır" not in words
    assert "katılmıştır" in text(draw_as(look(tmp_path, wording=own), sample("katilim"), COMPACT))


def test_values_are_never_read_as_markup(tmp_path: Path) -> None:
    own = {"basari": {"tr": "#panic() *{organiser}* $x$"}}
    payload = sample("basari")
    payload["document"]["branch"] = "{host} #panic()"
    words = text(draw_as(look(tmp_path, wording=own), payload, COMPACT))
    assert "#panic() *Elektrik Mühendisleri Odası {host} #panic()* $x$" in words


@pytest.mark.parametrize(
    "said",
    [
        {"base": "birlik/v1"},
        {"base": "emo/v1"},
        {"base": "../birlik/v2"},
        {"base": ["birlik/v2"]},
        {"parts": "parts/1"},
        {"sealed": False},
        {"inside": [0, 0, 0, 0]},
        {"accent": "red"},
        {"accent": "#7A1F3D"},
        {"accent": {"yetki": "#7a1f3d"}},
        {"second": None},
        {"languages": ["en"]},
        {"languages": ["tr", "de"]},
        {"logo": "../logo.svg"},
        {"logo": "absent.svg"},
        {"logo": "large.svg"},
        {"logo": "design.json"},
        {"logo": 1},
        {"signatures": {"Biri": "/etc/passwd"}},
        {"signatures": ["imza.png"]},
        {"wording": {"diploma": {"tr": "x"}}},
        {"wording": {"basari": {"de": "x"}}},
        {"wording": {"basari": {"tr": "{holder}"}}},
        {"wording": {"basari": {"tr": "{organiser"}}},
        {"wording": {"basari": {"tr": " "}}},
        {"wording": {"basari": "x"}},
    ],
    ids=str,
)
def test_anything_else_is_refused(tmp_path: Path, said: dict[str, Any]) -> None:
    with pytest.raises(LookUnfit) as refused:
        look(tmp_path, **said)
    assert refused.value.code == "design.look_unfit"


def test_a_look_has_no_pages_and_a_base_lies_among_the_designs(tmp_path: Path) -> None:
    folder = look(tmp_path).folder
    (folder / "page.typ").write_text("", encoding="utf-8")
    with pytest.raises(LookUnfit):
        designed(folder)
    (folder / "design.json").write_text((CERTIFICATES / "birlik/v2/design.json").read_text("utf-8"), "utf-8")
    with pytest.raises(LookUnfit):
        designed(folder)


@pytest.mark.parametrize(
    ("check", "said"),
    [
        ("contrast", {"accent": "#d9b45a"}),
        ("glyphs", {"wording": {"basari": {"tr": "{organiser} 中"}}}),
    ],
)
def test_what_a_look_breaks_is_found(tmp_path: Path, check: str, said: dict[str, Any]) -> None:
    found = checked(look(tmp_path, **said), forms=("usual",))
    assert check in {one.check for one in found.findings}


def test_a_look_inherits_what_it_does_not_say() -> None:
    for name in LOOKS:
        design, base = named(name), named(named(name).base.relative_to(CERTIFICATES).as_posix())
        assert (design.sealed, design.attachments, design.inside) == (
            base.sealed,
            base.attachments,
            base.inside,
        )
