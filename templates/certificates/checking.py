"""What a certificate design breaks, found by drawing its specimens: text, tags, colours, QR code, manifest.

``muhur design check`` prints the findings. PDF/A and PDF/UA are a validator's to say (``scripts/verapdf``).
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from templates import qr_symbol
from templates.certificates import frozen
from templates.certificates.designs import CERTIFICATES, DESIGNS, Design
from templates.certificates.reading import DPI, Page, contrast, overlapping, page_of, ratio, structure_of
from templates.certificates.sheet import KINDS, sheet_of
from templates.certificates.specimens import COMPACT, FORMS, PROOF
from templates.drawing import coverage, draw_as, unprintable

LEAST_CONTRAST: Final = 4.5  # WCAG 2.2, 1.4.3
QR_SIDE: Final = 38.0  # mm, quiet zone included
QR_APART: Final = 3.0  # mm that stay empty around it
_WHITE: Final = 225  # of 255: the specimen's mark is paler, every print is darker
Check = Literal["draw", "pages", "outside", "overlap", "contrast", "glyphs", "tags", "qr", "frozen", "pdfa"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong: which check, the specimen (such as ``yetki longest``, or empty), and a plain fact."""

    check: Check
    specimen: str
    what: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """The specimens that could be drawn, by name, and what is wrong with them."""

    pdfs: dict[str, bytes]
    findings: tuple[Finding, ...]


def checked(design: Design, forms: Collection[str] = tuple(FORMS)) -> Drawn:
    """Draw the specimens of a design, three forms of three kinds, and look at them."""
    pdfs: dict[str, bytes] = {}
    findings = [*_declared(design), *_manifest(design)]
    for kind in KINDS:
        for form in forms:
            name = f"{kind} {form}"
            payload = FORMS[form](kind)
            try:
                pdfs[name] = draw_as(design, payload, COMPACT, PROOF)
            except (RuntimeError, ValueError) as refused:  # typst's errors are RuntimeErrors
                findings.append(Finding("draw", name, str(refused)[:300]))
                continue
            findings += [Finding(check, name, what) for check, what in _flaws(design, payload, pdfs[name])]
    return Drawn(pdfs, tuple(findings))


def _declared(design: Design) -> Iterator[Finding]:
    """What can be said without drawing: the colours of text on white, and letters that the fonts lack."""
    look: dict[str, Any] = design.look
    for kind, colour in look.get("accent", {}).items():
        rgb = (int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16))
        if (found := ratio(rgb, (255, 255, 255))) < LEAST_CONTRAST:
            yield Finding("contrast", "", f"accent.{kind} {colour}: {found:.1f}:1")
    for case, both in look.get("wording", {}).items():
        for language, sentence in both.items():
            if missing := unprintable(sentence):
                yield Finding("glyphs", "", f"wording.{case}.{language}: {missing}")


def _manifest(design: Design) -> Iterator[Finding]:
    """A design in use must be as it was frozen; one outside ``DESIGNS`` is not in use yet."""
    if design.name not in DESIGNS or design.folder != CERTIFICATES / design.name:
        return
    try:
        recorded = frozen.recorded(design.name)
    except (OSError, ValueError, KeyError):
        yield Finding("frozen", "", "manifest.json")
        return
    there = frozen.digests(design.name)
    for path in sorted(there.keys() | recorded.keys()):
        if there.get(path) != recorded.get(path):
            yield Finding("frozen", "", path)


def _flaws(design: Design, payload: dict[str, Any], pdf: bytes) -> Iterator[tuple[Check, str]]:
    page = page_of(pdf)
    if page.count != 1:
        yield "pages", str(page.count)
    left, top, right, low = design.inside
    for glyph in page.glyphs:
        if not (
            left <= glyph.left
            and glyph.right <= page.width - right
            and low <= glyph.low
            and glyph.top <= page.height - top
        ):
            yield "outside", f"{glyph.char} {glyph.left:.0f},{glyph.low:.0f} mm"
            break
    for one, other in overlapping(page.glyphs)[:1]:
        yield "overlap", f"{one.char}{other.char} {one.left:.0f},{one.low:.0f} mm"
    # One glyph of a colour every few millimetres stands for its neighbours.
    apart = {(one.colour, one.left // 4, one.low // 4): one for one in page.glyphs}.values()
    found, faint = min(((contrast(one, page), one) for one in apart), key=lambda pair: pair[0])
    if found < LEAST_CONTRAST:
        yield "contrast", f"{faint.char} {faint.left:.0f},{faint.low:.0f} mm: {found:.1f}:1"
    if "\ufffd" in page.text:
        yield "glyphs", "\ufffd"
    yield from _tags(design, payload, pdf)
    yield from _symbol(payload, page)


def _tags(design: Design, payload: dict[str, Any], pdf: bytes) -> Iterator[tuple[Check, str]]:
    told = structure_of(pdf)
    headings = [tag for tag in told.tags if tag.kind in ("H1", "H2", "H3")]
    if [tag.kind for tag in headings] != ["H1"]:
        yield "tags", f"H1: {len(headings)}"
    address = payload["id"].partition("://")[2]
    figures = [tag for tag in told.tags if tag.kind == "Figure"]
    if not any(address in tag.described for tag in figures) or not all(tag.described for tag in figures):
        yield "tags", "Alt"
    if told.lang != "tr" or not told.title:
        yield "tags", f"Lang {told.lang}"
    if ("en" in told.part_languages) != ("en" in json.dumps(design.look.get("languages", []))):
        yield "tags", "Lang en"
    if told.attachments != design.attachments:
        yield "tags", ", ".join(told.attachments)


def _symbol(payload: dict[str, Any], page: Page) -> Iterator[tuple[Check, str]]:
    """The QR code is read at 150 dpi and says what it must; it has its size, and nothing comes near."""
    import zxingcpp

    segments = sheet_of(payload, coverage()).qr_segments
    found = zxingcpp.read_barcodes(page.picture)
    if [symbol.text for symbol in found] != ["".join(segments)]:
        yield "qr", f"{DPI} dpi"
        return
    modules = len(qr_symbol.matrix(*segments))
    side = QR_SIDE * modules / (modules + 2 * qr_symbol.QUIET_ZONE)
    mm = 25.4 / DPI
    spots = found[0].position
    left, top = spots.top_left.x * mm, spots.top_left.y * mm
    wide = (spots.top_right.x - spots.top_left.x) * mm
    if abs(wide - side) > 0.8:
        yield "qr", f"{wide:.1f} mm, not {side:.1f}"
    quiet = (QR_SIDE - side) / 2
    reach = quiet + QR_APART - 0.3  # a pixel of slack
    field = [
        round(edge / mm) for edge in (left - reach, top - reach, left + wide + reach, top + wide + reach)
    ]
    around = page.picture.convert("L").crop(field)
    hole = round((reach - quiet + 0.6) / mm)
    around.paste(255, (hole, hole, around.width - hole, around.height - hole))
    if around.getextrema()[0] < _WHITE:
        yield "qr", f"< {QR_APART:.0f} mm"
