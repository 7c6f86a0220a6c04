"""The pack's cases 1 to 69 and 192 in our profile: algorithm, key, ``crit``, ``zip``, ``typ`` and size."""

import base64
import hashlib
import hmac
import json
import zlib
from typing import Any

from cryptography.hazmat.primitives import serialization

from keys.algorithms import b64url
from keys.envelope import MAX_COMPACT
from tests.vectors.hostile.cases import ACCEPT, CREDENTIAL, POLICY, REJECT, Case, Make, add
from tests.vectors.hostile.fixed_house import FixedHouse
from tests.vectors.hostile.signed import Signed, dumped
from tests.verifier.list_files import claims_of, made_list


def good(house: FixedHouse) -> Signed:
    """The control: a credential with nothing wrong."""
    return Signed.of(house.compact, house.emo)


def _enter(pack: int, name: str, code: str | None, make: Make, expect: str = REJECT) -> None:
    add(Case(name, CREDENTIAL, make, code, expect, pack))


def _unsigned(alg: Any) -> Make:
    return lambda h: f"{good(h).header(alg=alg).signing_input}."


def _header(**members: Any) -> Make:
    return lambda h: good(h).header(**members).text


def _kept(alg: Any) -> Make:
    """The header changed afterwards: the signature is the control's own."""
    return lambda h: good(h).header(alg=alg).with_signature(lambda _: good(h).signature)


_enter(1, "base.control", None, lambda h: good(h).text, ACCEPT)
for _number, _alg in enumerate(("none", "None", "NONE", "nOnE", "")):
    _enter(
        2 + 2 * _number, f"alg.{_alg or 'blank'}-{_number}-unsigned", "envelope.malformed", _unsigned(_alg)
    )
    _enter(3 + 2 * _number, f"alg.{_alg or 'blank'}-{_number}", "envelope.algorithm", _kept(_alg))
_enter(12, "alg.missing", "envelope.header", _header(alg=...))
_enter(13, "alg.null", "envelope.header", _header(alg=None))
_enter(14, "alg.list", "envelope.header", _header(alg=["ES256"]))
_enter(15, "alg.lower-case", "envelope.algorithm", _header(alg="es256"))


def _public(house: FixedHouse, form: str) -> bytes:
    key, jwk = house.emo.public.public, dict(house.emo.public.jwk)
    match form:
        case "pem":
            encoding, shape = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            return key.public_bytes(encoding, shape)
        case "point":
            encoding, shape = serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
            return key.public_bytes(encoding, shape)
        case "x":
            return jwk["x"].encode()
        case "jwk":
            return json.dumps(jwk).encode()
    return b""


def _hmac(form: str) -> Make:
    def make(house: FixedHouse) -> str:
        signing_input = good(house).header(alg="HS256").signing_input
        mac = hmac.digest(_public(house, form), signing_input.encode(), hashlib.sha256)
        return f"{signing_input}.{b64url(mac)}"

    return make


for _number, _form in enumerate(("pem", "point", "x", "jwk", "empty-key")):
    _enter(16 + _number, f"alg.HS256-by-{_form}", "envelope.algorithm", _hmac(_form))
_enter(21, "alg.EdDSA-label", "envelope.algorithm", _header(alg="EdDSA"))
_enter(22, "alg.RS256-label", "envelope.algorithm", _header(alg="RS256"))

_JWKS = "https://evil.example/jwks.json"
_ADDRESSES = (_JWKS, "http://127.0.0.1:5432/", "file:///etc/passwd", "http://[::ffff:169.254.169.254]/")


def _by_thief(**members: Any) -> Make:
    return lambda h: Signed(good(h).header(**members).head, good(h).payload, h.thief).text


def _kid(change: Any) -> Make:
    return lambda h: good(h).header(kid=change(h.emo.public.kid)).text


_enter(23, "key.another-signs", "credential.signature", _by_thief())
_enter(24, "key.of-another-chamber", "issuer.mismatch",
       lambda h: Signed(good(h).header(kid=h.mmo.public.kid).head, good(h).payload, h.mmo.secret).text)  # fmt: skip
_enter(25, "key.kid-missing", "envelope.header", _header(kid=...))
for _number, (_name, _value) in enumerate(
    (("number", 5), ("null", None), ("object", {}), ("list", []), ("empty", ""))
):
    _enter(26 + _number, f"key.kid-{_name}", "envelope.header", _header(kid=_value))
