"""Sample verdicts of every state, in the shape that the verifier gives them."""

from __future__ import annotations

import copy
from typing import Any

CODE = "7K2M9QX4T1ZC8RBD"

STEPS = (
    (
        "read",
        "Belge okundu",
        "Document read",
        "Belge açıldı ve biçimi doğru.",
        "The document was opened and is well formed.",
    ),
    (
        "issuer",
        "Veren oda",
        "Issuing chamber",
        "Elektrik Mühendisleri Odası, TMMOB güven listesindedir.",
        "The Chamber of Electrical Engineers is on TMMOB’s trust list.",
    ),
    (
        "key",
        "İmza anahtarı",
        "Signing key",
        "Anahtar odanındır ve veriliş tarihinde yürürlükteydi.",
        "The key belongs to the chamber and was in use on the date of issue.",
    ),
    (
        "signature",
        "İmza",
        "Signature",
        "İmza, belge içeriğiyle uyuşuyor.",
        "The signature matches the content.",
    ),
    (
        "claims",
        "Belgenin içeriği",
        "Content of the document",
        "Alanlar eksiksiz ve birbiriyle tutarlı.",
        "The fields are complete and consistent.",
    ),
    (
        "record",
        "Belge kütüğü",
        "Document registry",
        "Belge kütükte aynı içerikle kayıtlı.",
        "The registry holds the document with the same content.",
    ),
    (
        "page",
        "PDF’in görünümü",
        "Look of the PDF",
        "Sayfa imzalı veriden yeniden çizildi ve aynı.",
        "The page was drawn again from the signed data and is the same.",
    ),
    (
        "standing",
        "Güncel durum",
        "Current status",
        "Durum listesinde engel yok.",
        "The status list shows no obstacle.",
    ),
)

CREDENTIAL: dict[str, Any] = {
    "kind": "yetki",
    "title": "Yetki Belgesi",
    "belge_no": "EMO-2026-YB-000123-Y",
    "code": CODE,
    "name": "Işıl İnci Öztürk",
    "role": "Elektrik-Elektronik Mühendisi",
    "sicil_no": "101742",
    "chamber": {
        "code": "EMO",
        "abbr_tr": "EMO",
        "name_tr": "Elektrik Mühendisleri Odası",
        "name_en": "Chamber of Electrical Engineers",
    },
    "programme": {
        "code": "EMO-YG-01",
        "name": "Yüksek Gerilim Tesislerinde İşletme Sorumluluğu Yetkilendirme Eğitimi",
    },
    "area": "Yüksek Gerilim İşletme Sorumluluğu",
    "form": "yuz_yuze",
    "lesson_hours": 24,
    "start_on": "2026-11-02",
    "end_on": "2026-11-04",
    "branch": "İstanbul Şubesi",
    "place": "İstanbul",
    "issued_on": "2026-11-22",
    "valid_from": "2026-11-22",
    "valid_until": "2031-11-22",
    "board_decision": {"number": "40/34", "date": "2026-11-20"},
    "signers": [
        {"name": "Ömer Şükrü Güneş", "role": "baskan"},
        {"name": "Ayşe Gökçe Şahin", "role": "yazman"},
    ],
    "supporting_belge_no": None,
    "earlier_paper": None,
    "annual_visa": True,
    "specimen": True,
    "masked": False,
}


def steps(
    *, without: tuple[str, ...] = ("page",), **results: tuple[str, str, str, str]
) -> list[dict[str, Any]]:
    """Steps that passed, but for the named ones: (result, code, Turkish, English)."""
    made: list[dict[str, Any]] = []
    for name, label_tr, label_en, text_tr, text_en in STEPS:
        if name in without:
            continue
        result, code, tr, en = results.get(name, ("pass", None, text_tr, text_en))
        made.append(
            {
                "n": len(made) + 1,
                "name": name,
                "result": result,
                "code": code,
                "label": {"tr": label_tr, "en": label_en},
                "text": {"tr": tr, "en": en},
            }
        )
    return made


def verdict(standing: str | None, tr: str, en: str, **changes: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "outcome": "genuine",
        "standing": standing,
        "reasons": [],
        "steps": steps(),
        "credential": copy.deepcopy(CREDENTIAL),
        "credential_genuine": True,
        "page": None,
        "as_of": "2026-11-22T11:05:00Z",
        "successor": None,
        "message": {"tr": tr, "en": en},
    }
    for key, value in changes.items():
        if key in made:
            made[key] = value
        else:
            made["credential"][key] = value
    return made


def valid(**changes: Any) -> dict[str, Any]:
    return verdict("valid", "Bu belge geçerlidir.", "This document is valid.", **changes)


def standing_step(code: str, tr: str, en: str) -> list[dict[str, Any]]:
    return steps(standing=("fail", code, tr, en))


MASKED = {"name": "I*** İ*** Ö***", "sicil_no": None, "masked": True, "code": None}

NOT_IN_FORCE: dict[str, tuple[str, str]] = {
    "expired": (
        "Bu belgenin süresi 21.11.2026 tarihinde dolmuştur.",
        "This document expired on 21.11.2026.",
    ),
    "not_yet_valid": (
        "Bu belgenin geçerliliği 01.12.2026 tarihinde başlar.",
        "This document becomes valid on 01.12.2026.",
    ),
    "suspended": (
        "Bu belge 03.10.2026 tarihinde askıya alınmıştır.",
        "This document was suspended on 03.10.2026.",
    ),
    "revoked": (
        "Bu belge 03.10.2026 tarihinde iptal edilmiştir.",
        "This document was revoked on 03.10.2026.",
    ),
    "replaced": (
        "Bu belgenin yerini MMO-2026-YB-000043-S numaralı belge almıştır.",
        "Document MMO-2026-YB-000043-S has taken the place of this one.",
    ),
    "visa_missing": ("2026 yılı vizesi yapılmamıştır.", "The visa for 2026 has not been recorded."),
}


