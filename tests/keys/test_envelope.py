"""The strict compact JWS."""

import contextlib
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey

from keys.algorithms import ES256, b64url, holds, public_jwk
from keys.envelope import MAX_COMPACT, EnvelopeRefused, open_envelope, seal
from keys.vault import FileSigner

PRIVATE = ec.derive_private_key(0xC0FFEE, ec.SECP256R1())
PUBLIC = PRIVATE.public_key()
KID = "did:web:dogrula.example.org:odalar:emo#k-00000000"
SEALED = seal(b'{"a":"\xc4\xb0"}', alg=ES256, kid=KID, typ="JWT", signer=FileSigner(PRIVATE))


def compact(header: Any, payload: bytes = b"{}", signature: bytes = bytes(64)) -> str:
    head = header if isinstance(header, bytes) else json.dumps(header).encode()
    return ".".join(map(b64url, (head, payload, signature)))


def refusal(text: str, typ: str = "JWT") -> str:
    with pytest.raises(EnvelopeRefused) as refused:
        open_envelope(text, typ=typ)
    return refused.value.code


def test_what_is_sealed_opens_and_holds() -> None:
    found = open_envelope(SEALED, typ="JWT")
    assert (found.alg, found.kid, found.typ, found.payload) == (ES256, KID, "JWT", b'{"a":"\xc4\xb0"}')
    assert found.compact == SEALED
    assert holds(ES256, PUBLIC, found.signing_input, found.signature)


def test_an_independent_library_accepts_our_seal() -> None:
    found = jws.deserialize_compact(SEALED, ECKey.import_key(public_jwk(PUBLIC)), algorithms=["ES256"])
    assert found.payload == b'{"a":"\xc4\xb0"}'
    assert found.headers() == {"alg": "ES256", "kid": KID, "typ": "JWT"}


def test_the_header_stands_in_one_order_without_spaces() -> None:
    assert SEALED.startswith(b64url(f'{{"alg":"ES256","kid":"{KID}","typ":"JWT"}}'.encode()) + ".")


def test_we_open_what_an_independent_library_sealed() -> None:
    header = {"alg": "ES256", "kid": KID, "typ": "JWT"}
    text = jws.serialize_compact(header, b'{"x":1}', ECKey.import_key(PRIVATE), algorithms=["ES256"])
    found = open_envelope(text, typ="JWT")
    assert holds(ES256, PUBLIC, found.signing_input, found.signature)


@given(st.integers(0, len(SEALED) - 1), st.integers(1, 255))
def test_any_flipped_byte_is_refused_or_does_not_hold(place: int, flip: int) -> None:
    data = bytearray(SEALED.encode())
    data[place] ^= flip
    try:
        found = open_envelope(data.decode("latin-1"), typ="JWT")
    except EnvelopeRefused:
        return
    assert not holds(ES256, PUBLIC, found.signing_input, found.signature)


@given(st.text(max_size=80) | st.text("abcXYZ019-_.=", max_size=80))
def test_no_text_raises_anything_else(text: str) -> None:
    with contextlib.suppress(EnvelopeRefused):
        open_envelope(text, typ="JWT")


GOOD = {"alg": "ES256", "kid": KID, "typ": "JWT"}


@pytest.mark.parametrize(
    "extra",
    ["jku", "jwk", "x5u", "x5c", "x5t", "crit", "b64", "zip", "cty", "iss", "nonce"],
)
def test_no_other_header_is_allowed(extra: str) -> None:
    assert refusal(compact({**GOOD, extra: "x"})) == "envelope.header"


@pytest.mark.parametrize("missing", ["alg", "kid", "typ"])
def test_no_header_may_be_missing(missing: str) -> None:
    assert (
        refusal(compact({name: value for name, value in GOOD.items() if name != missing}))
        == "envelope.header"
    )


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({**GOOD, "alg": None}, "envelope.header"),
        ({**GOOD, "alg": ["ES256"]}, "envelope.header"),
        ({**GOOD, "kid": 7}, "envelope.header"),
        ({**GOOD, "kid": ""}, "envelope.header"),
        ({**GOOD, "kid": "k" * 129}, "envelope.header"),
        ({**GOOD, "kid": "did:web:оdalar#k"}, "envelope.header"),
        ({**GOOD, "typ": "jwt"}, "envelope.typ"),
        ({**GOOD, "typ": ["JWT"]}, "envelope.typ"),
        ([], "envelope.header"),
        ("x", "envelope.header"),
        (b'{"alg":"ES256","kid":"k","typ":"JWT","typ":"JWT"}', "envelope.malformed"),
        (b'{"alg":"ES256","alg":"none","kid":"k","typ":"JWT"}', "envelope.malformed"),
        (b"\xef\xbb\xbf{}", "envelope.malformed"),
        (b"{", "envelope.malformed"),
    ],
)
def test_headers_of_another_shape(header: Any, code: str) -> None:
    assert refusal(compact(header)) == code


@pytest.mark.parametrize("typ", ["trust-bundle+jwt", "vc+jwt", "at+jwt", "JWT "])
def test_one_kind_of_thing_is_never_taken_for_another(typ: str) -> None:
    assert refusal(compact({**GOOD, "typ": typ})) == "envelope.typ"
    assert refusal(SEALED, typ) == "envelope.typ"


@pytest.mark.parametrize(
    "text",
    ["", ".", "..", "a.b", "a.b.c.d", SEALED + ".", SEALED + "=", SEALED + "\n", " " + SEALED, SEALED.replace(".", "..", 1), SEALED.rpartition(".")[0] + ".", SEALED.rpartition(".")[0]],
)  # fmt: skip
def test_texts_of_another_form(text: str) -> None:
    assert refusal(text) == "envelope.malformed"


def test_the_size_counts_before_anything_is_decoded() -> None:
    assert refusal("!" * (MAX_COMPACT + 1)) == "envelope.too_large"
    assert refusal("!" * MAX_COMPACT) == "envelope.malformed"
