"""The same faults of the envelope at every other door: a status list, a trust bundle, an access token.

``codes`` says what each door answers to a fault of form, of the algorithm, of the key, or of the signature.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from keys.algorithms import b64url
from tests.vectors.hostile.cases import Make, fault
from tests.vectors.hostile.fixed_house import FixedHouse
from tests.vectors.hostile.pack_payload import standard_alphabet, stray_bits
from tests.vectors.hostile.signed import Signed, dumped, halves

TYPS = ("JWT", "vc+jwt", "statuslist+jwt", "trust-bundle+jwt", "at+jwt")


@dataclass(frozen=True, slots=True)
class Codes:
    """The answers of one door. ``no_claims`` is for strict JSON that is no object."""

    form: str
    alg: str
    key: str
    signature: str
    no_claims: str


def enter(door: str, good: Callable[[FixedHouse], Signed], typ: str, codes: Codes, limit: int) -> None:
    """Enter the faults at a door whose control is ``good``."""

    def one(name: str, code: str, change: Callable[[Signed, FixedHouse], str]) -> None:
        fault(door, name, code, _made(good, change))

    form = codes.form
    one("alg.none-unsigned", form, lambda s, h: s.header(alg="none").signing_input + ".")
    one("alg.none", codes.alg, lambda s, h: s.header(alg="none").text)
    one("alg.HS256", codes.alg, lambda s, h: s.header(alg="HS256").text)
    one("alg.EdDSA-label", codes.alg, lambda s, h: s.header(alg="EdDSA").text)
    one("alg.null", form, lambda s, h: s.header(alg=None).text)
    one("alg.missing", form, lambda s, h: s.header(alg=...).text)
    one("key.kid-missing", form, lambda s, h: s.header(kid=...).text)
    one("key.kid-number", form, lambda s, h: s.header(kid=5).text)
    one("key.kid-129", form, lambda s, h: s.header(kid="k" * 129).text)
    one("key.kid-unknown", codes.key, lambda s, h: s.header(kid=f"{h.emo_did}#k-00000000").text)
    one("key.kid-address", codes.key, lambda s, h: s.header(kid="https://evil.example/jwks.json").text)
    one("key.another-signs", codes.signature, lambda s, h: Signed(s.head, s.payload, h.thief).text)
    for name, value in (
        ("jku", "https://evil.example"), ("x5u", "https://evil.example"), ("x5c", [base64.b64encode(b"x").decode()]),
        ("jwk", {"kty": "EC"}), ("crit", ["exp"]), ("b64", False), ("zip", "DEF"), ("cty", "JWT"),
    ):  # fmt: skip
        one(f"header.{name}", form, lambda s, h, n=name, v=value: s.header(**{n: v}).text)
    one("header.twice", form, lambda s, h: s.raw_header('"alg":', '"alg":"none","alg":').text)
    one("header.bom", form, lambda s, h: Signed(b"\xef\xbb\xbf" + s.head, s.payload, s.by).text)
    one("header.list", form, lambda s, h: Signed(b'["ES256"]', s.payload, s.by).text)
    for other in (*(each for each in TYPS if each != typ), typ.upper() if typ != "JWT" else "jwt", "", None):
        one(f"typ.{other or repr(other)}", form, lambda s, h, o=other: s.header(typ=o).text)
    one("typ.missing", form, lambda s, h: s.header(typ=...).text)
    one("b64.padding", form, lambda s, h: s.text + "=")
    one("b64.stray-bits", form, lambda s, h: stray_bits(s.text))
    one("b64.standard-alphabet", form, lambda s, h: standard_alphabet(s.text))
    one("b64.newline", form, lambda s, h: s.text[:-9] + "\n" + s.text[-9:])
    one("b64.two-segments", form, lambda s, h: s.signing_input)
    one("b64.four-segments", form, lambda s, h: s.text + ".x")
    one("signature.63", codes.signature, lambda s, h: s.with_signature(lambda right: right[:-1]))
    one("signature.65", codes.signature, lambda s, h: s.with_signature(lambda right: right + b"\0"))
    one("signature.zero", codes.signature, lambda s, h: s.with_signature(lambda _: bytes(64)))
    one("signature.der", codes.signature,
        lambda s, h: s.with_signature(lambda right: encode_dss_signature(*halves(right))))  # fmt: skip
    one("signature.of-other-content", codes.signature, _moved)
    one("json.twice", form, lambda s, h: s.raw_payload("{", '{"iss":"x",').text)
    one("json.twice-escaped", form, lambda s, h: s.raw_payload("{", '{"\\u0069ss":"x",').text)
    for name, value in (
        ("nan", "NaN"), ("infinity", "-Infinity"), ("fraction", "1.0"), ("exponent", "1e9"), ("beyond-2-53", str(2**53)),
        ("1200-digits", "9" * 1200), ("deep", "[" * 40 + "]" * 40), ("leading-zero", "01"), ("hexadecimal", "0x10"),
    ):  # fmt: skip
        one(f"json.{name}", form, lambda s, h, v=value: s.raw_payload(_exp(s), f'"exp":{v}').text)
    for name, value in (
        ("surrogate", "\\udc00"),
        ("nul", "\\u0000"),
        ("line-feed", "\n"),
        ("escape", "\\x41"),
    ):
        one(f"json.{name}", form, lambda s, h, v=value: s.raw_payload('"iss":"', f'"iss":"{v}').text)
    one("json.bom", form, lambda s, h: s.saying(b"\xef\xbb\xbf" + s.payload).text)
    one("json.utf-16", form, lambda s, h: s.saying(s.payload.decode().encode("utf-16")).text)
    one(
        "json.invalid-byte",
        form,
        lambda s, h: s.saying(s.payload.replace(b'"iss":"', b'"iss":"\xff', 1)).text,
    )
    one("json.overlong", form, lambda s, h: s.saying(s.payload.replace(b":", b"\xc0\xba", 1)).text)
    one("json.trailing", form, lambda s, h: s.saying(s.payload + b"{}").text)
    one("json.list", codes.no_claims, lambda s, h: s.saying(b"[]").text)
    one("json.null", codes.no_claims, lambda s, h: s.saying(b"null").text)
    one("size.too-large", form, lambda s, h: s.saying(s.payload + b" " * limit).text)


def _made(good: Callable[[FixedHouse], Signed], change: Callable[[Signed, FixedHouse], str]) -> Make:
    return lambda house: change(good(house), house)


def _exp(signed: Signed) -> str:
    return f'"exp":{signed.claims["exp"]}'


def _moved(signed: Signed, _house: FixedHouse) -> str:
    """One claim later under the signature of before."""
    claims = json.loads(signed.payload)
    claims["exp"] += 1
    later = signed.saying(dumped(claims))
    return f"{later.signing_input}.{b64url(signed.signature)}"
