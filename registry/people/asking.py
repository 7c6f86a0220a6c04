"""Asking what a member is authorised to do: the own chamber sees the record, another one areas and status only.

Every question about a known member is an access record that the member can read, and one by another chamber is told
by mail.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from registry.access import SYSTEM, AccessRefused
from registry.act import Act
from registry.document import TextRefused, clean_text
from registry.ids import uuid7
from registry.istanbul import day_of, shown
from registry.notices.accesses import tell_of_access
from registry.notices.quotas import FOREIGN_QUERIES, QuotaRefused, alarm_of_refusal, spend
from registry.people.specialization import Specialization, assess
from registry.records.accesses import AccessEvent
from registry.records.registry_records import Records
from registry.refusal import Refusal
from registry.store import Store
from registry.turkish import nfc

SHORTEST_PURPOSE, LONGEST_PURPOSE = 5, 200
# What an own chamber's question is for when it does not say.
OWN_PURPOSE = "Oda içi sorgu"
UNION_NAME = "Türk Mühendis ve Mimar Odaları Birliği"
MAX_ASKED = 1000
ASKED = "specialization.asked"


class AskingRefused(Refusal):
    """The question cannot be asked like this."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The answer about one sicil no; ``known`` is False only for an own chamber's unknown number."""

    sicil_no: str
    record: Specialization
    answer: str
    known: bool = True


def clean_purpose(text: str) -> str:
    """A purpose as the member will read it; raises ``AskingRefused``."""
    try:
        purpose = clean_text(nfc(text), LONGEST_PURPOSE)
    except TextRefused as error:
        raise AskingRefused("asking.purpose") from error
    if len(purpose) < SHORTEST_PURPOSE:
        raise AskingRefused("asking.purpose")
    return purpose


def _clean_area(area: str | None) -> str | None:
    try:
        return None if area is None else clean_text(nfc(area))
    except TextRefused as error:
        raise AskingRefused("asking.area") from error


def ask(
    store: Store,
    act: Act,
    chamber_code: str,
    sicil_numbers: Sequence[str],
    *,
    purpose: str,
    area: str | None = None,
) -> list[Asked]:
    """The answers in the order of the numbers, for the own chamber or another. Raises ``Refusal``.

    The asking is recorded before anything is looked up: a crash between leaves a question without an answer,
    never an answer without its question.
    """
    purpose, area = clean_purpose(purpose), _clean_area(area)
    if not 1 <= len(sicil_numbers) <= MAX_ASKED:
        raise AskingRefused("asking.count", most=MAX_ASKED)
    if act.caller.kind != SYSTEM:
        act.caller.require("specialization:ask", chamber_code)
    foreign = act.caller.chamber_code != chamber_code
    if foreign:
        asking = act.caller.chamber_code
        if asking is None:
            raise AccessRefused("access.denied", right="specialization:ask")
        _record_question(store, act, asking, chamber_code, len(sicil_numbers))
    return _answers(store, act, chamber_code, sicil_numbers, purpose, area, foreign=foreign)


def own_record(store: Store, act: Act, chamber_code: str, sicil_no: str, *, area: str | None = None) -> Asked:
    """An own member's record; raises ``AskingRefused`` member.not_found."""
    if act.caller.kind != SYSTEM:
        act.caller.require("specialization:read", chamber_code)
    area = _clean_area(area)
    (found,) = _answers(store, act, chamber_code, [sicil_no], OWN_PURPOSE, area, foreign=False)
    if not found.known:
        raise AskingRefused("member.not_found")
    return found


def _record_question(store: Store, act: Act, asking: str, asked: str, count: int) -> None:
    try:
        with store.writing(asking) as records:
            records.chambers.lock(asking)
            chamber = records.chambers.find(asking)
            if chamber is None or records.chambers.find(asked) is None:
                raise AskingRefused("member.not_found")
            spend(records, chamber, FOREIGN_QUERIES, count, act.at)
            records.audit.add(
                act, ASKED, chamber_code=asking, target_kind="chamber", target=asked, facts={"count": count}
            )
    except QuotaRefused:
        with store.writing(asking) as records:
            if (chamber := records.chambers.find(asking)) is not None:
                alarm_of_refusal(records, chamber.code, FOREIGN_QUERIES, act.at)
        raise


def _answers(
    store: Store,
    act: Act,
    chamber_code: str,
    sicil_numbers: Sequence[str],
    purpose: str,
    area: str | None,
    *,
    foreign: bool,
) -> list[Asked]:
    today = day_of(act.at)
    with store.writing(chamber_code) as records:
        entries = records.specialization.entries_by_number(chamber_code, sicil_numbers)
        proofs = records.specialization.proofs({one for _, ids in entries.values() for one in ids})
        complete = records.specialization.backfill_complete(chamber_code, today)
        members = {one for one, _ in entries.values()}
        _record_accesses(records, act, chamber_code, members, purpose, area)
        if foreign:
            asking = act.caller.chamber_code or ""
            tell_of_access(records, chamber_code, members, asking=asking, purpose=purpose, at=act.at)
        else:
            records.audit.add(
                act,
                "specialization.read",
                chamber_code=chamber_code,
                target_kind="member",
                target=act.person(str(next(iter(entries.values()))[0])) if len(entries) == 1 else None,
                facts={"count": len(sicil_numbers)},
            )
    answers = []
    for number in sicil_numbers:
        ids = entries[number][1] if number in entries else []
        record = assess((one for key in ids for one in proofs[key]), today)
        if area is not None:
            record = record.of_area(area)
        answer = record.answer(complete=complete)
        if foreign:
            # To another chamber an unknown number answers like a member without an area, and nothing is history.
            record = Specialization(record.authorised, (), ())
        answers.append(Asked(number, record, answer, known=foreign or number in entries))
    return answers


def _record_accesses(
    records: Records, act: Act, chamber_code: str, member_ids: set[UUID], purpose: str, area: str | None
) -> None:
    caller = act.caller
    records.accesses.add(
        AccessEvent(
            id=uuid7(act.at),
            chamber_code=chamber_code,
            member_id=one,
            asking_chamber=caller.chamber_code,
            asking_role=min(caller.roles, default=caller.kind),
            asking_id=act.person(caller.id),
            purpose=purpose,
            area=area,
            at=act.at,
        )
        for one in sorted(member_ids)
    )


def access_line(one: AccessEvent, chamber_names: Mapping[str, str]) -> str:
    """As the member reads it: "22.11.2026 · Makina Mühendisleri Odası · Ortak proje onayı"."""
    who = chamber_names.get(one.asking_chamber or "", UNION_NAME)
    return f"{shown(day_of(one.at))} · {who} · {one.purpose}"
