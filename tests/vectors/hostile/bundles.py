"""Trust bundles, each with one fault: then nothing can be told of any document."""

from collections.abc import Callable
from typing import Any

from keys.algorithms import b64url
from keys.trust_bundle import MAX_BUNDLE
from tests.vectors.hostile.cases import ACCEPT, BUNDLE, Make, fault
from tests.vectors.hostile.envelope_faults import Codes, enter
from tests.vectors.hostile.fixed_house import FixedHouse
from tests.vectors.hostile.signed import Signed
from tests.verifier.workshop import NOW, changed

FORM, ANCHOR, OLD = "trust.malformed", "trust.anchor", "trust.expired"
_AT = int(NOW.timestamp())


def good(house: FixedHouse) -> Signed:
    """The control."""
    return Signed.of(house.bundle_compact, house.anchor)


fault(BUNDLE, "base.control", None, lambda h: good(h).text, expect=ACCEPT)
fault(
    BUNDLE,
    "base.a-member-of-later",
    None,
    lambda h: good(h).saying(good(h).claims | {"later": {}}).text,
    expect=ACCEPT,
)
# The verifier key of docs/spec/log.md.
_VKEY = "belge.example.org/log+a7f820d8+AYq7Mg4roUNT7f7NLJUa0hMCedn8w/Sb14xm3zRfkvjD"
_LOG = {"origin": "belge.example.org/log", "keys": [_VKEY], "witnesses": [], "quorum": 0}
fault(
    BUNDLE, "base.a-log", None, lambda h: good(h).saying(good(h).claims | {"log": _LOG}).text, expect=ACCEPT
)
enter(BUNDLE, good, "trust-bundle+jwt", Codes(FORM, ANCHOR, ANCHOR, ANCHOR, FORM), MAX_BUNDLE)


def _member(path: str, value: Any = ...) -> Make:
    return lambda h: good(h).saying(changed(good(h).claims, path, value)).text


def _changed(path: str, change: Callable[[Any], Any]) -> Make:
    def make(house: FixedHouse) -> str:
        found: Any = good(house).claims
        for name in path.split("."):
            found = found[int(name) if name.isdigit() else name]
        return _member(path, change(found))(house)

    return make


_CHAMBER, _KEY = "chambers.0", "chambers.0.keys.0"
_ALL = (
    *("iss", "iat", "exp", "publicUrl", "specimen", "chambers"),
    *(f"{_CHAMBER}.{name}" for name in ("no", "code", "abbr", "name", "name.tr", "name.en", "did", "kinds", "keys")),
    *(f"{_KEY}.{name}" for name in ("kid", "coseKid", "alg", "purpose", "publicKeyJwk", "validFrom", "validUntil")),
    *(f"{_KEY}.publicKeyJwk.{name}" for name in ("kty", "crv", "x", "y")),
)  # fmt: skip
for _path in _ALL:
    fault(BUNDLE, f"missing.{_path}", FORM, _member(_path))
    fault(BUNDLE, f"list.{_path}", FORM, _member(_path, [[]]))
    if _path != f"{_KEY}.validUntil":
        fault(BUNDLE, f"null.{_path}", FORM, _member(_path, None))
fault(BUNDLE, "issuer.another", FORM, _member("iss", "did:web:evil.example:odalar:tmmob"))
fault(BUNDLE, "issuer.a-chamber", FORM, lambda h: _member("iss", h.emo_did)(h))
for _name in ("iat", "exp"):
    for _form, _value in (
        ("text", str(_AT)),
        ("true", True),
        ("negative", -1),
        ("beyond-9999", 253_402_300_800),
        ("largest", 2**53 - 1),
    ):
        fault(BUNDLE, f"time.{_name}-{_form}", FORM, _member(_name, _value))
fault(BUNDLE, "time.exp-before-iat", FORM, lambda h: _member("exp", good(h).claims["iat"])(h))
fault(BUNDLE, "time.over", OLD, _member("exp", _AT - 1))
fault(BUNDLE, "time.ahead", OLD, _member("iat", _AT + 301))
for _name, _value in (
    ("slash", "https://dogrula.example.org/"), ("path", "https://dogrula.example.org/x"), ("upper-case", "https://DOGRULA.example.org"),
    ("userinfo", "https://x@dogrula.example.org"), ("other-scheme", "ftp://dogrula.example.org"), ("query", "https://dogrula.example.org?x"),
    ("another-host", "https://dogrula.example.com"), ("idn", "https://doğrula.example.org"), ("bidi", "https://dogrula.example.org\u202e"),
):  # fmt: skip
    fault(BUNDLE, f"address.{_name}", FORM, _member("publicUrl", _value))
