"""What can be told about a genuine document while the register cannot be asked. Pure."""

from dataclasses import dataclass
from datetime import date, datetime

from verifier import standing as standings
from verifier.known import Unreachable
from verifier.status_list import Listed
from verifier.verdict import PASS, Step, passed, unchecked


@dataclass(frozen=True, slots=True)
class Away:
    """The steps that take the register's place. ``as_of`` is the time of the list they rest on, else now."""

    record: tuple[Step, ...]
    status: tuple[Step, ...]
    standing: str
    standing_step: Step
    as_of: datetime


def without_register(
    known: Unreachable, listed: Listed | None, valid_from: date, valid_until: date | None, now: datetime
) -> Away:
    """A current status list stands for the register's answer; without one the dates can still say no, never yes.

    ``listed`` None: there are no lists here at all.
    """
    standing, step = standings.standing_by_dates(valid_from, valid_until, now)
    status = () if listed is None else (listed.step,)
    as_of = None if listed is None else listed.as_of
    if standing == standings.VALID:
        if listed is not None and listed.step.result == PASS:
            step = passed("standing", **listed.step.facts)
        else:
            standing, step = standings.UNKNOWN, unchecked("standing", "standing.unknown")
    record = (unchecked("record", known.code),) if as_of is None else ()
    return Away(record, status, standing, step, as_of or now)
