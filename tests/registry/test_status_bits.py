"""Both forms of a status list under the vectors their specifications publish, and under what must be refused."""

import base64
import gzip
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.status_bits import (
    SLOTS,
    BitsRefused,
    StatusBits,
    decode_bitstring,
    decode_token_list,
    encode_bitstring,
    encode_token_list,
)

# IETF Token Status List, section 4.1 and the 1-bit vector of its appendix "Test vectors" (2**20 places).
IETF_SHORT = "eNrbuRgAAhcBXQ"
IETF_SHORT_PLACES = [0, 3, 4, 5, 7, 8, 9, 13, 15]
IETF_LONG = (
    "eNrt3AENwCAMAEGogklACtKQPg9LugC9k_ACvreiogEAAKkeCQAAAAAAAAAAAAAAAAAAAIBylgQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    "AAAAAAAAAAAAAAAAAAAXG9IAAAAAAAAAPwsJAAAAAAAAAAAAAAAvhsSAAAAAAAAAAAA7KpLAAAAAAAAAAAAAAAAAAAAAJsLCQAAAAAAAAAAADje"
    "lAAAAAAAAAAAKjDMAQAAAACAZC8L2AEb"
)
IETF_LONG_PLACES = [
    0, 1993, 25460, 159495, 495669, 554353, 645645, 723232, 854545, 934534, 1000345,
]  # fmt: skip

# W3C Bitstring Status List v1.0, section 2.2: the example list of 131,072 clear bits.
W3C_EXAMPLE = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
# Lists that other software of the same specification publishes for interoperability: place 50,000 of 100,000,
# and places 0 and 2 of 131,072.
PLACE_50000 = "uH4sIAAAAAAAAA-3OMQ0AAAgDsElHOh72EJJWQRMAAAAAAIDWXAcAAAAAAIDHFvRitn7UMAAA"
PLACES_0_AND_2 = "uH4sIAAAAAAAAA-3BIQEAAAACIP-vcKozLEADAAAAAAAAAAAAAAAAAAAAvA0cOP65AEAAAA"
# The same place written in the wrong order of bits, by an early version of that software.
WRONG_ORDER = "uH4sIAAAAAAAAA-3OMQ0AAAgDsOHfNB72EJJWQRMAAAAAAIDWXAcAAAAAAIDHFrc4zDzUMAAA"

FORMS: list[Any] = [
    pytest.param(encode_bitstring, decode_bitstring, id="w3c"),
    pytest.param(encode_token_list, decode_token_list, id="ietf"),
]
Encode = Callable[..., str]
Decode = Callable[..., StatusBits]


def test_the_published_lists_of_ietf() -> None:
    short = decode_token_list(IETF_SHORT, 16)
    assert short.data == bytes([0xB9, 0xA3])
    assert short.indexes() == IETF_SHORT_PLACES
    long = decode_token_list(IETF_LONG, 2**20)
    assert long.indexes() == IETF_LONG_PLACES
    assert [place for place in range(2**20) if long.is_set(place)] == IETF_LONG_PLACES


def test_we_write_the_published_lists_of_ietf() -> None:
    assert encode_token_list(IETF_SHORT_PLACES, 16) == IETF_SHORT
    packed = base64.urlsafe_b64decode(encode_token_list(IETF_LONG_PLACES, 2**20) + "==")
    published = base64.urlsafe_b64decode(IETF_LONG + "==")
    assert zlib.decompress(packed) == zlib.decompress(published)


def test_the_published_lists_of_w3c() -> None:
    assert decode_bitstring(W3C_EXAMPLE).indexes() == []
    assert decode_bitstring(PLACE_50000, 100_000).indexes() == [50_000]
    assert decode_bitstring(PLACES_0_AND_2).indexes() == [0, 2]


def test_the_two_orders_of_bits_are_not_the_same() -> None:
    assert decode_bitstring(WRONG_ORDER, 100_000).indexes() == [50_007]
    first = gzip.decompress(base64.urlsafe_b64decode(encode_bitstring([0], 8)[1:] + "=="))
    assert first == b"\x80", "W3C: the left-most bit"
    assert zlib.decompress(base64.urlsafe_b64decode(encode_token_list([0], 8) + "==")) == b"\x01"


@pytest.mark.parametrize(("encode", "decode"), FORMS)
@given(places=st.sets(st.integers(0, SLOTS - 1), max_size=300))
def test_what_is_written_is_read_again(encode: Encode, decode: Decode, places: set[int]) -> None:
    text = encode(places)
    read = decode(text)
    assert read.indexes() == sorted(places)
    assert read.slots == SLOTS
    assert all(read.is_set(place) for place in places)
    assert text == encode(sorted(places)), "the same places give the same text"


