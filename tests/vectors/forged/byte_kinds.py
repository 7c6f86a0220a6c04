"""Bytes before, behind and inside a sealed file."""

import io

from asn1crypto import cms, x509
from asn1crypto.core import OctetString
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from pyhanko.pdf_utils.reader import PdfFileReader

from keys.algorithms import P256_ORDER
from tests.vectors.forged.kinds import Original, add, differs, not_original, untold
from tests.vectors.forged.places import gap_of, with_cms, with_gap
from tests.verifier.workshop import SealOffice

BEHIND, BROKEN = not_original("pdf.changed_after_seal"), not_original("pdf.seal_broken")
# Not a file by the letter any more.
UNREAD, FORM = differs("pdf.page_differs", "pdf.seal_form"), not_original("pdf.seal_form")

add("append.line-break", "A line break behind the end.", lambda o: o.sealed + b"\n", BEHIND)
add("append.comment", "A comment behind the end.", lambda o: o.sealed + b"% Onaylandi\n", BEHIND)
add("append.second-eof", "A second %%EOF behind the end.", lambda o: o.sealed + b"\n%%EOF\n", UNREAD)
add("append.zeros", "A kilobyte of zeros behind the end.", lambda o: o.sealed + bytes(1024), UNREAD)
add(
    "append.zip",
    "An empty ZIP archive behind the end.",
    lambda o: o.sealed + b"PK\x05\x06" + bytes(18),
    BEHIND,
)
add("append.pdf", "Another genuine document behind the end.", lambda o: o.sealed + o.second.drawn, UNREAD)
add(
    "before.zip",
    "The head of a ZIP member before it.",
    lambda o: b"PK\x03\x04" + bytes(26) + o.sealed,
    UNREAD,
)
add("before.html", "A web page before it.", lambda o: b"<html><script>1</script><!--" + o.sealed, UNREAD)
add("before.exe", "The head of a program before it.", lambda o: b"MZ" + bytes(62) + o.sealed, UNREAD)
add("before.line-break", "A line break before it.", lambda o: b"\n" + o.sealed, UNREAD)
add("before.second-header", "A second header before it.", lambda o: b"%PDF-1.7\n" + o.sealed, UNREAD)


def _blotted(data: bytes, at: int) -> bytes:
    return data[:at] + bytes(200) + data[at + 200 :]


def _flipped(data: bytes, place: int, bit: int = 1) -> bytes:
    return data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]


def _contents(data: bytes) -> int:
    """Where the packed content of the page begins."""
    page = PdfFileReader(io.BytesIO(data)).root["/Pages"]["/Kids"][0]
    return data.index(b"stream\n", data.index(b"\n%d 0 obj" % page.raw_get("/Contents").idnum)) + 7


def _hex_digit(o: Original, place: int) -> bytes:
    """The digit of the signature's text at ``place`` is another one."""
    at = gap_of(o.sealed).first + 1 + place
    return o.sealed[:at] + (b"1" if o.sealed[at : at + 1] != b"1" else b"2") + o.sealed[at + 1 :]


def _lower_case(o: Original) -> bytes:
    gap = gap_of(o.sealed)
    return o.sealed[: gap.first] + o.sealed[gap.first : gap.second].lower() + o.sealed[gap.second :]


def _blank_in_hex(o: Original) -> bytes:
    gap = gap_of(o.sealed)
    return o.sealed[: gap.second - 3] + b" \n" + o.sealed[gap.second - 1 :]


add("flip.page", "Some bytes of the page's content stream.",
    lambda o: _blotted(o.sealed, _contents(o.sealed) + 90), differs("pdf.page_differs", "pdf.seal_broken"))  # fmt: skip
add("flip.metadata", "A bit of the metadata.",
    lambda o: _flipped(o.sealed, o.sealed.index(b"<dc:title>") + 40), BROKEN)  # fmt: skip
add(
    "flip.header",
    "The version in the header.",
    lambda o: o.sealed.replace(b"%PDF-1.7", b"%PDF-1.6", 1),
    BROKEN,
)
add("flip.seal-time", "The day in the signature's dictionary.",
    lambda o: o.sealed.replace(b"(D\\07220261122", b"(D\\07220261121"), BROKEN)  # fmt: skip
add("flip.seal-name", "The owner named in the signature's dictionary.",
    lambda o: o.sealed.replace(b"/Name (Elektrik", b"/Name (elektrik"), BROKEN)  # fmt: skip
add("flip.trailer", "The file's ID in the last trailer.",
    lambda o: _flipped(o.sealed, o.sealed.rindex(b"/ID [ <") + 8), BROKEN)  # fmt: skip
