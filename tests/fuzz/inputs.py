"""Inputs for the parsers: any text, changed genuine ones, and rightly signed ones with anything inside."""

import random
from collections.abc import Callable, Sequence
from typing import Any

import cbor2
from hypothesis import strategies as st

from keys import cose
from tests.vectors.hostile.fixed_house import FixedHouse
from tests.vectors.hostile.signed import Signed, dumped
from tests.verifier.workshop import CODE, digits_of

_PIECES = (
    "eyJ", ".", "=", "-", "_", "+", "/", "\n", " ", "\0", "A", "AAAA", "e30", "W10", "bnVsbA", "İ", "\ud800", "é", "..", "%", "#", "~",
)  # fmt: skip
_JSON_PIECES = (
    b'"', b"\\", b"{", b"}", b"[", b"]", b":", b",", b"null", b"true", b"1e9", b"NaN", b"-0", b"\xff", b"\xef\xbb\xbf", b"\\u0000",
    b"\\ud83d", b'"iss":1,', b"9" * 30, b"[" * 20, b"0", b" ", b"\n", b"\xe2\x80\xae", b'"exp":', b"9999-12-31T23:59:59Z",
)  # fmt: skip
_CBOR_PIECES = (
    b"\xd2", b"\x84", b"\xa0", b"\xa1", b"\xbf", b"\x9f", b"\xff", b"\xf6", b"\xf9\x7e\x00", b"\xc2\x41\x01", b"\xd8\x1c", b"\xd8\x1d\x00",
    b"\x1b" + b"\xff" * 8, b"\x3b" + b"\xff" * 8, b"\x5b" + b"\xff" * 8, b"\x9b" + b"\x7f" * 8, b"\x60", b"\x40", b"\x18\x18", b"\xc0", b"\x20",
)  # fmt: skip


def changed_bytes(data: bytes, pieces: Sequence[bytes], chance: random.Random) -> bytes:
    """One to four changes of a byte, a run or a piece."""
    found = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        place = chance.randrange(len(found) + 1)
        match chance.randrange(6):
            case 0:
                found[place : place + 1] = bytes([chance.randrange(256)])
            case 1:
                del found[place : place + chance.randrange(1, 30)]
            case 2:
                found[place:place] = chance.choice(pieces)
            case 3:
                piece = chance.choice(pieces)
                found[place : place + len(piece)] = piece
            case 4:
                found[place:place] = found[place : place + chance.randrange(1, 60)]
            case _:
                if place < len(found):
                    found[place] ^= 1 << chance.randrange(8)
    return bytes(found)


def changed_text(text: str, chance: random.Random) -> str:
    """The same for a text."""
    pieces = [piece.encode("utf-8", "surrogatepass") for piece in _PIECES]
    return changed_bytes(text.encode(), pieces, chance).decode("utf-8", "surrogateescape")


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    members = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    return [path, *(found for name, inner in members for found in _paths(inner, (*path, name)))]


def _put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = _put(copy[path[0]], path[1:], new)
    return copy


_JSON: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.text(max_size=12)
    | st.sampled_from(
        ["", "1", "2026-11-22T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "yetki", "\u202e"]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


def signed_texts(good: Callable[[], Signed]) -> st.SearchStrategy[str]:
    """For a door of compact JWS: any text, the control's text changed, its JSON changed, another value in one place."""
    control = good()
    text, places = control.text, _paths(control.claims)

    def by_seed(number: int) -> str:
        chance = random.Random(number)
        match chance.randrange(4):
            case 0:
                return changed_text(text, chance)
            case 1:
                return Signed(
                    changed_bytes(control.head, _JSON_PIECES, chance), control.payload, control.by
                ).text
            case _:
                return control.saying(changed_bytes(control.payload, _JSON_PIECES, chance)).text

    def placed(given: tuple[tuple[Any, ...], Any]) -> str:
        try:
            return control.saying(dumped(_put(control.claims, *given))).text
        except UnicodeEncodeError:  # a lone surrogate stands in JSON as an escape alone
            return control.saying(repr(given).encode("utf-8", "backslashreplace")).text

    seeds = st.integers(0, 2**64 - 1).map(by_seed)
    return st.one_of(
        st.text(max_size=60) | st.text("eyJhbGci.-_=", max_size=60),
        seeds,
        seeds,
        st.tuples(st.sampled_from(places), _JSON).map(placed),
    )


_CBOR: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**66), 2**66)
    | st.floats(width=16)
    | st.binary(max_size=12)
    | st.text(st.characters(codec="utf-8"), max_size=12)
    | st.builds(cbor2.CBORTag, st.sampled_from([0, 1, 2, 18, 28, 29, 61]), st.integers(0, 9)),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.integers(-12, 12) | st.text(max_size=3), inner, max_size=4)
        | st.builds(cbor2.CBORTag, st.sampled_from([4, 18, 30, 36, 61, 258]), st.lists(inner, max_size=3))
    ),
    max_leaves=6,
)


def _dumped(value: Any) -> bytes:
    try:
        return cbor2.dumps(value)
    except (ValueError, TypeError, OverflowError):
        return b"\xff"


def qr_texts(house: FixedHouse) -> st.SearchStrategy[str]:
    """For the door of QR codes: path and digits, changed as digits, as bytes, in header or claims; rightly signed."""
    packed = house.document.qr
    protected, _, content, _ = cbor2.loads(packed).value

    def path(data: bytes) -> str:
        return f"/v/{CODE}#{digits_of(data)}"

    def sealed(head: bytes, body: bytes) -> str:
        signature = house.emo.secret.sign(cose.canonical(["Signature1", head, b"", body]))
        return path(cbor2.dumps(cbor2.CBORTag(18, [head, {}, body, signature])))

    def by_seed(number: int) -> str:
        chance = random.Random(number)
        match chance.randrange(4):
            case 0:
                return changed_text(path(packed), chance)
            case 1:
                return path(changed_bytes(packed, _CBOR_PIECES, chance))
            case 2:
                return sealed(changed_bytes(protected, _CBOR_PIECES, chance), content)
            case _:
                return sealed(protected, changed_bytes(content, _CBOR_PIECES, chance))

    claims = cbor2.loads(content)
    placed = st.tuples(st.sampled_from(sorted(claims)), _CBOR).map(lambda pair: {**claims, pair[0]: pair[1]})
    seeds = st.integers(0, 2**64 - 1).map(by_seed)
    return st.one_of(
        st.text("0123456789", max_size=80).map(lambda digits: f"/v/{CODE}#{digits}"),
        seeds,
        seeds,
        (placed | _CBOR).map(lambda value: sealed(protected, _dumped(value))),
        _CBOR.map(lambda value: path(_dumped(cbor2.CBORTag(18, value)))),
        st.binary(max_size=100).map(path),
    )
