"""How like two PDFs look: the words of their pages, and their pictures. Runs in a reader's process.

The drawn sheet comes first, the presented file behind it; the first 8 bytes say how long the first is.
"""

from typing import Any

from verifier.paper import content

MAX_WORDS = 20_000
# Fine enough that a changed digit of the smallest print stands out, and quick.
PPI = 110
_BLOCK = 6
# Levels of 0 to 255 that no eye sees on paper.
_FAINT = 3
_PAGE_SLACK = 1.0  # points


def load() -> None:
    """Load the renderer."""
    import pypdfium2  # noqa: F401
    from PIL import Image, ImageChops  # noqa: F401


def joined(drawn: bytes, presented: bytes) -> bytes:
    """Two files as one to send."""
    return len(drawn).to_bytes(8, "big") + drawn + presented


def likeness(data: bytes) -> dict[str, Any]:
    """How the two compare.

    ``drawn`` and ``presented``: their words. ``apart``: how far two colours of 0-255 differ at most, over small blocks,
    and ``spread``: of how many blocks the largest spot is that differs but a little; None where the pages cannot be laid
    over each other. ``content``: the code of what a sheet never has in it, or None.
    ``code`` alone: they could not be compared.
    """
    length = int.from_bytes(data[:8], "big")
    drawn, presented = data[8 : 8 + length], data[8 + length :]
    try:
        own, there = _Page(drawn), _Page(presented)
    except MemoryError:
        return {"code": "pdf.limits"}
    except Exception:  # noqa: BLE001 - a hostile file reaches any error of the renderer; the process is the boundary
        return {"drawn": "", "presented": "", "apart": None, "spread": None, "content": None}
    apart = spread = None
    if own.pages == there.pages == 1 and all(
        abs(a - b) <= _PAGE_SLACK for a, b in zip(own.size, there.size, strict=True)
    ):
        apart, spread = _apart(own.picture, there.picture)
    flaw = content.flaw(presented, drawn)
    return {
        "drawn": own.words, "presented": there.words, "apart": apart, "spread": spread, "content": flaw,
    }  # fmt: skip


class _Page:
    """The first page of a file."""

    def __init__(self, data: bytes) -> None:
        import pypdfium2

        with pypdfium2.PdfDocument(data) as document:
            # Before any page: a form's fields are drawn only then.
            if document.get_formtype() != pypdfium2.raw.FORMTYPE_NONE:
                document.init_forms()
            self.pages = len(document)
            page = document[0]
            self.size = page.get_size()
            self.words = page.get_textpage().get_text_range()[:MAX_WORDS]
            # A page of another size is not ours, and may be a square kilometre.
            small = max(self.size) < 1000
            self.picture = (
                page.render(scale=PPI / 72, may_draw_forms=True).to_pil().convert("RGB") if small else None
            )


def _apart(one: Any, other: Any) -> tuple[float | None, int | None]:
    from PIL import ImageChops

    if one is None or other is None or one.size != other.size:
        return None, None
    red, green, blue = ImageChops.difference(one, other).split()
    # The mean of each block, of the colour that differs most: the histogram ends at the block that differs most.
    blocks = ImageChops.lighter(ImageChops.lighter(red, green), blue).reduce(_BLOCK)
    most = max(level for level, count in enumerate(blocks.histogram()) if count)
    return float(most), _largest_spot(blocks)


def _largest_spot(blocks: Any) -> int:
    """Another renderer's noise is scattered; what is drawn, however pale or thin, hangs together."""
    width, height = blocks.size
    left = {place for place, level in enumerate(blocks.tobytes()) if level > _FAINT}
    largest = 0
    while left:
        size, waiting = 0, [left.pop()]
        while waiting:
            size += 1
            y, x = divmod(waiting.pop(), width)
            for row in range(max(0, y - 1), min(height, y + 2)):
                for column in range(max(0, x - 1), min(width, x + 2)):
                    place = row * width + column
                    if place in left:
                        left.remove(place)
                        waiting.append(place)
        largest = max(largest, size)
    return largest
