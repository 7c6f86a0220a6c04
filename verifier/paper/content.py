"""What no sheet of ours has in it: scripts, actions, layers, notes, forms beyond the seal, other attachments than its own.

Runs in a reader's process, and only for a file that must be looked at. What a picture shows is the screen's view of one
page; so what stands at the top of a sheet is listed, and nothing else may: a note, say, can show on paper alone.
"""

import io
from typing import Any

_NEVER = frozenset(
    {
        "/AA", "/OpenAction", "/JS", "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE",
        "/URI", "/XFA", "/OCProperties", "/OC", "/OCG", "/OCMD", "/RichMedia", "/3D", "/Movie", "/Sound", "/Rendition",
        "/Screen", "/FileAttachment", "/Encrypt", "/Collection", "/PieceInfo", "/Alternates", "/RichMediaContent",
        # For a printer only.
        "/PS", "/Subtype2",
    }
)  # fmt: skip
_MOST_OBJECTS = 5000
# All that the drawings of all designs have, and what the seal adds.
_ROOT = frozenset(
    {
        "/Type", "/Pages", "/Metadata", "/OutputIntents", "/Lang", "/StructTreeRoot", "/MarkInfo",
        "/ViewerPreferences", "/Outlines", "/Names", "/AF", "/AcroForm", "/Perms", "/DSS",
    }
)  # fmt: skip
_PREFERENCES = frozenset({"/DisplayDocTitle", "/Direction"})
_PAGES = frozenset({"/Type", "/Count", "/Kids"})
_PAGE = frozenset(
    {"/Type", "/Parent", "/Resources", "/MediaBox", "/Contents", "/StructParents", "/Tabs", "/Annots"}
)


def flaw(data: bytes, drawn: bytes) -> str | None:
    """``pdf.content`` or ``pdf.attachments``, or None when there is nothing of the kind.

    Attachments must be those of the sheet as ``drawn``, by name; what is in them is judged by itself.
    ``pdf.page_differs`` for what is not even a file by the letter: nothing is known of what is in it.
    """
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(io.BytesIO(data), strict=True)
    except (PdfError, ValueError):
        return "pdf.page_differs"
    try:
        root, pages = reader.root, reader.root["/Pages"]
        if _has_active_content(reader) or not set(root) <= _ROOT:
            return "pdf.content"
        if not set(root.get("/ViewerPreferences", ())) <= _PREFERENCES:
            return "pdf.content"
        if not set(pages) <= _PAGES or len(pages["/Kids"]) != 1 or not set(pages["/Kids"][0]) <= _PAGE:
            return "pdf.page_differs"
        notes = pages["/Kids"][0].get("/Annots", ())
        if len(notes) > 1 or not all(map(_is_field_of_seal, notes)):
            return "pdf.content"
        if set(reader.root["/Names"]) != {"/EmbeddedFiles"}:
            return "pdf.content"
        if _attached(reader) != _attached(PdfFileReader(io.BytesIO(drawn), strict=True)):
            return "pdf.attachments"
    except Exception:  # noqa: BLE001 - a hostile file reaches any error of the parser; the process is the boundary
        return "pdf.content"
    return None


def _attached(reader: Any) -> list[str] | None:
    """Names in the one flat tree of embedded files, as our renderer writes it; None for one of another shape."""
    files = reader.root["/Names"]["/EmbeddedFiles"]
    return [str(one) for one in list(files["/Names"])[::2]] if set(files) == {"/Names"} else None


def _is_field_of_seal(note: Any) -> bool:
    """The one thing that may lie on the page: a field for a signature, without a face or a place."""
    field = note.get_object()
    return (
        field["/Subtype"] == "/Widget"
        and field["/FT"] == "/Sig"
        and [float(side) for side in field["/Rect"]] == [0.0] * 4
        and "/AP" not in field
    )


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
