"""What a camera sees of a printed sheet: pictures, and motion JPEG for Chromium's fake video device."""

import io
from pathlib import Path

import pypdfium2
from PIL import Image, ImageFilter

WIDTH, HEIGHT = 1280, 720
_TABLE = (96, 84, 70)
# Where the QR stands on the sheet, as parts of its width and height, and how much of it the camera sees.
_QR = (0.835, 0.79)
_PART = 0.30


def sheet_picture(pdf: bytes, dots_per_inch: int = 300) -> Image.Image:
    """The first page of a PDF, as it would be printed."""
    page = pypdfium2.PdfDocument(pdf)[0]
    return page.render(scale=dots_per_inch / 72).to_pil().convert("RGB")


def seen_by_camera(pdf: bytes, part: float = _PART) -> Image.Image:
    """The corner of the sheet with its QR: a little turned, not quite sharp and not quite white."""
    sheet = sheet_picture(pdf)
    x, y = sheet.width * _QR[0], sheet.height * _QR[1]
    wide = sheet.width * part
    high = wide * HEIGHT / WIDTH
    turned = sheet.rotate(3, center=(x, y), fillcolor=_TABLE, resample=Image.Resampling.BICUBIC)
    seen = turned.crop((round(x - wide / 2), round(y - high / 2), round(x + wide / 2), round(y + high / 2)))
    seen = seen.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).filter(ImageFilter.GaussianBlur(0.7))
    return Image.blend(seen, Image.new("RGB", seen.size, _TABLE), 0.15)


def table() -> Image.Image:
    """What it sees before the sheet."""
    return Image.new("RGB", (WIDTH, HEIGHT), _TABLE)


def jpeg(picture: Image.Image) -> bytes:
    """The picture as a photo."""
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=85)
    return data.getvalue()


def video(pictures: list[Image.Image], path: Path) -> Path:
    """The pictures as motion JPEG (a file ending in .mjpeg), which the fake device plays over and over."""
    path.write_bytes(b"".join(map(jpeg, pictures)))
    return path
