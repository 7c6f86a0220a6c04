"""Reading the catalogue files: ``chambers.json`` and ``programmes.csv`` (shape: registry/data/)."""

import json
from dataclasses import dataclass
from typing import Any

from registry.belge_no import KIND_LETTERS
from registry.document import FORMS, LONGEST_NAME, TextRefused, clean_text
from registry.lists.csv_text import ListRow, read_list
from registry.programme import (
    DEFAULT_ASYNC_ATTENDANCE_PCT,
    DEFAULT_ATTENDANCE_PCT,
    DEFAULT_PASS_MARK,
    DELIVERIES,
    NO_DOCUMENT,
    VALIDITY_TYPES,
    Programme,
    ProgrammeRefused,
    check_programme,
)
from registry.refusal import Refusal

_COLUMNS: dict[str, tuple[str, ...]] = {
    "code": ("kod", "egitim_kodu"),
    "chamber_code": ("oda", "oda_kodu", "chamber"),
    "name_tr": ("ad", "egitim_adi", "name"),
    "form": ("bicim", "egitim_bicimi"),
    "delivery": ("sunum",),
    "hours": ("saat", "ders_saati", "sure", "lesson_hours"),
    "belge_turu": ("kind", "tur"),
    "assessed": ("olcme", "sinav"),
    "attendance_threshold_pct": ("devam_esigi",),
    "pass_mark": ("gecme_notu",),
    "validity_type": ("gecerlilik_turu",),
    "validity_years": ("gecerlilik_yili",),
    "annual_visa": ("yillik_vize",),
    "specialization_area": ("uzmanlik_alani", "alan", "area"),
    "practice_exam": ("uygulama_sinavi",),
    "minutes_per_lesson": ("ders_dakikasi",),
}
_REQUIRED = (
    "code",
    "chamber_code",
    "name_tr",
    "form",
    "delivery",
    "hours",
    "belge_turu",
    "assessed",
    "validity_type",
)
_YES = {"yes", "evet", "e", "1", "true"}
_NO = {"no", "hayır", "hayir", "h", "0", "false", ""}


class CatalogueRefused(Refusal):
    """A catalogue file has a row that cannot be taken; nothing of the file is."""


@dataclass(frozen=True, slots=True)
class UnionEntry:
    """The union's own entry in ``chambers.json``."""

    name_tr: str
    name_en: str
    slug: str


@dataclass(frozen=True, slots=True)
class ChamberEntry:
    """A chamber as ``chambers.json`` lists it."""

    code: str
    no: int
    abbr_tr: str
    name_tr: str
    name_en: str
    slug: str
    professions: tuple[str, ...]


