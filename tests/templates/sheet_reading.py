"""Reading a drawn sheet back: its text, where its glyphs stand, its picture, its attachment."""

import io
from dataclasses import dataclass

import pypdfium2
from PIL import Image
from pypdf import PdfReader

MM = 72 / 25.4


@dataclass(frozen=True)
class Glyph:
    """A character with its tight box in millimetres from the lower left corner of the page."""

    char: str
    place: int
    left: float
    low: float
    right: float
    top: float


def text(pdf: bytes) -> str:
    """The page's words in order, spaces joined."""
    page = pypdfium2.PdfDocument(pdf)[0]
    return " ".join(page.get_textpage().get_text_range().replace("\ufffe", "").split())


def glyphs(pdf: bytes) -> list[Glyph]:
    words = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    found = []
    for place in range(words.count_chars()):
        char = words.get_text_range(place, 1)
        if char.strip():
            box = [side / MM for side in words.get_charbox(place)]
            found.append(Glyph(char, place, *box))
    return found


def overlapping(marks: list[Glyph]) -> list[str]:
    """Pairs of glyphs, not neighbours in a line, whose boxes share more than a hair (0.15 mm both ways)."""
    marks = sorted(marks, key=lambda glyph: glyph.left)
    found = []
    for at, one in enumerate(marks):
        for other in marks[at + 1 :]:
            if other.left > one.right - 0.15:
                break
            shared = min(one.top, other.top) - max(one.low, other.low)
            if shared > 0.15 and abs(one.place - other.place) > 2:
                found.append(f"{one.char}{other.char} at {one.left:.0f},{one.low:.0f} mm")
    return found


def picture(pdf: bytes, dpi: int = 150) -> Image.Image:
    image: Image.Image = pypdfium2.PdfDocument(pdf)[0].render(scale=dpi / 72).to_pil()
    return image


def attachments(pdf: bytes) -> dict[str, list[bytes]]:
    return dict(PdfReader(io.BytesIO(pdf)).attachments)
