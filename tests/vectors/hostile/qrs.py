"""QR codes, each with one fault in digits, CBOR, COSE header, signature or claims; everything else is in order.

A case is the path and the digits; the register holds a credential that carries these very bytes.
"""

from collections.abc import Callable
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from keys import cose
from keys.algorithms import b64url
from registry.istanbul import days_since_1970
from registry.qr_claims import claims_of
from tests.vectors.hostile.cases import ACCEPT, QR, Make, fault
from tests.vectors.hostile.fixed_house import FixedHouse
from tests.vectors.hostile.invisible import INVISIBLE
from tests.vectors.hostile.signed import ORDER, halves, raw
from tests.verifier.named_keys import Named, Secret
from tests.verifier.workshop import CODE, digits_of
from verifier.examine import qr_bytes

FORM, CLAIMS = "qr.malformed", "qr.claims"
_ALG, _KID = 1, 4


def packed_in(text: str) -> str:
    """The bytes behind the digits, as ``document.qr`` writes them; something else where there are none."""
    return b64url(qr_bytes(text.partition("#")[2]) or b"none")


def _path(packed: bytes) -> str:
    return f"/v/{CODE}#{digits_of(packed)}"


def _claims(house: FixedHouse, **changes: Any) -> dict[int, Any]:
    """The claims of the control, with ``c7=...`` taken away or another value."""
    values: dict[int, Any] = claims_of(house.document, 3, 1200)
    for name, value in changes.items():
        values.pop(-int(name[1:]), None) if value is ... else values.__setitem__(-int(name[1:]), value)
    return values


def _built(
    house: FixedHouse, *, header: Any = None, payload: Any = None, unprotected: Any = None, by: Secret | None = None,
    signature: Callable[[bytes], bytes] = lambda right: right, context: str = "Signature1", aad: bytes = b"",
) -> list[Any]:  # fmt: skip
    """The four parts of a COSE_Sign1, rightly signed unless told otherwise."""
    header = {_ALG: -7, _KID: house.emo.public.cose_kid} if header is None else header
    protected = header if isinstance(header, bytes) else cose.canonical(header)
    content = payload if isinstance(payload, bytes) else cose.canonical(payload or _claims(house))
    signed = (by or house.emo.secret).sign(cose.canonical([context, protected, aad, content]))
    return [protected, {} if unprotected is None else unprotected, content, signature(signed)]


def _tagged(parts: Any, tag: int = 18) -> bytes:
    return cose.canonical(cbor2.CBORTag(tag, parts))


def _with(**given: Any) -> Make:
    return lambda house: _path(_tagged(_built(house, **given)))


def _headed(members: Callable[[FixedHouse], dict[Any, Any]]) -> Make:
    return lambda house: _path(_tagged(_built(house, header=members(house))))


def _saying(**claims: Any) -> Make:
    return lambda house: _path(_tagged(_built(house, payload=_claims(house, **claims))))


def _bytes(change: Callable[[FixedHouse, list[Any]], bytes]) -> Make:
    return lambda house: _path(change(house, _built(house)))


fault(QR, "base.control", None, lambda h: _path(h.document.qr), expect=ACCEPT)
fault(QR, "base.control-built", None, _with(), expect=ACCEPT)

for _alg in (-8, -35, -36, -37, -47, -257, -65535, 5, 0, 7, "ES256", None, [-7]):
    fault(QR, f"alg.{_alg}", FORM, _headed(lambda h, a=_alg: {_ALG: a, _KID: h.emo.public.cose_kid}))
fault(QR, "alg.missing", FORM, _headed(lambda h: {_KID: h.emo.public.cose_kid}))


def _of(key: Callable[[FixedHouse], Named]) -> Make:
    """Signed by another key, whose own short name stands in the header."""

    def make(house: FixedHouse) -> str:
        header = {_ALG: -7, _KID: key(house).public.cose_kid}
        return _path(_tagged(_built(house, header=header, by=key(house).secret)))

    return make


fault(QR, "alg.key-of-EdDSA", "envelope.algorithm", _of(lambda h: h.emo_ed))
for _name, _value in (
    ("empty", b""),
    ("five-bytes", b"12345"),
    ("text", "1234"),
    ("number", 1),
    ("list", []),
):
    fault(QR, f"key.kid-{_name}", FORM, _headed(lambda h, v=_value: {_ALG: -7, _KID: v}))
