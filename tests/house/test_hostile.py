"""docs/spec/hostile.md is what the hostile cases are, class by class, and speaks of codes that there are."""

from collections.abc import Callable

from scripts.hostile import page as written
from tests.vectors.hostile.judging import CASES
from verifier.reasons import SENTENCES

# Of the reader of access tokens; HTTP answers all of them alike.
TOKENS = {
    "token.malformed",
    "token.key",
    "token.signature",
    "token.audience",
    "token.lifetime",
    "token.expired",
}


def test_the_page_is_the_cases(page: Callable[[str], str]) -> None:
    assert page("docs/spec/hostile.md") == written(), "python scripts/hostile.py"


def test_every_reason_about_signed_things_is_met_by_a_case() -> None:
    met = {case.code for case in CASES.values() if case.code is not None}
    assert met <= set(SENTENCES) | TOKENS and met >= TOKENS
    signed = ("envelope.", "credential.", "issuer.", "key.", "trust.", "status.", "qr.m", "qr.c", "qr.s")
    # Those that need a second list, no list at all, no bundle at all, an older list or another text.
    other = {
        "status.ambiguous",
        "status.absent",
        "status.index",
        "status.rolled_back",
        "trust.missing",
        "credential.unsigned",
    }
    assert {code for code in SENTENCES if code.startswith(signed)} - met == other