_enter(31, "key.kid-path", "issuer.unknown", _header(kid="../../../../dev/null"))
_enter(32, "key.kid-sql", "issuer.unknown", _header(kid="' OR 1=1 --"))
_enter(33, "key.kid-100-kB", "envelope.too_large", _header(kid="x" * 100_000))
_enter(34, "key.kid-nul", "envelope.malformed", _kid(lambda kid: kid + "\0"))
_enter(35, "key.kid-space", "issuer.unknown", _kid(lambda kid: kid + " "))
_enter(36, "key.kid-upper-case", "issuer.unknown", _kid(str.upper))
_enter(37, "key.kid-address", "issuer.unknown", _header(kid="http://169.254.169.254/latest"))
_enter(38, "key.kid-other-hyphens", "envelope.header", _kid(lambda kid: kid.replace("-", "\u2011")))
_enter(39, "key.jwk-of-the-attacker", "envelope.header", lambda h: _by_thief(jwk=h.thief.jwk)(h))
_enter(40, "key.jwk-our-own", "envelope.header", lambda h: good(h).header(jwk=h.emo.secret.jwk).text)
for _number, _address in enumerate(_ADDRESSES):
    _enter(41 + _number, f"key.jku-{_number}", "envelope.header", _by_thief(jku=_address))
    _enter(45 + _number, f"key.x5u-{_number}", "envelope.header", _by_thief(x5u=_address))
_enter(49, "key.x5c", "envelope.header", _by_thief(x5c=[base64.b64encode(bytes(40)).decode()]))


def _universal(house: FixedHouse) -> str:
    """R the neutral point, S zero: under a key of small order it fits every content. No trust list holds such a key."""
    kid = f"{house.emo_did}#low-order"
    return good(house).header(alg="EdDSA", kid=kid).with_signature(lambda _: b"\1" + bytes(63))


_enter(50, "key.small-order", "issuer.unknown", _universal)
_enter(51, "crit.unknown", "envelope.header", _header(crit=["x-muhur"], **{"x-muhur": 1}))
_enter(52, "crit.empty", "envelope.header", _header(crit=[]))
_enter(53, "crit.names-nothing", "envelope.header", _header(crit=["exp"]))
_enter(54, "crit.text", "envelope.header", _header(crit="exp"))
_enter(55, "crit.b64", "envelope.header", _header(crit=["b64"], b64=False))
_enter(56, "crit.b64-alone", "envelope.header", _header(b64=False))
_enter(57, "zip.header", "envelope.header", _header(zip="DEF"))


def _bomb(house: FixedHouse) -> str:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(b'{"a":"' + b"a" * 20_000_000 + b'"}') + packer.flush()
    return good(house).header(zip="DEF").saying(packed).text


_enter(58, "zip.bomb", "envelope.header", _bomb)
for _number, _typ in enumerate(("vc+jwt", "statuslist+jwt", "at+jwt", "vp+jwt", "vc+ld+json+jwt", "", None)):
    _enter(59 + _number, f"typ.{_typ or repr(_typ)}", "envelope.typ", _header(typ=_typ))
_enter(66, "typ.lower-case", "envelope.typ", _header(typ="jwt"), POLICY)
_enter(67, "typ.application", "envelope.typ", _header(typ="application/jwt"), POLICY)
_enter(68, "typ.missing", "envelope.header", _header(typ=...))


def _list_content(house: FixedHouse) -> str:
    claims = claims_of(made_list(house))
    return good(house).saying({**claims, "issuer": {"id": claims["issuer"]}}).text


_enter(69, "typ.content-of-a-status-list", "credential.profile", _list_content)


def of_size(house: FixedHouse, characters: int) -> str:
    """The control with blanks in its JSON, so that the text has this length; 64 KiB has none of three parts' rests."""
    one, spaces = good(house), characters * 3 // 4 - len(good(house).payload) - 400
    while len(text := one.saying(dumped(one.claims) + b" " * spaces).text) < characters:
        spaces += 1
    return text


_enter(192, "size.one-character-more", "envelope.too_large", lambda h: of_size(h, MAX_COMPACT + 1))
