"""Signatures: the known answers of RFC 6979, and keys that are refused (Wycheproof: test_wycheproof.py)."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from hypothesis import given
from hypothesis import strategies as st

from keys.algorithms import (
    EDDSA,
    ES256,
    KeyRefused,
    b64url,
    from_b64url,
    holds,
    load_jwk,
    public_jwk,
    thumbprint,
)
from keys.vault import FileSigner

# RFC 6979 appendix A.2.5: P-256.
_PRIVATE = 0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721
_ANSWERS = {
    b"sample": "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
    "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
    b"test": "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367"
    "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083",
}


@pytest.mark.parametrize("message", sorted(_ANSWERS))
def test_the_known_answers_of_rfc_6979(message: bytes) -> None:
    private = ec.derive_private_key(_PRIVATE, ec.SECP256R1())
    signature = FileSigner(private).sign(message)
    assert signature.hex().upper() == _ANSWERS[message]
    assert holds(ES256, private.public_key(), message, signature)


@given(st.binary(max_size=200))
def test_signing_the_same_bytes_again_gives_the_same_signature(message: bytes) -> None:
    private = ec.derive_private_key(_PRIVATE, ec.SECP256R1())
    assert FileSigner(private).sign(message) == FileSigner(private).sign(message)


def test_a_signature_has_one_length() -> None:
    private = ec.derive_private_key(_PRIVATE, ec.SECP256R1())
    signature = FileSigner(private).sign(b"m")
    r, s = signature[:32], signature[32:]
    assert holds(ES256, private.public_key(), b"m", signature)
    for other in (r + b"\0" + s, b"\0" + signature, signature + b"\0", signature[:-1], b""):
        assert not holds(ES256, private.public_key(), b"m", other)


def test_a_signature_counts_under_its_own_algorithm_only() -> None:
    edwards, nist = ed25519.Ed25519PrivateKey.generate(), ec.generate_private_key(ec.SECP256R1())
    signature = edwards.sign(b"m")
    assert holds(EDDSA, edwards.public_key(), b"m", signature)
    for alg in (ES256, "none", "HS256", "", "eddsa", "Ed25519"):
        assert not holds(alg, edwards.public_key(), b"m", signature)
    assert not holds(EDDSA, nist.public_key(), b"m", FileSigner(nist).sign(b"m"))


@given(st.binary(max_size=80))
def test_base64url_goes_round(data: bytes) -> None:
    assert from_b64url(b64url(data)) == data
    assert "=" not in b64url(data)


@pytest.mark.parametrize(
    "text",
    ["AA==", "AA=", "A", "AAAAA", "AB", "AAB", "A+", "A/", "AA AA", "AAAA\n", "ＡＡ", "AA.A", "AAA*", "é", "AA\u0000A", "=", "_w=="],
)  # fmt: skip
def test_base64url_in_any_other_spelling_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        from_b64url(text)


@given(st.text("ABCxyz019-_=+/ \n", max_size=12))
def test_two_spellings_never_mean_the_same_bytes(text: str) -> None:
    try:
        data = from_b64url(text)
    except ValueError:
        return
    assert b64url(data) == text


def test_the_thumbprint_of_rfc_8037() -> None:
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    assert b64url(thumbprint(jwk)) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    assert thumbprint({**jwk, "kid": "x", "alg": "EdDSA"}) == thumbprint(jwk)


def good_jwk() -> dict[str, object]:
    return dict(public_jwk(ec.derive_private_key(_PRIVATE, ec.SECP256R1()).public_key()))


@pytest.mark.parametrize(
    "changed",
    [
        {"d": "AAAA"},
        {"kty": "RSA"},
        {"kty": "oct", "k": "AAAA"},
        {"crv": "P-384"},
        {"crv": "secp256k1"},
        {"x": None},
        {"x": ""},
        {"x": "AAAA"},
        {"y": b64url(bytes(32))},
        {"x": b64url(bytes(32)), "y": b64url(bytes(32))},
        {"x": b64url(b"\xff" * 32)},
        {"y": b64url(bytes(33))},
        {"kty": "OKP", "crv": "Ed25519", "x": b64url(bytes(31))},
        {"kty": "OKP", "crv": "X25519"},
        {"kty": ["EC"]},
        {"use": "enc"},
        {"use": None},
        {"key_ops": ["encrypt"]},
        {"key_ops": ["verify", "sign"]},
        {"key_ops": []},
        {"alg": "ES512"},
        {"alg": "EdDSA"},
        {"alg": "ECDH-ES"},
    ],
)
def test_keys_that_are_refused(changed: dict[str, object]) -> None:
    with pytest.raises(KeyRefused):
        load_jwk({**good_jwk(), **changed})


def test_a_key_may_say_that_it_is_for_signatures() -> None:
    assert load_jwk({**good_jwk(), "use": "sig", "key_ops": ["verify"], "alg": "ES256"})[0] == ES256


def test_a_key_with_a_padded_coordinate_is_refused() -> None:
    jwk = good_jwk()
    with pytest.raises(KeyRefused):
        load_jwk({**jwk, "x": f"{jwk['x']}="})
    with pytest.raises(KeyRefused):
        load_jwk({})


def test_other_kinds_of_keys_hold_nothing() -> None:
    other: Any = rsa.generate_private_key(65537, 2048).public_key()
    assert not holds(ES256, other, b"m", bytes(64))
    assert not holds(EDDSA, other, b"m", bytes(64))
