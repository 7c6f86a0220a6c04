"""The QR codes of an uploaded photo: ``{"texts": [...]}`` or ``{"code": …}``. Runs in a reader's process.

Of each code the text alone leaves; whether it is one of ours is the verifier's to tell.
"""

import io
import warnings
from typing import Any

FORMATS = ("PNG", "JPEG", "WEBP")
MAX_PIXELS = 50_000_000
# A code is found best at some 3 to 8 pixels a module: large photos are tried at several sizes.
SIZES = (1600, 1000, 2400)
MAX_TEXTS = 8
MAX_TEXT = 4096


def load() -> None:
    """Load the decoders."""
    import zxingcpp  # noqa: F401
    from PIL import Image  # noqa: F401


def read(data: bytes) -> dict[str, Any]:
    """The texts of the QR codes in a picture, or a reason code."""
    from PIL import Image

    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        return {"texts": _codes(data)}
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        return {"code": "photo.limits"}
    except Exception:  # noqa: BLE001 - a hostile file reaches any error of the decoder; the process is the boundary
        return {"code": "photo.unreadable"}


def _codes(data: bytes) -> list[str]:
    import zxingcpp
    from PIL import Image

    picture = Image.open(io.BytesIO(data), formats=FORMATS)
    picture.draft("L", (max(SIZES), max(SIZES)))
    grey = _on_white(picture).convert("L")
    longest = max(grey.size)
    for size in dict.fromkeys(min(size, longest) for size in SIZES):
        part = size / longest
        seen = grey.resize([max(1, round(side * part)) for side in grey.size]) if part < 1 else grey
        found = zxingcpp.read_barcodes(seen, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))
        if texts := [one.text for one in found if len(one.text) <= MAX_TEXT]:
            return texts[:MAX_TEXTS]
    return []


def _on_white(picture: Any) -> Any:
    """Without transparency: what is see-through on paper is white."""
    from PIL import Image

    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture
    ground = Image.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture.convert("RGBA"))
    return ground
