"""The forms of a credential that are derived from its JWT, and what of them is read back."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.credential import CredentialRefused, bare_credential, document_of, payload_of
from registry.forms.baked import KEYWORD, NAMESPACE, bake_png, bake_svg, text_chunk
from registry.forms.in_json import enveloped, opened, with_claims
from tests.registry.documents import documents

COMPACT = "eyJhbGciOiJFUzI1NiJ9.eyJpZCI6IngifQ.c2lnbmF0dXJl"


def test_an_enveloped_credential_opens_to_its_jwt() -> None:
    made = enveloped(COMPACT)
    assert set(made) == {"@context", "id", "type"}
    assert made["id"] == f"data:application/vc+jwt,{COMPACT}"
    assert opened(made) == COMPACT
    assert opened({**made, "@context": [made["@context"]], "type": [made["type"]]}) == COMPACT


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "did:web:evil.example"},
        {"type": "VerifiableCredential"},
        {"type": ["EnvelopedVerifiableCredential", "OpenBadgeCredential"]},
        {"@context": ["https://www.w3.org/ns/credentials/v2", "https://evil.example/context"]},
        {"id": f"data:application/vp+jwt,{COMPACT}"},
        {"id": f"data:application/vc+jwt;base64,{COMPACT}"},
        {"id": 5},
    ],
)
def test_nothing_stands_beside_the_signed_text(change: dict[str, Any]) -> None:
    assert opened({**enveloped(COMPACT), **change}) is None


@given(documents())
def test_the_claims_follow_from_the_credential(document: Any) -> None:
    payload = payload_of(document)
    again = with_claims(bare_credential(payload))
    assert again == payload
    assert document_of(again) == document


@given(documents(), st.sampled_from(["iss", "jti", "sub", "nbf", "exp"]))
def test_a_credential_with_a_claim_is_none(document: Any, claim: str) -> None:
    with pytest.raises(CredentialRefused):
        with_claims({**bare_credential(payload_of(document)), claim: 1})


@pytest.mark.parametrize("broken", [{}, {"issuer": "did:web:x"}, {"issuer": {"id": 1}, "id": 1}])
def test_what_has_no_claims_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(CredentialRefused):
        with_claims(broken)


def test_only_whole_pictures_are_baked_and_only_once() -> None:
    chunk = text_chunk(COMPACT)
    assert chunk[4:8] == b"iTXt" and KEYWORD + b"\0\0\0\0\0" + COMPACT.encode() in chunk
    baked = bake_svg(b'<svg xmlns="http://www.w3.org/2000/svg" width="1"><path/></svg>', COMPACT)
    assert (
        baked
        == (
            f'<svg xmlns:openbadges="{NAMESPACE}" xmlns="http://www.w3.org/2000/svg" width="1">'
            f'<openbadges:credential verify="{COMPACT}"></openbadges:credential><path/></svg>'
        ).encode()
    )
    for picture in (b"", b"GIF89a", b"\x89PNG\r\n\x1a\n\0\0\0\0IEND", b"<html/>", baked):
        with pytest.raises(ValueError):
            bake_png(picture, COMPACT)
        with pytest.raises(ValueError):
            bake_svg(picture, COMPACT)
