"""Training programmes, their runs (açılan eğitim) and who took part."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

# A programme of kind ``yok`` ends without a document.
NO_DOCUMENT = "yok"
RUN_STATES = ("planlandi", "acik", "tamamlandi", "iptal")
VALIDITY_TYPES = ("suresiz", "sabit_sure", "yil_sonu", "bagli")
DELIVERIES = ("sinif", "senkron", "asenkron")
DEFAULT_ATTENDANCE_PCT = 80
DEFAULT_ASYNC_ATTENDANCE_PCT = 90
DEFAULT_PASS_MARK = 70


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
    """``new`` with the repeat marks of ``known`` where it says nothing of them."""
    if known is None:
        return new
    theory, practice = new.theory_repeat_mark, new.practice_repeat_mark
    return replace(
        new,
        theory_repeat_mark=known.theory_repeat_mark if theory is None else theory,
        practice_repeat_mark=known.practice_repeat_mark if practice is None else practice,
    )
