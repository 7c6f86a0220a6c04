"""Where a text departs from the control of its door, measured on the text itself."""

from keys.algorithms import from_b64url
from tests.vectors.hostile.signed import Signed


def departures(text: str, control: Signed) -> set[str]:
    """Of form, header, content, signature: those that are not the control's, or not right."""
    try:
        head, payload, signature = (from_b64url(part) for part in text.split("."))
    except ValueError:
        return {"form"}
    if not (head and payload and signature):
        return {"form"}
    found = set()
    if head != control.head:
        found.add("header")
    if payload != control.payload:
        found.add("content")
    # Our keys sign deterministically, so a right signature is this one.
    if signature != control.by.sign(text.rpartition(".")[0].encode()):
        found.add("signature")
    return found
