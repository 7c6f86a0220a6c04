"""Entering earlier documents: one person prepares a list, another approves exactly that list.

Until a chamber declares its earlier documents complete, silence about a member means nothing.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import rfc8785

from registry.act import Act
from registry.document import TextRefused, clean_text
from registry.ids import uuid7
from registry.inherited.paper_list import PaperRow, read_papers
from registry.istanbul import day_of, shown
from registry.lifecycle import IMZALANDI, ONAY_BEKLIYOR, ONAYLANDI, REASONS, step
from registry.records.inherited import InheritedBatch, InheritedDocument
from registry.records.registry_records import Records
from registry.refusal import Refusal
from registry.sicil_chain import SicilEvent
from registry.turkish import fold, nfc

RETURNED = "geri_cevrildi"
ENTERED, ENDED = "devralinan_islendi", "devralinan_sona_erdi"
_LONGEST_NOTE = 500


class InheritedRefused(Refusal):
    """The list or the step cannot be taken; nothing was written."""


@dataclass(slots=True)
class PaperReport:
    """How a list ended: ``batch_id`` is None for a dry run or when no row could be taken."""

    dry_run: bool
    batch_id: UUID | None = None
    rows: list[PaperRow] = field(default_factory=list)

    @property
    def taken(self) -> int:
        """How many rows were (or would be) taken."""
        return sum(not row.faults for row in self.rows)


def prepare(records: Records, act: Act, data: bytes, *, dry_run: bool = False) -> PaperReport:
    """Judge a list and, unless ``dry_run``, enter its good rows as a batch that waits for approval."""
    chamber_code = act.caller.chamber_code or ""
    rows = read_papers(data, day_of(act.at))
    if not dry_run:
        # Neither the same number from another list nor an erasure comes between looking and entering.
        records.chambers.lock(chamber_code)
    members = records.members.find(chamber_code, {row.sicil_no for row in rows})
    known = records.inherited.known_numbers(chamber_code, {row.number for row in rows})
    for row in rows:
        member = members.get(row.sicil_no)
        if row.faults:
            continue
        if member is None or member.erased_at is not None:
            row.fault("paper.sicil_unknown", sicil_no=row.sicil_no)
        elif row.full_name and fold(member.full_name) != fold(row.full_name):
            row.fault("paper.name_differs", listed=row.full_name[:80])
        elif row.number in known:
            row.fault("paper.known")
    report = PaperReport(dry_run, rows=rows)
    good = [row for row in rows if not row.faults]
    if dry_run or not good:
        return report
    batch_id = uuid7(act.at)
    documents = [_document(row, members[row.sicil_no].id, chamber_code, batch_id, act) for row in good]
    batch = InheritedBatch(batch_id, chamber_code, ONAY_BEKLIYOR, _content(documents), act.actor, act.at)
    records.inherited.add(batch, documents)
    records.audit.add(
        act,
        "inherited.prepared",
        chamber_code=chamber_code,
        target_kind="inherited_batch",
        target=str(batch_id),
        facts={"documents": len(documents)},
    )
    report.batch_id = batch_id
    return report


def _document(
    row: PaperRow, member_id: UUID, chamber_code: str, batch_id: UUID, act: Act
) -> InheritedDocument:
    assert row.issued_on is not None
    return InheritedDocument(
        uuid7(act.at),
        batch_id,
        chamber_code,
        member_id,
        row.number,
        row.kind,
        row.area,
        row.programme_name,
        row.issued_on,
        row.valid_until,
        None if row.decision is None else row.decision.number,
        None if row.decision is None else row.decision.day,
        row.scan_sha256,
        approved=False,
    )


def _content(documents: list[InheritedDocument]) -> bytes:
    """SHA-256 of the canonical JSON (RFC 8785) of what is approved, in the order of the numbers."""
    return hashlib.sha256(rfc8785.dumps([_facts(one) for one in sorted(documents, key=_number)])).digest()


def _number(one: InheritedDocument) -> str:
    return one.number


def _facts(one: InheritedDocument) -> dict[str, str | None]:
    def day(value: date | None) -> str | None:
        return None if value is None else value.isoformat()

    return {
        "area": one.area,
        "decision_no": one.decision_no,
        "decision_on": day(one.decision_on),
        "issued_on": day(one.issued_on),
        "kind": one.kind,
        "member": str(one.member_id),
        "number": one.number,
        "programme": one.programme_name,
        "scan": None if one.scan_sha256 is None else one.scan_sha256.hex(),
        "valid_until": day(one.valid_until),
    }


def approve(records: Records, act: Act, batch_id: UUID) -> int:
    """Let a batch count, if it still is what was prepared and another person prepared it."""
    chamber_code = act.caller.chamber_code or ""
    records.chambers.lock(chamber_code)
    batch = _waiting(records, chamber_code, batch_id)
    step(
        "approve",
        batch.state,
        roles=act.caller.roles,
        actor=act.actor,
        preparer=batch.prepared_by,
        in_place_of=act.lenders,
        given=frozenset({"decision"}),
    )
    documents = records.inherited.documents(chamber_code, batch_id)
    if _content(documents) != batch.content_sha256:
        raise InheritedRefused("inherited.changed")
    if not records.inherited.decide(batch, ONAYLANDI, act.actor, act.at, None):
        raise InheritedRefused("lifecycle.illegal", action="approve", state=batch.state)
    records.inherited.approve_documents(chamber_code, batch_id)
    events = [
        SicilEvent(
            one.member_id,
            ENTERED,
            one.number,
            content_sha256=hashlib.sha256(rfc8785.dumps({**_facts(one)})).digest(),
        )
        for one in documents
    ]
    records.sicil.append(chamber_code, events, at=act.at, actor=act.actor)
    records.audit.add(
        act,
        "inherited.approved",
        chamber_code=chamber_code,
        target_kind="inherited_batch",
        target=str(batch_id),
        facts={"documents": len(documents)},
    )
    return len(documents)


def send_back(records: Records, act: Act, batch_id: UUID, note: str) -> None:
    """Return a batch to who prepared it; its rows can be entered anew."""
    chamber_code = act.caller.chamber_code or ""
    records.chambers.lock(chamber_code)
    batch = _waiting(records, chamber_code, batch_id)
    words = _clean(note)
    step("return", batch.state, roles=act.caller.roles, given=frozenset({"note"} if words else ()))
    if not records.inherited.decide(batch, RETURNED, act.actor, act.at, words):
        raise InheritedRefused("lifecycle.illegal", action="return", state=batch.state)
    records.inherited.discard_documents(chamber_code, batch_id)
    records.audit.add(
        act,
        "inherited.returned",
        chamber_code=chamber_code,
        target_kind="inherited_batch",
        target=str(batch_id),
    )


def end(records: Records, act: Act, number: str, on: date, reason: str) -> InheritedDocument:
    """An earlier document counts no more (revoked, or found wrong)."""
    chamber_code = act.caller.chamber_code or ""
    records.chambers.lock(chamber_code)
    found = records.inherited.by_number(chamber_code, number)
    if found is None or not found.approved:
        raise InheritedRefused("access.not_found")
    if reason not in REASONS:
        raise InheritedRefused("lifecycle.reason_missing")
    if on > day_of(act.at) or on < found.issued_on:
        raise InheritedRefused("inherited.day", day=shown(on))
    if found.id in records.batches.papers_in_preparation(chamber_code, (IMZALANDI,)):
        # Its signed document may exist at any moment now; then that is what is revoked.
        raise InheritedRefused("inherited.being_signed", number=number)
    if not records.inherited.end(chamber_code, found.id, on, reason):
        raise InheritedRefused("inherited.ended", number=number)
    content = hashlib.sha256(
        rfc8785.dumps({"number": number, "on": on.isoformat(), "reason": reason})
    ).digest()
    event = SicilEvent(found.member_id, ENDED, number, content_sha256=content)
    records.sicil.append(chamber_code, [event], at=act.at, actor=act.actor)
    records.audit.add(
        act, "inherited.ended", chamber_code=chamber_code, target_kind="inherited", target=number
    )
    ended = records.inherited.by_number(chamber_code, number)
    assert ended is not None
    return ended


def declare_complete(records: Records, act: Act) -> date:
    """From today on, no record of a member means: not authorised. Needs every entered batch decided."""
    chamber_code = act.caller.chamber_code or ""
    records.chambers.lock(chamber_code)
    if any(one.state == ONAY_BEKLIYOR for one in records.inherited.batches(chamber_code, limit=10_000)):
        raise InheritedRefused("inherited.waiting")
    today = day_of(act.at)
    records.chambers.set_backfill_complete(chamber_code, today)
    records.audit.add(
        act, "inherited.complete", chamber_code=chamber_code, target_kind="chamber", target=chamber_code
    )
    return today


def _waiting(records: Records, chamber_code: str, batch_id: UUID) -> InheritedBatch:
    batch = records.inherited.batch(chamber_code, batch_id)
    if batch is None:
        raise InheritedRefused("access.not_found")
    return batch


def _clean(note: str) -> str:
    try:
        return clean_text(nfc(note).strip(), _LONGEST_NOTE)
    except TextRefused:
        return ""
