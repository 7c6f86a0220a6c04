"""The PAdES form of a seal (ETSI EN 319 142-1): B-B, B-T with a time-stamp, B-LT with revocation data too; no other.

The time-stamp is the one thing in the file that the seal does not cover. So it must be over this seal, hold by itself
and be written in its one way: any other byte makes another file (docs/decisions/0004). Whether its authority is one
to believe is for a reader of PDFs to say: the window of the seal does not rest on it.
"""

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature


def form(reader: "PdfFileReader", seal: "EmbeddedPdfSignature") -> str | None:
    """``B-B``, ``B-T`` or ``B-LT``; None for a time-stamp that does not hold and for what is none of these.

    Raises what the parser does for a token that it cannot read.
    """
    attributes = seal.signer_info["unsigned_attrs"]
    revocation = "/DSS" in reader.root
    if attributes.native is None:
        return None if revocation else "B-B"

    from keys.time_stamp import holds, imprint_kind, in_attribute, written

    (attribute,) = attributes
    (token,) = attribute["values"]
    # Past the tag, which is the set's in one and the field's in the other.
    if attributes.dump()[1:] != in_attribute(written(token))[1:]:
        return None
    kind = imprint_kind(token)
    if not holds(token, kind, hashlib.new(kind, seal.signer_info["signature"].native).digest()):
        return None
    if not revocation:
        return "B-T"
    given = reader.root["/DSS"]
    return "B-LT" if any(name in given and len(given[name]) for name in ("/OCSPs", "/CRLs")) else None
