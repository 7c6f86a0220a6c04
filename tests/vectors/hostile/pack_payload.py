"""The pack's cases 70 to 128 in our profile: JSON, the text form, times."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from registry.credential import payload_of
from registry.document import Document
from tests.vectors.hostile.cases import CREDENTIAL, POLICY, REJECT, Case, Make, add
from tests.vectors.hostile.fixed_house import FixedHouse
from tests.vectors.hostile.pack_header import good
from tests.vectors.hostile.signed import ORDER, Signed, dumped, halves, raw
from tests.verifier.workshop import changed

_NAME = "Işıl İnci Öztürk"


def _enter(pack: int, name: str, code: str | None, make: Make, expect: str = REJECT, **more: Any) -> None:
    add(Case(name, CREDENTIAL, make, code, expect, pack, **more))


def _bytes(change: Callable[[bytes], bytes]) -> Make:
    return lambda h: good(h).saying(change(good(h).payload)).text


def _once(old: str, new: str) -> Make:
    return lambda h: good(h).raw_payload(old, new).text


def _member(path: str, value: Any) -> Make:
    return lambda h: good(h).saying(changed(good(h).claims, path, value)).text


def _head(old: str, new: str) -> Make:
    return lambda h: good(h).raw_header(old, new).text


_IDENTITY = '"credentialSubject":{'
_enter(
    70, "json.twice", "envelope.malformed", _once(_IDENTITY, '"credentialSubject":{},"credentialSubject":{')
)
_enter(71, "json.twice-deep", "envelope.malformed", _once('"role":', '"role":"x","role":'))
_enter(
    72,
    "json.twice-escaped",
    "envelope.malformed",
    _once(_IDENTITY, '"\\u0063redentialSubject":{},' + _IDENTITY),
)
_enter(73, "json.header-kid-twice", "envelope.malformed", _head('"kid":', '"kid":"x","kid":'))
_enter(74, "json.header-alg-twice", "envelope.malformed", _head('"alg":', '"alg":"none","alg":'))
_enter(75, "json.bom", "envelope.malformed", _bytes(lambda data: b"\xef\xbb\xbf" + data))
_enter(76, "json.utf-16", "envelope.malformed", _bytes(lambda data: data.decode().encode("utf-16")))
_enter(77, "json.invalid-byte", "envelope.malformed", _bytes(lambda d: d.replace(b"\xc4\xb1", b"\xff", 1)))
_enter(78, "json.overlong", "envelope.malformed", _bytes(lambda d: d.replace(b"\xc4\xb1", b"\xc0\xaf", 1)))
_enter(79, "json.lone-surrogate", "envelope.malformed", _once(_NAME, "Ay\\ud800"))
_enter(80, "json.nul", "envelope.malformed", _once(_NAME, "Ay\\u0000"))
_enter(81, "json.nan", "envelope.malformed", _once('"lessonHours":24', '"lessonHours":NaN'))
_enter(82, "json.1e999", "envelope.malformed", _once('"lessonHours":24', '"lessonHours":1e999'))
_enter(83, "json.5000-digits", "envelope.malformed", _once('"lessonHours":24', '"lessonHours":' + "9" * 5000))
_enter(
    84,
    "json.depth-2000",
    "envelope.malformed",
    _once('"lessonHours":24', '"lessonHours":' + "[" * 2000 + "]" * 2000),
)
_enter(85, "json.array", "issuer.mismatch", _bytes(lambda _: b"[]"))
_enter(86, "json.scalar", "issuer.mismatch", _bytes(lambda _: b"1"))
_enter(87, "json.empty", "envelope.malformed", _bytes(lambda _: b""))
_enter(88, "json.trailing", "envelope.malformed", _bytes(lambda data: data + b" x"))
_enter(89, "json.single-quoted", "envelope.malformed", _bytes(lambda data: data.replace(b'"', b"'")))
_enter(90, "json.__proto__", "credential.profile", _member("__proto__", {"x": 1}), POLICY)
_enter(91, "json.constructor", "credential.profile", _member("constructor", {"prototype": 1}), POLICY)


def _text(change: Callable[[str], str]) -> Make:
    return lambda h: change(good(h).text)


def _signature(change: Callable[[bytes], bytes]) -> Make:
    return lambda h: good(h).with_signature(change)


_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def stray_bits(text: str) -> str:
    """The last character with a bit that means nothing."""
    return text[:-1] + _SIGNS[_SIGNS.index(text[-1]) ^ 1]


def standard_alphabet(text: str) -> str:
    """base64 as mail writes it."""
    assert set("-_") & set(text)
    return text.replace("-", "+").replace("_", "/")


def _general(text: str) -> str:
    head, payload, signature = text.split(".")
    return json.dumps({"payload": payload, "signatures": [{"protected": head, "signature": signature}]})


_FORMS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("padding", lambda text: text + "="),
    ("padding-inside", lambda text: "=.".join(text.split(".")[:2]) + "." + text.rpartition(".")[2]),
    ("stray-bits", stray_bits),
    ("standard-alphabet", standard_alphabet),
    ("newline", lambda text: text[:-8] + "\n" + text[-8:]),
    ("leading-space", lambda text: " " + text),
    ("trailing-newline", lambda text: text + "\n"),
    ("two-segments", lambda text: text.rpartition(".")[0]),
    ("four-segments", lambda text: text + ".x"),
    ("five-segments", lambda text: text + ".x.x"),
    ("empty-segments", lambda _: ".."),
    ("empty", lambda _: ""),
)
for _number, (_name, _change) in enumerate(_FORMS):
    _enter(92 + _number, f"b64.{_name}", "envelope.malformed", _text(_change))
_enter(104, "b64.signature-63", "credential.signature", _signature(lambda right: right[:-1]))
_enter(105, "b64.signature-65", "credential.signature", _signature(lambda right: right + b"\0"))
_enter(106, "b64.signature-zero", "credential.signature", _signature(lambda _: bytes(64)))
# The second signature of the same content that anybody can compute verifies too; the register tells it.
_enter(107, "b64.signature-malleated", "record.differs",
       _signature(lambda right: raw(halves(right)[0], ORDER - halves(right)[1])), own_register=True)  # fmt: skip
_enter(108, "b64.general-serialisation", "envelope.malformed", _text(_general))

for _number, (_name, _path, _value) in enumerate((
    ("exp-1", "exp", 1), ("exp-text", "exp", "1"), ("exp-true", "exp", True), ("exp-null", "exp", None),
    ("exp-list", "exp", [1]), ("exp-object", "exp", {}), ("nbf-huge", "nbf", 10**15), ("nbf-text", "nbf", "9999999999"),
    ("iat-huge", "iat", 10**12), ("iat-text", "iat", "x"),
)):  # fmt: skip
    _enter(109 + _number, f"time.{_name}", "credential.profile", _member(_path, _value))


def _dated(**days: Any) -> Make:
    """A document of other days, in order in everything else."""

    def make(house: FixedHouse) -> str:
        document: Document = replace(house.document, **days)
        return Signed(good(house).head, dumped(payload_of(document)), house.emo.secret).text

    return make


_enter(119, "time.begins-2999", "standing.not_yet_valid",
       _dated(valid_from=date(2999, 1, 1), valid_until=date(2999, 12, 31)))  # fmt: skip
for _number, _value in enumerate(("2026-01-01", "2026-01-01T00:00:00", 0, "2026-13-45T00:00:00Z")):
    _enter(120 + _number, f"time.valid-from-{_number}", "credential.profile", _member("validFrom", _value))
_enter(124, "time.ended-2020", "standing.expired",
       _dated(awarded_at=datetime(2019, 6, 3, 9, tzinfo=UTC), valid_from=date(2019, 6, 3), valid_until=date(2020, 1, 1)))  # fmt: skip
_enter(
    125, "time.valid-until-30-february", "credential.profile", _member("validUntil", "2026-02-30T00:00:00Z")
)
_enter(126, "time.valid-until-empty", "credential.profile", _member("validUntil", ""))
_enter(
    127, "time.issuance-date", "credential.profile", _member("issuanceDate", "2026-01-01T00:00:00Z"), POLICY
)
_enter(128, "time.exp-later", "credential.profile", _member("exp", 4_102_444_800))
