"""The rules of each kind of document (docs/operate/issuing.md). Pure: evidence in, reasons out.

Eligibility compares whole numbers and never rounds: 1079 of 1200 is below 90 %, a mark of 69,5 is below 70.
Rates are shown cut to two places.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from issuer.reasons import Reason
from registry.document import KIND_TITLES, BoardDecision
from registry.istanbul import shown, years_later
from registry.member import Member
from registry.programme import NO_DOCUMENT, Participation, Programme, Run
from registry.refusal import Refusal

_KINDS_EN = {
    "katilim": "participation document",
    "basari": "achievement document",
    "yetki": "authorisation document",
}
_STATUS_TR = {"askida": "askıda", "ayrilmis": "ayrılmış", "vefat": "vefat"}


class RuleRefused(Refusal):
    """A rule that concerns the whole list, not one row."""


def _titles(programme: Programme) -> dict[str, object]:
    title = KIND_TITLES[programme.kind]
    return {
        "document": title[0] + title[1:].replace("Belgesi", "belgesi"),
        "document_en": _KINDS_EN[programme.kind],
    }


def cut_rate(attended: int, scheduled: int) -> str:
    """Attendance in percent, cut (not rounded) to two places: 1079 of 1200 gives ``89,91``."""
    hundredths = attended * 10_000 // scheduled
    return f"{hundredths // 100},{hundredths % 100:02d}"


def shown_mark(hundredths: int) -> str:
    """A mark as people write it: 6950 gives ``69,5``, 7000 gives ``70``."""
    whole, rest = divmod(hundredths, 100)
    return str(whole) if rest == 0 else f"{whole},{rest:02d}".rstrip("0")


def attendance_reason(programme: Programme, evidence: Participation) -> Reason | None:
    """Why attendance does not suffice, or None."""
    required = programme.attendance_threshold_pct
    if evidence.attended_units * 100 >= required * evidence.scheduled_units:
        return None
    actual = cut_rate(evidence.attended_units, evidence.scheduled_units)
    code = "rule.watch_low" if programme.delivery == "asenkron" else "rule.attendance_low"
    facts = {"actual": actual, "actual_en": actual.replace(",", "."), "required": required}
    return Reason(code, {**_titles(programme), **facts})


def mark_reasons(programme: Programme, evidence: Participation) -> list[Reason]:
    """Each exam whose mark is missing or below the pass mark."""
    exams = [("teorik_not", "sınav", "exam", evidence.last_theory_mark)]
    if programme.practice_exam:
        exams = [
            ("teorik_not", "teorik sınav", "theory exam", evidence.last_theory_mark),
            ("uygulama_not", "uygulama sınavı", "practice exam", evidence.last_practice_mark),
        ]
    reasons = []
    for column, exam, exam_en, mark in exams:
        if mark is None:
            reasons.append(Reason("row.mark_missing", {"column": column}))
        elif mark < programme.pass_mark * 100:
            actual = shown_mark(mark)
            facts = {
                "exam": exam,
                "exam_en": exam_en,
                "actual": actual,
                "actual_en": actual.replace(",", "."),
            }
            reasons.append(
                Reason("rule.mark_low", {**_titles(programme), **facts, "required": programme.pass_mark})
            )
    return reasons


def is_bound(programme: Programme) -> bool:
    """True if its documents rest on another document (bağlı)."""
    return programme.validity_type == "bagli"


def has_training(programme: Programme) -> bool:
    """False for a bound programme without assessment: the training was the supporting document's."""
    return programme.assessed or not is_bound(programme)


def eligibility(
    programme: Programme, member: Member, evidence: Participation | None, on: date
) -> list[Reason]:
    """All reasons against a document of the programme's kind; empty means it may be issued on ``on``."""
    reasons: list[Reason] = []
    if evidence is not None:
        reasons += [reason for reason in [attendance_reason(programme, evidence)] if reason is not None]
        if programme.kind != "katilim":
            reasons += mark_reasons(programme, evidence)
    if programme.kind == "yetki" and member.status != "aktif":
        reasons.append(Reason("rule.not_active", {"on": shown(on), "status": _STATUS_TR[member.status]}))
    return reasons


def second_repeat(known: Participation | None, new: Participation) -> bool:
    """True if a repeat exam is on record and ``new`` brings another mark of one: only a correction may."""
    if known is None:
        return False
    pairs = (
        (known.theory_repeat_mark, new.theory_repeat_mark),
        (known.practice_repeat_mark, new.practice_repeat_mark),
    )
    return any(old is not None and old != mark for old, mark in pairs)


def check_run(programme: Programme, run: Run) -> None:
    """Documents come from programmes that end with one, and from runs that are held; raises ``RuleRefused``."""
    if programme.kind == NO_DOCUMENT:
        raise RuleRefused("rule.no_document", programme=programme.code)
    if run.state == "iptal":
        raise RuleRefused("run.cancelled", run=run.code)
    if run.state == "planlandi":
        raise RuleRefused("run.not_open", run=run.code)


def total_reasons(
    programme: Programme, run: Run, listed: Iterable[int], recorded: Iterable[int] = ()
) -> dict[int, Reason]:
    """For each total that rows of a list may not have, why.

    The run's own total binds every row. Without one, everyone in a room heard the same number of units: the
    evidence ``recorded`` for others says how many, else most rows of the list do. In an asynchronous run
    without a total each row counts by itself.
    """
    found = Counter(listed)
    expected = run.scheduled_units
    if expected is None and programme.delivery == "asenkron":
        return {}
    if expected is None:
        ranked = (Counter(recorded) or found).most_common(2)
        if len(ranked) == 2 and ranked[0][1] == ranked[1][1]:
            totals = ", ".join(map(str, sorted(found)))
            return {total: Reason("row.totals_disagree", {"totals": totals}) for total in found}
        expected = ranked[0][0] if ranked else None
    return {
        total: Reason("row.total_differs", {"scheduled": total, "expected": expected})
        for total in found
        if total != expected
    }


def check_board_decision(programme: Programme, decision: BoardDecision | None, on: date) -> None:
    """A yetki needs a board decision not later than the day of issue; raises ``RuleRefused``."""
    if programme.kind != "yetki":
        return
    if decision is None:
        raise RuleRefused("rule.board_decision_missing")
    if decision.day > on:
        raise RuleRefused("rule.board_decision_future", day=shown(decision.day), on=shown(on))
    if programme.area is None:
        raise RuleRefused("rule.area_missing", programme=programme.code)


def validity(programme: Programme, first_day: date, support_until: date | None = None) -> date | None:
    """The last valid day of a document that begins on ``first_day``; None is without end.

    A bound document ends with its own years or with the one it rests on, whichever is first.
    """
    match programme.validity_type:
        case "sabit_sure":
            return years_later(first_day, programme.validity_years or 0)
        case "yil_sonu":
            return date(first_day.year + (programme.validity_years or 1) - 1, 12, 31)
        case "bagli":
            own = years_later(first_day, programme.validity_years) if programme.validity_years else None
            return min((day for day in (own, support_until) if day is not None), default=None)
    return None
