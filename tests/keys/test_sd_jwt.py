"""SD-JWT: the RFC's own digests, one form, and that nothing kept back can be guessed from what is signed."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys.algorithms import from_b64url
from keys.envelope import open_envelope
from keys.forms.sd_jwt import TYP_VC, digest, disclosure, issued
from keys.keyring import PURPOSE_CREDENTIAL, kid_fragment, verification_key
from tests.verifier.named_keys import Secret

DID = "did:web:dogrula.example.org:odalar:emo"
SECRET = Secret()
KEY = verification_key(
    kid=f"{DID}#{kid_fragment(SECRET.jwk)}",
    owner=DID,
    purpose=PURPOSE_CREDENTIAL,
    jwk=SECRET.jwk,
    valid_from=datetime(2026, 1, 1, tzinfo=UTC),
)


def made(claims: dict[str, Any], hidden: dict[str, Any], salts: list[bytes] | None = None) -> str:
    given = iter(salts or [bytes([place]) * 16 for place in range(200)])
    return issued(claims, hidden, key=KEY, signer=SECRET, salt=lambda: next(given))


def test_digests_are_those_of_the_rfc() -> None:
    """RFC 9901 section 4.2.1 to 4.2.3: the worked disclosure of ``family_name``, which has spaces after its commas."""
    disclosed = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"
    assert json.loads(from_b64url(disclosed)) == ["_26bc4LT-ac6q2KI6cBW5es", "family_name", "Möbius"]
    assert digest(disclosed) == "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"


@given(st.dictionaries(st.text("abcdefgh_", min_size=1), st.text() | st.integers(0, 10**6), max_size=5))
def test_every_disclosure_has_its_digest(hidden: dict[str, Any]) -> None:
    hidden.pop("_sd", None)
    text = made({"iss": "https://x.example"}, hidden)
    signed, *shown, end = text.split("~")
    assert end == "" and len(shown) == len(hidden)
    envelope = open_envelope(signed, typ=TYP_VC)
    assert KEY.holds(envelope.signing_input, envelope.signature)
    payload = json.loads(envelope.payload)
    found = {}
    for one in shown:
        assert hashlib.sha256(one.encode()).digest() in {from_b64url(each) for each in payload["_sd"]}
        _, name, value = json.loads(from_b64url(one))
        found[name] = value
    assert found == hidden
    assert payload.get("_sd", []) == sorted(payload.get("_sd", []))
    assert ("_sd_alg" in payload) == bool(hidden)


def test_what_is_kept_back_is_not_in_what_is_signed() -> None:
    one = made({"iss": "x"}, {"sicil_no": "101742"})
    other = made({"iss": "x"}, {"sicil_no": "101742"}, [b"\xff" * 16])
    signed = open_envelope(one.split("~")[0], typ=TYP_VC).payload
    assert b"101742" not in signed and b"sicil_no" not in signed
    assert (
        json.loads(signed)["_sd"] != json.loads(open_envelope(other.split("~")[0], typ=TYP_VC).payload)["_sd"]
    )
    assert disclosure(b"\0" * 16, "sicil_no", "101742") != disclosure(b"\1" * 16, "sicil_no", "101742")


@pytest.mark.parametrize(
    "name", ["iss", "exp", "nbf", "vct", "status", "cnf", "_sd", "_sd_alg", "...", "name"]
)
def test_what_must_be_seen_cannot_be_kept_back(name: str) -> None:
    with pytest.raises(ValueError, match="kept back"):
        made({"name": "Işıl"}, {name: 1})


@pytest.mark.parametrize("name", ["_sd", "_sd_alg", "..."])
def test_claims_of_the_form_itself_are_no_claims(name: str) -> None:
    with pytest.raises(ValueError, match="kept back"):
        made({name: []}, {})
