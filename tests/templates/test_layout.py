"""Text of the union's design is fitted, never clipped: each glyph inside the frame, on no other glyph, off the QR code and seal."""

import io
import itertools
import zlib

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from registry.document import CURRENT_DESIGN
from templates import drawing
from templates.certificates.reading import overlapping, page_of
from templates.certificates.specimens import PROOF
from tests.templates.sheet_reading import picture
from tests.templates.sheet_samples import KINDS, Payload, digits_of, in_design, longest, sample, sparse

COMPACT = "e30.e30.e30"
INSET = 21.0  # mm, inside the innermost rule of every frame
QUIET = (228.5, 25.5, 266.5, 63.5)  # mm from the lower left: the field of the QR code
SEAL = (30.5, 25.5, 68.5, 63.5)


def draw(payload: Payload, compact: str) -> bytes:
    return drawing.draw(in_design(payload, CURRENT_DESIGN), compact, PROOF)


def expiring() -> Payload:
    payload = longest("basari")
    payload["validUntil"] = "2029-03-14T20:59:59Z"
    return payload


def enormous(kind: str) -> Payload:
    payload = longest(kind)
    words = ("Olağanüstü uzun bir metin " * 20)[:300].strip()
    payload["name"] = payload["issuer"]["name"] = words
    subject = payload["credentialSubject"]
    subject["role"] = subject["achievement"]["name"] = subject["achievement"]["specialization"] = words
    subject["identifier"][0]["identityHash"] = words
    payload["document"]["signers"][0]["name"] = words
    payload["document"]["place"] = words
    return payload


FORMS = (sample, longest, sparse, enormous)
SHEETS = [(f"{kind}-{form.__name__}", form(kind)) for kind in KINDS for form in FORMS]
SHEETS.append(("basari-expiring", expiring()))


@pytest.mark.parametrize(("name", "payload"), SHEETS, ids=[name for name, _ in SHEETS])
def test_glyphs_keep_to_their_places(name: str, payload: Payload) -> None:
    marks = page_of(draw(payload, COMPACT)).glyphs
    assert len(marks) > 300
    for glyph in marks:
        assert INSET <= glyph.left < glyph.right <= 297 - INSET, glyph
        assert INSET <= glyph.low < glyph.top <= 210 - INSET, glyph
        for left, low, right, top in (QUIET, SEAL):
            assert glyph.right < left or glyph.left > right or glyph.top < low or glyph.low > top, glyph
    assert overlapping(marks) == []


@pytest.mark.parametrize("form", [sample, longest])
@pytest.mark.parametrize("kind", KINDS)
def test_the_qr_code_reads_at_150_dpi(kind: str, form: object) -> None:
    payload = form(kind)  # type: ignore[operator]
    found = zxingcpp.read_barcodes(picture(draw(payload, COMPACT)))
    assert [symbol.text for symbol in found] == [f"{payload['id']}#{digits_of(payload)}"]


def test_the_qr_code_has_its_quiet_zone_and_stands_off_the_frame() -> None:
    image = picture(draw(sample(), COMPACT), 150)
    corners = zxingcpp.read_barcodes(image)[0].position
    mm = 25.4 / 150
    left, right = corners.top_left.x * mm, corners.bottom_right.x * mm
    top, low = corners.top_left.y * mm, corners.bottom_right.y * mm
    assert 32 < right - left < 36
    assert 32 < low - top < 36
    assert right < 297 - 19.5 - 8
    assert low < 210 - 19.5 - 8


@pytest.mark.parametrize("kind", KINDS)
def test_the_sheet_stays_light(kind: str) -> None:
    """Guilloche under 60 kB: what the file holds besides the embedded fonts and the colour profile."""
    pdf = draw(longest(kind), COMPACT)
    assert len(pdf) < 120_000
    reader = PdfReader(io.BytesIO(pdf))
    page = reader.pages[0]
    drawn = len(zlib.compress(page.get_contents().get_data(), 6))  # type: ignore[union-attr]
    assert drawn < 60_000


def test_every_kind_looks_different_from_across_a_room() -> None:
    seen = []
    for kind in KINDS:
        band = picture(draw(sample(kind), COMPACT)).convert("RGB").crop((180, 40, 1570, 110))
        seen.append(band.resize((1, 1), Image.Resampling.BOX).tobytes())
    for one, other in itertools.combinations(seen, 2):
        assert sum(abs(a - b) for a, b in zip(one, other, strict=True)) > 60, seen
