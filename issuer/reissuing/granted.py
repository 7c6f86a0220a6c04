"""Carrying out what a member was granted: the entry changes, and its documents get corrections prepared.

Those that count and carry another name or title than is granted. One transaction; the documents still need an approver. Doing it again changes nothing that is done, and prepares only
what is not on its way.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from issuer.batches.facts import IssueRefused
from issuer.batches.steps import submit_locked
from issuer.batches.successors import WRONG_DATA, correction
from issuer.batches.support import signed
from issuer.reissuing.lists import (
    LONGEST_LIST,
    Say,
    SuccessorReport,
    SuccessorRow,
    prepare_successors_locked,
    report_json,
)
from registry.act import Act
from registry.document import BoardDecision
from registry.istanbul import day_of
from registry.lifecycle import ASKIDA, YAYINDA
from registry.member import Member
from registry.notices.requests import AD_DEGISIKLIGI, RequestRefused
from registry.people.granted import correct_entry, right_entry, with_granted
from registry.records.asked.requests import KABUL, MemberRequest
from registry.records.preparing.supports import SupportingDocument
from registry.records.registry_records import Records
from registry.store import Store

RIGHT = "requests:carry_out"
OWN_WISH = "talep"


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """The entry as it is (in a dry run: would be), whether that changed it, and the corrections with their rows."""

    request: MemberRequest
    member: Member
    changed: bool
    corrections: SuccessorReport


def carry_out(
    store: Store,
    act: Act,
    request_id: UUID,
    *,
    decision: BoardDecision | None = None,
    dry_run: bool = False,
) -> CarriedOut:
    """Carry out a granted name change or correction; raises ``Refusal``, and then nothing is written.

    Corrections go to the approver at once; those of a yetki only with the board's ``decision``, else they wait as
    drafts until it has come (``submit``).
    """
    chamber_code = act.caller.own_chamber()
    act.caller.require(RIGHT, chamber_code)
    with store.reading(chamber_code) if dry_run else store.writing(chamber_code) as records:
        if not dry_run:
            records.chambers.lock(chamber_code)
        request = _granted(records, chamber_code, request_id)
        before = right_entry(records, chamber_code, request.member_id)
        after = with_granted(before, request.wanted)
        changed = after != before
        if changed and not dry_run:
            reason = AD_DEGISIKLIGI if request.kind == AD_DEGISIKLIGI else WRONG_DATA
            correct_entry(records, act, before, after, reason=reason)
        asked = correction(OWN_WISH if request.kind == AD_DEGISIKLIGI else WRONG_DATA, decision)
        entries = records.membership.entries_of(chamber_code, after.id)
        affected = _carrying_other(records, chamber_code, entries, after, request, act)
        given = [(line, one.belge_no) for line, one in enumerate(affected, start=1) if not _suspended(one)]
        found = prepare_successors_locked(
            records, act, given, asked, dry_run=dry_run, renamed={after.id: after}
        )
        found.rows = _with_suspended(affected, found.rows)
        if not dry_run:
            found.batches = [
                one
                if one.content["kind"] == "yetki" and decision is None
                else submit_locked(records, act, one)
                for one in found.batches
            ]
            _audit(records, act, request, found, changed=changed)
    return CarriedOut(request, after, changed, found)


def _granted(records: Records, chamber_code: str, request_id: UUID) -> MemberRequest:
    found = records.requests.find(chamber_code, request_id)
    if found is None:
        raise RequestRefused("access.not_found")
    if found.state != KABUL:
        raise RequestRefused("petition.not_granted")
    if not found.wanted:
        raise RequestRefused("petition.nothing_to_carry_out")
    return found


def _carrying_other(
    records: Records,
    chamber_code: str,
    entries: list[UUID],
    after: Member,
    request: MemberRequest,
    act: Act,
) -> list[SupportingDocument]:
    """The member's documents that count, or may again, and say another name (or title) than is granted."""
    today = day_of(act.at)
    found = []
    for one in records.supports.of_members(chamber_code, entries):
        over = one.valid_until is not None and one.valid_until < today
        if one.facts.state not in (YAYINDA, ASKIDA) or one.facts.successor is not None or over:
            continue
        said = signed(one)
        other_title = "title" in request.wanted and said.holder_title != after.title
        if said.holder_name != after.full_name or other_title:
            found.append(one)
    if len(found) > LONGEST_LIST:
        raise IssueRefused("event.list_length", longest=LONGEST_LIST)
    return found


def _suspended(one: SupportingDocument) -> bool:
    # Its correction would be in force again: whether it may be is for the approver to decide first.
    return one.facts.state == ASKIDA


def _with_suspended(affected: list[SupportingDocument], rows: list[SuccessorRow]) -> list[SuccessorRow]:
    told = {row.line: row for row in rows}
    for line, one in enumerate(affected, start=1):
        if _suspended(one):
            refusal = IssueRefused("successor.suspended", belge_no=one.belge_no)
            told[line] = SuccessorRow(line, one.belge_no, refusal=refusal)
    return [told[line] for line in sorted(told)]


def _audit(
    records: Records, act: Act, request: MemberRequest, found: SuccessorReport, *, changed: bool
) -> None:
    records.audit.add(
        act,
        "request.carried_out",
        chamber_code=request.chamber_code,
        target_kind="request",
        target=str(request.id),
        facts={"entry_changed": changed, "batches": [str(one.id) for one in found.batches]},
    )


def carried_out_json(done: CarriedOut, say: Say) -> dict[str, Any]:
    """What was done, for programs; ``say`` gives the sentence of a refused row."""
    return {
        "request": str(done.request.id),
        "sicil_no": done.member.sicil_no,
        "given_name": done.member.given_name,
        "family_name": done.member.family_name,
        "title": done.member.title,
        "entry_changed": done.changed,
        "corrections": report_json(done.corrections, say),
    }
