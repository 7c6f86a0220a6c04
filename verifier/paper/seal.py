"""The seal of a PDF as the file itself tells it; whether its certificate counts is for the trust bundle to say.

Runs in a reader's process. A seal of ours is the only signature, covers the whole file (USF, ISA and SWA attacks
end here), allows no change after it (DocMDP P=1), and its update adds the seal and nothing else to the drawn sheet.
"""

import hashlib
import io
from typing import TYPE_CHECKING, Any

from keys.algorithms import DIGESTS, P256_ORDER
from verifier.paper import time_stamp, update

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

# Bytes: a seal with a time-stamp has at least so much room for its CMS object, one without has less.
_ROOM_WITH_TIME = 12 * 1024


def load() -> None:
    """Load the parser."""
    import pyhanko.pdf_utils.reader
    import pyhanko.sign.validation.generic_cms
    import pyhanko.sign.validation.pdf_embedded  # noqa: F401


def examine(data: bytes) -> dict[str, Any]:
    """What is wrong as ``code``, else ``fingerprint`` of the certificate, ``at`` (ISO) and ``form`` of the seal.

    ``above`` are fingerprints of further certificates in it; ``drawn`` is how many bytes lie before the update that
    set it, its line feed left out.
    """
    try:
        return _examined(data)
    except (MemoryError, RecursionError):
        return {"code": "pdf.limits"}
    except Exception:  # noqa: BLE001 - a hostile file reaches any error of the parser; the process is the boundary
        return {"code": "pdf.seal_form"}


def _examined(data: bytes) -> dict[str, Any]:
    from pyhanko.pdf_utils.reader import PdfFileReader

    reader = PdfFileReader(io.BytesIO(data), strict=True)
    signatures = list(reader.embedded_signatures)
    if not signatures:
        return {"code": "pdf.unsealed"}
    if len(signatures) > 1:
        return {"code": "pdf.several_seals"}
    (one,) = signatures
    if not _covers_all(data, one) or reader.xrefs.total_revisions != 2:
        return {"code": "pdf.changed_after_seal"}
    if one.md_algorithm not in DIGESTS:
        return {"code": "pdf.seal_form"}
    if not _holds(one):
        return {"code": "pdf.seal_broken"}
    if not _fills_its_room(one) or not _written_one_way(one):
        return {"code": "pdf.seal_form"}
    if not _is_final(reader, one) or not _adds_only_itself(reader, one):
        return {"code": "pdf.seal_adds"}
    signed_at = one.self_reported_timestamp
    form = None if signed_at is None else time_stamp.form(reader, one, signed_at)
    if signed_at is None or form is None:
        return {"code": "pdf.seal_form"}
    return {
        "fingerprint": hashlib.sha256(one.signer_cert.dump()).hexdigest(),
        "above": sorted(hashlib.sha256(other.dump()).hexdigest() for other in one.other_embedded_certs),
        "at": signed_at.isoformat(),
        "form": form,
        "drawn": _end_of_drawing(data, reader),
    }


def _covers_all(data: bytes, one: "EmbeddedPdfSignature") -> bool:
    """The signed ranges are all of the file but the hexadecimal text of the signature itself."""
    ranges = [int(part) for part in one.byte_range]
    if len(ranges) != 4 or ranges[0] != 0:
        return False
    _, first, second, rest = ranges
    written = b"<" + one.pkcs7_content.hex().upper().encode("ascii") + b">"
    return 0 < first < second and second + rest == len(data) and data[first:second] == written


def _holds(one: "EmbeddedPdfSignature") -> bool:
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity

    digest = one.compute_digest()
    intact, valid = validate_sig_integrity(one.signer_info, one.signer_cert, "data", digest)
    return intact and valid


def _stamped(one: "EmbeddedPdfSignature") -> bool:
    return isinstance(one.signer_info["unsigned_attrs"].native, list)


def _fills_its_room(one: "EmbeddedPdfSignature") -> bool:
    """A time-stamp, the one thing that the seal does not cover, is there if room was left for it.

    The seal's own ranges bind the room, so none can be added or taken away (``time_stamp`` says whether it holds).
    """
    return _stamped(one) is (len(one.pkcs7_content) >= _ROOM_WITH_TIME)


def _written_one_way(one: "EmbeddedPdfSignature") -> bool:
    """What no signature covers of the CMS object could be written in no other way, down to the room behind it.

    So any other byte anywhere makes another file that is not the original (docs/decisions/0004). Of what is in a
    time-stamp this is not told.
    """
    from asn1crypto import cms
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

    info = one.signer_info
    kind = info["signature_algorithm"]["algorithm"].native
    if kind == "sha256_ecdsa":
        r, s = decode_dss_signature(info["signature"].native)
        if info["signature"].native != encode_dss_signature(r, s) or s > P256_ORDER // 2:
            return False
    elif kind != "sha256_rsa":
        return False
    unsigned = info["unsigned_attrs"]
    own = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                {
                    "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                        {"issuer": one.signer_cert.issuer, "serial_number": one.signer_cert.serial_number}
                    )
                }
            ),
            "digest_algorithm": {"algorithm": "sha256"},
            "signed_attrs": info["signed_attrs"],
            "signature_algorithm": {"algorithm": kind},
            "signature": info["signature"],
            **({} if unsigned.native is None else {"unsigned_attrs": unsigned}),
        }
    )
    certificates = {one.signer_cert.dump(): one.signer_cert} | {
        other.dump(): other for other in one.other_embedded_certs
    }
    again: bytes = cms.ContentInfo(
        {
            "content_type": "signed_data",
            "content": cms.SignedData(
                {
                    "version": "v1",
                    "digest_algorithms": [{"algorithm": "sha256"}],
                    "encap_content_info": {"content_type": "data"},
                    "certificates": [
                        cms.CertificateChoices("certificate", certificate)
                        for certificate in certificates.values()
                    ],
                    "signer_infos": [own],
                }
            ),
        }
    ).dump()
    written: bytes = one.pkcs7_content
    return written == again.ljust(len(written), b"\0")


def _is_final(reader: "PdfFileReader", one: "EmbeddedPdfSignature") -> bool:
    from pyhanko.sign.fields import MDPPerm
    from pyhanko.sign.validation.pdf_embedded import read_certification_data

    certified = read_certification_data(reader)
    return (
        certified is not None
        and certified.permission == MDPPerm.NO_CHANGES
        and certified.author_sig == one.sig_object
        and one.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    )


def _adds_only_itself(reader: "PdfFileReader", one: "EmbeddedPdfSignature") -> bool:
    try:
        return update.adds_only_seal(reader, one)
    except (MemoryError, RecursionError):
        raise
    except Exception:  # noqa: BLE001 - another shape than ours reaches any error of the parser
        return False


def _end_of_drawing(data: bytes, reader: "PdfFileReader") -> int:
    """Where the first revision ends: behind the ``%%EOF`` after its cross-reference table."""
    start = reader.xrefs.get_xref_container_info(0).end_location
    return data.index(b"%%EOF", start) + len(b"%%EOF")
