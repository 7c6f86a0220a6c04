"""Reading a drawn sheet back: its text, its picture, its attachment."""

import io

import pypdfium2
from PIL import Image
from pypdf import PdfReader


def text(pdf: bytes) -> str:
    """The page's words in order, spaces joined."""
    page = pypdfium2.PdfDocument(pdf)[0]
    return " ".join(page.get_textpage().get_text_range().replace("\ufffe", "").split())


def picture(pdf: bytes, dpi: int = 150) -> Image.Image:
    image: Image.Image = pypdfium2.PdfDocument(pdf)[0].render(scale=dpi / 72).to_pil()
    return image


def attachments(pdf: bytes) -> dict[str, list[bytes]]:
    return dict(PdfReader(io.BytesIO(pdf)).attachments)
