"""Training programmes, their runs (açılan eğitim) and who took part."""

import re
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from registry.document import FORMS, KIND_TITLES, LONGEST_NAME, TextRefused, clean_text
from registry.refusal import Refusal
from registry.turkish import fold

# A programme of kind ``yok`` ends without a document.
NO_DOCUMENT = "yok"
RUN_STATES = ("planlandi", "acik", "tamamlandi", "iptal")
VALIDITY_TYPES = ("suresiz", "sabit_sure", "yil_sonu", "bagli")
DELIVERIES = ("sinif", "senkron", "asenkron")
DEFAULT_ATTENDANCE_PCT = 80
DEFAULT_ASYNC_ATTENDANCE_PCT = 90
DEFAULT_PASS_MARK = 70
LONGEST_TITLE = 60
# The place of a programme's documents that were reissued from earlier paper. No list and no door can name it: the
# number of a run that was held is ASCII.
EARLIER_PAPER_RUN = "devralınan"
_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,39}", re.ASCII)


class ProgrammeRefused(Refusal):
    """The rules of a programme contradict themselves or the union's."""


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme of the catalogue. ``pass_mark`` is out of 100; ``validity_years`` counts for two types only."""

    code: str
    chamber_code: str
    name_tr: str
    form: str
    delivery: str
    lesson_hours: int
    kind: str
    assessed: bool
    attendance_threshold_pct: int
    pass_mark: int
    validity_type: str
    validity_years: int | None
    annual_visa: bool
    area: str | None
    practice_exam: bool = False
    minutes_per_lesson: int = 45
    title: str | None = None
    accredited_by: str | None = None
    counts_in_tablo1: bool = True
    active: bool = True
    version: int = 1


@dataclass(frozen=True, slots=True)
class Run:
    """One holding of a programme; ``no`` counts within the programme."""

    id: UUID
    programme_code: str
    no: str
    start_on: date
    end_on: date
    branch: str | None = None
    place: str | None = None
    state: str = "acik"
    capacity: int | None = None
    scheduled_units: int | None = None

    @property
    def code(self) -> str:
        """How people name the run: programme code, slash, number."""
        return f"{self.programme_code}/{self.no}"

    @property
    def is_of_earlier_paper(self) -> bool:
        """True if nothing was held: its documents take the place of earlier paper."""
        return self.no == EARLIER_PAPER_RUN


@dataclass(frozen=True, slots=True)
class Participation:
    """Evidence of one member in one run. Units are whole minutes or lessons; marks are hundredths of a point."""

    run_id: UUID
    member_id: UUID
    attended_units: int
    scheduled_units: int
    theory_mark: int | None = None
    practice_mark: int | None = None
    source: str = "csv"
    theory_repeat_mark: int | None = None
    practice_repeat_mark: int | None = None

    @property
    def last_theory_mark(self) -> int | None:
        """The mark that counts: of the one repeat exam, else of the exam."""
        return self.theory_mark if self.theory_repeat_mark is None else self.theory_repeat_mark

    @property
    def last_practice_mark(self) -> int | None:
        """As ``last_theory_mark``, of the practice exam."""
        return self.practice_mark if self.practice_repeat_mark is None else self.practice_repeat_mark


def with_known_repeats(new: Participation, known: Participation | None) -> Participation:
    """``new`` with the repeat marks of ``known`` where it says nothing of them.

    If that says what is known already, it is ``known``, from whatever source that came.
    """
    if known is None:
        return new
    theory, practice = new.theory_repeat_mark, new.practice_repeat_mark
    merged = replace(
        new,
        theory_repeat_mark=known.theory_repeat_mark if theory is None else theory,
        practice_repeat_mark=known.practice_repeat_mark if practice is None else practice,
    )
    return known if replace(merged, source=known.source) == known else merged


def same_rules(one: Programme, other: Programme) -> bool:
    """True if both say the same; whether new runs may be opened and the version's number are no rules."""
    return replace(one, active=True, version=1) == replace(other, active=True, version=1)


def check_programme(one: Programme) -> None:
    """Raise ``ProgrammeRefused`` unless the programme's rules can be followed, at whatever door they came in."""
    if _CODE.fullmatch(one.code) is None or not one.code.startswith(f"{one.chamber_code}-"):
        raise ProgrammeRefused("programme.field", field="code", value=one.code[:60])
    allowed = (
        ("form", one.form, FORMS),
        ("delivery", one.delivery, DELIVERIES),
        ("kind", one.kind, (*KIND_TITLES, NO_DOCUMENT)),
        ("validity_type", one.validity_type, VALIDITY_TYPES),
    )
    for field, value, values in allowed:
        if value not in values:
            raise ProgrammeRefused("programme.field", field=field, value=value[:60])
    ranges = (
        ("lesson_hours", one.lesson_hours, 0, 2000),
        ("minutes_per_lesson", one.minutes_per_lesson, 1, 120),
        ("attendance_threshold_pct", one.attendance_threshold_pct, 0, 100),
        ("pass_mark", one.pass_mark, 0, 100),
        ("validity_years", one.validity_years or 0, int(one.validity_type == "sabit_sure"), 50),
    )
    for field, number, least, most in ranges:
        if not least <= number <= most:
            raise ProgrammeRefused("programme.field", field=field, value=number)
    texts = (("name_tr", one.name_tr), ("area", one.area), ("accredited_by", one.accredited_by))
    for field, text in texts:
        _check_text(field, text, LONGEST_NAME)
    if one.kind in ("basari", "yetki") and not one.assessed and one.validity_type != "bagli":
        raise ProgrammeRefused("programme.standalone", programme=one.code)
    _check_text("title", one.title, LONGEST_TITLE)
    if one.title is not None:
        _check_title(one.title, one.kind)


def _check_text(field: str, text: str | None, longest: int) -> None:
    try:
        if text is not None:
            clean_text(text, longest)
    except TextRefused as error:
        raise ProgrammeRefused("programme.field", field=field, value=text[:60] if text else "") from error


def _check_title(title: str, kind: str) -> None:
    """A title of the chamber's own may not promise another kind of document."""
    words = fold(title)
    promised = [other for other in KIND_TITLES if other in words]
    if "uzman" in words or "muhendis yetki" in words:
        promised.append("yetki")
    if kind == NO_DOCUMENT or any(other != kind for other in promised):
        raise ProgrammeRefused("programme.title", title=title)
