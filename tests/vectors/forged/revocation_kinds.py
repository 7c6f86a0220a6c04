"""Rightly sealed with a time-stamp, and more in the revocation data than that: what they list is called the seal's own."""

import asyncio
import hashlib
from collections.abc import Callable
from datetime import timedelta

from asn1crypto import cms
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter

from tests.vectors.forged.kinds import Original, add, differs, not_original
from tests.vectors.forged.places import with_cms
from tests.vectors.forged.stamps import stamper
from tests.vectors.forged.tools import Change, Way, dictionary, on_root, page_of, sealed_by_hand
from tests.verifier.workshop import NOW

FALSE = b"BT /F1 40 Tf 60 300 Td (Baska bir kisi) Tj ET"
ADDS, FIGURE = not_original("pdf.seal_adds"), differs("pdf.page_differs", "pdf.seal_adds")


def _stream(writer: BasePdfFileWriter, data: bytes, **members: object) -> generic.IndirectObject:
    return writer.add_object(generic.StreamObject(dictionary(**members), stream_data=data))


def _other_catalogue(writer: BasePdfFileWriter) -> None:
    """A catalogue and a page of the forger's; the trailer names them."""
    assert isinstance(writer, IncrementalPdfFileWriter)
    before = writer.prev.root
    font = writer.add_object(dictionary(Type="/Font", Subtype="/Type1", BaseFont="/Helvetica"))
    content, tree, place = (
        _stream(writer, FALSE),
        writer.allocate_placeholder(),
        writer.allocate_placeholder(),
    )
    page = writer.add_object(
        dictionary(Type="/Page", Parent=tree, MediaBox=[0, 0, 842, 595], Contents=content,
                   Resources=dictionary(Font=dictionary(F1=font)))
    )  # fmt: skip
    writer.add_object(dictionary(Type="/Pages", Kids=[page], Count=1), idnum=tree.idnum)
    root = generic.DictionaryObject({name: before.raw_get(name) for name in before})
    root[pdf_name("/Pages")] = tree
    listed = [font, content, tree, page, place]
    root[pdf_name("/DSS")] = writer.add_object(
        dictionary(Type="/DSS", Certs=listed, OCSPs=[_stream(writer, b"x")])
    )
    root.container_ref = generic.Reference(place.idnum, 0, writer)
    writer.add_object(root, idnum=place.idnum)
    writer._root, writer._root_object = place, root


def _listing(make: Callable[[BasePdfFileWriter], dict[str, object]]) -> Change:
    def change(writer: BasePdfFileWriter) -> None:
        on_root(DSS=writer.add_object(dictionary(Type="/DSS", **make(writer))))(writer)

    return change


def _again(writer: BasePdfFileWriter) -> dict[str, object]:
    """The page's own content, written anew."""
    content = page_of(writer).raw_get("/Contents")
    stream = writer.get_object(content.reference)
    stream._data = stream.data + b" 1 g 120 240 620 120 re f"
    stream._encoded_data = None
    writer.mark_update(content.reference)
    return {"Certs": [content], "OCSPs": [_stream(writer, b"x")]}


def _add(
    name: str, what: str, change: Change, answer: tuple[str, str | None, bool | None, tuple[str, ...]]
) -> None:
    def make(o: Original) -> bytes:
        return sealed_by_hand(o.drawn, o.house.emo_seal, Way(also=change, stamper=stamper()))

    add(f"revocation.{name}", f"Rightly sealed, its revocation data list {what}.", make, answer)


_add("catalogue", "another catalogue with another page", _other_catalogue, FIGURE)
_add("page", "the page's own content, painted over", _listing(_again), FIGURE)
_add("noise", "what is no answer about revocation", _listing(lambda w: {"OCSPs": [_stream(w, b"x")]}), ADDS)
_add("dictionary", "an object that is no stream", _listing(
    lambda w: {"Certs": [w.add_object(dictionary(Type="/Font"))], "OCSPs": [_stream(w, b"x")]}), ADDS)  # fmt: skip
_add("direct", "data that are not objects of their own", _listing(
    lambda w: {"Certs": [generic.pdf_string("x")], "OCSPs": [_stream(w, b"x")]}), ADDS)  # fmt: skip


def _stamped_by_another(o: Original) -> bytes:
    """No signature covers the time-stamp: whoever has the file can put another there."""
    sealed = sealed_by_hand(o.drawn, o.house.emo_seal, Way(stamper=stamper()))

    def swap(data: cms.SignedData) -> None:
        signer = data["signer_infos"][0]
        digest = hashlib.sha256(signer["signature"].native).digest()
        token = asyncio.run(stamper("Sahte", NOW - timedelta(days=400)).async_timestamp(digest, "sha256"))
        signer["unsigned_attrs"] = [{"type": "signature_time_stamp_token", "values": [token]}]

    return with_cms(sealed, swap)


add("stamp.other-day", "A stranger's time-stamp of another year in the place of the right one.", _stamped_by_another,
    not_original("pdf.seal_form"))  # fmt: skip
add("stamp.insider", "Rightly sealed, with a time-stamp of another year.",
    lambda o: sealed_by_hand(o.drawn, o.house.emo_seal, Way(stamper=stamper(at=NOW - timedelta(days=400)))),
    not_original("pdf.seal_form"))  # fmt: skip
