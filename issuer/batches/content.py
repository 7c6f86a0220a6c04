"""The exact content an approval binds: all that is printed, signed or relied on, except what is allocated later.

The hash is SHA-256 over RFC 8785 canonical JSON, one line each: what all documents have in common, then every
draft in order. It is made anew from today's facts before anything is signed.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from issuer.draft import Allocation, Earlier, IssueFacts, OwnFacts, draft
from issuer.status_list import list_url
from registry import verification_code
from registry.belge_no import MAX_SERIAL, BelgeNo
from registry.document import Document, StatusEntry
from registry.istanbul import day_of, written
from registry.member import Member
from registry.programme import Participation
from registry.records.credentials import STATUS_LIST_SLOTS
from registry.records.inherited import InheritedDocument
from registry.records.preparing.supports import SupportingDocument

# Given out when the document is made, or following from the day of issue and what is bound here.
ALLOCATED = frozenset(
    {"belge_no", "verification_code", "subject_id", "status", "awarded_at", "valid_from", "valid_until", "qr"}
)
# These differ from member to member.
OF_ONE = frozenset({"holder_name", "holder_title", "sicil_no", "supporting_belge_no", "earlier"})
_BOUND = tuple(one.name for one in fields(Document) if one.name not in ALLOCATED and one.name not in OF_ONE)
_ANYONE = Member(UUID(int=0), "", "1", "-", "-", "-")


def canonical(value: Mapping[str, Any]) -> bytes:
    """RFC 8785 of texts, whole numbers, booleans, null and lists and objects of them; keys are ASCII."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def content_hash(common: Mapping[str, Any], own: Iterable[Mapping[str, Any]]) -> bytes:
    """The hash that an approval binds."""
    digest = hashlib.sha256(canonical(common))
    for one in own:
        digest.update(b"\n")
        digest.update(canonical(one))
    return digest.digest()


def widest_allocation(facts: IssueFacts, now: datetime) -> Allocation:
    """Stands in for what will be allocated, as wide as it can get, to see whether a draft fits."""
    number = BelgeNo(facts.chamber.code, day_of(now).year, facts.programme.kind, MAX_SERIAL)
    url = list_url(facts.installation.public_url, facts.chamber.slug, 1)
    status = StatusEntry(url, STATUS_LIST_SLOTS)
    return Allocation(str(number), "0" * verification_code.LENGTH, status, UUID(int=0), now)


def common_content(
    facts: IssueFacts, *, purpose: str, issue_at: datetime | None, now: datetime
) -> dict[str, Any]:
    """What all documents of a batch say, and the rules they follow."""
    sample = draft(facts, _ANYONE, widest_allocation(facts, now))
    programme, decision = facts.programme, facts.board_decision
    said = {name: _plain(getattr(sample, name)) for name in _BOUND}
    return said | {
        "purpose": purpose,
        "run": facts.run.code,
        "decision": None if decision is None else _plain(decision),
        "first_day": _plain(facts.valid_from),
        "issue_at": _plain(issue_at),
        "rules": {
            "version": programme.version,
            "validity": programme.validity_type,
            "years": programme.validity_years,
            "attendance": programme.attendance_threshold_pct,
            "pass_mark": programme.pass_mark,
            "practice": programme.practice_exam,
        },
    }


@dataclass(frozen=True, slots=True)
class Own:
    """What one draft is made of: whom it is for, and the documents it rests on, replaces or renews.

    ``paper`` is the earlier paper it reissues; ``earlier`` is there too when it corrects what was reissued.
    """

    line: int
    member: Member
    evidence: Participation | None = None
    support: SupportingDocument | None = None
    replaces: SupportingDocument | None = None
    renews: SupportingDocument | None = None
    ordinal: int = 1
    paper: InheritedDocument | None = None
    earlier: Earlier | None = None

    @property
    def facts(self) -> OwnFacts:
        """For the drawing up of the document."""
        return OwnFacts(
            None if self.support is None else self.support.belge_no,
            None if self.support is None else self.support.valid_until,
            None if self.replaces is None else self.replaces.valid_until,
            self.earlier,
        )


def own_content(one: Own, kind: str) -> dict[str, Any]:
    """What one member's document says and rests on; members that are absent say nothing."""
    member, evidence, support = one.member, one.evidence, one.support
    content: dict[str, Any] = {
        "line": one.line,
        "member": str(member.id),
        "holder_name": member.full_name,
        "holder_title": member.title,
        "sicil_no": member.sicil_no,
    }
    if kind == "yetki":
        content["membership"] = member.status
    if evidence is not None:
        content["evidence"] = [
            evidence.attended_units,
            evidence.scheduled_units,
            evidence.theory_mark,
            evidence.practice_mark,
            evidence.theory_repeat_mark,
            evidence.practice_repeat_mark,
        ]
    if support is not None:
        content["support"] = {"belge_no": support.belge_no, "valid_until": _plain(support.valid_until)}
    for name, earlier in (("replaces", one.replaces), ("renews", one.renews)):
        if earlier is not None:
            content[name] = {"belge_no": earlier.belge_no, "state": earlier.facts.state}
    if one.earlier is not None:
        content["earlier"] = _plain(one.earlier)
    if one.paper is not None:
        content["paper"] = {"id": str(one.paper.id), "kind": one.paper.kind, "area": one.paper.area}
    if one.ordinal > 1:
        content["ordinal"] = one.ordinal
    return content


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return written(value)
        case date():
            return value.isoformat()
        case tuple() | list():
            return [_plain(one) for one in value]
        case str() | int() | None:
            return value
    return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
