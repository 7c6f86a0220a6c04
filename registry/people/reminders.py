"""Documents that end soon, and what their holders are told (Ü7)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from registry.standing import VALID, VISA_MISSING, standing_of
from registry.store import Store

# Days before the end at which a member is told.
STEPS = (90, 30, 7)
# A worker that was off is still in time this many days after a step.
LATE = 6


@dataclass(frozen=True, slots=True)
class Reminder:
    """One document of one member. ``once_key`` is the same for the same document and step, however often asked."""

    chamber_code: str
    member_id: UUID
    credential_id: UUID
    belge_no: str
    valid_until: date
    days_left: int
    email: str | None
    once_key: str


def sentence(days_left: int, lang: str = "tr") -> str:
    """What the member reads: "Belgenizin süresi 90 gün sonra dolacaktır."."""
    if days_left == 0:
        return "Your document expires today." if lang == "en" else "Belgenizin süresi bugün dolacaktır."
    if lang == "en":
        return f"Your document expires in {days_left} day{'' if days_left == 1 else 's'}."
    return f"Belgenizin süresi {days_left} gün sonra dolacaktır."


def reminders_due(store: Store, today: date) -> Iterator[Reminder]:
    """Documents that still count, or would with a visa, and are at a step before their end or few days past it, chamber by chamber."""
    with store.reading() as records:
        chambers = [one.code for one in records.chambers.all()]
    for code in chambers:
        for step in STEPS:
            first, last = today + timedelta(days=max(0, step - LATE)), today + timedelta(days=step)
            with store.reading(code) as records:
                ending = records.specialization.ending(code, first, last)
                facts = records.standings.facts_of([one.credential_id for one in ending])
            for one in ending:
                if standing_of(facts[one.credential_id], today).code in (VALID, VISA_MISSING):
                    yield Reminder(
                        code,
                        one.member_id,
                        one.credential_id,
                        one.belge_no,
                        one.valid_until,
                        (one.valid_until - today).days,
                        one.email,
                        f"reminder:{one.belge_no}:{step}",
                    )
