"""The COSE_Sign1 of the QR, against an independent library and against every other spelling."""

import contextlib
import struct
from typing import Any

import cbor2
import cwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from keys.algorithms import ES256, holds
from keys.cose import MAX_BYTES, canonical, open_sign1, read_canonical, seal
from keys.envelope import EnvelopeRefused
from keys.vault import FileSigner

PRIVATE = ec.derive_private_key(0xC0FFEE, ec.SECP256R1())
PUBLIC = PRIVATE.public_key()
KID = b"\x01\x02\x03\x04"
CLAIMS = {
    -1: 3,
    -2: 2,
    -3: [2026, 123],
    -4: 20779,
    -7: "Işıl İnci Öztürk",
    -8: "Çatı",
    -9: "101742",
    -10: 48213,
}
SEALED = seal(canonical(CLAIMS), kid=KID, signer=FileSigner(PRIVATE))


def cose_key(*, private: bool = False) -> Any:
    """The key as the independent library takes it (RFC 9053 section 7.1.1)."""
    numbers = PUBLIC.public_numbers()
    members: dict[int, Any] = {1: 2, 2: KID, 3: -7, -1: 1}
    members |= {-2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
    if private:
        members[-4] = PRIVATE.private_numbers().private_value.to_bytes(32, "big")
    return cwt.COSEKey.new(members)


def sign1(protected: Any, unprotected: Any, payload: Any, signature: Any, tag: int | None = 18) -> bytes:
    """A COSE_Sign1 of any shape, in canonical CBOR."""
    value: Any = [protected, unprotected, payload, signature]
    return canonical(value if tag is None else cbor2.CBORTag(tag, value))


HEADER = canonical({1: -7, 4: KID})


def test_what_is_sealed_opens_and_holds() -> None:
    found = open_sign1(SEALED)
    assert (found.kid, read_canonical(found.payload)) == (KID, CLAIMS)
    assert holds(ES256, PUBLIC, found.to_be_signed, found.signature)


def test_an_independent_library_accepts_our_seal() -> None:
    assert cbor2.loads(cwt.COSE.new().decode(SEALED, cose_key())) == CLAIMS


def test_an_independent_library_refuses_what_we_refuse() -> None:
    with pytest.raises(cwt.VerifyError):
        cwt.COSE.new().decode(SEALED[:-1] + bytes([SEALED[-1] ^ 1]), cose_key())


def test_we_open_what_an_independent_library_sealed() -> None:
    signer = cwt.COSE.new()
    theirs = signer.encode_and_sign(
        canonical(CLAIMS), cose_key(private=True), protected={1: -7, 4: KID}, unprotected={}
    )
    found = open_sign1(theirs)
    assert holds(ES256, PUBLIC, found.to_be_signed, found.signature)
    assert read_canonical(found.payload) == CLAIMS


@given(st.integers(0, len(SEALED) - 1), st.integers(1, 255))
def test_any_flipped_byte_is_refused_or_does_not_hold(place: int, flip: int) -> None:
    data = bytearray(SEALED)
    data[place] ^= flip
    try:
        found = open_sign1(bytes(data))
    except EnvelopeRefused:
        return
    assert not holds(ES256, PUBLIC, found.to_be_signed, found.signature)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        SEALED + b"\x00",
        SEALED[:-1],
        SEALED[1:],
        b"\xd8\x12" + SEALED[1:],
        sign1(HEADER, {}, b"x", bytes(64), tag=None),
        sign1(HEADER, {}, b"x", bytes(64), tag=98),
        sign1(HEADER, {}, b"x", bytes(64), tag=17),
        sign1(HEADER, {4: KID}, b"x", bytes(64)),
        sign1(HEADER, {1: -7}, b"x", bytes(64)),
        sign1(HEADER, {}, None, bytes(64)),
        sign1(HEADER, {}, "x", bytes(64)),
        sign1(HEADER, [], b"x", bytes(64)),
        sign1(b"", {}, b"x", bytes(64)),
        sign1({1: -7, 4: KID}, {}, b"x", bytes(64)),
        sign1(canonical({1: -7}), {}, b"x", bytes(64)),
        sign1(canonical({1: -8, 4: KID}), {}, b"x", bytes(64)),
        sign1(canonical({1: 5, 4: KID}), {}, b"x", bytes(64)),
        sign1(canonical({1: -7, 4: b""}), {}, b"x", bytes(64)),
        sign1(canonical({1: -7, 4: b"12345"}), {}, b"x", bytes(64)),
        sign1(canonical({1: -7, 4: "1234"}), {}, b"x", bytes(64)),
        sign1(canonical({1: -7, 2: [4], 4: KID}), {}, b"x", bytes(64)),
        sign1(canonical({1: -7, 3: "a/b", 4: KID}), {}, b"x", bytes(64)),
        sign1(HEADER[:1] + b"\x04\x44" + KID + b"\x01\x26", {}, b"x", bytes(64)),
        canonical(cbor2.CBORTag(18, [HEADER, {}, b"x"])),
        canonical(cbor2.CBORTag(18, [HEADER, {}, b"x", b"", b""])),
        canonical(cbor2.CBORTag(18, {})),
        sign1(HEADER, {}, bytes(MAX_BYTES), bytes(64)),
    ],
)
def test_other_shapes_are_refused(data: bytes) -> None:
    with pytest.raises(EnvelopeRefused) as refused:
        open_sign1(data)
    assert refused.value.code == "qr.malformed"


@pytest.mark.parametrize(
    "spelling",
    [
        "1800",
        "190001",
        "1b0000000000000001",
        "5f4101ff",
        "9f01ff",
        "bf0102ff",
        "a202010101",
        "a2010101" + "02",
        "7f6161ff",
        "fb3ff0000000000000",
        "fa3f800000",
        "c24101",
        "0000",
        "5801" + "00",
        "9801" + "00",
        "b80101" + "00",
    ],
)
def test_cbor_in_any_other_spelling_is_refused(spelling: str) -> None:
    with pytest.raises(EnvelopeRefused):
        read_canonical(bytes.fromhex(spelling))


@pytest.mark.parametrize(
    "hostile",
    [
        "5b000000ffffffffff",
        "9b00000fffffffffff",
        "bb7fffffffffffffff",
        "d81c81d81d00",
        "d81d1bffffffffffffffff",
        "d81e820100",
        "c48200" + "00",
        "c4821b7fffffffffffffff01",
        "c5821b7fffffffffffffff01",
        "c11bffffffffffffffff",
        "c1fb7ff0000000000000",
        "d82361" + "28",
        "d8255000",
        "c074",
        "81" * 511,
        "a1" * 511,
        "d9010281" * 120,
    ],
)
def test_hostile_cbor_is_refused_and_nothing_else(hostile: str) -> None:
    data = bytes.fromhex(hostile)
    with pytest.raises(EnvelopeRefused):
        open_sign1(data)
    with contextlib.suppress(EnvelopeRefused):
        read_canonical(data)


@given(st.binary(max_size=120))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    for candidate in (data, b"\xd2\x84" + data, b"\xd2\x84" + struct.pack("B", 0x40 + len(data) % 24) + data):
        with contextlib.suppress(EnvelopeRefused):
            open_sign1(candidate)


VALUES = st.recursive(
    st.integers(-(2**63), 2**63)
    | st.binary(max_size=20)
    | st.text(st.characters(codec="utf-8"), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.integers(-20, 20), inner, max_size=4),
    max_leaves=10,
)


@given(VALUES)
def test_canonical_cbor_reads_back(value: Any) -> None:
    assert read_canonical(canonical(value)) == value
