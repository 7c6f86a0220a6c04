"""How a set is shared out: programmes from Tablo 1, runs and participations in whole numbers that add up."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random

from registry.programme import (
    DEFAULT_ASYNC_ATTENDANCE_PCT,
    DEFAULT_ATTENDANCE_PCT,
    DEFAULT_PASS_MARK,
    Programme,
)

SEED = 1954
CERTIFIED, ASSESSED = 537, 210
TRAINERS = {"oda": 563, "akademisyen": 71, "bakanlik": 22, "diger": 20}
TRAINED, NOT_TRAINED = 317, 265
_SUBJECTS = (
    "Yapı Malzemesi", "Enerji Verimliliği", "Asansör", "Doğalgaz Tesisatı", "İş Sağlığı", "Proje Yönetimi",
    "Bilirkişilik", "Çevre Yönetimi", "Coğrafi Bilgi Sistemleri", "Yangın Güvenliği", "Kalite Yönetimi",
    "Veri Güvenliği", "Taşınmaz Değerleme", "Kentsel Dönüşüm", "Yenilenebilir Enerji", "Laboratuvar Uygulamaları",
    "Gıda Güvenliği", "Zemin Mekaniği", "Deprem Mühendisliği", "Topraklama",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Size:
    """How large a set is. ``years`` are first and last, both included."""

    members: int
    runs: int
    participations: int
    documents: int
    signed: int
    years: tuple[int, int]

    def scaled(self, parts: int) -> "Size":
        """About a ``parts``-th of it, for trying things out; every programme is still held twice."""
        if parts == 1:
            return self
        runs = max(self.runs // parts, 2 * 1046)
        return Size(
            max(self.members // parts, 12_000),
            runs,
            max(self.participations // parts, 8 * runs),
            self.documents // parts,
            self.signed // parts,
            self.years,
        )


REPORT = Size(60_000, 20_180, 400_000, 0, 0, (2006, 2025))
CAPACITY = Size(700_000, 60_000, 1_200_000, 1_000_000, 100_000, (2006, 2025))


@cache
def table_of(path: Path) -> tuple[tuple[str, dict[str, int]], ...]:
    """Tablo 1 from its file: chamber and programmes by form, without the totals."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    forms = ("uygulamali", "yuz_yuze", "cevrimici")
    return tuple((row["chamber_code"], {form: int(row[form] or 0) for form in forms}) for row in rows[:-1])


def programmes(path: Path, random: Random) -> list[Programme]:
    """The 1,046 programmes, 537 of them certified and 210 of these assessed."""
    places = [
        (code, form) for code, forms in table_of(path) for form, count in forms.items() for _ in range(count)
    ]
    certified = set(random.sample(range(len(places)), CERTIFIED))
    assessed = set(random.sample(sorted(certified), ASSESSED))
    found = []
    for place, (code, form) in enumerate(places):
        subject = random.choice(_SUBJECTS)
        kind = "yok" if place not in certified else "katilim"
        if place in assessed:
            kind = random.choice(("basari", "yetki"))
        found.append(_programme(f"{code}-E{place + 1:04d}", code, form, kind, subject, random))
    return found


def _programme(code: str, chamber: str, form: str, kind: str, subject: str, random: Random) -> Programme:
    delivery = random.choice(("asenkron", "senkron")) if form == "cevrimici" else "sinif"
    yetki = kind == "yetki"
    return Programme(
        code=code,
        chamber_code=chamber,
        name_tr=f"{subject} Eğitimi {code.rpartition('-')[2]}",
        form=form,
        delivery=delivery,
        lesson_hours=random.choice((6, 12, 16, 18, 24, 40)),
        kind=kind,
        assessed=kind in ("basari", "yetki"),
        attendance_threshold_pct=DEFAULT_ASYNC_ATTENDANCE_PCT
        if delivery == "asenkron"
        else DEFAULT_ATTENDANCE_PCT,
        pass_mark=DEFAULT_PASS_MARK,
        validity_type="sabit_sure" if yetki else "suresiz",
        validity_years=5 if yetki else None,
        annual_visa=yetki and random.random() < 0.3,
        area=subject if kind in ("basari", "yetki") else None,
        practice_exam=form == "uygulamali" and kind in ("basari", "yetki"),
    )


def shared_out(total: int, weights: Sequence[float]) -> list[int]:
    """``total`` as whole numbers in proportion to ``weights``; they add up exactly."""
    whole = sum(weights)
    ends = [round(total * reached / whole) for reached in accumulate(weights)]
    return [end - start for start, end in zip([0, *ends], ends, strict=False)]


def sizes(count: int, total: int, random: Random) -> list[int]:
    """``count`` class sizes from 6 to 33 that add up to ``total``."""
    found = [random.randint(8, 31) for _ in range(count)]
    off = total - sum(found)
    while off:
        place = random.randrange(count)
        turn = 1 if off > 0 else -1
        if 6 <= found[place] + turn <= 33:
            found[place] += turn
            off -= turn
    return found
