"""What the update of a seal adds to the drawn sheet: each object of it is named here, and there may be no other.

A reader of PDFs starts at the trailer, so that comes first: an update that could name another catalogue would show
another document. Then the two objects that it writes again, and in them the entries that it may add; then the new ones.
"""

import io
from typing import TYPE_CHECKING, Any

from asn1crypto import crl, ocsp, x509

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

_TRAILER = {"/Size", "/Root", "/Info", "/ID", "/Prev"}
# What the catalogue gets, must and may, and what the page gets.
_ROOT_MUST, _ROOT_MAY = {"/AcroForm", "/Perms"}, {"/DSS"}
_PAGE_MUST = {"/Annots"}
_FIELD = {"/FT", "/T", "/Type", "/Subtype", "/F", "/Rect", "/P", "/V"}
# Printed and locked, as pyHanko writes it.
_FLAGS = 132
_SIGNATURE = {
    "/Type", "/Filter", "/SubFilter", "/Contents", "/ByteRange", "/M", "/Name", "/Reference",
}  # fmt: skip
# The lists of a DSS. No VRI: they prove nothing by being there.
_REVOCATION = {"/Certs", "/OCSPs", "/CRLs"}
_PACKED = "/FlateDecode"


def adds_only_seal(reader: "PdfFileReader", one: "EmbeddedPdfSignature") -> bool:
    """True when the second revision holds the seal, its field and form, revocation data, and nothing else.

    Raises ``ValueError``, or whatever the parser does, for what is not even of that shape.
    """
    root, page = _places(reader)
    form, field, signature = _seal_of(reader, one, page)
    own = [form, field, signature, *_revocation(reader)]
    if len(set(own)) != len(own) or any(reader.xrefs.get_introducing_revision(ref) != 1 for ref in own):
        return False
    if reader.xrefs.explicit_refs_in_revision(1) != {root, page, *own}:
        return False
    return (
        _trailer_stays(reader)
        and _only_gets(reader, root, _ROOT_MUST, _ROOT_MAY)
        and _only_gets(reader, page, _PAGE_MUST, set())
        and [_text(annot) for annot in reader.get_object(page).raw_get("/Annots")]
        == [_text(reader.root["/AcroForm"]["/Fields"].raw_get(0))]
    )


def _places(reader: "PdfFileReader") -> tuple[Any, Any]:
    """Where the catalogue and the one page of the drawing are."""
    before = reader.get_historical_resolver(0)
    root = reader.trailer.raw_get("/Root", revision=0).reference
    kids = before.get_object(before.get_object(root).raw_get("/Pages").reference)["/Kids"]
    if len(kids) != 1:
        raise ValueError("a sheet has one page")
    page = kids.raw_get(0).reference
    if before.get_object(root)["/Type"] != "/Catalog" or before.get_object(page)["/Type"] != "/Page":
        raise ValueError("no catalogue or no page")
    return root, page


def _trailer_stays(reader: "PdfFileReader") -> bool:
    was, now = reader.trailer.flatten(0), reader.trailer.flatten()
    if reader.xrefs.hybrid_xrefs_present:
        return False

    def named(trailer: Any) -> list[bytes]:
        return [_text(trailer.raw_get(name)) for name in ("/Root", "/Info") if name in trailer]

    return set(now) <= _TRAILER and named(was) == named(now)


def _seal_of(reader: "PdfFileReader", one: "EmbeddedPdfSignature", page: Any) -> tuple[Any, Any, Any]:
    """The form, its one field, which shows nothing (one with a face could cover the sheet), and the signature in it."""
    form = reader.root["/AcroForm"]
    if set(form) != {"/Fields", "/SigFlags"} or len(form["/Fields"]) != 1:
        raise ValueError("another form")
    field = form["/Fields"].raw_get(0).reference
    if (
        set(one.sig_field) != _FIELD
        or not set(one.sig_object) <= _SIGNATURE
        or [float(side) for side in one.sig_field["/Rect"]] != [0.0] * 4
        or one.sig_field["/F"] != _FLAGS
        or one.sig_field["/Subtype"] != "/Widget"
        or one.sig_field.raw_get("/P").reference != page
    ):
        raise ValueError("another field")
    return reader.root.raw_get("/AcroForm").reference, field, one.sig_field.raw_get("/V").reference


def _revocation(reader: "PdfFileReader") -> list[Any]:
    """The objects of the DSS. A list of them could pass anything else off as the seal's, so each is read."""
    if "/DSS" not in reader.root:
        return []
    found, store = [reader.root.raw_get("/DSS").reference], reader.root["/DSS"]
    if set(store) - {"/Type"} - _REVOCATION:
        raise ValueError("more than revocation data")
    for name in set(store) - {"/Type"}:
        for item in store.raw_get(name):
            stream = item.get_object()
            if set(stream) - {"/Length", "/Filter"} or stream.get("/Filter", _PACKED) != _PACKED:
                raise ValueError("more than a stream of bytes")
            _check_is(name, stream.data)
            found.append(item.reference)
    return found


def _check_is(name: str, data: bytes) -> Any:
    """Read enough of what stands in the list of this name to know that it is that; raises ``ValueError``."""
    match name:
        case "/Certs":
            return x509.Certificate.load(data, strict=True)["tbs_certificate"]["subject"].native
        case "/OCSPs":
            given = ocsp.OCSPResponse.load(data, strict=True)["response_bytes"]["response"].parsed
            return given["tbs_response_data"]["responses"][0]["cert_id"].native
        case _:
            return crl.CertificateList.load(data, strict=True)["tbs_cert_list"]["issuer"].native


def _only_gets(reader: "PdfFileReader", ref: Any, must: set[str], may: set[str]) -> bool:
    """True for an object that the update leaves as it was but for entries that it gets."""
    was, now = reader.get_historical_resolver(0).get_object(ref), reader.get_object(ref)
    added = set(now) - set(was)
    return (
        must <= added <= must | may
        and set(was) <= set(now)
        and all(_text(now.raw_get(name)) == _text(was.raw_get(name)) for name in was)
    )


def _text(one: Any) -> bytes:
    """An object as it is written: references by number, whatever file they are read from."""
    written = io.BytesIO()
    one.write_to_stream(written, None)
    return written.getvalue()
