"""Photos of QR codes: read in a process of its own, judged like the text they show."""

import asyncio
import io
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from templates import qr_symbol
from tests.support.camera import jpeg, seen_by_camera, table
from tests.verifier import pdf_files as files
from tests.verifier.list_files import desk_with, made_list
from tests.verifier.workshop import House
from verifier.desk import PhotoRead
from verifier.paper.reader import PhotoReader
from verifier.presented import PhotoFile, from_bytes

READ_PHOTO = PhotoReader()


def symbol(text: str, side: int = 8) -> Image.Image:
    """A QR of any text as a picture."""
    address, _, digits = text.partition("#")
    modules = qr_symbol.matrix(f"{address}#", digits) if digits else qr_symbol.address(text)
    picture = Image.new("L", (len(modules) + 8, len(modules) + 8), 255)
    for y, row in enumerate(modules):
        for x, dark in enumerate(row):
            if dark:
                picture.putpixel((x + 4, y + 4), 0)
    return picture.resize((picture.width * side, picture.height * side), Image.Resampling.NEAREST)


def saved(picture: Image.Image, form: str) -> bytes:
    data = io.BytesIO()
    picture.save(data, form)
    return data.getvalue()


def test_a_photo_of_the_printed_sheet_is_judged_by_its_code(house: House) -> None:
    """The whole sheet, drawn by us, seen askew, a little dark and not sharp."""
    given = from_bytes(jpeg(seen_by_camera(files.original(house))))
    assert isinstance(given, PhotoFile)
    verdict = house.judge(given, desk=house.desk(read_photo=READ_PHOTO))
    assert verdict.is_valid
    assert verdict.credential is not None
    assert verdict.credential["name"] == house.document.holder_name
    assert "kâğıtta yazanlar karşılaştırılmadı" in verdict.steps[0].text[0]


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_every_form_is_read(house: House, form: str) -> None:
    given = from_bytes(saved(symbol(house.qr_text()), form))
    assert house.judge(given, desk=house.desk(read_photo=READ_PHOTO)).is_valid


def test_a_heic_photo_is_told_to_be_saved_as_jpeg(house: House) -> None:
    """It is a photo, although none that is read: not a file that nobody knows."""
    heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 64
    verdict = house.judge(from_bytes(heic), desk=house.desk(read_photo=READ_PHOTO))
    assert (verdict.outcome, verdict.reasons) == ("cannot_tell", ["photo.unreadable"])
    assert "PNG ya da JPEG olarak kaydedip" in verdict.message[0]


def test_what_is_see_through_is_white(house: House) -> None:
    dark = symbol(house.qr_text())
    clear = Image.new("RGBA", dark.size, (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), mask=dark.point(lambda value: 255 - value))
    assert house.judge(from_bytes(saved(clear, "PNG")), desk=house.desk(read_photo=READ_PHOTO)).is_valid


A4_600_DPI, TWELVE_MEGAPIXELS = (4961, 7016), (3024, 4032)