def read_chambers(data: bytes) -> tuple[UnionEntry, list[ChamberEntry]]:
    """The union and its chambers; raises ``CatalogueRefused``."""
    try:
        found: Any = json.loads(data)
        union = UnionEntry(found["union"]["name_tr"], found["union"]["name_en"], found["union"]["did_slug"])
        entries = [
            ChamberEntry(
                code=one["code"],
                no=int(one["no"]),
                abbr_tr=one["abbr_tr"],
                name_tr=one["name_tr"],
                name_en=one["name_en"],
                slug=one["did_slug"],
                professions=tuple(one["professions"]),
            )
            for one in found["chambers"]
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise CatalogueRefused("chambers.unreadable", detail=str(error)[:80]) from error
    return union, entries


def read_programmes(data: bytes, chamber_codes: set[str]) -> list[Programme]:
    """The programmes of a CSV; raises ``ListRefused`` or ``CatalogueRefused`` with the row and column."""
    programmes = [
        _programme(row, chamber_codes) for row in read_list(data, aliases=_COLUMNS, required=_REQUIRED)
    ]
    codes = [one.code for one in programmes]
    if twice := {code for code in codes if codes.count(code) > 1}:
        raise CatalogueRefused("programme.twice", programme=", ".join(sorted(twice)))
    return programmes


def _programme(row: ListRow, chamber_codes: set[str]) -> Programme:
    if row.fault is not None:
        raise CatalogueRefused(row.fault, line=row.line)
    cells = row.cells
    chamber = _one_of(row, "chamber_code", chamber_codes)
    form = _one_of(row, "form", set(FORMS))
    delivery = _one_of(row, "delivery", set(DELIVERIES))
    kind = _one_of(row, "belge_turu", {*KIND_LETTERS, NO_DOCUMENT})
    validity_type = _one_of(row, "validity_type", set(VALIDITY_TYPES))
    assessed = _yes(row, "assessed")
    if kind in ("basari", "yetki") and not assessed and validity_type != "bagli":
        raise CatalogueRefused("programme.not_assessed", line=row.line, programme=cells["code"])
    if not cells["code"].startswith(f"{chamber}-") or len(cells["code"]) > 40 or not cells["code"].isascii():
        raise CatalogueRefused("programme.cell", line=row.line, column="code", value=cells["code"][:60])
    years = _number(row, "validity_years", None, 50)
    if validity_type == "sabit_sure" and not years:
        raise CatalogueRefused("programme.cell", line=row.line, column="validity_years", value="")
    default_threshold = DEFAULT_ASYNC_ATTENDANCE_PCT if delivery == "asenkron" else DEFAULT_ATTENDANCE_PCT
    threshold = _number(row, "attendance_threshold_pct", default_threshold, 100)
    pass_mark = _number(row, "pass_mark", DEFAULT_PASS_MARK, 100)
    minutes = _number(row, "minutes_per_lesson", 45, 120)
    hours = _number(row, "hours", None, 2000)
    if not cells["name_tr"] or hours is None or threshold is None or pass_mark is None or minutes is None:
        raise CatalogueRefused("programme.cell", line=row.line, column="name_tr / hours", value="")
    name, area = _printable(row, "name_tr"), _printable(row, "specialization_area")
    practice_default = form == "uygulamali" and assessed
    found = Programme(
        code=cells["code"],
        chamber_code=chamber,
        name_tr=name or cells["code"],
        form=form,
        delivery=delivery,
        lesson_hours=hours,
        kind=kind,
        assessed=assessed,
        attendance_threshold_pct=threshold,
        pass_mark=pass_mark,
        validity_type=validity_type,
        validity_years=years,
        annual_visa=_yes(row, "annual_visa"),
        area=area,
        practice_exam=_yes(row, "practice_exam") if cells.get("practice_exam") else practice_default,
        minutes_per_lesson=minutes,
    )
    try:
        check_programme(found)
    except ProgrammeRefused as error:
        column, value = error.facts.get("field", "code"), error.facts.get("value", "")
        raise CatalogueRefused("programme.cell", line=row.line, column=column, value=value) from error
    return found


def _one_of(row: ListRow, column: str, allowed: set[str]) -> str:
    value = row.cells[column]
    if value not in allowed:
        raise CatalogueRefused("programme.cell", line=row.line, column=column, value=value[:60])
    return value


def _printable(row: ListRow, column: str) -> str | None:
    value = row.cells.get(column, "")
    try:
        return clean_text(value, LONGEST_NAME) if value else None
    except TextRefused as error:
        raise CatalogueRefused("programme.cell", line=row.line, column=column, value=value[:60]) from error


def _yes(row: ListRow, column: str) -> bool:
    value = row.cells.get(column, "").lower()
    if value in _YES:
        return True
    if value in _NO:
        return False
    raise CatalogueRefused("programme.cell", line=row.line, column=column, value=value[:60])


def _number(row: ListRow, column: str, default: int | None, largest: int) -> int | None:
    value = row.cells.get(column, "")
    if not value:
        return default
    if not (value.isascii() and value.isdigit()) or int(value) > largest:
        raise CatalogueRefused("programme.cell", line=row.line, column=column, value=value[:60])
    return int(value)
