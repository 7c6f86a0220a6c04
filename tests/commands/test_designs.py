"""``muhur design``: the list, specimens to look at, and a check that says no."""

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from PIL import Image
from typer.testing import CliRunner

from muhur.cli import app
from muhur.commands.designs.designing import _SAID
from registry.document import CURRENT_DESIGN
from templates.certificates.checking import Check
from templates.certificates.designs import DESIGNS
from tests.templates.sheet_reading import text


def run(*arguments: str) -> tuple[int, str]:
    told = CliRunner().invoke(app, ["design", *arguments])
    return told.exit_code, told.stdout


def ask(*arguments: str) -> Any:
    return json.loads(run(*arguments, "--json")[1])


@pytest.fixture
def look(tmp_path: Path) -> Path:
    folder = tmp_path / "oda" / "v1"
    folder.mkdir(parents=True)
    said = {"name": {"tr": "Oda", "en": "Oda"}, "base": "yalin/v1", "accent": "#7a1f3d"}
    (folder / "design.json").write_text(json.dumps(said), encoding="utf-8")
    return folder


def test_the_list_marks_the_current_one() -> None:
    rows = ask("list")
    assert {row["design"] for row in rows} == DESIGNS
    assert [row["design"] for row in rows if row["current"]] == [CURRENT_DESIGN]
    assert {row["design"]: row["base"] for row in rows}["emo/v2"] == "birlik/v3"
    assert f"• {CURRENT_DESIGN}" in run("list")[1]


def test_a_look_of_ones_own_is_drawn_as_pdf_and_picture(look: Path, tmp_path: Path) -> None:
    files = ask("preview", str(look), "--kind", "yetki", "--output", str(tmp_path / "out"))["files"]
    names = [Path(name).name for name in files]
    assert names == [
        f"oda-v1-yetki-{form}.{ending}" for form in ("short", "usual", "longest") for ending in ("pdf", "png")
    ]
    assert "GÜLŞEN ÇAĞLAYAN" in text(Path(files[2]).read_bytes())
    picture = Image.open(files[3])
    assert picture.height > picture.width  # the plain design stands upright


def test_a_check_says_yes_and_no(look: Path) -> None:
    told = ask("check", str(look), "--quick")
    assert (told["findings"], len(told["drawn"]), told["frozen"]) == ([], 9, False)
    assert run("check", str(look), "--quick")[0] == 0
    said = json.loads((look / "design.json").read_text(encoding="utf-8"))
    (look / "design.json").write_text(json.dumps({**said, "accent": "#e0c060"}), encoding="utf-8")
    code, words = run("check", str(look), "--quick")
    assert code == 1
    assert "yazı zemininden yeterince ayrılmıyor · text is too faint on its ground" in words


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (("check", "yok/v1"), 1, "design.absent"),
        (("preview", "birlik/v2", "--kind", "diploma"), 2, "design.kind"),
    ],
)
def test_what_is_not_there_is_refused(arguments: tuple[str, ...], code: int, word: str) -> None:
    assert run(*arguments)[0] == code
    assert ask(*arguments)["code"] == word


def test_a_design_that_cannot_be_read_is_refused(look: Path) -> None:
    (look / "design.json").write_text('{"base": "birlik/v2", "font": "Comic"}', encoding="utf-8")
    told = ask("check", str(look))
    assert told["code"] == "design.unfit"
    assert "font" in told["message"]["tr"]


def test_every_check_has_a_sentence_and_no_other_has() -> None:
    assert set(_SAID) == set(get_args(Check))