fault(QR, "key.kid-missing", FORM, _headed(lambda _: {_ALG: -7}))
fault(QR, "key.kid-cut", "issuer.unknown", _headed(lambda h: {_ALG: -7, _KID: h.emo.public.cose_kid[:3]}))
fault(QR, "key.kid-unknown", "issuer.unknown", _headed(lambda _: {_ALG: -7, _KID: b"\0\0\0\1"}))
fault(QR, "key.of-another-chamber", "issuer.unknown", _of(lambda h: h.mmo))
fault(QR, "key.another-signs", "qr.signature", lambda h: _path(_tagged(_built(h, by=h.thief))))
fault(QR, "key.has-ended", "key.window", _of(lambda h: h.emo_old))
fault(QR, "key.not-begun", "key.window", _of(lambda h: h.emo_future))
fault(QR, "key.stolen-before", "key.compromised", _of(lambda h: h.emo_stolen))
fault(QR, "key.introduced", "key.not_active", _of(lambda h: h.emo_introduced))
fault(QR, "key.for-trust", "key.purpose", _of(lambda h: h.emo_trust))
for _label in (2, 3, 5, 6, 7, 9, 15, 33, 34, 35, -1, 100):
    fault(QR, f"header.label-{_label}", FORM,
          _headed(lambda h, n=_label: {_ALG: -7, _KID: h.emo.public.cose_kid, n: b"x"}))  # fmt: skip
fault(QR, "header.unprotected-kid", FORM, lambda h: _with(unprotected={_KID: h.emo.public.cose_kid})(h))
fault(QR, "header.unprotected-alg", FORM, _with(unprotected={_ALG: -7}))
fault(QR, "header.unprotected-list", FORM, _with(unprotected=[]))
fault(QR, "header.empty", FORM, _with(header=b""))
fault(QR, "header.twice", FORM,
      lambda h: _with(header=b"\xa3\x01\x26\x01\x26\x04\x44" + h.emo.public.cose_kid)(h))  # fmt: skip
fault(
    QR,
    "header.other-order",
    FORM,
    lambda h: _with(header=b"\xa2\x04\x44" + h.emo.public.cose_kid + b"\x01\x26")(h),
)
fault(QR, "header.followed", FORM,
      lambda h: _with(header=cose.canonical({_ALG: -7, _KID: h.emo.public.cose_kid}) + b"\0")(h))  # fmt: skip

for _tag in (16, 17, 61, 96, 97, 98, 55799):
    fault(QR, f"cose.tag-{_tag}", FORM, _bytes(lambda h, parts, t=_tag: _tagged(parts, t)))
fault(QR, "cose.untagged", FORM, _bytes(lambda h, parts: cose.canonical(parts)))
fault(QR, "cose.tag-in-tag", FORM, _bytes(lambda h, parts: b"\xd2" + _tagged(parts)))
fault(QR, "cose.in-a-cwt-tag", FORM, _bytes(lambda h, parts: _tagged(cbor2.CBORTag(18, parts), 61)))
fault(QR, "cose.three-parts", FORM, _bytes(lambda h, parts: _tagged(parts[:3])))
fault(QR, "cose.five-parts", FORM, _bytes(lambda h, parts: _tagged([*parts, b""])))
fault(QR, "cose.map", FORM, _bytes(lambda h, parts: _tagged({0: parts[0]})))
fault(QR, "cose.detached", FORM, _bytes(lambda h, parts: _tagged([*parts[:2], None, parts[3]])))
fault(QR, "cose.payload-text", FORM, _bytes(lambda h, parts: _tagged([*parts[:2], "x", parts[3]])))
fault(QR, "cose.signature-text", FORM, _bytes(lambda h, parts: _tagged([*parts[:3], "x"])))
fault(QR, "cose.followed", FORM, _bytes(lambda h, parts: _tagged(parts) + b"\0"))
fault(QR, "cose.cut", FORM, _bytes(lambda h, parts: _tagged(parts)[:-1]))
fault(QR, "cose.long-tag", FORM, _bytes(lambda h, parts: b"\xd8\x12" + _tagged(parts)[1:]))
fault(QR, "cose.indefinite-array", FORM, _bytes(lambda h, parts: b"\xd2\x9f" + _tagged(parts)[2:] + b"\xff"))
fault(QR, "cose.too-large", FORM, lambda h: _with(payload=_claims(h, c7="x" * 260, c8="y" * 200))(h))

