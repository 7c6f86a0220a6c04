"""Forged and hostile PDFs: the documents that they are made from, and all their kinds (``KINDS``).

Each is made from documents that the house itself sealed. docs/spec/forgeries.md lists them.
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from issuer.paper.sealing import seal_pdf
from registry.belge_no import BelgeNo
from registry.document import Document
from tests.vectors.forged import (
    active_kinds,
    byte_kinds,
    log_kinds,
    page_kinds,
    parser_kinds,
    range_kinds,
    revocation_kinds,
    seal_kinds,
    update_kinds,
)
from tests.vectors.forged.kinds import KINDS, Original
from tests.verifier.workshop import NOW, House

__all__ = ["KINDS", "originals"]
_MODULES = (
    byte_kinds,
    range_kinds,
    update_kinds,
    active_kinds,
    seal_kinds,
    revocation_kinds,
    page_kinds,
    log_kinds,
    parser_kinds,
)
_FIRST = ("Işıl İnci", "Ali", "Gökçe Şükran Nur", "Ümit", "Çağla Ilgın", "Ö")
_LAST = ("Öztürk", "Şahin", "Ak", "Büyükçolakoğulları Kızılağaçlıgil", "Iğdır", "Güneş Üçüncüoğlu")
_PROGRAMMES = (
    "Yüksek Gerilim Tesislerinde İşletme Sorumluluğu Yetkilendirme Eğitimi",
    "Asansör",
    "Şantiye Şefliği ve İş Güvenliği Uygulamaları ile Çok Katlı Yapılarda Denetim Yöntemleri Temel Eğitimi",
)
_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def originals(house: House) -> Iterator[Original]:
    """Recorded, sealed documents without end, each another in kind, name and length; the same ones in every run."""
    number = 0
    while True:
        yield _original(house, number)
        number += 1


def _document(house: House, number: int) -> Document:
    chance = random.Random(number)
    kind = ("yetki", "katilim", "basari")[number % 3]
    awarded = datetime(2026, 11, 22, 9, 0, tzinfo=UTC) - timedelta(days=number % 40)
    return house.fresh_sealed(
        kind,
        belge_no=str(BelgeNo("EMO", 2026, kind, 200 + number)),
        verification_code="".join(chance.choices(_SYMBOLS, k=16)),
        holder_name=f"{_FIRST[number % 6]} {_LAST[(number + number // 6) % 6]}",
        sicil_no=str(100_000 + chance.randrange(900_000)),
        programme_name=_PROGRAMMES[number % 3],
        awarded_at=awarded,
        valid_from=awarded.date(),
        valid_until=date(2031, 11, 22) if kind == "yetki" else None,
    )


@lru_cache(maxsize=64)
def _alone(house: House, number: int) -> Original:
    document, compact, drawn = house.drawn(_document(house, number))
    return Original(house, document, compact, drawn, seal_pdf(drawn, house.emo_seal, NOW))


def _original(house: House, number: int) -> Original:
    return replace(_alone(house, number), other=_alone(house, 0 if number else 1))
