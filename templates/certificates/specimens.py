"""Payloads of invented documents, to draw a design with: its shortest, its usual and its longest values.

After docs/spec/credential.md; nobody signed them and nobody in them exists.
"""

import base64
import hashlib
from collections.abc import Callable
from typing import Any, Final

Payload = dict[str, Any]
CODE: Final = "7K2M9QX4T1ZC8RBD"
TITLES: Final = {"katilim": "Katılım Belgesi", "basari": "Başarı Belgesi", "yetki": "Yetki Belgesi"}
LETTERS: Final = {"katilim": "KB", "basari": "BB", "yetki": "YB"}
COMPACT: Final = "e30.e30.e30"
# Stands in for a proof of the log where nothing was issued.
PROOF: Final = b"c2sp.org/tlog-proof@v1\nindex 0\n"


def cose_like(size: int) -> str:
    """Bytes of a signed statement's length, base64url without padding; only their size matters here."""
    data = b"".join(hashlib.sha256(bytes([block])).digest() for block in range(size // 32 + 1))[:size]
    return base64.urlsafe_b64encode(b"\xd2" + data[1:]).decode().rstrip("=")


def identity(kind: str, value: str) -> Payload:
    """One entry of ``credentialSubject.identifier``."""
    return {"type": "IdentityObject", "hashed": False, "identityHash": value, "identityType": kind}


def usual(kind: str = "yetki", *, host: str = "localhost:8000", qr_bytes: int = 190) -> Payload:
    """A full payload of a kind (``katilim``, ``basari``, ``yetki``)."""
    scheme = "http" if host.startswith("localhost") else "https"
    payload: Payload = {
        "id": f"{scheme}://{host}/v/{CODE}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": TITLES[kind],
        "issuer": {
            "id": "did:web:localhost%3A8000:odalar:emo",
            "type": ["Profile"],
            "name": "Elektrik Mühendisleri Odası",
        },
        "validFrom": "2026-11-21T21:00:00Z",
        "awardedDate": "2026-11-22T09:00:00Z",
        "credentialSubject": {
            "id": "urn:uuid:0f8a3c1e-5f0e-4c58-9a44-1b0a3f6f2d11",
            "type": ["AchievementSubject"],
            "identifier": [identity("name", "Gülşen Çağlayan"), identity("ext:OdaSicilNo", "101742")],
            "role": "Elektrik-Elektronik Mühendisi",
            "licenseNumber": f"EMO-2026-{LETTERS[kind]}-000123-Y",
            "activityStartDate": "2026-11-01T21:00:00Z",
            "activityEndDate": "2026-11-05T20:59:59Z",
            "achievement": {
                "id": f"{scheme}://{host}/egitimler/EMO-YG-01",
                "type": ["Achievement"],
                "humanCode": "EMO-YG-01",
                "name": "Yüksek Gerilim Tesislerinde İşletme Sorumluluğu Yetkilendirme Eğitimi",
                "specialization": "Yüksek Gerilim İşletme Sorumluluğu",
            },
        },
        "document": {
            "type": "MuhurDocument",
            "kind": kind,
            "design": "birlik/v1",
            "chamber": "EMO",
            "form": "yuz_yuze",
            "lessonHours": 24,
            "minutesPerLesson": 45,
            "branch": "İstanbul Şubesi",
            "place": "İstanbul",
            "signers": [
                {"name": "Ömer Şükrü Güneş", "role": "baskan"},
                {"name": "Ayşe Gökçe Şahin", "role": "yazman"},
            ],
            "specimen": True,
            "qr": cose_like(qr_bytes),
        },
    }
    if kind == "yetki":
        payload["validUntil"] = "2031-11-22T20:59:59Z"
        payload["document"]["boardDecision"] = {"number": "40/34", "date": "2026-11-20"}
        payload["document"]["annualVisa"] = True
    payload |= {"iss": payload["issuer"]["id"], "jti": payload["id"]}
    payload["sub"] = payload["credentialSubject"]["id"]
    return payload


def longest(kind: str = "yetki") -> Payload:
    """The longest real texts at once, and three who sign."""
    payload = usual(kind, host="belge.tmmob-oda.orgx", qr_bytes=255)
    payload["issuer"]["name"] = "Gemi Makineleri İşletme Mühendisleri Odası"
    subject, document = payload["credentialSubject"], payload["document"]
    subject["identifier"][0]["identityHash"] = "Muhammed Abdülhamit Süleyman Nalbantoğlu Kızılırmak"
    subject["role"] = "Gemi İnşaatı ve Gemi Makineleri Mühendisi"
    subject["achievement"]["name"] = (
        "Endüstriyel ve Büyük Tüketimli Tesislerin Doğalgaza Dönüşümü Mühendis Yetkilendirme Eğitimi"
    )
    subject["achievement"]["specialization"] = "Endüstriyel ve Büyük Tüketimli Tesislerin Doğalgaza Dönüşümü"
    subject["licenseNumber"] = f"MADENMO-2026-{LETTERS[kind]}-000123-Y"
    document["signers"][0]["name"] = "Muhammed Abdülhamit Süleyman Nalbantoğlu"
    document["signers"].append({"name": "Hüseyin Cahit Çağlarsoy", "role": "Eğitim Koordinatörü"})
    document["supportingDocument"] = "KMO-2026-BB-000007-G"
    document["place"] = "Kahramanmaraş, Onikişubat"
    document["branch"] = "Kahramanmaraş Şubesi"
    return payload


def short(kind: str = "katilim") -> Payload:
    """Every optional field absent, nobody signs by hand."""
    payload = usual(kind)
    for name in ("role", "activityStartDate", "activityEndDate"):
        del payload["credentialSubject"][name]
    del payload["credentialSubject"]["achievement"]["specialization"]
    payload.pop("validUntil", None)
    for name in ("branch", "place", "form", "signers", "boardDecision", "annualVisa", "specimen"):
        payload["document"].pop(name, None)
    payload["document"]["lessonHours"] = 0
    return payload


FORMS: Final[dict[str, Callable[[str], Payload]]] = {"short": short, "usual": usual, "longest": longest}
