"""The pack's cases 129 to 191 in our profile: issuer, status, context, and the texts that people read."""

from typing import Any

from tests.vectors.hostile.cases import CREDENTIAL, POLICY, REJECT, Case, Make, add
from tests.vectors.hostile.fixed_house import FixedHouse
from tests.vectors.hostile.pack_header import good
from tests.verifier.workshop import changed

NAME = "credentialSubject.identifier.0.identityHash"


def _enter(pack: int, name: str, code: str | None, make: Make, expect: str = REJECT) -> None:
    add(Case(name, CREDENTIAL, make, code, expect, pack))


def member(path: str, value: Any) -> Make:
    """One member of the content changed."""
    return lambda h: good(h).saying(changed(good(h).claims, path, value)).text


def _issuer(value: Any) -> Make:
    """``iss`` and ``issuer`` agree with each other; they are not who owns the key."""

    def make(house: FixedHouse) -> str:
        named = value(house.emo_did) if callable(value) else value
        claims = changed(good(house).claims, "iss", named)
        return good(house).saying(changed(claims, "issuer.id", named)).text

    return make


_LOOK_ALIKES: tuple[tuple[str, Any], ...] = (
    ("other-host", "did:web:evil.example:odalar:emo"),
    ("own-host-as-prefix", lambda did: did.replace(":odalar", ".evil.example:odalar")),
    ("userinfo", lambda did: did.replace(":odalar", "@evil.example:odalar")),
    ("slash", lambda did: did + "/"),
    ("upper-case", lambda did: did.upper()),
    ("other-hyphen", lambda did: did.replace("dogrula.", "dogrula\u2010")),
    ("cyrillic", lambda did: did.replace("o", "о", 1)),
    ("fragment", lambda did: did + "#x"),
)
for _number, (_name, _value) in enumerate(_LOOK_ALIKES):
    _enter(129 + _number, f"issuer.{_name}", "issuer.mismatch", _issuer(_value))
_enter(
    137, "issuer.object-of-another", "issuer.mismatch", member("issuer.id", "did:web:evil.example:odalar:emo")
)
_enter(138, "issuer.two", "issuer.mismatch",
       lambda h: member("issuer", [good(h).claims["issuer"], {"id": "did:web:evil.example"}])(h))  # fmt: skip
_enter(139, "issuer.null", "issuer.mismatch", member("issuer", None))
_DIDS = (
    "did:web:127.0.0.1%3A8000",
    "did:web:169.254.169.254",
    "did:web:evil.example%2F..%2Fx",
    "did:jwk:eyJrdHkiOiJPS1AifQ",
    "did:key:z6Mk",
)
for _number, _value in enumerate(_DIDS):
    _enter(140 + _number, f"issuer.did-{_number}", "issuer.mismatch", _issuer(_value))
_enter(145, "issuer.iss-differs", "issuer.mismatch", lambda h: member("iss", h.mmo_did)(h))
_enter(146, "issuer.another-name", None, member("issuer.name", "BAŞKA ODA"), POLICY)


def _list_at(url: str) -> Make:
    """Another list, named twice as the profile writes it."""

    def make(house: FixedHouse) -> str:
        claims = changed(good(house).claims, "credentialStatus.statusListCredential", url)
        return good(house).saying(changed(claims, "credentialStatus.id", f"{url}#48213")).text

    return make


def _index(value: Any) -> Make:
    def make(house: FixedHouse) -> str:
        entry = good(house).claims["credentialStatus"]
        entry |= {"statusListIndex": value, "id": f"{entry['statusListCredential']}#{value}"}
        return good(house).saying(changed(good(house).claims, "credentialStatus", entry)).text

    return make


_STATUS: tuple[tuple[str, Make], ...] = (
    ("other-host", _list_at("https://evil.example/status/emo/1")),
    ("of-another-chamber", _list_at("https://dogrula.example.org/status/mmo/1")),
    ("loopback", _list_at("http://127.0.0.1/status/emo/1")),
    ("file", _list_at("file:///etc/passwd")),
    ("index-negative", _index("-1")),
    ("index-number", _index(48213)),
    ("index-huge", _index("9" * 30)),
    ("index-fraction", _index("5.0")),
    ("index-arabic", _index("٥")),
    ("index-underscore", _index("1_0")),
    ("index-space", _index(" 5")),
    ("unknown-type", member("credentialStatus.type", "Foo2030")),
    ("purpose-refresh", member("credentialStatus.statusPurpose", "refresh")),
    ("purpose-suspension", member("credentialStatus.statusPurpose", "suspension")),
    ("two-entries", lambda h: member("credentialStatus", [
        good(h).claims["credentialStatus"],
        {**good(h).claims["credentialStatus"], "statusListCredential": "https://evil.example/s/1"}])(h)),
    ("empty-list", member("credentialStatus", [])),
    ("null", member("credentialStatus", None)),
)  # fmt: skip
for _number, (_name, _make) in enumerate(_STATUS):
    _enter(147 + _number, f"status.{_name}", "credential.profile", _make)

_VC = "https://www.w3.org/ns/credentials/v2"
_CONTEXTS: tuple[Any, ...] = (
    ["https://evil.example/ctx"],
    [_VC, {"name": "https://evil.example/name"}],
    [],
    _VC,
    ["https://www.w3.org/2018/credentials/v1"],
)
for _number, _value in enumerate(_CONTEXTS):
    _enter(164 + _number, f"context.{_number}", "credential.profile", member("@context", _value))
_TYPES: tuple[Any, ...] = (
    [],
    "VerifiableCredential",
    ["VerifiablePresentation"],
    ["verifiablecredential"],
    ["VerifiableCredential", "__proto__"],
)
for _number, _value in enumerate(_TYPES):
    _enter(169 + _number, f"context.type-{_number}", "credential.profile", member("type", _value), POLICY)

# A chamber's own signature over any name: shown as plain text, or refused where the text could deceive.
TEXTS: tuple[tuple[str, str | None], ...] = (
    ("<script>alert(1)</script>", None),
    ('"><img src=x onerror=alert(1)>', None),
    ("javascript:alert(1)", None),
    ("{{7*7}}", None),
    ("${7*7}", None),
    ('=HYPERLINK("http://evil.example","tıkla")', None),
    ("+cmd|' /C calc'!A0", None),
    ("\u202eenşyA", "credential.profile"),
    ("Ay\u200bşe Örnek", "credential.profile"),
    ("A\u0443şe Örnek", None),
    ("AYS\u0327E ÖRNEK", "credential.profile"),
    ("Ayşe\r\nSet-Cookie: x=1", "credential.profile"),
    ("Ayşe Örnek GEÇERLİ ✔ TMMOB ONAYLI", None),
    ("x" * 10_000, "credential.profile"),
    ("\0", "envelope.malformed"),
    ("🙂" * 200, None),
    ("İSTANBUL", None),
    ("ıI iİ", None),
)
for _number, (_text, _code) in enumerate(TEXTS):
    _enter(174 + _number, f"content.{_number}", _code, member(NAME, _text), POLICY)