def samples() -> dict[str, tuple[dict[str, Any], str | None, str]]:
    """name -> (verdict, code, entry)."""
    made: dict[str, tuple[dict[str, Any], str | None, str]] = {"valid": (valid(), CODE, "code")}
    for standing, (tr, en) in NOT_IN_FORCE.items():
        made[standing] = (
            verdict(standing, tr, en, steps=standing_step(f"standing.{standing}", tr, en)),
            CODE,
            "code",
        )
    made["expired"][0]["credential"].update(
        valid_from="2021-11-21", valid_until="2026-11-21", issued_on="2021-11-21"
    )
    made["replaced"][0]["successor"] = {"belge_no": "MMO-2026-YB-000043-S", "code": "6" * 16}
    made["not_yet_valid"][0]["credential"].update(valid_from="2026-12-01")
    old = (
        "could_not_check",
        "standing.list_stale",
        "Durum listesine ulaşılamadı.",
        "The status list could not be reached.",
    )
    made["unknown"] = (
        verdict(
            "unknown",
            "İmza geçerlidir. Güncel durum sorgulanamadı; sonuç 20.11.2026 tarihli listeye dayanır.",
            "The signature is valid. Current status could not be checked; "
            "the result rests on the list of 20.11.2026.",
            outcome="cannot_tell",
            as_of="2026-11-20T11:05:00Z",
            steps=steps(standing=old),
        ),
        CODE,
        "code",
    )
    listed = (
        "fail",
        "status.not_in_force",
        "Bu belge 21.11.2026 tarihli durum listesine göre yürürlükte değildir.",
        "By the status list of 21.11.2026 this document is not in force.",
    )
    made["not_in_force"] = (
        verdict("unknown", *listed[2:], as_of="2026-11-21T16:00:00Z", steps=steps(standing=listed)),
        CODE,
        "code",
    )
    absent = (
        "could_not_check",
        "record.not_found",
        "Kütükte böyle bir belge yok.",
        "The registry holds no such document.",
    )
    made["not_found"] = (
        {
            **verdict(
                None,
                "Bu numarayla kayıtlı bir belge bulunamadı.",
                "No document is recorded under this number.",
                outcome="cannot_tell",
                steps=[
                    {
                        **steps(read=absent)[0],
                        "name": "record",
                        "label": {"tr": "Belge kütüğü", "en": "Document registry"},
                    }
                ],
                as_of=None,
                credential_genuine=None,
            ),
            "credential": None,
        },
        CODE,
        "code",
    )
    broken = (
        "fail",
        "signature.mismatch",
        "Belge içeriği imzayla uyuşmuyor.",
        "The content does not match the signature.",
    )
    made["not_genuine"] = (
        verdict(
            None,
            "Belge içeriği imzayla uyuşmuyor. Bu belgeye güvenmeyiniz.",
            "The content does not match the signature. Do not trust this document.",
            outcome="not_genuine",
            credential_genuine=False,
            steps=steps(without=("claims", "record", "page", "standing"), signature=broken),
            as_of=None,
        ),
        None,
        "file",
    )
    painted = (
        "fail",
        "pdf.page_differs",
        "Sayfada imzalı veriden farklı bilgi var: Ad Soyad.",
        "The page differs from the signed data: Full name.",
    )
    made["differs"] = (
        verdict(
            "valid",
            "PDF görünümü imzalı veriyle uyuşmuyor: Ad Soyad.",
            "The PDF text differs from the signed data: Full name.",
            outcome="not_genuine",
            page="differs",
            steps=steps(without=(), page=painted),
        ),
        None,
        "file",
    )
    made["file"] = (valid(page="original", steps=steps(without=())), None, "file")
    made["masked"] = (valid(**MASKED), None, "number")
    made["long"] = (
        valid(
            name="Abdurrahman Müşerref Gülsüm Çağlayangil-Büyükkaramustafaoğlu",
            title="Uzman Mühendis Yetki Belgesi",
            place="Kahramanmaraş Büyükşehir Belediyesi Mühendislik Eğitim ve Konferans Merkezi",
            supporting_belge_no="KMO-2026-BB-000007-G",
        ),
        CODE,
        "code",
    )
    made["katilim"] = (
        valid(
            kind="katilim",
            title="Katılım Belgesi",
            belge_no="IMO-2026-KB-004217-P",
            name="Gülşen Çağlayan",
            role="İnşaat Mühendisi",
            sicil_no="048213",
            chamber={
                "code": "IMO",
                "abbr_tr": "İMO",
                "name_tr": "İnşaat Mühendisleri Odası",
                "name_en": "Chamber of Civil Engineers",
            },
            programme={"code": "IMO-TB-01", "name": "Türkiye Bina Deprem Yönetmeliği Uygulamaları (SEM)"},
            area=None,
            board_decision=None,
            valid_until=None,
            annual_visa=False,
            form="cevrimici",
        ),
        CODE,
        "code",
    )
    return made
