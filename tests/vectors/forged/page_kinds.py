"""Pages that show something else than the signed data, unsealed or sealed by whomever; credentials that are not its own."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pypdfium2
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pypdf import PdfWriter

from issuer.paper.sealing import seal_pdf
from registry.credential import payload_of
from registry.document import Document
from templates.drawing import draw
from tests.vectors.forged.kinds import Answer, Original, add, differs, not_original, refused
from tests.vectors.forged.seal_kinds import thief_seal
from tests.vectors.forged.tools import (
    Change,
    Way,
    annotated,
    dictionary,
    embedded,
    on_page,
    on_root,
    painted,
    redrawn,
    replaced,
    sealed_by_hand,
    underlaid,
)
from tests.verifier import pdf_files as files
from tests.verifier.workshop import NOW

Page = Callable[[Original], bytes]
PAGE, UNSEALED = "pdf.page_differs", "pdf.unsealed"


def _of(change: Callable[[Document], Document]) -> Page:
    """The page of changed data around the genuine credential."""
    return lambda o: draw(payload_of(change(o.document)), o.compact)


def _changed(change: Change) -> Page:
    return lambda o: redrawn(o.drawn, change)


def _digit(text: str) -> str:
    """One digit, the last, is another."""
    return text[:-1] + ("3" if text[-1] != "3" else "8")


def _without_text(o: Original) -> bytes:
    """A picture of the page, as a print and a scan would give."""
    with pypdfium2.PdfDocument(o.drawn) as opened:
        page = opened[0].render(scale=150 / 72).to_pil().convert("L")
    made = io.BytesIO()
    page.save(made, "PDF", resolution=150)
    writer = PdfWriter(clone_from=io.BytesIO(made.getvalue()))
    writer.add_attachment("credential.jwt", o.compact.encode())
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _box(o: Original) -> tuple[float, float, float, float]:
    """Where the holder's name, or the longest part of it, is printed: left, bottom, right, top in points."""
    with pypdfium2.PdfDocument(o.drawn) as opened:
        text = opened[0].get_textpage()
        found = text.search(
            max(o.document.holder_name.split(), key=len).upper().replace("İ", "I"), match_case=False
        )
        place = found.get_next() or (0, 8)
        boxes = [text.get_charbox(index) for index in range(place[0], place[0] + place[1])]
    return (
        min(one[0] for one in boxes),
        min(one[1] for one in boxes),
        max(one[2] for one in boxes),
        max(one[3] for one in boxes),
    )


def _name_covered(colour: bytes) -> Page:
    def make(o: Original) -> bytes:
        left, low, right, top = _box(o)
        return redrawn(o.drawn, painted(colour + b" %f %f %f %f re f" % (left, low, right - left, top - low)))

    return make


def _qr_of_another(o: Original) -> bytes:
    """The other's sheet laid over this one, cut to where the QR code is."""
    return _laid_over(o, right=True)


def _laid_over(o: Original, *, right: bool) -> bytes:
    with pypdfium2.PdfDocument(o.second.drawn) as opened:
        width, height = opened[0].get_size()
        side = 150
        box = (width - 2 * side, 40, 40, height - 40 - 1.4 * side)
        picture = opened[0].render(scale=2, crop=(box[0], box[1], 0, box[3])).to_pil().convert("L")
    x, y = box[0], box[1]
    data = picture.tobytes()
    head = b"q %f 0 0 %f %f %f cm BI /W %d /H %d /CS /G /BPC 8 ID " % (
        picture.width / 2, picture.height / 2, x, y, picture.width, picture.height)  # fmt: skip
    assert right
    return redrawn(o.drawn, painted(head + data + b" EI Q"))


# A word drawn across the page in strokes: from and to, in points.
_STROKES = (
    (230, 255, 230, 335),
    (270, 255, 300, 335),
    (300, 335, 330, 255),
    (350, 255, 350, 335),
    (350, 335, 400, 335),
)


def _word(look: bytes) -> Change:
    return underlaid(look + b"".join(b" %d %d m %d %d l S" % one for one in _STROKES))


