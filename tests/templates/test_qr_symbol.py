"""The QR symbol: two segments, a fixed mask, one path."""

import pytest
import zxingcpp
from PIL import Image

from templates import qr_symbol
from tests.templates.sheet_samples import digits_of, longest

PREFIX = "https://belge.tmmob-oda.orgx/v/7K2M9QX4T1ZC8RBD#"


def read(modules: tuple[tuple[bool, ...], ...]) -> str:
    side = len(modules) + 8
    image = Image.new("L", (side, side), 255)
    for y, row in enumerate(modules):
        for x, dark in enumerate(row):
            image.putpixel((x + 4, y + 4), 0 if dark else 255)
    (found,) = zxingcpp.read_barcodes(image.resize((side * 4, side * 4), Image.Resampling.NEAREST))
    return str(found.text)


@pytest.mark.parametrize("count", [1, 2, 3, 100, 457, 600])
def test_the_text_reads_back(count: int) -> None:
    digits = ("0123456789" * 60)[:count]
    modules = qr_symbol.matrix(PREFIX, digits)
    assert read(modules) == PREFIX + digits
    assert all(len(row) == len(modules) for row in modules)


def test_the_longest_content_stays_within_69_modules() -> None:
    payload = longest("yetki")
    assert len(payload["id"].split("/")[2]) == 20
    assert len(qr_symbol.matrix(payload["id"] + "#", digits_of(payload))) <= qr_symbol.MAX_MODULES


@pytest.mark.parametrize("count", [900, 20_000])
def test_a_finer_symbol_is_refused(count: int) -> None:
    with pytest.raises(qr_symbol.SymbolTooLarge) as refused:
        qr_symbol.matrix(PREFIX, "7" * count)
    assert refused.value.code == "qr.too_large"


@pytest.mark.parametrize("digits", ["", "12a", "-1", "1.5", "٣"])
def test_only_digits_go_into_the_second_segment(digits: str) -> None:
    with pytest.raises(ValueError):
        qr_symbol.matrix(PREFIX, digits)


def test_the_symbol_is_one_path_that_covers_exactly_the_dark_modules() -> None:
    modules = qr_symbol.matrix(PREFIX, "12345678901234567890")
    assert qr_symbol.svg(modules).count("<path") == 1
    covered = set()
    for run in qr_symbol.path(modules).split("M")[1:]:
        start, rest = run.split("h")
        x, y = map(int, start.split())
        covered |= {(x + step, y) for step in range(int(rest.split("v")[0]))}
    dark = {(x + 4, y + 4) for y, row in enumerate(modules) for x, on in enumerate(row) if on}
    assert covered == dark
