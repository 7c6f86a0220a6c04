"""Checking a list of document numbers: one short answer a line, names masked. Pure apart from the judging passed in."""

import csv
import io
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from registry.lists.csv_text import ListRefused, decoded
from registry.lists.sheet import SheetRefused, is_workbook, opened
from registry.turkish import fold
from verifier.presented import Presented, from_number
from verifier.verdict import Verdict

MAX_NUMBERS = 500
MAX_LIST = 1024 * 1024
# Year, kind and serial, however they are set apart: a phone number or a TC kimlik no has no letters between.
_NUMBER = re.compile(r"\d{4}\W*[A-Za-z]{2}\W*\d{3,6}")
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
    """The numbers of a file: the column of a CSV or XLSX that holds them, or one a line; raises ``ListRefused``."""
    if len(data) > MAX_LIST:
        raise ListRefused("list.too_large", megabytes=MAX_LIST // (1024 * 1024))
    if not data.strip():
        raise ListRefused("numbers.none")
    rows = _rows(data)
    column = _column_of_numbers(rows)
    found: list[str] = []
    for at, cells in enumerate(rows):
        cell = cells[column] if column < len(cells) else ""
        # A first row that no number stands in, with a column chosen for its numbers, says what the columns are.
        is_head = at == 0 and (fold(cell) in _HEADERS or (column > 0 and not _NUMBER.search(cell)))
        if cell and not is_head:
            found.append(cell)
    if not found:
        raise ListRefused("numbers.none")
    if len(found) > MAX_NUMBERS:
        raise ListRefused("numbers.too_many", most=MAX_NUMBERS)
    return found


def _column_of_numbers(rows: list[list[str]]) -> int:
    """The column with the most cells that look like our numbers, right or mistyped; without any, the first."""
    counts: dict[int, int] = {}
    for cells in rows:
        for column, cell in enumerate(cells):
            if _NUMBER.search(cell):
                counts[column] = counts.get(column, 0) + 1
    return max(counts, key=lambda column: (counts[column], -column), default=0)


def _rows(data: bytes) -> list[list[str]]:
    if is_workbook(data):
        try:
            with opened(data, MAX_NUMBERS + 2) as book:
                lines = book.lines(book.names[0]) if book.names else []
        except SheetRefused as error:
            raise ListRefused(error.code, **error.facts) from error
        return [[cell.strip() for cell in cells] for _, cells in lines if any(cells)]
    texts = decoded(data).splitlines()
    return [
        [cell.strip().strip('"').strip() for cell in one.replace(";", ",").replace("\t", ",").split(",")]
        for one in texts
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
