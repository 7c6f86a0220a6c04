"""The web address of a document: as its QR holds it, or as a person copies it from a browser. Pure."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from registry import verification_code
from verifier.presented import Unreadable

# What a browser may show of a document: its page, and the files that the page links.
_COPIED = re.compile(r"/v/(?P<code>[^/.]*)(?:/|\.pdf|\.jwt|\.json|/rozet\.png|/rozet\.svg)?", re.ASCII)
# As on paper, or as the page's own link to its other language writes it.
_PRINTED = re.compile(r"/v/(?P<code>[^/?]*)(?:\?lang=(?:tr|en))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class OwnAddress:
    """The code in an address of ours, and the digits of the signed part behind ``#``, if there are any."""

    code: str
    digits: str


def own_address(text: str, public_url: str) -> OwnAddress | Unreadable:
    """Read an address; one without a scheme is read as ours. ``Unreadable`` for any that is not a document's of ours.

    With the signed part it is a QR and must be as printed, but for the language of the page. Without it only the code counts, which the register is
    asked for: the other scheme and the document's files are then as good. A browser may make https of http.
    """
    address, _, digits = text.partition("#")
    own = urlsplit(public_url)
    if "://" not in address:
        address = f"{own.scheme}://{address}"
    try:
        given = urlsplit(address)
    except ValueError:
        return Unreadable("qr.foreign_address", refused=True)
    schemes = {own.scheme, "https"} if digits else {"http", "https"}
    if given.scheme not in schemes or given.netloc.lower() != own.netloc:
        return Unreadable("qr.foreign_address", refused=True)
    if digits:
        found = _PRINTED.fullmatch(f"{given.path}?{given.query}" if given.query else given.path)
    else:
        found = _COPIED.fullmatch(given.path)
    try:
        return OwnAddress(verification_code.parse(found["code"] if found else ""), digits)
    except verification_code.CodeRefused as error:
        return Unreadable(error.code, refused=True)
