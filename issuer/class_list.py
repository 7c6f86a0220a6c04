"""A run's result list (CSV) as rows of evidence, each readable or with its reasons.

Columns in any order: ``sicil_no; ad; soyad; devam; toplam; teorik_not; uygulama_not; tekrar_teorik;
tekrar_uygulama; dayanak_belge_no``, English aliases too.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from issuer.reasons import Reason
from registry.lists.csv_text import ListFile, ListRefused, ListRow, header_key, read_file

_COLUMNS = {
    "sicil_no": ("oda_sicil_no", "sicil", "registration_no", "member_no"),
    "ad": ("adi", "given_name", "first_name", "name"),
    "soyad": ("soyadi", "family_name", "last_name", "surname"),
    "devam": ("katildigi", "izleme", "attended", "attendance"),
    "toplam": ("toplam_sure", "total", "scheduled"),
    "teorik_not": ("not", "sinav_notu", "teorik", "mark", "theory", "theory_mark", "exam_mark"),
    "uygulama_not": ("uygulama", "uygulama_notu", "practice", "practice_mark", "practical_mark"),
    "dayanak_belge_no": ("dayanak_belge", "dayanak", "supporting_document"),
    "tekrar_teorik": ("tekrar", "tekrar_not", "tekrar_teorik_not", "repeat_mark", "theory_repeat_mark"),
    "tekrar_uygulama": ("tekrar_uygulama_not", "practice_repeat_mark"),
    "ikinci_tekrar": ("tekrar_2", "second_repeat"),
    "oda": ("chamber", "oda_kodu"),
}
# Many lists have one column for both names; where the given name ends makes no difference to the register.
_BOTH_NAMES = {"ad_soyad": ("adi_soyadi", "isim_soyisim", "full_name")}
_WHO = ("sicil_no", "ad", "soyad")
_ALWAYS = (*_WHO, "devam", "toplam")
_COUNT = re.compile(r"[0-9]{1,7}", re.ASCII)
_MARK = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,2}))?", re.ASCII)


@dataclass(slots=True)
class ClassRow:
    """One person of the list. ``reasons`` not empty: the row cannot be used. Marks are hundredths."""

    line: int
    sicil_no: str
    given_name: str
    family_name: str
    chamber: str
    attended: int = 0
    scheduled: int = 0
    theory_mark: int | None = None
    practice_mark: int | None = None
    theory_repeat_mark: int | None = None
    practice_repeat_mark: int | None = None
    support_no: str = ""
    reasons: list[Reason] = field(default_factory=list)

    @property
    def full_name(self) -> str:
        """The name as the list has it."""
        return f"{self.given_name} {self.family_name}".strip()

    def evidence(self) -> tuple[object, ...]:
        """What two rows of one person must agree on to count as a repetition."""
        return (
            self.given_name,
            self.family_name,
            self.attended,
            self.scheduled,
            self.theory_mark,
            self.practice_mark,
            self.theory_repeat_mark,
            self.practice_repeat_mark,
            self.support_no,
        )


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns a programme's list must have."""

    training: bool = True
    marks: bool = False
    practice: bool = False
    support: bool = False

    @property
    def required(self) -> tuple[str, ...]:
        """Their names."""
        marks = ("teorik_not",) * (self.training and self.marks)
        practice = ("uygulama_not",) * (self.training and self.practice)
        return (*self.filled, *marks, *practice)

    @property
    def filled(self) -> tuple[str, ...]:
        """Those whose cells must not be empty."""
        return (*(_ALWAYS if self.training else _WHO), *("dayanak_belge_no",) * self.support)


def read_class_list(
    data: bytes, *, marks: bool, practice: bool, training: bool = True, support: bool = False
) -> list[ClassRow]:
    """The rows of a class list (CSV or XLSX); the others say which columns the programme needs (``Columns``).

    Raises ``ListRefused`` for a file that is no such list.
    """
    columns = Columns(training, marks, practice, support)
    return class_rows(read_cells(data, columns).rows, columns)


