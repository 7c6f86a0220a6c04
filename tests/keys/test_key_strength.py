"""Keys that must never be trusted: each is refused with its reason, whatever form it comes in."""

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from hypothesis import given
from hypothesis import strategies as st

from keys.algorithms import KeyRefused, b64url, from_b64url, public_jwk
from keys.key_strength import (
    _PRINTED,
    _ROCA_PRIMES,
    WeakKey,
    is_roca,
    read_public_key,
    require_strong,
    require_strong_rsa,
)
from tests.keys.wycheproof import cctv, vectors

# SubjectPublicKeyInfo of RFC 8410 and RFC 5480 up to the key itself.
ED25519_HEAD = bytes.fromhex("302a300506032b6570032100")
P256_HEAD = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200")
M = 1
for _prime in _ROCA_PRIMES:
    M *= _prime
# Private halves as the standards print them: RFC 7515 A.3, RFC 7517 A.2 and RFC 8037 A.1.
PRINTED_HALVES = (
    "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
    "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE",
    "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
)


def p256() -> ec.EllipticCurvePublicKey:
    return ec.generate_private_key(ec.SECP256R1()).public_key()


def spki(key: Any, encoding: serialization.Encoding = serialization.Encoding.PEM) -> bytes:
    return bytes(key.public_bytes(encoding, serialization.PublicFormat.SubjectPublicKeyInfo))


def as_json(jwk: dict[str, str]) -> bytes:
    return json.dumps(jwk).encode()


@pytest.mark.parametrize("key", [p256(), ed25519.Ed25519PrivateKey.generate().public_key()])
def test_a_good_key_is_read_in_every_form(key: Any) -> None:
    jwk = public_jwk(key)
    der = serialization.Encoding.DER
    for form in (spki(key), spki(key, der), as_json(jwk), as_json(jwk | {"kid": "x", "use": "sig"})):
        assert read_public_key(form) == jwk


def test_no_point_of_small_order_or_another_form_is_taken() -> None:
    """All 914 of CCTV, as JWK and as SubjectPublicKeyInfo: what the library takes and we refuse too."""
    refused, taken = 0, set()
    for case in cctv("ed25519vectors.json"):
        raw = bytes.fromhex(case["key"])
        weak = {"low_order_A", "non_canonical_A"} & set(case["flags"] or ())
        for form in (as_json({"kty": "OKP", "crv": "Ed25519", "x": b64url(raw)}), ED25519_HEAD + raw):
            try:
                read_public_key(form)
            except KeyRefused:
                refused += 1
            else:
                assert not weak, case
                taken.add(case["key"])
    assert refused > 200


def test_a_point_off_the_curve_is_refused() -> None:
    numbers = p256().public_numbers()
    x, y = numbers.x.to_bytes(32, "big"), ((numbers.y + 1) % 2**256).to_bytes(32, "big")
    for form in (
        as_json({"kty": "EC", "crv": "P-256", "x": b64url(x), "y": b64url(y)}),
        P256_HEAD + b"\x04" + x + y,
        as_json({"kty": "EC", "crv": "P-256", "x": b64url(bytes(32)), "y": b64url(bytes(32))}),
    ):
        with pytest.raises(KeyRefused):
            read_public_key(form)


def test_the_printed_keys_are_those_of_the_standards() -> None:
    one, two, three = (from_b64url(half) for half in PRINTED_HALVES)
    derived = [ec.derive_private_key(int.from_bytes(half, "big"), ec.SECP256R1()) for half in (one, two)]
    found = [public_jwk(key.public_key()) for key in derived]
    found.append(public_jwk(ed25519.Ed25519PrivateKey.from_private_bytes(three).public_key()))
    assert found == list(_PRINTED)


@pytest.mark.parametrize("jwk", _PRINTED)
def test_a_key_that_everybody_has_is_refused(jwk: dict[str, str]) -> None:
    with pytest.raises(WeakKey, match="known to everybody"):
        read_public_key(as_json(jwk))


@pytest.mark.parametrize("number", [1, 2, 3, 64])
def test_a_key_that_can_be_counted_to_is_refused(number: int) -> None:
    jwk = public_jwk(ec.derive_private_key(number, ec.SECP256R1()).public_key())
    with pytest.raises(WeakKey):
        require_strong(jwk)


def test_short_rsa_and_small_exponents_are_weak() -> None:
    short = rsa.generate_private_key(65537, 1024).public_key()
    three = rsa.generate_private_key(3, 2048).public_key()
    for key, why in ((short, "1024 bits"), (three, "exponent")):
        with pytest.raises(WeakKey, match=why):
            read_public_key(spki(key))


def test_sound_rsa_is_not_weak_and_signs_no_documents() -> None:
    good = rsa.generate_private_key(65537, 2048).public_key()
    require_strong_rsa(good)
    with pytest.raises(KeyRefused, match="only P-256 and Ed25519") as refused:
        read_public_key(spki(good))
    assert not isinstance(refused.value, WeakKey)


def test_the_roca_key_of_wycheproof_is_found() -> None:
    """The only ones with that flag, and no other RSA key of the file has the fingerprint."""
    flagged: dict[bool, list[bool]] = {}
    for group in vectors("json_web_key_test.json")["testGroups"]:
        given = group.get("public") or group["private"]
        for jwk in given.get("keys", [given]):
            if jwk.get("kty") == "RSA" and "n" in jwk:
                roca = any("roca" in test["comment"].lower() for test in group["tests"])
                modulus = int.from_bytes(from_b64url(jwk["n"]), "big")
                flagged.setdefault(roca, []).append(is_roca(modulus))
    assert flagged[True] and all(flagged[True])
    assert flagged[False] and not any(flagged[False])


@given(st.integers(0, 10**6), st.integers(2**1900, 2**1960))
def test_the_fingerprint_of_roca_is_found_in_every_such_modulus(power: int, times: int) -> None:
    assert is_roca(pow(65537, power, M) + times * M)


@given(st.integers(2**2047, 2**2048 - 1))
def test_a_modulus_by_chance_has_no_fingerprint(modulus: int) -> None:
    expected = all(any(pow(65537, k, p) == modulus % p for k in range(p)) for p in _ROCA_PRIMES)
    assert is_roca(modulus) is expected


@given(st.binary(max_size=200) | st.text(max_size=80).map(lambda text: b"{" + text.encode()))
def test_whatever_comes_is_read_or_refused(data: bytes) -> None:
    with pytest.raises(KeyRefused):
        read_public_key(data)


def test_other_keys_private_halves_and_too_much_are_refused() -> None:
    other = ec.generate_private_key(ec.SECP384R1()).public_key()
    jwk = public_jwk(p256())
    for form in (
        spki(other),
        as_json(jwk | {"d": "AA"}),
        as_json(jwk | {"use": "enc"}),
        b"{" + b" " * 20_000,
    ):
        with pytest.raises(KeyRefused):
            read_public_key(form)