for _name, _value in (("zero", 0), ("text", "false"), ("one", 1)):
    fault(BUNDLE, f"member.specimen-{_name}", FORM, _member("specimen", _value))
for _name, _value in (("text", "3"), ("true", True), ("zero", 0), ("negative", -3), ("arabic", "٣")):
    fault(BUNDLE, f"member.no-{_name}", FORM, _member(f"{_CHAMBER}.no", _value))
fault(BUNDLE, "member.chambers-object", FORM, _member("chambers", {"0": {}}))
fault(BUNDLE, "member.chambers-text", FORM, _member("chambers", "EMO"))
fault(BUNDLE, "member.kinds-text", FORM, _member(f"{_CHAMBER}.kinds", "yetki"))
fault(BUNDLE, "member.kinds-twice", FORM, _member(f"{_CHAMBER}.kinds", ["yetki", "yetki"]))
fault(BUNDLE, "member.kinds-number", FORM, _member(f"{_CHAMBER}.kinds", [3]))
for _name in ("no", "code", "did"):
    fault(BUNDLE, f"twice.{_name}", FORM, lambda h, n=_name: _changed("chambers.1", lambda one: one | {
        n: good(h).claims["chambers"][0][n], "keys": []})(h))  # fmt: skip
fault(BUNDLE, "twice.key", FORM, _changed(f"{_CHAMBER}.keys", lambda keys: [*keys, keys[0]]))
fault(BUNDLE, "twice.key-at-two-chambers", FORM,
      lambda h: _changed("chambers.1.keys", lambda keys: [*keys, good(h).claims["chambers"][0]["keys"][0]])(h))  # fmt: skip
for _name, _char in (("bidi", "\u202e"), ("zero-width", "\u200b"), ("line", "\n"), ("tag", "\U000e0041")):
    for _where in ("code", "abbr", "name.tr", "name.en"):
        fault(
            BUNDLE,
            f"text.{_where}-{_name}",
            FORM,
            _changed(f"{_CHAMBER}.{_where}", lambda text, c=_char: text + c),
        )
for _name, _value in (("unknown", "planned"), ("number", 1), ("upper-case", "Active"), ("retired-without-end", "retired"),
                      ("compromised-since-never", "compromised")):  # fmt: skip
    fault(BUNDLE, f"state.{_name}", FORM, _member(f"{_KEY}.state", _value))
_SINCE = {"since": "2026-11-22T11:00:00Z", "logSize": 1}
fault(BUNDLE, "state.active-and-compromised", FORM, _member(f"{_KEY}.compromised", _SINCE))
for _name, _value in (
    ("size-negative", _SINCE | {"logSize": -1}), ("size-text", _SINCE | {"logSize": "1"}), ("size-true", _SINCE | {"logSize": True}),
    ("since-missing", {"logSize": 1}), ("since-day", _SINCE | {"since": "2026-11-22"}), ("since-offset", _SINCE | {"since": "2026-11-22T11:00:00+00:00"}),
    ("null", None), ("list", []),
):  # fmt: skip
    fault(
        BUNDLE,
        f"state.compromised-{_name}",
        FORM,
        _changed(_KEY, lambda key, value=_value: key | {"state": "compromised", "compromised": value}),
    )
fault(BUNDLE, "text.name-empty", FORM, _member(f"{_CHAMBER}.name.tr", ""))
fault(BUNDLE, "text.name-301", FORM, _member(f"{_CHAMBER}.name.tr", "x" * 301))
for _name, _value in (
    ("another-host", "did:web:evil.example:odalar:emo"), ("upper-case", "did:web:dogrula.example.org:odalar:EMO"),
    ("path", "did:web:dogrula.example.org:odalar:emo/../mmo"), ("no-slug", "did:web:dogrula.example.org:odalar:"),
    ("deeper", "did:web:dogrula.example.org:odalar:x:emo"), ("other-method", "did:key:z6Mk"), ("cyrillic", "did:web:dоgrula.example.org:odalar:emo"),
):  # fmt: skip
    fault(BUNDLE, f"did.{_name}", FORM, _member(f"{_CHAMBER}.did", _value))
