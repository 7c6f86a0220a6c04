"""docs/spec/forgeries.md is the list of forged and hostile PDFs, and speaks of codes that there are."""

from collections.abc import Callable

from scripts.forgeries import page as written
from tests.vectors.hostile_pdfs import KINDS
from verifier.reasons import SENTENCES


def test_the_page_is_the_list(page: Callable[[str], str]) -> None:
    assert page("docs/spec/forgeries.md") == written(), "python scripts/forgeries.py"


def test_every_reason_against_a_pdf_is_met_by_a_kind() -> None:
    met = {code for kind in KINDS.values() for code in kind.answer[3]}
    assert met <= set(SENTENCES)
    # The first says that too many are read at once, the second that the trust bundle is old.
    assert {code for code in SENTENCES if code.startswith(("pdf.", "seal."))} - met == {
        "pdf.busy",
        "seal.unknown",
    }
