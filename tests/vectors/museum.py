"""The museum of bad things: how each case of ``museum.json`` is made from a throw-away house.

The expectations stand in the table, not here; a test holds that both name the same cases. Keys are made for
one run, so nothing secret lies in the tree.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import cbor2
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from keys import cose
from keys.algorithms import P256_ORDER, b64url, from_b64url
from keys.keyring import kid_fragment
from registry.credential import encoded
from registry.document import StatusEntry
from tests.verifier.workshop import CODE, House, digits_of

Make = Callable[[House], str]
MADE: dict[str, Make] = {}


def case(name: str) -> Callable[[Make], Make]:
    def keep(make: Make) -> Make:
        assert name not in MADE, name
        MADE[name] = make
        return make

    return keep


def add(name: str, make: Make) -> None:
    case(name)(make)


def _with_signature(house: House, change: Callable[[bytes], bytes]) -> str:
    signing_input, _, signature = house.compact.rpartition(".")
    return f"{signing_input}.{b64url(change(from_b64url(signature)))}"


def _halves(signature: bytes) -> tuple[int, int]:
    return int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")


def _raw(r: int, s: int) -> bytes:
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


# --- harmless

add("control", lambda h: h.compact)
add("control.blank-around", lambda h: f"\n\t {h.compact}\r\n")
add("control.qr", lambda h: h.qr_text())
add("control.number", lambda h: h.document.belge_no)
add("control.number.loose", lambda h: "emo 2026 yb 000123 y")
add("control.code", lambda h: CODE)
add("control.code.loose", lambda h: "7k2m-9qx4 tIzc-8rbd")
add("control.enveloped", lambda h: json.dumps({
    "@context": "https://www.w3.org/ns/credentials/v2", "type": "EnvelopedVerifiableCredential",
    "id": f"data:application/vc+jwt,{h.compact}"}))  # fmt: skip

# --- who signed

add("key.wrong", lambda h: h.raw(secret=h.thief))
add("key.unknown-kid", lambda h: h.raw(secret=h.thief, kid=f"{h.emo_did}#{kid_fragment(h.thief.jwk)}"))
add("key.other-chamber", lambda h: h.raw(key=h.mmo))
add("key.other-chamber-signs-under-ours", lambda h: h.raw(key=h.mmo, kid=h.emo.public.kid))
add("key.kid-path", lambda h: h.raw(kid="../../x"))
add("key.kid-sql", lambda h: h.raw(kid="' OR 1=1 --"))
add("key.kid-url", lambda h: h.raw(kid="https://evil.example/jwks.json"))
add("key.kid-bare-fragment", lambda h: h.raw(kid=h.emo.public.kid.partition("#")[2]))
add("key.kid-percent-encoded", lambda h: h.raw(kid=h.emo.public.kid.replace(".", "%2e", 1)))
add("key.kid-not-text", lambda h: h.raw(kid=7))
add("key.kid-list", lambda h: h.raw(kid=[h.emo.public.kid]))
add("key.kid-empty", lambda h: h.raw(kid=""))
add("key.kid-long", lambda h: h.raw(kid="k" * 129))
add("key.kid-not-ascii", lambda h: h.raw(kid=h.emo.public.kid.replace("o", "о", 1)))
add("key.window-before", lambda h: h.raw(key=h.emo_future))
add("key.window-after", lambda h: h.raw(key=h.emo_old))
add("key.stolen-before", lambda h: h.raw(key=h.emo_stolen))
add("key.introduced", lambda h: h.raw(key=h.emo_introduced))
add("key.purpose", lambda h: h.raw(key=h.emo_trust))
add("issuer.iss-other", lambda h: h.changed("iss", h.mmo_did))
add("issuer.iss-missing", lambda h: h.changed("iss"))
add("issuer.iss-list", lambda h: h.changed("iss", [h.emo_did]))
add("issuer.id-other", lambda h: h.changed("issuer.id", h.mmo_did))
add("issuer.bare-text", lambda h: h.changed("issuer", h.emo_did))
add("issuer.slash", lambda h: h.changed("iss", h.emo_did + "/"))
add("issuer.cyrillic", lambda h: h.changed("iss", h.emo_did.replace("o", "о")))
add("issuer.userinfo", lambda h: h.changed("issuer.id", h.emo_did.replace("web:", "web:x@")))
add("issuer.kind", lambda h: _of_mmo(h, "yetki"))
add("issuer.other-chamber-code", lambda h: h.changed("document.chamber", "MMO"))


def _of_mmo(house: House, kind: str) -> str:
    document = house.fresh(
        kind,
        belge_no={"yetki": "MMO-2026-YB-000042-U", "katilim": "MMO-2026-KB-000042-?"}[kind],
        issuer_did=house.mmo_did,
        chamber_code="MMO",
        chamber_name="Makina Mühendisleri Odası",
        verification_code="0" * 16,
        status=StatusEntry(f"{house.public_url}/status/mmo/1", 5),
    )
    return house.issue(document, house.mmo, record=False)[1]


# --- signature and algorithm


@case("signature.changed-claim")
def _changed_claim(house: House) -> str:
    head, _, signature = house.compact.split(".")
    payload = house.payload
    payload["credentialSubject"]["identifier"][0]["identityHash"] = "Işıl İnci Özkan"
    return f"{head}.{b64url(encoded(payload))}.{signature}"


@case("signature.of-another-document")
def _swapped(house: House) -> str:
    other = house.fresh(verification_code="1" * 16, holder_name="Ayşe Yılmaz")
    return f"{house.compact.rpartition('.')[0]}.{house.issue(other, record=False)[1].rpartition('.')[2]}"


@case("signature.malleated")
def _malleated(house: House) -> str:
    return _with_signature(house, lambda given: _raw(_halves(given)[0], P256_ORDER - _halves(given)[1]))


add("signature.der", lambda h: _with_signature(h, lambda one: encode_dss_signature(*_halves(one))))
add("signature.zero", lambda h: _with_signature(h, lambda _: bytes(64)))
add("signature.one-one", lambda h: _with_signature(h, lambda _: _raw(1, 1)))
add("signature.r-is-order", lambda h: _with_signature(h, lambda one: _raw(P256_ORDER, _halves(one)[1])))
add("signature.s-plus-order-cut", lambda h: _with_signature(h, lambda one: one[:32] + b"\xff" * 32))
add("signature.short", lambda h: _with_signature(h, lambda one: one[:-1]))
add("signature.long", lambda h: _with_signature(h, lambda one: one + b"\0"))
add("signature.empty", lambda h: h.compact.rpartition(".")[0] + ".")
add("alg.none-unsigned", lambda h: h.raw(alg="none").rpartition(".")[0] + ".")
add("alg.none", lambda h: h.raw(alg="none"))
add("alg.None", lambda h: h.raw(alg="nOnE"))
add("alg.lower-case", lambda h: h.raw(alg="es256"))
add("alg.ES384", lambda h: h.raw(alg="ES384"))
add("alg.ES256K", lambda h: h.raw(alg="ES256K"))
add("alg.EdDSA-name", lambda h: h.raw(alg="EdDSA"))
add("alg.ES256-on-Ed25519", lambda h: h.raw(key=h.emo_ed))
add("alg.null", lambda h: h.raw(alg=None))
add("alg.list", lambda h: h.raw(alg=["ES256"]))


def _hmac(house: House, secret: bytes) -> str:
    signing_input = house.raw(alg="HS256").rpartition(".")[0]
    return f"{signing_input}.{b64url(hmac.digest(secret, signing_input.encode(), hashlib.sha256))}"


@case("alg.HS256-with-pem")
def _hs256_pem(house: House) -> str:
    encoding, form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return _hmac(house, house.emo.public.public.public_bytes(encoding, form))


@case("alg.HS256-with-jwk")
def _hs256_jwk(house: House) -> str:
    return _hmac(house, json.dumps(house.emo.secret.jwk).encode())


# --- the header

add("typ.trust-bundle", lambda h: h.bundle_compact)
add("typ.status-list", lambda h: h.raw(typ="statuslist+jwt"))
add("typ.vc-jwt", lambda h: h.raw(typ="vc+jwt"))
add("typ.lower-case", lambda h: h.raw(typ="jwt"))
add("typ.bundle-typ-over-credential", lambda h: h.raw(typ="trust-bundle+jwt"))
add("typ.list", lambda h: h.raw(typ=["JWT"]))
add("typ.missing", lambda h: h.raw(header={"alg": "ES256", "kid": h.emo.public.kid}))
add("header.crit", lambda h: h.raw(crit=["exp"]))
add("header.crit-b64", lambda h: h.raw(crit=["b64"], b64=False))
add("header.jku", lambda h: h.raw(secret=h.thief, jku="https://evil.example/jwks.json"))
add("header.x5u", lambda h: h.raw(secret=h.thief, x5u="https://evil.example/chain.pem"))
add("header.jwk", lambda h: h.raw(secret=h.thief, jwk=h.thief.jwk))
add("header.x5c", lambda h: h.raw(secret=h.thief, x5c=[base64.b64encode(bytes(300)).decode()]))
add("header.zip", lambda h: h.raw(zip="DEF"))
add("header.cty", lambda h: h.raw(cty="vc"))
add("header.list", lambda h: h.raw(header=b'["ES256"]'))
add("header.twice", lambda h: h.raw(header=(
    f'{{"alg":"none","alg":"ES256","kid":"{h.emo.public.kid}","typ":"JWT"}}').encode()))  # fmt: skip
add("header.twice-escaped", lambda h: h.raw(header=(
    f'{{"\\u0061lg":"none","alg":"ES256","kid":"{h.emo.public.kid}","typ":"JWT"}}').encode()))  # fmt: skip
add("header.bom", lambda h: h.raw(header="﻿{}".encode()))


def _stray_bits(compact: str) -> str:
    signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return compact[:-1] + signs[signs.index(compact[-1]) ^ 1]


def _json_form(house: House) -> str:
    head, payload, signature = house.compact.split(".")
    return json.dumps({"payload": payload, "signatures": [{"protected": head, "signature": signature}]})


# --- the text form

add("form.padding", lambda h: h.compact + "=")
add("form.padding-payload", lambda h: h.compact.replace(".", "=.", 1))
add("form.plus-slash", lambda h: h.compact[:-4] + "+/+/")
add("form.stray-bits", lambda h: _stray_bits(h.compact))
add("form.newline-inside", lambda h: h.compact.replace(".", ".\n", 1))
add("form.two-parts", lambda h: h.compact.rpartition(".")[0])
add("form.four-parts", lambda h: h.compact + ".AAAA")
add("form.five-parts", lambda h: h.compact + ".AAAA.AAAA")
add("form.empty-parts", lambda h: "..")
add("form.cut", lambda h: h.compact[: len(h.compact) // 2] + "." + "A" * 86)
add("form.megabyte", lambda h: h.raw(b'{"a":"' + b"x" * 1_000_000 + b'"}'))
add("form.json-serialisation", _json_form)
add("form.bare-credential", lambda h: json.dumps(h.payload))


# --- the payload's bytes, rightly signed


def _text(house: House) -> str:
    return encoded(house.payload).decode()


add("json.not-json", lambda h: h.raw(b"not json"))
add("json.empty", lambda h: h.raw(b" "))
add("json.list", lambda h: h.raw(b"[]"))
add("json.text", lambda h: h.raw(b'"credential"'))
add("json.null", lambda h: h.raw(b"null"))
add("json.twice", lambda h: h.raw(_text(h).replace('{"@context"', '{"iss":"x","@context"', 1).encode()))
add("json.twice-escaped", lambda h: h.raw(
    _text(h).replace('{"@context"', '{"\\u0069ss":"x","@context"', 1).encode()))  # fmt: skip
add("json.twice-deep", lambda h: h.raw(
    _text(h).replace('"kind":', '"kind":"basari","kind":', 1).encode()))  # fmt: skip
add("json.nan", lambda h: h.raw(_text(h).replace(f'"nbf":{h.payload["nbf"]}', '"nbf":NaN').encode()))
add("json.float-nbf", lambda h: h.raw(
    _text(h).replace(f'"nbf":{h.payload["nbf"]}', f'"nbf":{h.payload["nbf"]}.0').encode()))  # fmt: skip
add("json.exponent", lambda h: h.raw(_text(h).replace('"lessonHours":24', '"lessonHours":1e999').encode()))
add("json.huge-number", lambda h: h.raw(
    _text(h).replace('"lessonHours":24', '"lessonHours":' + "9" * 5000).encode()))  # fmt: skip
add("json.bom", lambda h: h.raw(b"\xef\xbb\xbf" + encoded(h.payload)))
add("json.utf-16", lambda h: h.raw(_text(h).encode("utf-16")))
add("json.not-utf-8", lambda h: h.raw(encoded(h.payload) + b"\xff"))
add("json.surrogate", lambda h: h.raw(_text(h).replace("Öztürk", "\\ud800", 1).encode()))
add("json.nul", lambda h: h.raw(_text(h).replace("Öztürk", "\\u0000", 1).encode()))
add("json.deep", lambda h: h.raw(b"[" * 9000 + b"]" * 9000))
add("json.trailing", lambda h: h.raw(encoded(h.payload) + b"{}"))

# --- the claims, rightly signed

_CLAIMS: dict[str, tuple[str, Any]] = {
    "claims.nbf-text": ("nbf", "1763845200"),
    "claims.nbf-other": ("nbf", 1),
    "claims.nbf-true": ("nbf", True),
    "claims.nbf-missing": ("nbf", ...),
    "claims.exp-later": ("exp", 4102444800),
    "claims.exp-missing": ("exp", ...),
    "claims.valid-until-missing": ("validUntil", ...),
    "claims.valid-until-later": ("validUntil", "2041-11-22T20:59:59Z"),
    "claims.valid-until-offset": ("validUntil", "2031-11-22T23:59:59+03:00"),
    "claims.valid-until-milliseconds": ("validUntil", "2031-11-22T20:59:59.000Z"),
    "claims.valid-from-not-midnight": ("validFrom", "2026-11-21T21:00:01Z"),
    "claims.valid-from-year-0001": ("validFrom", "0001-01-01T00:00:00Z"),
    "claims.valid-from-year-9999": ("validFrom", "9999-12-31T23:59:59Z"),
    "claims.valid-from-null": ("validFrom", None),
    "claims.awarded-missing": ("awardedDate", ...),
    "claims.awarded-in-six-minutes": ("awardedDate", "2026-11-22T12:06:00Z"),
    "claims.awarded-next-year": ("awardedDate", "2027-11-22T09:00:00Z"),
    "claims.awarded-year-9999": ("awardedDate", "9999-12-31T23:59:59Z"),
    "claims.jti-other": ("jti", "https://dogrula.example.org/v/0000000000000000"),
    "claims.sub-other": ("sub", "urn:uuid:0f8a3c1e-5f0e-4c58-9a44-1b0a3f6f2d12"),
    "claims.extra": ("tckn", "10000000146"),
    "claims.extra-null": ("note", None),
    "claims.extra-in-document": ("document.mark", 92),
    "claims.extra-in-subject": ("credentialSubject.email", "x@example.org"),
    "claims.missing-document": ("document", ...),
    "claims.context-missing": ("@context", ...),
    "claims.context-other": ("@context.2", "https://evil.example/contexts/muhur-v1.jsonld"),
    "claims.context-object": ("@context.2", {"name": "https://evil.example/name"}),
    "claims.context-order": ("@context.0", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"),
    "claims.type-text": ("type", "VerifiableCredential"),
    "claims.type-more": ("type", ["VerifiableCredential", "OpenBadgeCredential", "Diploma"]),
    "claims.proof-inside": ("proof", [{"type": "DataIntegrityProof"}]),
    "claims.schema-inside": ("credentialSchema", [{"id": "https://evil.example/s", "type": "x"}]),
    "claims.id-other-host": ("id", "https://evil.example/v/7K2M9QX4T1ZC8RBD"),
    "claims.id-lower-case": ("id", "https://dogrula.example.org/v/7k2m9qx4t1zc8rbd"),
    "claims.subject-id": ("credentialSubject.id", "urn:uuid:1"),
    "claims.hashed-true": ("credentialSubject.identifier.0.hashed", True),
    "claims.hashed-zero": ("credentialSubject.identifier.0.hashed", 0),
    "claims.identifier-third": (
        "credentialSubject.identifier",
        [{"type": "IdentityObject", "hashed": False, "identityHash": "x", "identityType": "name"}],
    ),
    "claims.sicil-letters": ("credentialSubject.identifier.1.identityHash", "10174O"),
    "claims.sicil-number": ("credentialSubject.identifier.1.identityHash", 101742),
    "claims.number-check-character": ("credentialSubject.licenseNumber", "EMO-2026-YB-000123-X"),
    "claims.number-other-kind": ("credentialSubject.licenseNumber", "EMO-2026-BB-000123-Y"),
    "claims.number-loose": ("credentialSubject.licenseNumber", "emo-2026-yb-000123-y"),
    "claims.kind-other": ("document.kind", "basari"),
    "claims.kind-list": ("document.kind", ["yetki"]),
    "claims.hours-negative": ("document.lessonHours", -1),
    "claims.hours-true": ("document.lessonHours", True),
    "claims.signers-role": ("document.signers.0.role", "bakan"),
    "claims.decision-form": ("document.boardDecision.number", "kırk/34"),
    "claims.supporting-number": ("document.supportingDocument", "KMO-2026-BB-000007-X"),
    "claims.qr-padding": ("document.qr", "AA=="),
    "claims.qr-stray-bits": ("document.qr", "AB"),
    "claims.specimen": ("document.specimen", True),
    "claims.specimen-false-written": ("document.specimen", False),
    "claims.specimen-number": ("document.specimen", 1),
    "claims.visa-text": ("document.annualVisa", "evet"),
    "claims.visa-list": ("document.annualVisa", [True]),
    "claims.design-missing": ("document.design", ...),
    "claims.design-list": ("document.design", [None]),
    "claims.design-number": ("document.design", 1),
    "status.other-host": ("credentialStatus.statusListCredential", "https://evil.example/status/emo/1"),
    "status.index-negative": ("credentialStatus.statusListIndex", "-1"),
    "status.index-number": ("credentialStatus.statusListIndex", 48213),
    "status.index-arabic": ("credentialStatus.statusListIndex", "٤٨٢١٣"),
    "status.index-underscore": ("credentialStatus.statusListIndex", "48_213"),
    "status.index-zeros": ("credentialStatus.statusListIndex", "048213"),
    "status.purpose": ("credentialStatus.statusPurpose", "suspension"),
    "status.list": ("credentialStatus", []),
    "text.bidi": ("credentialSubject.identifier.0.identityHash", "Işıl \u202einci Öztürk"),
    "text.bidi-isolate": ("credentialSubject.identifier.0.identityHash", "Işıl \u2066Öztürk\u2069"),
    "text.zero-width": ("credentialSubject.identifier.0.identityHash", "Işıl\u200b Öztürk"),
    "text.joiner": ("credentialSubject.identifier.0.identityHash", "Işıl\u200d Öztürk"),
    "text.soft-hyphen": ("credentialSubject.identifier.0.identityHash", "Öz\u00adtürk"),
    "text.bom-inside": ("credentialSubject.identifier.0.identityHash", "Öz\ufefftürk"),
    "text.line-break": ("credentialSubject.identifier.0.identityHash", "Işıl\nÖztürk"),
    "text.line-separator": ("credentialSubject.identifier.0.identityHash", "Işıl\u2028Öztürk"),
    "text.tag-character": ("credentialSubject.identifier.0.identityHash", "Öztürk\U000e0041"),
    "text.private-use": ("credentialSubject.identifier.0.identityHash", "Öztürk\ue000"),
    "text.not-nfc": ("credentialSubject.identifier.0.identityHash", "O\u0308ztu\u0308rk"),
    "text.empty": ("credentialSubject.identifier.0.identityHash", ""),
    "text.301-characters": ("credentialSubject.identifier.0.identityHash", "x" * 301),
    "text.list": ("credentialSubject.identifier.0.identityHash", ["Işıl"]),
    "text.hidden-in-programme": ("credentialSubject.achievement.name", "Eğitim\u200f"),
    "text.hidden-in-chamber": ("issuer.name", "Elektrik\u00ad Mühendisleri Odası"),
    # accepted on purpose: what they say is shown as plain text, and the register has the last word
    "policy.html-name": ("credentialSubject.identifier.0.identityHash", "<script>alert(1)</script>"),
    "policy.look-alike-name": ("credentialSubject.identifier.0.identityHash", "Işıl Оztürk"),
    "policy.chamber-name": ("issuer.name", "Türkiye Cumhuriyeti"),
    "policy.unknown-design": ("document.design", "saray/v9"),
}


def _claims(path: str, value: Any) -> Make:
    return lambda house: house.changed(path, value)


for _name, (_path, _value) in _CLAIMS.items():
    add(_name, _claims(_path, _value))


@case("claims.ends-before-it-begins")
def _ends_first(house: House) -> str:
    document = house.fresh(valid_from=date(2026, 11, 22), valid_until=date(2026, 11, 21))
    payload = house.payload
    from registry.credential import payload_of

    payload = payload_of(replace(document, qr=house.document.qr))
    return house.raw(payload)


@case("claims.other-public-url")
def _other_public_url(house: House) -> str:
    document = house.fresh(public_url="https://dogrula.example.com", verification_code="2" * 16)
    return house.issue(document, record=False)[1]


def _status(list_url: str) -> Make:
    def make(house: House) -> str:
        entry = StatusEntry(list_url, 7)
        return house.issue(house.fresh(status=entry, verification_code="3" * 16), record=False)[1]

    return make


@case("status.list-is-a-list")
def _list_is_a_list(house: House) -> str:
    payload = house.payload
    payload["credentialStatus"]["statusListCredential"] = ["x"]
    payload["credentialStatus"]["id"] = "['x']#48213"
    return house.raw(payload)


add("status.of-another-chamber", _status("https://dogrula.example.org/status/mmo/1"))
add("status.list-not-a-number", _status("https://dogrula.example.org/status/emo/1?x"))
add("status.list-path", _status("https://dogrula.example.org/status/emo/../mmo/1"))
add("status.list-arabic-digit", _status("https://dogrula.example.org/status/emo/١"))
add("status.list-superscript", _status("https://dogrula.example.org/status/emo/²"))

# --- the register


@case("record.never-recorded")
def _never_recorded(house: House) -> str:
    return house.issue(house.fresh(verification_code="4" * 16), record=False)[1]


@case("record.differs")
def _differs(house: House) -> str:
    # Rightly signed under the code and number of a document that the register holds otherwise.
    return house.issue(house.fresh(holder_name="Işıl İnci Özkan"), record=False)[1]


# --- numbers and codes as people type them

add("number.wrong-check-character", lambda h: "EMO-2026-YB-000132-Y")
add("number.missing-check-character", lambda h: "EMO-2026-YB-000123")
add("number.turkish-dotless-i", lambda h: "ımo-2026-KB-004217-P")
add("number.unknown-kind", lambda h: "EMO-2026-XB-000123-Y")
add("number.of-a-sentence", lambda h: "Belge No: EMO-2026-YB-000123-Y")
add("number.serial-zero", lambda h: _number("EMO2026YB000000"))
add("number.unknown", lambda h: _number("EMO2026YB000999"))
add("number.foreign-chamber", lambda h: _number("XYZ2026YB000999"))
add("code.unknown", lambda h: "0000000000000009")
add("code.one-short", lambda h: CODE[:-1])
add("code.forbidden-letter", lambda h: CODE[:-1] + "U")
add("code.sql", lambda h: "' OR '1'='1")


def _number(body: str) -> str:
    from registry.belge_no import check_character

    return body + check_character(body)


# --- texts of a QR

add("qr.code-only", lambda h: f"{h.public_url}/v/{CODE}")
add("qr.code-only-empty-fragment", lambda h: f"{h.public_url}/v/{CODE}#")
add("qr.upper-case-host", lambda h: h.qr_text(base="HTTPS://DOGRULA.EXAMPLE.ORG"))
add("qr.copied-page", lambda h: f"dogrula.example.org/v/{CODE}/")
add("qr.copied-pdf", lambda h: f"{h.public_url}/v/{CODE}.pdf")
add("qr.copied-jwt", lambda h: f"{h.public_url}/v/{CODE}.jwt")
add("qr.copied-json", lambda h: f"{h.public_url}/v/{CODE}.json?lang=en")
add("qr.copied-http", lambda h: f"http://dogrula.example.org/v/{CODE}.pdf")
add("qr.copied-other-file", lambda h: f"{h.public_url}/v/{CODE}.exe")
add("qr.copied-two-files", lambda h: f"{h.public_url}/v/{CODE}.pdf.jwt")
add("qr.copied-two-slashes", lambda h: f"{h.public_url}/v/{CODE}//")
add("qr.copied-pdf-of-another-host", lambda h: f"https://dogrula.example.com/v/{CODE}.pdf")
add("qr.pdf-with-digits", lambda h: h.qr_text().replace("#", ".pdf#", 1))
add("qr.slash-with-digits", lambda h: h.qr_text().replace("#", "/#", 1))
add("qr.language-with-digits", lambda h: h.qr_text().replace("#", "?lang=en#", 1))
add("qr.query-with-digits", lambda h: h.qr_text().replace("#", "?lang=en&x=1#", 1))
add("qr.other-query-with-digits", lambda h: h.qr_text().replace("#", "?x#", 1))
add("qr.foreign-host", lambda h: h.qr_text(base="https://dogrula.example.com"))
add("qr.subdomain", lambda h: h.qr_text(base="https://dogrula.example.org.evil.example"))
add("qr.prefix-host", lambda h: h.qr_text(base="https://sahte-dogrula.example.org"))
add("qr.userinfo", lambda h: h.qr_text(base="https://dogrula.example.org@evil.example"))
add("qr.own-host-with-userinfo", lambda h: h.qr_text(base="https://x@dogrula.example.org"))
add("qr.port", lambda h: h.qr_text(base="https://dogrula.example.org:8443"))
add("qr.default-port", lambda h: h.qr_text(base="https://dogrula.example.org:443"))
add("qr.bad-port", lambda h: h.qr_text(base="https://dogrula.example.org:99999999"))
add("qr.trailing-dot", lambda h: h.qr_text(base="https://dogrula.example.org."))
add("qr.idn", lambda h: h.qr_text(base="https://doğrula.example.org"))
add("qr.cyrillic-host", lambda h: h.qr_text(base="https://dоgrula.example.org"))
add("qr.full-width-dot", lambda h: h.qr_text(base="https://dogrula。example.org"))
add("qr.nfkc-slash", lambda h: h.qr_text(base="https://dogrula.example.org℀evil"))
add("qr.http", lambda h: h.qr_text(base="http://dogrula.example.org"))
add("qr.backslash", lambda h: h.qr_text(base="https:\\\\dogrula.example.org"))
add("qr.scheme-relative", lambda h: f"//dogrula.example.org/v/{CODE}")
add("qr.javascript", lambda h: "javascript:alert(1)")
add("qr.data", lambda h: "data:text/html,<script>1</script>")
add("qr.intent", lambda h: "intent://dogrula.example.org/#Intent;scheme=https;end")
add("qr.unclosed-bracket", lambda h: f"https://[dogrula.example.org/v/{CODE}")
add("qr.path-traversal", lambda h: f"{h.public_url}/v/../v/{CODE}#{digits_of(h.document.qr)}")
add("qr.path-encoded", lambda h: f"{h.public_url}/v/%37K2M9QX4T1ZC8RBD#{digits_of(h.document.qr)}")
add("qr.path-other", lambda h: f"{h.public_url}/x/{CODE}#{digits_of(h.document.qr)}")
add("qr.path-verdict", lambda h: f"{h.public_url}/v/{CODE}/verdict")
add("qr.no-path", lambda h: h.public_url)
add("qr.blank-inside", lambda h: h.qr_text().replace("/v/", "/v/ ", 1))
add("qr.unknown-code", lambda h: h.qr_text(code="0000000000000009"))
add("qr.leading-zero", lambda h: h.qr_text().replace("#", "#0", 1))
add("qr.leading-zeros", lambda h: h.qr_text().replace("#", "#" + "0" * 40, 1))
add("qr.digits-cut", lambda h: h.qr_text()[:-5])
add("qr.digits-more", lambda h: h.qr_text() + "1")
add("qr.digits-letters", lambda h: h.qr_text() + "a")
add("qr.digits-arabic", lambda h: h.qr_text() + "٣")
add("qr.digits-plus", lambda h: h.qr_text().replace("#", "#+", 1))
add("qr.digits-underscore", lambda h: h.qr_text()[:-3] + "_" + h.qr_text()[-3:])
add("qr.digits-5000", lambda h: f"{h.public_url}/v/{CODE}#" + "9" * 5000)
add("qr.second-fragment", lambda h: h.qr_text() + "#1")
add("qr.digits-zero", lambda h: f"{h.public_url}/v/{CODE}#0")
add("qr.sentinel-only", lambda h: f"{h.public_url}/v/{CODE}#1")
add("qr.not-cbor", lambda h: h.qr_text(b"\xff" * 60))
add("qr.cbor-number", lambda h: h.qr_text(cbor2.dumps(5)))
add("qr.cbor-decimal-overflow", lambda h: h.qr_text(b"\xc4\x82\x3b\x7f\xff\xff\xff\xff\xff\xff\xff\x01"))
add("qr.cbor-bigfloat-overflow", lambda h: h.qr_text(b"\xc5\x82\x1b\x80\x00\x00\x00\x00\x00\x00\x00\x01"))
add("qr.cbor-cycle", lambda h: h.qr_text(bytes.fromhex("d81c81d81d00")))
add("qr.cbor-deep", lambda h: h.qr_text(b"\x81" * 500 + b"\x00"))
add("qr.cbor-huge-array", lambda h: h.qr_text(b"\x9b" + b"\x7f" + b"\xff" * 7))
add("qr.cose-trailing", lambda h: h.qr_text(h.document.qr + b"\0"))
add("qr.cose-untagged", lambda h: h.qr_text(cbor2.dumps(cbor2.loads(h.document.qr).value)))
add("qr.cose-mac0", lambda h: h.qr_text(cbor2.dumps(cbor2.CBORTag(17, cbor2.loads(h.document.qr).value))))
add("qr.cose-unprotected-header", lambda h: h.qr_text(_cose(h, unprotected={4: b"\0\0\0\0"})))
add("qr.cose-alg", lambda h: h.qr_text(_cose(h, header={1: -8, 4: h.emo.public.cose_kid})))
add("qr.cose-kid-long", lambda h: h.qr_text(_cose(h, header={1: -7, 4: b"12345"})))
add("qr.cose-crit", lambda h: h.qr_text(_cose(h, header={1: -7, 2: [1], 4: h.emo.public.cose_kid})))
add("qr.cose-not-canonical", lambda h: h.qr_text(h.document.qr.replace(b"\xa2\x01\x26", b"\xbf\x01\x26", 1)))
add("qr.cose-600-bytes", lambda h: h.qr_text(_cose(h, payload=b"x" * 520)))
add("qr.of-another-document", lambda h: f"{h.public_url}/v/{CODE}#{digits_of(_other_qr(h))}")
add("qr.signed-by-thief", lambda h: h.qr_text(_thief_qr(h)))
add("qr.unknown-kid", lambda h: h.qr_text(h.qr(kid=b"\0\0\0\1")))
add("qr.malleated", lambda h: h.qr_text(_malleated_qr(h)))
add("qr.unknown-chamber", lambda h: h.qr_text(h.qr(c1=99)))
add("qr.chamber-of-other-key", lambda h: h.qr_text(h.qr(c1=17)))
add("qr.key-too-old", lambda h: h.qr_text(h.qr(h.emo_old)))
add("qr.key-too-young", lambda h: h.qr_text(h.qr(h.emo_future)))
add("qr.key-purpose", lambda h: h.qr_text(h.qr(h.emo_trust)))
add("qr.kind-not-allowed", lambda h: h.qr_text(h.qr(h.mmo, c1=17)))
add("qr.claims-kind", lambda h: h.qr_text(h.qr(c2=4)))
add("qr.claims-number", lambda h: h.qr_text(h.qr(c3=[2026])))
add("qr.claims-number-zero", lambda h: h.qr_text(h.qr(c3=[2026, 0])))
add("qr.claims-day-float", lambda h: h.qr_text(h.qr(c4=20000.5)))
add("qr.issued-tomorrow", lambda h: h.qr_text(h.qr(c4=20780)))
add("qr.claims-day-huge", lambda h: h.qr_text(h.qr(c4=2**62)))
add("qr.claims-name-missing", lambda h: h.qr_text(h.qr(c7=...)))
add("qr.claims-name-bidi", lambda h: h.qr_text(h.qr(c7="Işıl\u202e Öztürk")))
add("qr.claims-sicil-letters", lambda h: h.qr_text(h.qr(c9="12a")))
add("qr.claims-sicil-arabic", lambda h: h.qr_text(h.qr(c9="١٢")))
add("qr.claims-extra", lambda h: h.qr_text(h.qr(c11="x")))
add("qr.claims-name-changed", lambda h: h.qr_text(h.qr(c7="Işıl İnci Özkan")))
add("qr.claims-until-later", lambda h: h.qr_text(h.qr(c6=40000)))


def _cose(house: House, **changes: Any) -> bytes:
    protected, unprotected, payload, _ = cbor2.loads(house.document.qr).value
    if "header" in changes:
        protected = cose.canonical(changes["header"])
    payload = changes.get("payload", payload)
    signature = house.emo.secret.sign(cose.canonical(["Signature1", protected, b"", payload]))
    parts = [protected, changes.get("unprotected", unprotected), payload, signature]
    return cose.canonical(cbor2.CBORTag(18, parts))


def _other_qr(house: House) -> bytes:
    other = house.fresh(belge_no="EMO-2026-YB-000124-W", verification_code="5" * 16)
    return house.issue(other, record=False)[0].qr


def _thief_qr(house: House) -> bytes:
    payload = cbor2.loads(house.document.qr).value[2]
    return cose.seal(payload, kid=house.emo.public.cose_kid, signer=house.thief)


def _malleated_qr(house: House) -> bytes:
    protected, unprotected, payload, signature = cbor2.loads(house.document.qr).value
    r, s = _halves(signature)
    return cose.canonical(cbor2.CBORTag(18, [protected, unprotected, payload, _raw(r, P256_ORDER - s)]))


# --- neither one nor the other

add("qr.address-as-printed", lambda h: f"dogrula.example.org/v/{CODE}")
add("text.nothing", lambda h: " \n")
add("text.letter", lambda h: "Sayın yetkili, belgem ektedir.")
add("text.html", lambda h: "<html><script>alert(1)</script></html>")
add("text.megabyte-of-words", lambda h: "belge " * 200_000)
add("text.megabyte-of-json", lambda h: '{"a":"' + "x" * 1_000_000 + '"}')
add("text.json-deep", lambda h: '{"a":' * 5000 + "1" + "}" * 5000)
add("text.json-number", lambda h: "{1:2}")
add("text.surrogate", lambda h: "https://dogrula.example.org/v/\udcff")
add("text.surrogate-json", lambda h: '{"id":"\udcff"}')
add("text.nul", lambda h: "EMO-2026\x00-YB-000123-Y")
add("text.pem-header", lambda h: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")

AWARDED_AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