def read_as(house: House, form: str, size: tuple[int, int], mode: str = "RGB", **given: Any) -> PhotoRead:
    """What is read of a sheet of that size with a code on it."""
    sheet, code = Image.new(mode, size, "white"), symbol(house.qr_text())
    sheet.paste(code.resize((size[0] // 6,) * 2).convert(mode), (size[0] // 2, size[1] // 2))
    data = io.BytesIO()
    sheet.save(data, form, **given)
    return asyncio.run(READ_PHOTO(data.getvalue()))


@pytest.mark.parametrize(
    ("form", "mode"), [("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "LA"), ("JPEG", "RGB"), ("JPEG", "CMYK")]
)
def test_a_scan_at_600_dpi_is_read(house: House, form: str, mode: str) -> None:
    given = {"compress_level": 1} if form == "PNG" else {}
    read = read_as(house, form, A4_600_DPI, mode, **given)
    assert (read.code, read.texts) == (None, (house.qr_text(),))


def test_twelve_megapixels_are_read_as_webp(house: House) -> None:
    assert read_as(house, "WEBP", TWELVE_MEGAPIXELS, method=0).texts == (house.qr_text(),)


@pytest.mark.parametrize(
    ("form", "size", "given"),
    [
        ("WEBP", A4_600_DPI, {"method": 0}),
        ("JPEG", A4_600_DPI, {"progressive": True, "subsampling": 0}),
        ("PNG", (6000, 8000), {"compress_level": 1}),
        ("PNG", (10, 6_000_000), {"compress_level": 1}),
    ],
)
def test_what_the_memory_does_not_hold_is_called_too_large(
    house: House, form: str, size: tuple[int, int], given: dict[str, Any]
) -> None:
    """Not broken, which is what a decoder without memory says."""
    assert read_as(house, form, size, **given).code == "photo.limits"


def test_a_see_through_palette_is_white(house: House) -> None:
    dark = symbol(house.qr_text())
    clear = dark.point(lambda value: 1 if value else 2).convert("P")
    # Both are black; the first is seen through.
    clear.putpalette([0, 0, 0] * 3)
    data = io.BytesIO()
    clear.save(data, "PNG", transparency=1)
    assert house.judge(from_bytes(data.getvalue()), desk=house.desk(read_photo=READ_PHOTO)).is_valid


def test_a_photo_of_another_code_opens_nothing(house: House) -> None:
    for text in ("https://dogrula.example.com/v/7K2M9QX4T1ZC8RBD", "HTTPS://EVIL.EXAMPLE/", "BELGE"):
        given = from_bytes(saved(symbol(text), "PNG"))
        verdict = house.judge(given, desk=house.desk(read_photo=READ_PHOTO))
        assert (verdict.outcome, verdict.reasons) == ("not_genuine", ["qr.foreign_address"])
        assert house.register.asked == []


def test_a_micro_qr_is_no_code(house: House) -> None:
    """One is soon found in a corner of a damaged symbol, and a genuine document must not be called foreign for it."""
    micro = zxingcpp.create_barcode("8", zxingcpp.BarcodeFormat.MicroQRCode).to_image(scale=8)
    given = from_bytes(saved(Image.fromarray(micro), "PNG"))
    verdict = house.judge(given, desk=house.desk(read_photo=READ_PHOTO))
    assert (verdict.outcome, verdict.reasons) == ("cannot_tell", ["photo.no_code"])


def test_of_two_codes_ours_is_judged(house: House) -> None:
    other, own = symbol("https://evil.example/", 6), symbol(house.qr_text(), 6)
    both = Image.new("L", (other.width + own.width + 60, max(other.height, own.height)), 255)
    both.paste(other, (0, 0))
    both.paste(own, (other.width + 60, 0))
    given = from_bytes(saved(both, "PNG"))
    assert house.judge(given, desk=house.desk(read_photo=READ_PHOTO)).is_valid


def test_a_photo_is_never_better_than_its_code(house: House) -> None:
    """Without a register: by the status list, and unknown without one, as for the text."""
    given = from_bytes(saved(symbol(house.qr_text()), "PNG"))
    desk = desk_with(house, made_list(house), read_photo=READ_PHOTO)
    assert house.judge(given, desk=desk).standing == "valid"
    assert house.judge(given, desk=house.offline_desk(read_photo=READ_PHOTO)).standing == "unknown"


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff" + b"\0" * 5000,
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
        jpeg(table())[:2000],
        saved(Image.new("L", (1, 1)), "PNG"),
        saved(Image.new("L", (1, 9000)), "PNG"),
        # A GIF that calls itself PNG is opened as neither.
        b"\x89PNG\r\n\x1a\nGIF89a" + b"\0" * 64,
    ],
)
def test_hostile_pictures_are_told(house: House, data: bytes) -> None:
    verdict = house.judge(from_bytes(data), desk=house.desk(read_photo=READ_PHOTO))
    assert verdict.outcome == "cannot_tell"
    assert verdict.reasons[0] in ("photo.unreadable", "photo.no_code", "photo.limits")


def test_the_reader_answers_many_at_once() -> None:
    async def ask() -> list[PhotoRead]:
        reader = PhotoReader(at_once=2, waiting=3)
        return await asyncio.gather(*(reader(b"\xff\xd8\xff") for _ in range(6)))

    codes = [one.code for one in asyncio.run(ask())]
    assert codes.count("photo.unreadable") == 3
    assert codes.count("photo.busy") == 3