for _name, _change in (
    ("zero", lambda _: bytes(64)), ("one-one", lambda _: raw(1, 1)), ("63", lambda s: s[:-1]),
    ("65", lambda s: s + b"\0"), ("empty", lambda _: b""), ("swapped", lambda s: s[32:] + s[:32]),
    ("r-is-order", lambda s: raw(ORDER, halves(s)[1])), ("der", lambda s: encode_dss_signature(*halves(s))),
    ("bit", lambda s: s[:-1] + bytes([s[-1] ^ 1])),
):  # fmt: skip
    fault(QR, f"signature.{_name}", "qr.signature", _with(signature=_change))
fault(QR, "signature.other-context", "qr.signature", _with(context="Signature"))
fault(QR, "signature.with-external-data", "qr.signature", _with(aad=b"x"))
fault(QR, "signature.of-other-content", "qr.signature",
      _bytes(lambda h, parts: _tagged([*parts[:2], cose.canonical(_claims(h, c9="101743")), parts[3]])))  # fmt: skip


def _spelled(old: bytes, new: bytes) -> Make:
    """The claims in another spelling of CBOR, rightly signed."""

    def make(house: FixedHouse) -> str:
        content = cose.canonical(_claims(house))
        assert content.count(old) >= 1, old
        return _path(_tagged(_built(house, payload=content.replace(old, new, 1))))

    return make


fault(QR, "cbor.longer-number", FORM, _spelled(b"\x20\x03", b"\x20\x18\x03"))
fault(QR, "cbor.bignum", FORM, _spelled(b"\x20\x03", b"\x20\xc2\x41\x03"))
fault(QR, "cbor.float", FORM, _spelled(b"\x20\x03", b"\x20\xf9\x42\x00"))
fault(QR, "cbor.true", FORM, _spelled(b"\x20\x03", b"\x20\xf5"))
fault(QR, "cbor.null", FORM, _spelled(b"\x20\x03", b"\x20\xf6"))
fault(QR, "cbor.undefined", FORM, _spelled(b"\x20\x03", b"\x20\xf7"))
fault(QR, "cbor.twice", FORM, lambda h: _with(payload=_grown(h, b"\x20\x03\x20\x03"))(h))
fault(QR, "cbor.other-order", FORM, _spelled(b"\x20\x03\x21\x03", b"\x21\x03\x20\x03"))
fault(QR, "cbor.invalid-utf-8", FORM, _spelled("ş".encode(), b"\xc5\xff"))
fault(QR, "cbor.surrogate", FORM, _spelled("Işı".encode(), b"I\xed\xa0\x80\xb1"))
fault(QR, "cbor.followed", FORM, lambda h: _with(payload=cose.canonical(_claims(h)) + b"\0")(h))
fault(
    QR,
    "cbor.indefinite-map",
    FORM,
    lambda h: _with(payload=b"\xbf" + cose.canonical(_claims(h))[1:] + b"\xff")(h),
)
fault(QR, "cbor.deep", FORM, _with(payload=b"\x81" * 40 + b"\0"))
fault(QR, "cbor.huge-array", FORM, _with(payload=b"\x9b" + b"\xff" * 8))
fault(QR, "cbor.huge-text", FORM, _with(payload=b"\x7b" + b"\xff" * 8))
fault(QR, "cbor.shared-reference", FORM, _with(payload=bytes.fromhex("d81c81d81d00")))


def _grown(house: FixedHouse, start: bytes) -> bytes:
    """A map of one pair more: ``start`` in place of its first pair."""
    content = cose.canonical(_claims(house))
    return bytes([content[0] + 1]) + start + content[3:]


for _key in (1, 2, 3, 4, 7, 8, 9, 10):
    fault(QR, f"claims.missing-{_key}", CLAIMS, _saying(**{f"c{_key}": ...}))
