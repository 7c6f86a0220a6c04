"""Requests of members: correction, objection, name change. Answered within 30 days (law 6698, section 13)."""

from datetime import timedelta
from uuid import UUID

from registry.act import Act
from registry.document import LONGEST_NAME, TextRefused, clean_text
from registry.ids import uuid7
from registry.istanbul import day_of, shown
from registry.notices.message import MAIL, Message
from registry.records.asked.requests import ACIK, KABUL, RET, MemberRequest
from registry.records.registry_records import Records
from registry.refusal import Refusal
from registry.turkish import nfc

DUZELTME, ITIRAZ, AD_DEGISIKLIGI = "duzeltme", "itiraz", "ad_degisikligi"
KINDS = (DUZELTME, ITIRAZ, AD_DEGISIKLIGI)
ANSWER_DAYS = 30
MAX_TEXT = 2_000
_MAX_OPEN = 10
_WANTED = {DUZELTME: {"given_name", "family_name", "title"}, AD_DEGISIKLIGI: {"given_name", "family_name"}}
_DECISIONS = {KABUL: "kabul edildi", RET: "reddedildi"}


class RequestRefused(Refusal):
    """The request cannot be made or decided."""


def make_request(
    records: Records,
    act: Act,
    member_id: UUID,
    *,
    kind: str,
    text: str,
    belge_no: str | None = None,
    wanted: dict[str, str] | None = None,
) -> MemberRequest:
    """Enter a member's request; raises ``RequestRefused``."""
    chamber_code = act.caller.chamber_code or ""
    if kind not in KINDS:
        raise RequestRefused("petition.kind")
    words = nfc(text).strip()
    if not words or len(words) > MAX_TEXT:
        raise RequestRefused("petition.text", longest=MAX_TEXT)
    values = {name: _clean(value) for name, value in (wanted or {}).items()}
    if set(values) - _WANTED.get(kind, set()) or (kind == AD_DEGISIKLIGI and not values):
        raise RequestRefused("petition.wanted")
    credential_id = None
    if belge_no is not None:
        found = records.credentials.by_belge_no(belge_no)
        mine = records.membership.entries_of(chamber_code, member_id)
        if found is None or found.chamber_code != chamber_code or found.member_id not in mine:
            raise RequestRefused("document.not_found")
        credential_id = found.id
    waiting = records.requests.of_member(chamber_code, member_id)
    if sum(one.state == ACIK for one in waiting) >= _MAX_OPEN:
        raise RequestRefused("petition.too_many", most=_MAX_OPEN)
    due_on = day_of(act.at) + timedelta(days=ANSWER_DAYS)
    one = MemberRequest(
        uuid7(act.at), chamber_code, member_id, kind, credential_id, words, values, ACIK, act.at, due_on
    )
    records.requests.add(one)
    records.audit.add(
        act,
        "request.made",
        chamber_code=chamber_code,
        target_kind="request",
        target=str(one.id),
        facts={"kind": kind},
    )
    _mail(records, act, one, "request.made", {"on": shown(day_of(act.at)), "due": shown(due_on)})
    return one


def decide_request(
    records: Records, act: Act, request_id: UUID, *, granted: bool, answer: str
) -> MemberRequest:
    """Answer a request; the change it asks for is a step of its own. Raises ``RequestRefused``."""
    chamber_code = act.caller.chamber_code or ""
    found = records.requests.find(chamber_code, request_id)
    if found is None:
        raise RequestRefused("access.not_found")
    words = nfc(answer).strip()
    if not words or len(words) > MAX_TEXT:
        raise RequestRefused("petition.text", longest=MAX_TEXT)
    state = KABUL if granted else RET
    if not records.requests.decide(chamber_code, request_id, state, act.actor, act.at, words):
        raise RequestRefused("petition.decided")
    records.audit.add(
        act,
        "request.decided",
        chamber_code=chamber_code,
        target_kind="request",
        target=str(request_id),
        facts={"decision": state},
    )
    facts = {"on": shown(day_of(act.at)), "decision": _DECISIONS[state], "answer": words}
    _mail(records, act, found, "request.decided", facts)
    decided = records.requests.find(chamber_code, request_id)
    assert decided is not None
    return decided


def _clean(value: str) -> str:
    try:
        return clean_text(nfc(value).strip(), LONGEST_NAME)
    except TextRefused as error:
        raise RequestRefused("petition.wanted") from error


def _mail(records: Records, act: Act, one: MemberRequest, template: str, facts: dict[str, str]) -> None:
    chamber = records.chambers.find(one.chamber_code)
    address = records.sharing.member_addresses(one.chamber_code, {one.member_id}).get(one.member_id)
    if chamber is None or address is None:
        return
    message = Message(
        uuid7(act.at),
        one.chamber_code,
        MAIL,
        address,
        template,
        {**facts, "chamber": chamber.name_tr},
        once_key=f"{template}:{one.id}",
    )
    records.outbox.add([message], act.at)