add("flip.cms", "A digit of the signature.", lambda o: _hex_digit(o, 2 * gap_of(o.sealed).size - 20), BROKEN)
add(
    "flip.certificate",
    "A digit of the seal's certificate.",
    lambda o: _hex_digit(o, 400),
    not_original("pdf.seal_foreign"),
)
add("flip.padding", "A digit of the zeros behind the signature.",
    lambda o: _hex_digit(o, 2 * gap_of(o.sealed).size + 40), FORM)  # fmt: skip
add(
    "hex.lower-case",
    "The signature in lower-case digits.",
    _lower_case,
    not_original("pdf.changed_after_seal"),
)
add("hex.blank", "Blanks among the zeros behind the signature.", _blank_in_hex,
    not_original("pdf.changed_after_seal"))  # fmt: skip


def _high_s(data: cms.SignedData) -> None:
    info = data["signer_infos"][0]
    r, s = decode_dss_signature(info["signature"].native)
    info["signature"] = OctetString(encode_dss_signature(r, P256_ORDER - s))


def _authority(data: cms.SignedData, der: bytes | None) -> None:
    """Other certificates beside the seal's own."""
    own = [one for one in data["certificates"] if not one.chosen.ca]
    data["certificates"] = cms.CertificateSet(
        [*own, *([] if der is None else [cms.CertificateChoices("certificate", x509.Certificate.load(der))])]
    )


def _changed_authority(o: Original) -> bytes:
    der = o.house.seal_office.der
    return with_cms(o.sealed, lambda data: _authority(data, _flipped(der, len(der) - 3)))


def _added_certificate(data: cms.SignedData) -> None:
    more = cms.CertificateChoices("certificate", x509.Certificate.load(SealOffice("Yabancı").der))
    data["certificates"] = cms.CertificateSet([*data["certificates"], more])


def _unsigned_attribute(data: cms.SignedData) -> None:
    note = cms.CMSAttribute({"type": "1.2.3.4.5", "values": [OctetString(b"Onaylandi")]})
    data["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([note])


def _ber(o: Original) -> bytes:
    """The outermost length in one byte more than DER has it."""
    content = gap_of(o.sealed).content
    size = gap_of(o.sealed).size
    return with_gap(o.sealed, b"\x30\x83\x00" + content[2:size])


FOREIGN = not_original("pdf.seal_foreign")
add("cms.high-s", "The other of the two values that ECDSA takes for the same signature.",
    lambda o: with_cms(o.sealed, _high_s), FORM)  # fmt: skip
add("cms.ber", "The signature's object in another encoding of the same.", _ber, FORM)
add("cms.authority-changed", "A bit of the authority's certificate that lies beside the seal's.",
    _changed_authority, FOREIGN)  # fmt: skip
add("cms.authority-replaced", "The certificate of another authority in its place.",
    lambda o: with_cms(o.sealed, lambda data: _authority(data, SealOffice().der)), FOREIGN)  # fmt: skip
add("cms.authority-removed", "The authority's certificate taken out.",
    lambda o: with_cms(o.sealed, lambda data: _authority(data, None)), FOREIGN)  # fmt: skip
add("cms.certificate-added", "A certificate more.", lambda o: with_cms(o.sealed, _added_certificate), FOREIGN)
add("cms.attribute-added", "An attribute that no signature covers.",
    lambda o: with_cms(o.sealed, _unsigned_attribute), FORM)  # fmt: skip
add("cms.emptied", "Zeros for a signature.", lambda o: with_gap(o.sealed, b""), FORM)
add("cms.of-another", "The signature of another genuine document.",
    lambda o: with_gap(o.sealed, gap_of(o.second.sealed).content), BROKEN)  # fmt: skip
add("cut.in-seal", "Cut in the middle of the signature.",
    lambda o: o.sealed[: gap_of(o.sealed).first + 900], UNREAD)  # fmt: skip
add("cut.last-line", "The last line is missing.", lambda o: o.sealed[:-6], UNREAD)
add("cut.half", "Cut in half.", lambda o: o.sealed[: len(o.sealed) // 2], untold("pdf.unreadable"))
add("input.empty", "Nothing.", lambda _: b"", untold("input.empty"))
add("input.huge", "Sixty megabytes.", lambda o: o.sealed + bytes(60_000_000), untold("input.too_large"))
add("input.html", "A web page named belge.pdf.", lambda _: b"<!doctype html><title>Belge</title>",
    untold("input.unrecognised"))  # fmt: skip
add(
    "input.exe",
    "A program named belge.pdf.",
    lambda _: b"MZ\x90\x00" + bytes(600),
    untold("input.unrecognised"),
)
