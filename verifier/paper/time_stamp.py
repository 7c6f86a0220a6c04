"""The PAdES form of a seal (ETSI EN 319 142-1): B-B, B-T with a time-stamp, B-LT with revocation data too; no other.

The time-stamp is the one thing in the file that the seal does not cover. So it must be over this seal, hold by itself,
be written in its one way and be of the day of sealing. Who its authority is nobody here knows: the trust bundle names
none. In B-LT the seal covers its certificate, among the revocation data, so no other authority's can take its place; in
B-T whoever has the file can put a token of an authority of his own there. Nothing rests on it: the window of the seal and
its time are judged by what the seal itself signs.
"""

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature


def form(reader: "PdfFileReader", seal: "EmbeddedPdfSignature", sealed_at: datetime) -> str | None:
    """``B-B``, ``B-T`` or ``B-LT``; None for a time-stamp that does not hold and for what is none of these.

    Raises what the parser does for a token that it cannot read.
    """
    attributes = seal.signer_info["unsigned_attrs"]
    revocation = "/DSS" in reader.root
    if attributes.native is None:
        return None if revocation else "B-B"

    from keys.time_stamp import certificate_of, holds, imprint_kind, in_attribute, is_near, written

    (attribute,) = attributes
    (token,) = attribute["values"]
    # Past the tag, which is the set's in one and the field's in the other.
    if attributes.dump()[1:] != in_attribute(written(token))[1:]:
        return None
    kind = imprint_kind(token)
    if not holds(token, kind, hashlib.new(kind, seal.signer_info["signature"].native).digest()):
        return None
    if not is_near(token, sealed_at):
        return None
    if not revocation:
        return "B-T"
    given = reader.root["/DSS"]
    if certificate_of(token) not in [item.get_object().data for item in given["/Certs"]]:
        return None
    return "B-LT" if any(name in given and len(given[name]) for name in ("/OCSPs", "/CRLs")) else None
