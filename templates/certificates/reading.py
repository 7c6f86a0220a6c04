"""Reading a drawn sheet back as a reader of PDF sees it: glyphs with their place and colour, tags, languages."""

import io
import itertools
import re
from ctypes import byref, c_uint
from dataclasses import dataclass
from typing import Any, Final

MM: Final = 72 / 25.4
DPI: Final = 150
_LANG = re.compile(rb"/Lang\s*\(([^)]*)\)")


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character, its tight box in mm from the lower left corner of the sheet, its colour, its place in the order."""

    char: str
    place: int
    left: float
    low: float
    right: float
    top: float
    colour: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet: its size in mm, how many there are, glyphs, text in reading order, and its picture at 150 dpi."""

    width: float
    height: float
    count: int
    glyphs: tuple[Glyph, ...]
    text: str
    picture: Any


@dataclass(frozen=True, slots=True)
class Tag:
    """An element of the structure tree: its kind, such as ``H1``, and the text that stands for it."""

    kind: str
    described: str


def page_of(pdf: bytes) -> Page:
    """Read the first page."""
    import pypdfium2
    from pypdfium2 import raw

    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        words = page.get_textpage()
        found = []
        for place in range(words.count_chars()):
            char = words.get_text_range(place, 1)
            if not char.strip():
                continue
            red, green, blue, alpha = c_uint(), c_uint(), c_uint(), c_uint()
            raw.FPDFText_GetFillColor(words, place, byref(red), byref(green), byref(blue), byref(alpha))
            left, low, right, top = (side / MM for side in words.get_charbox(place))
            colour = (red.value, green.value, blue.value)
            found.append(Glyph(char, place, left, low, right, top, colour))
        width, height = page.get_size()
        return Page(
            width / MM,
            height / MM,
            len(document),
            tuple(found),
            " ".join(words.get_text_range().replace("\ufffe", "").split()),
            page.render(scale=DPI / 72).to_pil().convert("RGB"),
        )


def overlapping(glyphs: tuple[Glyph, ...]) -> list[tuple[Glyph, Glyph]]:
    """Pairs of glyphs, not neighbours in a line, whose boxes share more than a hair (0.15 mm both ways)."""
    ordered = sorted(glyphs, key=lambda glyph: glyph.left)
    found = []
    for at, one in enumerate(ordered):
        for other in itertools.islice(ordered, at + 1, None):
            if other.left > one.right - 0.15:
                break
            shared = min(one.top, other.top) - max(one.low, other.low)
            if shared > 0.15 and abs(one.place - other.place) > 2:
                found.append((one, other))
    return found


def contrast(glyph: Glyph, page: Page) -> float:
    """The contrast ratio (WCAG 2.2) of a glyph to the colour seen most around it in the picture, a millimetre wide.

    A heavy glyph may cover most of its own box; then the second colour is the ground, unless hardly any is there.
    """
    scale = DPI / 25.4
    left, right = int((glyph.left - 1) * scale), int((glyph.right + 1) * scale) + 1
    top, low = int((page.height - glyph.top - 1) * scale), int((page.height - glyph.low + 1) * scale) + 1
    around = page.picture.crop((left, top, right, low))
    counts: dict[tuple[int, int, int], int] = {}
    for count, (red, green, blue) in around.getcolors(around.width * around.height):
        near = (red | 7, green | 7, blue | 7)
        counts[near] = counts.get(near, 0) + count
    most = sorted(counts, key=lambda colour: -counts[colour])[:2]
    ground = most[0]
    covered = counts[ground] / (around.width * around.height)
    if len(most) > 1 and covered < 0.85 and ratio(glyph.colour, ground) < 1.3:
        ground = most[1]
    return ratio(glyph.colour, ground)


def ratio(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """Contrast of two sRGB colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: tuple[int, int, int]) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@dataclass(frozen=True, slots=True)
class Structure:
    """What a screen reader is told: the document's language and title, tags in reading order, languages of parts."""

    lang: str
    title: str
    tags: tuple[Tag, ...]
    part_languages: frozenset[str]
    attachments: tuple[str, ...]


def structure_of(pdf: bytes) -> Structure:
    """Read the tag tree and the languages that content is marked with."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(pdf))
    root: Any = reader.trailer["/Root"]
    content = reader.pages[0].get_contents()
    marked = {
        found.decode("ascii", "replace")
        for found in _LANG.findall(content.get_data() if content is not None else b"")
    }
    tags: list[Tag] = []
    tree = root.get("/StructTreeRoot")
    for element in _below(tree) if tree is not None else []:
        tags.append(Tag(str(element["/S"])[1:], str(element.get("/Alt", ""))))
        if "/Lang" in element:
            marked.add(str(element["/Lang"]))
    title = reader.metadata.title if reader.metadata else ""
    return Structure(
        str(root.get("/Lang", "")),
        title or "",
        tuple(tags),
        frozenset(marked),
        tuple(sorted(reader.attachments)),
    )


def _below(node: Any) -> list[Any]:
    """Every element under a node, in reading order."""
    children = node.get("/K", [])
    found = []
    for child in children if isinstance(children, list) else [children]:
        element = child.get_object()
        if isinstance(element, dict) and "/S" in element:
            found += [element, *_below(element)]
    return found
