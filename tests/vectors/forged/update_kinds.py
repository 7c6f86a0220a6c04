"""What is put behind a sealed document: the sealed bytes stay, so a weak viewer goes on saying that the seal holds.

Evil annotation, sneaky signature (PDF certification attacks, 2021), incremental saving, shadow attacks (NDSS 2021).
"""

import io

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import SigFieldSpec
from pypdf import PdfReader, PdfWriter

from issuer.paper.sealing import Seal, seal_pdf
from tests.vectors.forged.kinds import Original, add, differs, not_original, refused
from tests.vectors.forged.seal_kinds import thief_seal
from tests.vectors.forged.tools import (
    Change,
    Way,
    annotated,
    dictionary,
    embedded,
    on_page,
    on_root,
    page_of,
    painted,
    redrawn,
    replaced,
    sealed_by_hand,
    updated,
)
from tests.verifier import pdf_files as files
from tests.verifier.workshop import NOW

AFTER, OTHER = not_original("pdf.changed_after_seal"), differs("pdf.page_differs", "pdf.changed_after_seal")
NOTE, SEVERAL = differs("pdf.content", "pdf.changed_after_seal"), differs("pdf.content", "pdf.several_seals")
WHITE = b"1 g 120 240 620 120 re f"


def after(
    name: str, what: str, change: Change, answer: tuple[str, str | None, bool | None, tuple[str, ...]]
) -> None:
    add(name, what, lambda o: updated(o.sealed, change), answer)


def _face(writer: BasePdfFileWriter, operators: bytes) -> generic.DictionaryObject:
    shape = generic.StreamObject(
        dictionary(Type="/XObject", Subtype="/Form", BBox=[0, 0, 842, 595]), stream_data=operators
    )
    return dictionary(N=writer.add_object(shape))


def _stamped(subtype: str, operators: bytes) -> Change:
    def change(writer: BasePdfFileWriter) -> None:
        annotated(Subtype=subtype, Rect=[0, 0, 842, 595], AP=_face(writer, operators))(writer)

    return change


after("evil.stamp", "A white stamp over the values.", _stamped("/Stamp", WHITE), NOTE)
after("evil.free-text", "A note over the values.", _stamped("/FreeText", WHITE), NOTE)
after("evil.redact", "A redaction mark over the values.", _stamped("/Redact", WHITE), NOTE)
after("evil.hidden-note", "A note that no viewer shows.",
      annotated(Subtype="/Popup", Rect=[0, 0, 0, 0], Contents="gizli"), NOTE)  # fmt: skip
after("saved.content", "White over the printed values, in the page itself.", painted(WHITE), OTHER)
after("saved.metadata", "Another title among the metadata.", lambda writer: writer.set_info(
    writer.add_object(dictionary(Title="Onaylı Belge"))), AFTER)  # fmt: skip
after("saved.rotated", "The page stands on its head.", on_page(Rotate=180), OTHER)
after("saved.cropped", "The page is cut to its upper half.", on_page(CropBox=[0, 300, 842, 595]), OTHER)
after("saved.attachment", "Another attachment.", embedded("not.txt", b"x"),
      differs("pdf.attachments", "pdf.changed_after_seal"))  # fmt: skip
after("saved.same-name", "Another credential.jwt behind the first.", embedded("credential.jwt", b"x.y.z"),
      refused("pdf.several_credentials"))  # fmt: skip
after("saved.first", "Another credential.jwt before the first.", embedded("credential.jwt", b"x.y.z", first=True),
      refused("pdf.several_credentials"))  # fmt: skip
after("saved.dss", "Revocation data, as a program for long-term storage would add.",
      on_root(DSS=dictionary(Type="/DSS")), AFTER)  # fmt: skip
add("saved.other-credential", "Another genuine credential in place of its own.",
    lambda o: updated(o.sealed, replaced("credential.jwt", o.second.compact.encode())), OTHER)  # fmt: skip


def _blank_page(writer: BasePdfFileWriter) -> None:
    pages = writer.root["/Pages"]
    page = writer.add_object(
        dictionary(Type="/Page", MediaBox=[0, 0, 842, 595], Parent=writer.root.raw_get("/Pages"))
    )
    pages["/Kids"].append(page)
    pages[generic.pdf_name("/Count")] = generic.NumberObject(2)
    writer.update_container(pages)


def _fonts_swapped(writer: BasePdfFileWriter) -> None:
    """The page's fonts change places."""
    fonts = page_of(writer)["/Resources"]["/Font"]
    names = list(fonts)
    refs = [fonts.raw_get(name) for name in names]
    for name, ref in zip(names, refs[1:] + refs[:1], strict=True):
        fonts[name] = ref
    writer.update_container(fonts)


after("saved.page", "A second page.", _blank_page, OTHER)
after(
    "shadow.replace",
    "The fonts change places: the same bytes in the page show other letters.",
    _fonts_swapped,
    OTHER,
)


def _shadow_hide(o: Original) -> bytes:
    """The file was sealed with something over the page, which an update takes away."""
    plain = redrawn(o.drawn)
    return (
        updated(seal_pdf(redrawn(o.drawn, painted(WHITE)), o.house.emo_seal, NOW), _without_last)
        if plain
        else b""
    )


def _without_last(writer: BasePdfFileWriter) -> None:
    page = page_of(writer)
    page[generic.pdf_name("/Contents")] = generic.ArrayObject(list(page.raw_get("/Contents"))[:-1])


add("shadow.hide", "Sealed with white over it, which was taken away afterwards.", _shadow_hide, AFTER)


def _signed_again(data: bytes, seal: Seal, way: Way) -> bytes:
    return sealed_by_hand(data, seal, way)


def _second(**given: object) -> Way:
    return Way(certify=False, field=SigFieldSpec("Ikinci"), **given)


_FACE = SigFieldSpec("Ikinci", box=(0, 0, 842, 595))
add("sneaky.thief", "A second, invisible signature of a stranger.",
    lambda o: _signed_again(o.sealed, thief_seal(o), _second()), SEVERAL)  # fmt: skip
add("sneaky.own", "A second signature of the same seal.",
    lambda o: _signed_again(o.sealed, o.house.emo_seal, _second()), SEVERAL)  # fmt: skip
add("sneaky.chamber", "A second signature by another chamber's seal.",
    lambda o: _signed_again(o.sealed, o.house.mmo_seal, _second()), SEVERAL)  # fmt: skip
add("sneaky.content", "A second signature of a stranger, whose update also paints over the values.",
    lambda o: _signed_again(o.sealed, thief_seal(o), _second(also=painted(WHITE))),
    SEVERAL)  # fmt: skip


def _saved_by_pypdf(o: Original) -> bytes:
    return files.resaved(o.sealed)


def _without_seal(o: Original) -> bytes:
    """Saved again without the field of the seal."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(o.sealed)))
    for name in ("/AcroForm", "/Perms"):
        del writer.root_object[name]
    del writer.pages[0]["/Annots"]
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


add("stripped.cut", "The seal's update cut away.", lambda o: o.drawn, not_original("pdf.unsealed"))
add("stripped.cut-line", "The seal's update cut away but for its first line feed.", lambda o: o.drawn + b"\n",
    not_original("pdf.unsealed"))  # fmt: skip
add("stripped.saved", "Saved again without the seal.", _without_seal, not_original("pdf.unsealed"))
add("stripped.form", "An update that takes the form out of the catalogue.", lambda o: updated(
    o.sealed, on_root(AcroForm=dictionary(Fields=[]))), not_original("pdf.unsealed"))  # fmt: skip
add("saved.pypdf", "Saved again by another program.", _saved_by_pypdf, AFTER)