def read_cells(data: bytes, columns: Columns) -> ListFile:
    """A class list as cells, not judged yet; raises ``ListRefused``."""
    try:
        return read_file(data, aliases=_COLUMNS, required=columns.required)
    except ListRefused as refusal:
        if refusal.code != "list.column_missing":
            raise
        others = tuple(name for name in columns.required if name not in ("ad", "soyad"))
        try:
            found = read_file(data, aliases=_COLUMNS | _BOTH_NAMES, required=(*others, *_BOTH_NAMES))
        except ListRefused:
            raise refusal from None
    return ListFile([_with_two_names(row) for row in found.rows], found.notes)


def _with_two_names(row: ListRow) -> ListRow:
    cells = dict(row.cells)
    given, _, family = cells.pop("ad_soyad").rpartition(" ")
    return ListRow(row.line, {"ad": given, "soyad": family, **cells}, row.fault)


def header_of(cells: Sequence[str]) -> dict[str, int]:
    """Which of our columns a line of cells names, and where."""
    aliases = {alias: name for name, others in _COLUMNS.items() for alias in (name, *others)}
    return {aliases[key]: place for place, cell in enumerate(cells) if (key := header_key(cell)) in aliases}


def class_rows(cells: Sequence[ListRow], columns: Columns) -> list[ClassRow]:
    """Rows of cells as evidence, each readable or with its reasons."""
    rows = [_row(row, columns) for row in cells]
    _settle_repetitions(rows)
    return rows


def _row(row: ListRow, columns: Columns) -> ClassRow:
    cells = row.cells
    # A row that was typed in, or that is left of a refused one, has only the columns somebody filled.
    sicil_no, given, family, chamber = (cells.get(name, "") for name in (*_WHO, "oda"))
    found = ClassRow(row.line, sicil_no, given, family, chamber)
    found.support_no = cells.get("dayanak_belge_no", "")
    if row.fault is not None:
        found.reasons.append(Reason(row.fault))
        return found
    found.reasons += [
        Reason("row.empty_field", {"column": name}) for name in columns.filled if not cells.get(name)
    ]
    if found.reasons or not columns.training:
        return found
    attended, scheduled = _count(found, cells, "devam"), _count(found, cells, "toplam")
    if attended is not None and scheduled is not None:
        found.attended, found.scheduled = attended, scheduled
        if scheduled == 0:
            found.reasons.append(Reason("row.total_zero"))
        elif attended > scheduled:
            facts: dict[str, object] = {"attended": attended, "scheduled": scheduled}
            found.reasons.append(Reason("row.attended_above_total", facts))
    found.theory_mark = _mark(found, cells, "teorik_not")
    found.practice_mark = _mark(found, cells, "uygulama_not")
    found.theory_repeat_mark = _mark(found, cells, "tekrar_teorik")
    found.practice_repeat_mark = _mark(found, cells, "tekrar_uygulama")
    for first, repeat in (("teorik_not", "tekrar_teorik"), ("uygulama_not", "tekrar_uygulama")):
        if cells.get(repeat) and not cells.get(first):
            found.reasons.append(Reason("row.repeat_without_first", {"column": first}))
    if cells.get("ikinci_tekrar"):
        found.reasons.append(Reason("row.second_repeat"))
    return found


def _count(row: ClassRow, cells: Mapping[str, str], column: str) -> int | None:
    value = cells[column]
    if _COUNT.fullmatch(value) is None:
        row.reasons.append(Reason("row.count_unreadable", {"column": column, "value": value[:40]}))
        return None
    return int(value)


def _mark(row: ClassRow, cells: Mapping[str, str], column: str) -> int | None:
    value = cells.get(column, "")
    if not value:
        return None
    shaped = _MARK.fullmatch(value)
    hundredths = -1 if shaped is None else int(shaped[1]) * 100 + int((shaped[2] or "0").ljust(2, "0"))
    if not 0 <= hundredths <= 10_000:
        row.reasons.append(Reason("row.mark_unreadable", {"column": column, "value": value[:40]}))
        return None
    return hundredths


def _settle_repetitions(rows: list[ClassRow]) -> None:
    by_person: dict[str, list[ClassRow]] = {}
    for row in rows:
        if row.sicil_no:
            by_person.setdefault(row.sicil_no, []).append(row)
    for same in by_person.values():
        first, *others = same
        agree = all(row.evidence() == first.evidence() for row in others)
        for row in others:
            row.reasons.append(Reason("row.repeated" if agree else "row.conflicting", {"first": first.line}))
        if not agree:
            first.reasons.append(Reason("row.conflicting", {"first": others[0].line}))
