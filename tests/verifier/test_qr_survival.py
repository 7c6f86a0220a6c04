"""A slice of docs/qr-survival.md: what the printed symbol must survive is read, and nothing is ever misread."""

from random import Random

import pytest
from PIL import Image

from bench import qr_pictures as pictures
from bench.qr_damage import DAMAGES
from templates import drawing
from tests.support.soak import FACTOR
from verifier.paper import codes

# By resolution, the damages of which every document must be read, with how strong they may be (0 to 2).
READ = {
    100: {
        "blur": 1, "rotation": 2, "perspective": 2, "jpeg": 1, "fold, dark": 0, "fold, light": 1, "stain": 0,
        "low contrast": 2, "uneven light": 2, "combined": 0,
    },
    150: {
        "blur": 2, "rotation": 2, "perspective": 2, "jpeg": 2, "fold, dark": 0, "fold, light": 1, "stain": 1,
        "low contrast": 2, "uneven light": 2, "photocopy twice": 1, "combined": 0,
    },
    300: {
        "blur": 2, "rotation": 2, "perspective": 2, "jpeg": 2, "fold, dark": 0, "fold, light": 1, "stain": 1,
        "low contrast": 2, "uneven light": 2, "photocopy twice": 1, "combined": 0,
    },
}  # fmt: skip
CELLS = [
    (dpi, name, strength)
    for dpi, most in READ.items()
    for name, last in most.items()
    for strength in range(last + 1)
]


@pytest.fixture(scope="module")
def sheets() -> list[tuple[str, bytes]]:
    """The text of the symbol and the PDF of documents of 61, 65 and 69 modules, the longest there is among them."""
    made = pictures.sheets(min(FACTOR, 8))
    return [(one.text, drawing.draw(one.payload, one.compact)) for one in made]


def corners(sheets: list[tuple[str, bytes]], dpi: int) -> list[tuple[str, Image.Image]]:
    return [(text, pictures.corner(pictures.whole_page(pdf, dpi), dpi)) for text, pdf in sheets]


@pytest.mark.parametrize("dpi", READ)
def test_what_a_symbol_must_survive_is_read(sheets: list[tuple[str, bytes]], dpi: int) -> None:
    missed = []
    clean = corners(sheets, dpi)
    for _, name, strength in (cell for cell in CELLS if cell[0] == dpi):
        for number, (text, picture) in enumerate(clean):
            seen = DAMAGES[name][strength](picture, dpi, Random(f"{name} {strength} {number} {dpi}"))
            if codes.texts(seen) != [text]:
                missed.append((name, strength, number))
    assert missed == []


@pytest.mark.parametrize("dpi", [100, 150])
def test_what_cannot_be_read_is_never_misread(sheets: list[tuple[str, bytes]], dpi: int) -> None:
    """At every strength, and worse: all damages after each other."""
    for text, picture in corners(sheets, dpi):
        for name, kinds in DAMAGES.items():
            seen = kinds[2](DAMAGES["photocopy twice"][1](picture, dpi, Random(name)), dpi, Random(name))
            assert codes.texts(seen) in ([], [text])


@pytest.mark.parametrize(
    "quarter", [Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270]
)
def test_a_page_laid_another_way_is_read(sheets: list[tuple[str, bytes]], quarter: Image.Transpose) -> None:
    text, pdf = sheets[-1]
    assert codes.texts(pictures.whole_page(pdf, 150).transpose(quarter)) == [text]
