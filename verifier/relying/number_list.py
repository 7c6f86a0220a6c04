"""Checking a list of document numbers: one short answer a line, names masked. Pure apart from the judging passed in."""

import csv
import io
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from registry.lists.csv_text import ListRefused, decoded
from registry.lists.sheet import SheetRefused, is_workbook, opened
from registry.turkish import fold
from verifier.presented import Presented, from_number
from verifier.verdict import Verdict

MAX_NUMBERS = 500
MAX_LIST = 1024 * 1024
_HEADERS = {"belge no", "belge_no", "numara", "no", "number", "document number"}
_STANDINGS = {
    "valid": ("Geçerli", "Valid"),
    "expired": ("Süresi dolmuş", "Expired"),
    "suspended": ("Askıda", "Suspended"),
    "revoked": ("İptal edilmiş", "Revoked"),
    "replaced": ("Yenisiyle değiştirilmiş", "Replaced"),
    "visa_missing": ("Vizesi yapılmamış", "Visa missing"),
    "not_yet_valid": ("Geçerlilik başlamadı", "Not yet valid"),
    "unknown": ("Sorgulanamadı", "Could not be checked"),
}
_BAD_NUMBER = ("Belge numarası hatalı", "Wrong document number")
_NOT_FOUND = ("Belge bulunamadı", "No such document")
_COLUMNS = ("belge_no", "durum", "ad_soyad", "belge_turu", "alan_veya_egitim", "gecerlilik_bitisi")


@dataclass(frozen=True, slots=True)
class NumberResult:
    """The answer to one number as given: a ``code`` for programs, words for people, and the masked fields."""

    given: str
    code: str
    tr: str
    en: str
    name: str = ""
    title: str = ""
    about: str = ""
    valid_until: str = ""


def numbers_of(data: bytes) -> list[str]:
    """The numbers of a file: the first column of a CSV or XLSX, or one a line; raises ``ListRefused``."""
    if len(data) > MAX_LIST:
        raise ListRefused("list.too_large", megabytes=MAX_LIST // (1024 * 1024))
    if not data.strip():
        raise ListRefused("numbers.none")
    found: list[str] = []
    for first in _first_cells(data):
        if first and not (not found and fold(first) in _HEADERS):
            found.append(first)
    if not found:
        raise ListRefused("numbers.none")
    if len(found) > MAX_NUMBERS:
        raise ListRefused("numbers.too_many", most=MAX_NUMBERS)
    return found


def _first_cells(data: bytes) -> list[str]:
    if is_workbook(data):
        try:
            with opened(data, MAX_NUMBERS + 2) as book:
                lines = book.lines(book.names[0]) if book.names else []
        except SheetRefused as error:
            raise ListRefused(error.code, **error.facts) from error
        return [cells[0].strip() for _, cells in lines if cells]
    texts = decoded(data).splitlines()
    return [
        one.replace(";", ",").replace("\t", ",").split(",")[0].strip().strip('"').strip() for one in texts
    ]


async def check_numbers(
    given: list[str], judge: Callable[[Presented], Awaitable[Verdict]]
) -> list[NumberResult]:
    """Today's answer to each number; the same number twice is asked once."""
    answers: dict[str, NumberResult] = {}
    for text in given:
        if text not in answers:
            answers[text] = _result(text, await judge(from_number(text)))
    return [answers[text] for text in given]


def _result(given: str, verdict: Verdict) -> NumberResult:
    shown = given[:40]
    if verdict.credential is None or verdict.standing is None:
        codes = [step.code for step in verdict.steps if step.code is not None]
        if any(code.startswith("number.") for code in codes):
            return NumberResult(shown, "bad_number", *_BAD_NUMBER)
        if verdict.outcome == "not_genuine":
            return NumberResult(shown, "not_found", *_NOT_FOUND)
        return NumberResult(shown, "unknown", *_STANDINGS["unknown"])
    if verdict.outcome != "genuine":
        return NumberResult(shown, "unknown", *_STANDINGS["unknown"])
    view = verdict.credential
    return NumberResult(
        str(view["belge_no"]),
        verdict.standing,
        *_STANDINGS[verdict.standing],
        name=str(view["name"]),
        title=str(view["title"]),
        about=str(view["area"] or view["programme"]["name"]),
        valid_until=str(view["valid_until"] or ""),
    )


def results_csv(results: list[NumberResult]) -> bytes:
    """The answers as a file that Turkish Excel opens: ``;`` and UTF-8 with BOM. A cell never starts a formula."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(_COLUMNS)
    for one in results:
        cells = (one.given, one.tr, one.name, one.title, one.about, one.valid_until)
        writer.writerow(
            ["'" + cell if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell for cell in cells]
        )
    return text.getvalue().encode("utf-8-sig")