def _thin(height: float) -> Change:
    """Slanting lines 0.13 points wide, filled: strokes and upright ones are never drawn so thin."""
    ends = [(230 + at * height, 230 + (at + 0.3) * height) for at in (0, 0.4, 0.8, 1.2)]
    lines = (
        b" %f 255 m %f %f l %f %f l %f 255 l f" % (x, top, 255 + height, top + 0.13, 255 + height, x + 0.13)
        for x, top in ends
    )
    return underlaid(b"0 g" + b"".join(lines))


_PAGES: dict[str, tuple[str, Page]] = {
    "name": ("the page of another name", _of(lambda d: replace(d, holder_name="Ahmet Yılmaz"))),
    "letter": ("one letter of the name changed", _of(lambda d: replace(d, holder_name=d.holder_name[:-1] + "q"))),
    "sicil-digit": ("one digit of the member's number changed", _of(lambda d: replace(d, sicil_no=_digit(d.sicil_no)))),
    "day": ("the day of the award one earlier", _of(lambda d: replace(d, awarded_at=d.awarded_at - timedelta(days=1)))),
    "programme": ("another course", _of(lambda d: replace(d, programme_name="Yangın Algılama"))),
    "signer": ("another signer", _of(lambda d: replace(
        d, signers=(replace(d.signers[0], name="Ali Veli"), *d.signers[1:])))),
    "white-box": ("white over the name, the text under it unchanged", _name_covered(b"1 g")),
    "black-box": ("black over the name, the text under it unchanged", _name_covered(b"0 g")),
    "qr": ("another document's QR code over its own", _qr_of_another),
    "pale": ("strokes across it in the palest grey", _changed(_word(b"0.945 G 9 w"))),
    "yellow": ("strokes across it in the palest yellow", _changed(_word(b"1 1 .95 RG 9 w"))),
    "thin": ("strokes across it in the thinnest line", _changed(_thin(80))),
    "thin-small": ("small strokes on it in the thinnest line", _changed(_thin(20))),
    "hidden-text": ("text that nobody sees", _changed(painted(b"BT 3 Tr /F1 1 Tf (x) Tj ET"))),
    "larger": ("the page twice as large", _changed(on_page(MediaBox=[0, 0, 1684, 1190]))),
    "scan": ("a picture of the page, without text", _without_text),
    "blank": ("an empty page", lambda o: files.with_files(("credential.jwt", o.compact.encode()))),
    "of-another": ("the page of another genuine document", lambda o: draw(payload_of(o.second.document), o.compact)),
}  # fmt: skip


def _forged(name: str, what: str, page: Page) -> None:
    # These have not the objects that the seal of a sheet is hung on to.
    adds = ("pdf.seal_adds",) if name in ("scan", "blank") else ()
    add(f"page.{name}.unsealed", f"Around the genuine credential, {what}.", page, differs(PAGE, UNSEALED),
        again=name not in ("name", "scan", "of-another"))  # fmt: skip
    add(f"page.{name}.thief", f"Sealed by a stranger, {what}.",
        lambda o: seal_pdf(page(o), thief_seal(o), NOW), differs(PAGE, *(adds or ("pdf.seal_foreign",))),
        again=name != "name")  # fmt: skip
    add(f"page.{name}.insider", f"Rightly sealed, {what}.",
        lambda o: seal_pdf(page(o), o.house.emo_seal, NOW),
        differs("pdf.content" if adds else PAGE, *adds))  # fmt: skip


for _name, (_what, _page) in _PAGES.items():
    _forged(_name, _what, _page)

# notes in the drawing itself


def _note(flags: int) -> Change:
    """A stamp across the page."""

    def change(writer: BasePdfFileWriter) -> None:
        shape = generic.StreamObject(
            dictionary(Type="/XObject", Subtype="/Form", BBox=[0, 0, 800, 120]),
            stream_data=b"1 g 0 0 800 120 re f",
        )
        face = dictionary(N=writer.add_object(shape))
        annotated(Subtype="/Stamp", Rect=[20, 250, 820, 370], AP=face, F=flags)(writer)

    return change


_SHOWN = {"print": ("on paper and not on a screen", 4 | 32), "screen": ("on a screen and not on paper", 0),
          "never": ("nowhere", 2)}  # fmt: skip
