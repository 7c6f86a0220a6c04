"""What no sheet of ours has in it: scripts, actions, layers, forms beyond the seal, more than its one attachment.

Runs in a reader's process, and only for a file that is not byte for byte the drawn one.
"""

import io
from typing import Any

_NEVER = frozenset(
    {
        "/AA", "/OpenAction", "/JS", "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE",
        "/URI", "/XFA", "/OCProperties", "/OC", "/OCG", "/OCMD", "/RichMedia", "/3D", "/Movie", "/Sound", "/Rendition",
        "/Screen", "/FileAttachment", "/Encrypt", "/Collection", "/PieceInfo", "/Alternates", "/RichMediaContent",
    }
)  # fmt: skip
_MOST_OBJECTS = 5000


def flaw(data: bytes) -> str | None:
    """``pdf.content`` or ``pdf.attachments``, or None when there is nothing of the kind.

    ``pdf.page_differs`` for what is not even a file by the letter: nothing is known of what is in it.
    """
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(io.BytesIO(data), strict=True)
    except (PdfError, ValueError):
        return "pdf.page_differs"
    try:
        if _has_active_content(reader):
            return "pdf.content"
        names = reader.root["/Names"]
        if set(names) != {"/EmbeddedFiles"}:
            return "pdf.content"
        files = names["/EmbeddedFiles"]
        if set(files) != {"/Names"} or len(files["/Names"]) != 2:
            return "pdf.attachments"
    except Exception:  # noqa: BLE001 - a hostile file reaches any error of the parser; the process is the boundary
        return "pdf.content"
    return None


def _has_active_content(reader: Any) -> bool:
    """Walk all that is reached from the trailer, once each."""
    from pyhanko.pdf_utils import generic

    seen: set[tuple[int, int]] = set()
    waiting: list[Any] = [reader.root]
    looked_at = 0
    while waiting:
        one = waiting.pop()
        looked_at += 1
        if looked_at > 20 * _MOST_OBJECTS:
            return True
        if isinstance(one, generic.IndirectObject):
            key = (one.idnum, one.generation)
            if key not in seen:
                seen.add(key)
                waiting.append(one.get_object())
            if len(seen) > _MOST_OBJECTS:
                return True
        elif isinstance(one, generic.DictionaryObject):
            if not _NEVER.isdisjoint(one) or one.get("/S") in _NEVER or one.get("/Subtype") in _NEVER:
                return True
            waiting.extend(one.raw_get(name) for name in one)
        elif isinstance(one, generic.ArrayObject):
            waiting.extend(one)
    return False