for _key, _value in (
    (1, "3"),
    (2, "3"),
    (3, "x"),
    (4, "x"),
    (5, "x"),
    (6, "x"),
    (7, 7),
    (8, 8),
    (9, 101742),
    (10, "7"),
):
    fault(QR, f"claims.type-{_key}", CLAIMS, _saying(**{f"c{_key}": _value}))
for _key in (1, 2, 4, 5, 6, 10):
    fault(QR, f"claims.negative-{_key}", CLAIMS, _saying(**{f"c{_key}": -1}))
for _key in (4, 5, 6):
    fault(QR, f"claims.day-beyond-{_key}", CLAIMS, _saying(**{f"c{_key}": 2_932_897}))
for _name, _value in (
    ("year", [999, 1]), ("year-10000", [10_000, 1]), ("serial-zero", [2026, 0]), ("serial-million", [2026, 10**6]),
    ("three", [2026, 1, 1]), ("one", [2026]), ("texts", ["2026", "1"]), ("map", {0: 2026, 1: 1}),
):  # fmt: skip
    fault(QR, f"claims.number-{_name}", CLAIMS, _saying(c3=_value))
for _value in (0, 4, 255, 2**63):
    fault(QR, f"claims.kind-{_value}", CLAIMS, _saying(c2=_value))
for _name, _value in (
    ("letter", "12a"),
    ("arabic", "١٢"),
    ("empty", ""),
    ("thirteen", "1" * 13),
    ("blank", " 12"),
    ("sign", "+12"),
):
    fault(QR, f"claims.sicil-{_name}", CLAIMS, _saying(c9=_value))
for _extra in (0, 1, 4, 6, 7):
    fault(
        QR, f"claims.registered-{_extra}", CLAIMS, lambda h, n=_extra: _with(payload={**_claims(h), n: 1})(h)
    )
fault(QR, "claims.text-key", CLAIMS, lambda h: _with(payload={**_claims(h), "x": 1})(h))
fault(QR, "claims.list", CLAIMS, _with(payload=[1]))
for _name, _char in INVISIBLE.items():
    fault(QR, f"text.{_name}", CLAIMS, _saying(c7=f"Işıl{_char} Öztürk"))
for _name, _value in (
    ("empty", ""),
    ("not-nfc", "O\u0308z"),
    ("301", "x" * 301),
    ("line", "a\nb"),
    ("nul", "a\0b"),
    ("blanks", "a  b"),
):
    fault(QR, f"text.name-{_name}", CLAIMS, _saying(c7=_value, **({"c8": "x"} if _name == "301" else {})))
    fault(QR, f"text.subject-{_name}", CLAIMS, _saying(c8=_value, **({"c7": "x"} if _name == "301" else {})))
fault(QR, "rights.kind", "issuer.kind", lambda h: _path(_tagged(_built(
    h, header={_ALG: -7, _KID: h.mmo.public.cose_kid}, payload=_claims(h, c1=17), by=h.mmo.secret))))  # fmt: skip
fault(QR, "rights.chamber-unknown", "issuer.unknown", _saying(c1=99))
fault(QR, "rights.tomorrow", "credential.future",
      lambda h: _saying(c4=days_since_1970(h.document.valid_from) + 1)(h))  # fmt: skip


def _digits(change: Callable[[str], str]) -> Make:
    return lambda house: f"/v/{CODE}#{change(digits_of(house.document.qr))}"


for _name, _change in (
    ("leading-zero", lambda d: "0" + d), ("cut", lambda d: d[:-3]), ("more", lambda d: d + "0"), ("plus", lambda d: "+" + d),
    ("minus", lambda d: "-" + d), ("underscore", lambda d: d[:5] + "_" + d[5:]), ("arabic", lambda d: d[:-1] + "٣"),
    ("full-width", lambda d: d[:-1] + "３"), ("superscript", lambda d: d[:-1] + "²"), ("blank", lambda d: d[:5] + " " + d[5:]),
    ("hexadecimal", lambda d: hex(int(d))), ("exponent", lambda d: d + "e1"), ("1301", lambda d: "1" * 1301),
    ("one", lambda _: "1"), ("sentinel-two", lambda d: str(int(d) + (1 << (int(d).bit_length() - 1)))),
):  # fmt: skip
    fault(QR, f"digits.{_name}", FORM, _digits(_change))