for _where, (_text, _flags) in _SHOWN.items():
    for _hung in (False, True):
        add(f"note.{_where}.{'hung' if _hung else 'alone'}", f"Rightly sealed, a note on the page shows {_text}; "
            f"the seal's field is {'hung beside it' if _hung else 'on no page'}.",
            lambda o, flags=_flags, hung=_hung: sealed_by_hand(
                redrawn(o.drawn, _note(flags)), o.house.emo_seal, Way(hung=hung)),
            differs("pdf.content", "pdf.seal_adds"), again=_where != "print")  # fmt: skip
_LAYOUT = on_root(ViewerPreferences=dictionary(PrintPageRange=[1, 1]))
add("page.preferences.insider", "Rightly sealed, with wishes about how it is printed.",
    lambda o: seal_pdf(redrawn(o.drawn, _LAYOUT), o.house.emo_seal, NOW), differs("pdf.content"))  # fmt: skip
add("page.unlike.insider", "Rightly sealed, with an entry on the page that no sheet has.",
    lambda o: seal_pdf(redrawn(o.drawn, on_page(Rotate=0)), o.house.emo_seal, NOW), differs(PAGE))  # fmt: skip
add("page.no-field.insider", "Rightly sealed, the seal's field is on no page.",
    lambda o: sealed_by_hand(o.drawn, o.house.emo_seal, Way(hung=False)), not_original("pdf.seal_adds"))  # fmt: skip


# credentials


def _credential(name: str, what: str, change: Callable[[Original], Change], answer: Answer) -> None:
    add(f"credential.{name}", what,
        lambda o: seal_pdf(redrawn(o.drawn, change(o)), o.house.emo_seal, NOW), answer)  # fmt: skip


def _named(name: str) -> Callable[[Original], Change]:
    return lambda o: replaced(name, o.compact.encode())


# The QR code on the page is read, and its fields are shown.
NONE = refused("pdf.no_credential", page="not_compared", genuine=True)


def _nothing_attached(writer: BasePdfFileWriter) -> None:
    for name in ("/Names", "/AF"):
        del writer.root[name]
    writer.update_root()


add("stripped.credential", "The page of another name around the genuine QR code, and no file in it.",
    lambda o: redrawn(_PAGES["name"][1](o), _nothing_attached), NONE)  # fmt: skip
add("stripped.credential.sealed", "Rightly sealed, the page of another name, and no file in it.",
    lambda o: seal_pdf(redrawn(_PAGES["name"][1](o), _nothing_attached), o.house.emo_seal, NOW), NONE)  # fmt: skip
_credential("none", "Rightly sealed, without a credential.", lambda _: replaced("liste.csv", b"a;b"), NONE)
_credential("path", "Its credential is named ../../credential.jwt.", _named("../../credential.jwt"), NONE)
_credential("other-ending", "Its credential is named ../../x.jwt.", _named("../../x.jwt"), NONE)
_credential(
    "zero-width", "A zero-width space is in its credential's name.", _named("credential\u200b.jwt"), NONE
)
_credential("capitals", "Its credential's name is in capitals.", _named("CREDENTIAL.JWT"), NONE)
_credential("two", "A second credential.jwt.", lambda o: embedded("credential.jwt", o.second.compact.encode()),
    refused("pdf.several_credentials"))  # fmt: skip
_credential("two-names", "A second credential under another name.", lambda o: embedded("x.jwt", o.compact.encode()),
    refused("pdf.several_credentials"))  # fmt: skip
_credential("of-another", "Another genuine document's credential in its place.",
    lambda o: replaced("credential.jwt", o.second.compact.encode()), differs(PAGE))  # fmt: skip
_credential("of-thief", "A credential signed by a stranger.",
    lambda o: replaced("credential.jwt", o.house.raw(payload_of(o.document), secret=o.house.thief).encode()),
    refused("credential.signature", page="not_compared", genuine=False))  # fmt: skip
_credential("not-recorded", "A credential of the right key that the register does not hold.",
    lambda o: replaced("credential.jwt", o.house.issue(
        replace(o.document, verification_code="0" * 16, qr=None), record=False)[1].encode()),
    refused("record.missing", PAGE, page="differs", genuine=False))  # fmt: skip
_credential("more", "A second attachment that is no credential.", lambda _: embedded("liste.csv", b"a;b"),
    differs("pdf.attachments"))  # fmt: skip
