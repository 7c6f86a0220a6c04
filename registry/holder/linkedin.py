"""The address that adds a document to a LinkedIn profile: a plain link, nothing is loaded from there. Pure."""

from urllib.parse import urlencode

from registry.document import Document
from registry.istanbul import day_of

_ADD_TO_PROFILE = "https://www.linkedin.com/profile/add"


def add_to_profile(document: Document) -> str:
    """With LinkedIn's parameters of "Add to profile"; the document's own page is the proof."""
    issued = day_of(document.awarded_at)
    given: dict[str, str | int] = {
        "startTask": "CERTIFICATION_NAME",
        "name": f"{document.title}: {document.area or document.programme_name}",
        "organizationName": document.chamber_name,
        "issueYear": issued.year,
        "issueMonth": issued.month,
    }
    if document.valid_until is not None:
        given |= {"expirationYear": document.valid_until.year, "expirationMonth": document.valid_until.month}
    return f"{_ADD_TO_PROFILE}?{urlencode({**given, 'certUrl': document.url, 'certId': document.belge_no})}"
