"""The claims inside the QR."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry import belge_no, istanbul, qr_claims
from registry.document import Document
from registry.qr_claims import FROM, ClaimsRefused, claims_of, longest_cose, read_claims, shortened
from tests.registry.documents import documents


@given(documents(), st.integers(1, 24))
def test_a_document_and_its_qr_say_the_same(document: Document, chamber_no: int) -> None:
    found = read_claims(claims_of(document, chamber_no, 2000))
    number = belge_no.parse(document.belge_no)
    assert (found.chamber_no, found.kind, found.year, found.serial) == (
        chamber_no,
        document.kind,
        number.year,
        number.serial,
    )
    assert found.belge_no(document.chamber_code) == document.belge_no
    assert found.issued_on == istanbul.day_of(document.awarded_at)
    assert (found.valid_from, found.valid_until) == (document.valid_from, document.valid_until)
    assert (found.name, found.sicil_no) == (document.holder_name, document.sicil_no)
    assert found.status_index == document.status.index
    area = document.area if document.kind == "yetki" else None
    assert found.subject == (area or document.programme_name)


@given(documents())
def test_the_first_day_stands_only_where_it_is_not_the_day_of_issue(document: Document) -> None:
    issued = istanbul.day_of(document.awarded_at)
    assert (FROM in claims_of(document, 1, 99)) == (document.valid_from != issued)


ODD: list[Any] = [
    None,
    True,
    -1,
    1.5,
    "",
    "x",
    "\u202e",
    [],
    [2026],
    [2026, 0],
    [1, 1],
    {},
    10**12,
    b"x",
    "٣",
]


@given(documents(), st.integers(-12, 2), st.sampled_from(ODD))
def test_a_claim_of_another_type_is_refused(document: Document, key: int, value: Any) -> None:
    claims = {**claims_of(document, 3, 2000), key: value}
    try:
        found = read_claims(claims)
    except ClaimsRefused:
        return
    of_its_type = {
        qr_claims.NAME: ("x", "٣"),
        qr_claims.SUBJECT: ("x", "٣"),
        qr_claims.CHAMBER: (10**12,),
        qr_claims.STATUS: (10**12,),
    }
    assert value in of_its_type.get(key, ())
    assert found.status_index >= 0


@given(documents())
def test_a_missing_claim_is_refused_unless_it_may_be_missing(document: Document) -> None:
    claims = claims_of(document, 3, 2000)
    for key in claims:
        rest = {name: value for name, value in claims.items() if name != key}
        if key in (qr_claims.FROM, qr_claims.UNTIL):
            read_claims(rest)
        else:
            with pytest.raises(ClaimsRefused):
                read_claims(rest)


@pytest.mark.parametrize("value", [None, [], "x", 5, {1: 2}, {"a": 1}, b""])
def test_what_is_no_set_of_claims(value: object) -> None:
    with pytest.raises(ClaimsRefused):
        read_claims(value)


@given(st.text(max_size=60), st.integers(3, 120))
def test_a_shortened_text_fits_and_shows_that_it_was_cut(text: str, limit: int) -> None:
    cut = shortened(text, limit)
    assert len(cut.encode()) <= limit or cut == text
    assert cut == text or (cut.endswith("…") and text.startswith(cut[:-1]))
    assert (cut == text) or len(text.encode()) > limit


def test_letters_are_never_cut_in_half() -> None:
    assert shortened("ŞŞŞŞ", 7) == "ŞŞ…"
    assert shortened("ŞŞŞŞ", 8) == "ŞŞŞŞ"
    assert shortened("Yapı Denetim", 8) == "Yapı…"


@pytest.mark.parametrize("url_length", [40, 48, 60, 80])
def test_the_longest_cose_fits_and_one_byte_more_does_not(url_length: int) -> None:
    """Version 13, level M: 334 data bytes hold a byte segment (the URL) and a numeric one (the digits)."""
    count = longest_cose(url_length)

    def bits(size: int) -> int:
        digits = len(str(int.from_bytes(b"\x01" + b"\xff" * size, "big")))
        numeric = digits // 3 * 10 + (0, 4, 7)[digits % 3]
        return 4 + 16 + 8 * url_length + 4 + 12 + numeric

    assert bits(count) <= 334 * 8
    assert bits(count + 2) > 334 * 8
