"""How like two PDFs look: the words of their pages, and their pictures. Runs in a reader's process.

The drawn sheet comes first, the presented file behind it; the first 8 bytes say how long the first is.
"""

from typing import Any

from verifier.paper import content

MAX_WORDS = 20_000
# Fine enough that a changed digit of the smallest print stands out, and quick.
PPI = 110
_BLOCK = 6
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

    ``drawn`` and ``presented``: their words. ``apart``: how far two greys of 0-255 differ at most, over small blocks,
    None where the pages cannot be laid over each other. ``content``: the code of what a sheet never has in it, or None.
    ``code`` alone: they could not be compared.
    """
    length = int.from_bytes(data[:8], "big")
    drawn, presented = data[8 : 8 + length], data[8 + length :]
    try:
        own, there = _Page(drawn), _Page(presented)
    except MemoryError:
        return {"code": "pdf.limits"}
    except Exception:  # noqa: BLE001 - a hostile file reaches any error of the renderer; the process is the boundary
        return {"drawn": "", "presented": "", "apart": None, "content": None}
    apart = None
    if own.pages == there.pages == 1 and all(
        abs(a - b) <= _PAGE_SLACK for a, b in zip(own.size, there.size, strict=True)
    ):
        apart = _apart(own.picture, there.picture)
    return {"drawn": own.words, "presented": there.words, "apart": apart, "content": content.flaw(presented)}


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
                page.render(scale=PPI / 72, may_draw_forms=True, grayscale=True).to_pil() if small else None
            )


def _apart(one: Any, other: Any) -> float | None:
    from PIL import ImageChops

    if one is None or other is None or one.size != other.size:
        return None
    # Grey pictures: the mean of each block, so the histogram ends at the block that differs most.
    counts = ImageChops.difference(one, other).reduce(_BLOCK).histogram()
    return float(max(level for level, count in enumerate(counts) if count))
