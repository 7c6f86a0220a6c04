"""Documents that end soon or lack this year's visa, and what their holders are told (Ü7)."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from registry.records.asked.reminders import HeldDocument
from registry.records.registry_records import Records
from registry.standing import VALID, VISA_MISSING, StandingFacts, standing_of

# Days before the end at which a member is told.
STEPS = (90, 30, 7)
# Days before the last day without this year's visa (31 March unless the chamber says otherwise).
VISA_STEPS = (30, 7)
# A worker that was off is still in time this many days after a step.
LATE = 6
EXPIRING, VISA_DUE = "document.expiring", "document.visa_due"
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Reminder:
    """One document of one member, and the ``last_day`` that comes near; ``what`` is the notice's template.

    ``once_key`` is the same for the same document and step, however often asked.
    """

    what: str
    chamber_code: str
    member_id: UUID
    credential_id: UUID
    kind: str
    belge_no: str
    verification_code: str
    last_day: date
    days_left: int
    once_key: str


def sentence(days_left: int, lang: str = "tr") -> str:
    """What the member reads: "Belgenizin süresi 90 gün sonra dolacaktır."."""
    if days_left == 0:
        return "Your document expires today." if lang == "en" else "Belgenizin süresi bugün dolacaktır."
    if lang == "en":
        return f"Your document expires in {days_left} day{'' if days_left == 1 else 's'}."
    return f"Belgenizin süresi {days_left} gün sonra dolacaktır."


def reminders_of(records: Records, chamber_code: str, today: date) -> Iterator[Reminder]:
    """What members of a chamber are to be reminded of on a day: each document at a step, or few days past it."""
    for step in STEPS:
        first, last = today + timedelta(days=max(0, step - LATE)), today + timedelta(days=step)
        ending = records.reminders.ending(chamber_code, first, last)
        facts = records.standings.facts_of([one.credential_id for one in ending])
        for one in ending:
            if one.valid_until is not None and _ends(facts[one.credential_id], today):
                key = f"reminder:{one.belge_no}:{step}"
                yield _reminder(EXPIRING, chamber_code, one, one.valid_until, today, key)
    yield from _without_visa(records, chamber_code, today)


def _ends(facts: StandingFacts, today: date) -> bool:
    """True while it counts, or would with a visa, and nothing has taken its place."""
    return facts.successor is None and standing_of(facts, today).code in (VALID, VISA_MISSING)


def _without_visa(records: Records, chamber_code: str, today: date) -> Iterator[Reminder]:
    last_day = _on(today.year, records.chambers.visa_grace_until(chamber_code))
    days_left = (last_day - today).days
    step = next((one for one in VISA_STEPS if max(0, one - LATE) <= days_left <= one), None)
    if step is None:
        return
    after, missing_from = None, last_day + timedelta(days=1)
    while found := records.reminders.with_visa(chamber_code, missing_from, after, _AT_ONCE):
        facts = records.standings.facts_of([one.credential_id for one in found])
        for one in found:
            known = facts[one.credential_id]
            counts = standing_of(known, today).code == VALID
            if counts and standing_of(known, missing_from).code == VISA_MISSING:
                key = f"visa:{one.belge_no}:{today.year}:{step}"
                yield _reminder(VISA_DUE, chamber_code, one, last_day, today, key)
        after = found[-1].credential_id


def _on(year: int, day: tuple[int, int]) -> date:
    month, number = day
    return date(year, month, min(number, calendar.monthrange(year, month)[1]))


def _reminder(
    what: str, chamber_code: str, one: HeldDocument, last_day: date, today: date, once_key: str
) -> Reminder:
    return Reminder(
        what,
        chamber_code,
        one.member_id,
        one.credential_id,
        one.kind,
        one.belge_no,
        one.verification_code,
        last_day,
        (last_day - today).days,
        once_key,
    )
