"""The QR codes of a grey picture, looked for in several ways. Runs in a reader's process.

Which ways pay is measured in docs/qr-survival.md.
"""

import time
from collections.abc import Iterator
from typing import Any

# Longest sides in pixels. A code is found best at some 3 to 8 pixels a module, quickest in a small picture.
SIZES = (1600, 2400, 3600)
SMALL = 1000
# No further look is begun after this much processor time; a look takes less than one, the reader has five.
SECONDS = 2.5
MAX_TEXTS = 8
MAX_TEXT = 4096


def load() -> None:
    """Load the decoder."""
    import zxingcpp  # noqa: F401


def texts(grey: Any) -> list[str]:
    """The texts of the QR codes in a PIL picture of mode L; the first look that finds any is the last."""
    import zxingcpp

    # QRCode alone would take in Micro QR codes, and one of those is soon found in a corner of a damaged symbol.
    only = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCodeModel2])
    ends = time.process_time() + SECONDS
    for seen in _looks(grey):
        found = [one.text for one in zxingcpp.read_barcodes(seen, formats=only) if len(one.text) <= MAX_TEXT]
        if found:
            return found[:MAX_TEXTS]
        if time.process_time() > ends:
            break
    return []


def _looks(grey: Any) -> Iterator[Any]:
    """The picture in the ways in which a code may be found, the quickest and likeliest first."""
    from PIL import ImageFilter

    longest = max(grey.size)
    for size in dict.fromkeys(min(size, longest) for size in SIZES):
        yield _sized(grey, size)
    # Scans of 100 dpi and less have two pixels a module: between pixels the decoder finds what it misses on them.
    large = _sized(grey, min(2 * longest, SIZES[-1]))
    yield large
    # Photocopies: dots of dirt, small and large.
    clean = ImageFilter.MedianFilter(3)
    yield large.filter(clean)
    yield _sized(grey, min(longest, SIZES[1])).filter(clean)
    # Out of focus.
    yield large.filter(ImageFilter.UnsharpMask(4, 250, 0))
    if longest > SMALL:
        yield _sized(grey, SMALL)


def _sized(grey: Any, longest: int) -> Any:
    from PIL import Image

    part = longest / max(grey.size)
    if part == 1:
        return grey
    return grey.resize([max(1, round(side * part)) for side in grey.size], Image.Resampling.BICUBIC)
