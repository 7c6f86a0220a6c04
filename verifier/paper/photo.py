"""The QR codes of an uploaded photo or scan: ``{"texts": [...]}`` or ``{"code": …}``. Runs in a reader's process.

A scan may be a PDF: then it is the look of its first page that is read, and ``pictures`` says whether it is a scan at
all. What a program wrote is none: it could be the sheet itself with other words, and without what would give it away.

Of each code the text alone leaves; whether it is one of ours is the verifier's to tell.
"""

import io
import warnings
from typing import Any

from verifier.paper import codes

FORMATS = ("PNG", "JPEG", "WEBP")
MAX_PIXELS = 50_000_000
# What decoding may take of the reader's memory. An A4 in colour at 600 dpi fits as PNG and JPEG, 12 megapixels as WebP.
MAX_BYTES = 196_000_000
# Measured: libwebp holds two frames, Pillow copies one of them twice.
_WEBP_PIXEL = 16
# At most, where no component is sampled down.
_PROGRESSIVE_PIXEL = 6
# Rows that are turned grey at once: a second whole picture in colour would not fit.
_STRIP = 256
PDF = b"%PDF-"
# The longest side of a page in pixels: 200 dpi of an A4.
_PAGE = 2400
# More than that nobody scans for one document.
_MOST_PAGES = 50


def load() -> None:
    """Load the decoders."""
    import pypdfium2  # noqa: F401
    from PIL import Image  # noqa: F401

    codes.load()


def read(data: bytes) -> dict[str, Any]:
    """The texts of the QR codes in a picture, or a reason code."""
    from PIL import Image

    try:
        if data.startswith(PDF):
            page, pictures = _page(data)
            return {"texts": codes.texts(page), "pictures": pictures}
        return {"texts": codes.texts(_picture(data)), "pictures": True}
    except (Image.DecompressionBombError, MemoryError):
        return {"code": "photo.limits"}
    except Exception:  # noqa: BLE001 - a hostile file reaches any error of the decoder; the process is the boundary
        return {"code": "photo.unreadable"}


def _picture(data: bytes) -> Any:
    """The picture in grey. Its size is judged before it is decoded: decoders that find no memory call it broken."""
    from PIL import Image

    most = MAX_BYTES // _WEBP_PIXEL if data[8:12] == b"WEBP" else MAX_PIXELS
    # Pillow refuses, before a decoder is made, what is larger than twice its bound, and warns of what is larger than it.
    Image.MAX_IMAGE_PIXELS = most // 2
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)
    picture = Image.open(io.BytesIO(data), formats=FORMATS)
    whole = picture.width * picture.height
    picture.draft("L", (max(codes.SIZES), max(codes.SIZES)))
    progressive = _PROGRESSIVE_PIXEL * whole if picture.info.get("progressive") else 0
    # Decoded, and in grey.
    if picture.width * picture.height * (_pixel(picture.mode) + 1) + progressive > MAX_BYTES:
        raise MemoryError
    return _grey(picture)


def _pixel(mode: str) -> int:
    """How many bytes Pillow holds a pixel in."""
    return {"1": 1, "L": 1, "P": 1, "I;16": 2}.get(mode, 4)


def _grey(picture: Any) -> Any:
    from PIL import Image

    picture.load()
    grey = Image.new("L", picture.size)
    for top in range(0, picture.height, _STRIP):
        strip = picture.crop((0, top, picture.width, min(top + _STRIP, picture.height)))
        grey.paste(_on_white(strip).convert("L"), (0, top))
    return grey


def _page(data: bytes) -> tuple[Any, bool]:
    import pypdfium2

    with pypdfium2.PdfDocument(data) as document:
        page = document[0]
        scale = _PAGE / max(page.get_size())
        return page.render(scale=scale, grayscale=True).to_pil().convert("L"), _only_pictures(document)


def _only_pictures(document: Any) -> bool:
    """True for what a scanner makes: pages of pictures, no file in it, no form, no signature, no note."""
    from pypdfium2 import raw

    if (
        document.count_attachments()
        or document.get_formtype() != raw.FORMTYPE_NONE
        or raw.FPDF_GetSignatureCount(document)
        or len(document) > _MOST_PAGES
    ):
        return False
    return all(
        raw.FPDFPage_GetAnnotCount(page) == 0 and all(map(_is_of_scan, page.get_objects(max_depth=1)))
        for page in document
    )


def _is_of_scan(thing: Any) -> bool:
    """A picture, or the unseen text by which a scan is searched."""
    from pypdfium2 import raw

    if thing.type == raw.FPDF_PAGEOBJ_TEXT:
        unseen: bool = raw.FPDFTextObj_GetTextRenderMode(thing) == raw.FPDF_TEXTRENDERMODE_INVISIBLE
        return unseen
    return bool(thing.type == raw.FPDF_PAGEOBJ_IMAGE)


def _on_white(picture: Any) -> Any:
    """Without transparency: what is see-through on paper is white."""
    from PIL import Image

    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture
    ground = Image.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture.convert("RGBA"))
    return ground
