"""The QR codes of an uploaded photo or scan: ``{"texts": [...]}`` or ``{"code": …}``. Runs in a reader's process.

A scan may be a PDF: then it is the look of its first page that is read.

Of each code the text alone leaves; whether it is one of ours is the verifier's to tell.
"""

import io
import warnings
from typing import Any

from verifier.paper import codes

FORMATS = ("PNG", "JPEG", "WEBP")
MAX_PIXELS = 50_000_000
PDF = b"%PDF-"
# The longest side of a page in pixels: 200 dpi of an A4.
_PAGE = 2400


def load() -> None:
    """Load the decoders."""
    import pypdfium2  # noqa: F401
    from PIL import Image  # noqa: F401

    codes.load()


def read(data: bytes) -> dict[str, Any]:
    """The texts of the QR codes in a picture, or a reason code."""
    from PIL import Image

    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        return {"texts": codes.texts(_page(data) if data.startswith(PDF) else _picture(data))}
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        return {"code": "photo.limits"}
    except Exception:  # noqa: BLE001 - a hostile file reaches any error of the decoder; the process is the boundary
        return {"code": "photo.unreadable"}


def _picture(data: bytes) -> Any:
    from PIL import Image

    picture = Image.open(io.BytesIO(data), formats=FORMATS)
    picture.draft("L", (max(codes.SIZES), max(codes.SIZES)))
    return _on_white(picture).convert("L")


def _page(data: bytes) -> Any:
    import pypdfium2

    with pypdfium2.PdfDocument(data) as document:
        page = document[0]
        scale = _PAGE / max(page.get_size())
        return page.render(scale=scale, grayscale=True).to_pil().convert("L")


def _on_white(picture: Any) -> Any:
    """Without transparency: what is see-through on paper is white."""
    from PIL import Image

    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture
    ground = Image.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture.convert("RGBA"))
    return ground