for _name in ("validFrom", "validUntil"):
    for _form, _value in (
        ("day", "2026-11-22"), ("offset", "2030-11-22T09:00:00+03:00"), ("offset-and-z", "2030-11-22T09:00:00+03:00Z"),
        ("milliseconds", "2030-11-22T09:00:00.000Z"), ("no-zone", "2030-11-22T09:00:00"), ("number", _AT), ("impossible", "2030-02-30T00:00:00Z"),
    ):  # fmt: skip
        fault(BUNDLE, f"window.{_name}-{_form}", FORM, _member(f"{_KEY}.{_name}", _value))
fault(BUNDLE, "window.never-open", FORM, _member(f"{_KEY}.validUntil", "2017-12-31T23:59:59Z"))
fault(BUNDLE, "key.alg-of-another", FORM, _member(f"{_KEY}.alg", "EdDSA"))
fault(BUNDLE, "key.short-name-of-another", FORM, _member(f"{_KEY}.coseKid", "00000000"))
fault(
    BUNDLE, "key.kid-of-another-chamber", FORM, lambda h: _member(f"{_KEY}.kid", f"{h.mmo_did}#k-00000000")(h)
)
fault(BUNDLE, "key.kid-without-owner", FORM, _changed(f"{_KEY}.kid", lambda kid: kid.partition("#")[2]))
_JWK = f"{_KEY}.publicKeyJwk"
for _name, _more in (
    ("private", {"d": "AAAA"}), ("use", {"use": "sig"}), ("enc", {"use": "enc"}), ("key-ops", {"key_ops": ["verify"]}),
    ("alg", {"alg": "ES256"}), ("x5c", {"x5c": []}), ("kid", {"kid": "x"}), ("P-384", {"crv": "P-384"}), ("RSA", {"kty": "RSA"}),
    ("symmetric", {"kty": "oct", "k": "AAAA"}), ("x-short", {"x": "AAAA"}), ("x-zero", {"x": b64url(bytes(32))}),
    ("x-beyond-field", {"x": b64url(b"\xff" * 32)}), ("y-of-33-bytes", {"y": b64url(bytes(33))}),
):  # fmt: skip
    fault(BUNDLE, f"jwk.{_name}", FORM, _changed(_JWK, lambda jwk, m=_more: jwk | m))
fault(BUNDLE, "jwk.padding", FORM, _changed(f"{_JWK}.x", lambda x: x + "="))
fault(BUNDLE, "jwk.off-the-curve", FORM, _changed(_JWK, lambda jwk: jwk | {"y": jwk["x"]}))
_ED = "chambers.0.keys.4.publicKeyJwk.x"
_P = 2**255 - 19
_SMALL = (
    0,
    1,
    _P - 1,
    0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826,
    0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD83D3D706A17C7,
)
for _number, _y in enumerate(
    (*_SMALL, *(y | 1 << 255 for y in _SMALL), _P, _P + 1, _P | 1 << 255, (_P + 1) | 1 << 255)
):
    fault(BUNDLE, f"jwk.small-order-{_number}", FORM, _member(_ED, b64url(_y.to_bytes(32, "little"))))
for _name, _value in (("no-base64", "***"), ("no-certificate", "AAAA"), ("number", 1)):
    seal = {
        "certificate": _value,
        "chain": [],
        "level": "oda_imzasi",
        "validFrom": "2026-01-01T00:00:00Z",
        "validUntil": "2027-01-01T00:00:00Z",
    }
    fault(BUNDLE, f"seal.{_name}", FORM, _member(f"{_CHAMBER}.seals", [seal]))
fault(BUNDLE, "seal.null", FORM, _member(f"{_CHAMBER}.seals", None))
fault(BUNDLE, "seal.authority-no-base64", FORM, _member("sealAuthorities", ["***"]))
fault(BUNDLE, "log.null", FORM, _member("log", None))
fault(BUNDLE, "log.without-keys", FORM, _member("log", _LOG | {"keys": []}))
fault(BUNDLE, "log.of-another-name", FORM, _member("log", _LOG | {"origin": "baska.example.org/log"}))
fault(BUNDLE, "log.key-twice", FORM, _member("log", _LOG | {"keys": [_VKEY, _VKEY]}))
fault(BUNDLE, "log.is-its-own-witness", FORM, _member("log", _LOG | {"witnesses": [_VKEY]}))
fault(BUNDLE, "log.quorum-of-nobody", FORM, _member("log", _LOG | {"quorum": 1}))
fault(BUNDLE, "log.quorum-true", FORM, _member("log", _LOG | {"quorum": True}))