@pytest.mark.parametrize(("encode", "decode"), FORMS)
def test_a_full_list(encode: Encode, decode: Decode) -> None:
    assert decode(encode(range(SLOTS))).data == b"\xff" * (SLOTS // 8)


@pytest.mark.parametrize("index", [-1, SLOTS, 2**64, "5", "٥", "1_0", " 5", 5.0, True, None, b"5"])
def test_an_index_is_a_whole_number_in_range(index: Any) -> None:
    clear = decode_bitstring(encode_bitstring([]))
    with pytest.raises(BitsRefused) as refused:
        clear.is_set(index)
    assert refused.value.code == "status.index"
    for encode in (encode_bitstring, encode_token_list):
        with pytest.raises(BitsRefused):
            encode([index])


def w3c(data: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def ietf(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


LIST = bytes(SLOTS // 8)
REFUSED: dict[str, tuple[Decode, Any, str]] = {
    "w3c.no-multibase": (decode_bitstring, encode_bitstring([])[1:], "status.malformed"),
    "w3c.base58": (decode_bitstring, "z" + encode_bitstring([])[1:], "status.malformed"),
    "w3c.padding": (decode_bitstring, encode_bitstring([1]) + "=", "status.malformed"),
    "w3c.other-alphabet": (decode_bitstring, PLACES_0_AND_2.replace("-", "+"), "status.malformed"),
    "w3c.newline": (decode_bitstring, encode_bitstring([]) + "\n", "status.malformed"),
    "w3c.zlib": (decode_bitstring, w3c(zlib.compress(LIST)), "status.malformed"),
    "w3c.raw": (decode_bitstring, w3c(LIST[:100]), "status.malformed"),
    "w3c.short": (decode_bitstring, w3c(gzip.compress(LIST[:-1])), "status.size"),
    "w3c.empty-list": (decode_bitstring, w3c(gzip.compress(b"")), "status.size"),
    "w3c.long": (decode_bitstring, w3c(gzip.compress(LIST + b"\0")), "status.size"),
    "w3c.bomb": (decode_bitstring, w3c(gzip.compress(bytes(30_000_000), 9)[:24_000]), "status.size"),
    "w3c.bomb-too-long": (decode_bitstring, w3c(gzip.compress(bytes(60_000_000), 1)), "status.size"),
    "w3c.cut": (decode_bitstring, w3c(gzip.compress(LIST)[:-4]), "status.malformed"),
    "w3c.wrong-sum": (decode_bitstring, w3c(gzip.compress(LIST)[:-8] + bytes(8)), "status.malformed"),
    "w3c.trailing": (decode_bitstring, w3c(gzip.compress(LIST) + b"x"), "status.malformed"),
    "w3c.second-member": (
        decode_bitstring,
        w3c(gzip.compress(LIST) + gzip.compress(b"x")),
        "status.malformed",
    ),
    "w3c.empty": (decode_bitstring, "", "status.malformed"),
    "w3c.only-u": (decode_bitstring, "u", "status.malformed"),
    "w3c.number": (decode_bitstring, 5, "status.malformed"),
    "w3c.letters": (decode_bitstring, "uığüşöç", "status.malformed"),
    "ietf.gzip": (decode_token_list, ietf(gzip.compress(LIST)), "status.malformed"),
    "ietf.multibase": (decode_token_list, "u" + encode_token_list([]), "status.malformed"),
    "ietf.short": (decode_token_list, IETF_SHORT, "status.size"),
    "ietf.long": (decode_token_list, ietf(zlib.compress(bytes(SLOTS))), "status.size"),
    "ietf.bomb": (decode_token_list, ietf(zlib.compress(bytes(20_000_000), 9)), "status.size"),
    "ietf.trailing": (decode_token_list, ietf(zlib.compress(LIST) + b"\0"), "status.malformed"),
    "ietf.none": (decode_token_list, None, "status.malformed"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_list_is_refused(name: str) -> None:
    decode, text, code = REFUSED[name]
    with pytest.raises(BitsRefused) as refused:
        decode(text)
    assert refused.value.code == code


@pytest.mark.parametrize(("encode", "decode"), FORMS)
@given(data=st.binary(max_size=200), text=st.text(max_size=50))
def test_anything_else_is_refused_and_never_crashes(
    encode: Encode, decode: Decode, data: bytes, text: str
) -> None:
    for given_text in (text, w3c(data), ietf(data), encode([])[:-5] + text):
        with pytest.raises(BitsRefused):
            decode(given_text)


def test_a_list_is_whole_bytes() -> None:
    for slots in (0, -8, 7):
        with pytest.raises(ValueError, match="whole bytes"):
            encode_bitstring([], slots)
