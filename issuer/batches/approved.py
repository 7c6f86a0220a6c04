"""Whether a batch is still what it was: its content made anew from today's facts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from issuer.batches.content import Own, common_content, content_hash, own_content
from issuer.batches.facts import IssueRefused, facts_of, run_by_id
from issuer.batches.judging import CORRECTION, REISSUE, reasons_against
from issuer.batches.papers import kept_terms, reissue_reasons, terms_of
from issuer.batches.support import former_names
from issuer.draft import IssueFacts
from issuer.rules import has_training
from registry.istanbul import day_of
from registry.member import Member
from registry.programme import Participation
from registry.records.inherited import InheritedDocument
from registry.records.preparing.batches import Batch, Draft
from registry.records.preparing.supports import SupportingDocument
from registry.records.registry_records import Records

Supporting = Mapping[UUID, SupportingDocument]
_NAMED = 10


@dataclass(slots=True)
class Today:
    """A batch by today's facts. ``changed`` are drafts that would say something else now, or may not be issued."""

    facts: IssueFacts
    common: dict[str, Any]
    own: dict[int, Own] = field(default_factory=dict)
    contents: list[dict[str, Any]] = field(default_factory=list)
    changed: list[Draft] = field(default_factory=list)

    def sha256(self) -> bytes:
        """The hash an approval of today would bind."""
        return content_hash(self.common, self.contents)


def as_of_today(
    records: Records,
    batch: Batch,
    drafts: list[Draft],
    now: datetime,
    done: Collection[tuple[UUID, int]] = (),
) -> Today:
    """The batch made anew. ``done``: documents that exist already; theirs is what it was."""
    facts = facts_of(records, run_by_id(records, batch.run_id), batch.decision, batch.valid_from)
    common = common_content(facts, purpose=batch.purpose, issue_at=batch.issue_at, now=now)
    if "reason" in batch.content:
        common["reason"] = batch.content["reason"]
    today = Today(facts, common)
    members = records.members.by_ids(batch.chamber_code, {one.member_id for one in drafts})
    evidence: dict[UUID, Participation] = {}
    if has_training(facts.programme):
        evidence = {one.member_id: one for one in records.programmes.participations(batch.run_id)}
    supports = records.supports.by_ids({one.supporting_id for one in drafts if one.supporting_id})
    earlier_ids = {one for draft in drafts for one in (draft.replaces_id, draft.renews_id) if one}
    earlier = records.supports.by_ids(earlier_ids)
    papers = _papers(records, batch, drafts)
    placed = {one.member_id for one in drafts if one.ordinal > 1 or batch.purpose == REISSUE}
    taken = records.credentials.issued(batch.run_id, placed)
    for draft in drafts:
        if (draft.member_id, draft.ordinal) in done:
            today.contents.append(draft.content)
            continue
        own = _own(draft, members.get(draft.member_id), evidence, supports, earlier, papers)
        content = {} if own is None else own_content(own, facts.programme.kind)
        today.contents.append(content)
        if own is not None:
            today.own[draft.place] = own
        # Its place went to another document that was prepared beside it.
        lost = draft.member_id in placed and (draft.member_id, draft.ordinal) in taken
        if content != draft.content or own is None or lost or _lapsed(records, batch, facts, own, now):
            today.changed.append(draft)
    if common != batch.content:
        today.changed = [one for one in drafts if (one.member_id, one.ordinal) not in done]
    return today


def _own(
    draft: Draft,
    member: Member | None,
    evidence: Mapping[UUID, Participation],
    supports: Supporting,
    earlier: Supporting,
    papers: Mapping[UUID, InheritedDocument],
) -> Own | None:
    if member is None:
        return None
    replaced = None if draft.replaces_id is None else earlier.get(draft.replaces_id)
    paper = papers.get(UUID(draft.content["paper"]["id"])) if "paper" in draft.content else None
    return Own(
        draft.content["line"],
        member,
        evidence.get(member.id),
        None if draft.supporting_id is None else supports.get(draft.supporting_id),
        replaced,
        None if draft.renews_id is None else earlier.get(draft.renews_id),
        draft.ordinal,
        paper,
        terms_of(paper) if paper is not None else kept_terms(replaced),
    )


def _papers(records: Records, batch: Batch, drafts: list[Draft]) -> dict[UUID, InheritedDocument]:
    if batch.purpose != REISSUE:
        return {}
    ids = {UUID(one.content["paper"]["id"]) for one in drafts if "paper" in one.content}
    return records.inherited.by_ids(batch.chamber_code, ids)


def _lapsed(records: Records, batch: Batch, facts: IssueFacts, own: Own, now: datetime) -> bool:
    # A correction repeats what was once judged; everything else must still be allowed.
    if own.paper is not None:
        return bool(reissue_reasons(facts, own.paper, own.member, day_of(now)))
    names = former_names(records, own.member) if own.support is not None else ()
    return batch.purpose != CORRECTION and bool(reasons_against(facts, own, day_of(now), names))


def refuse_changes(today: Today, approved: bytes | None = None) -> None:
    """Raise ``IssueRefused`` approval.content_changed, naming the rows, unless all is as it was."""
    if today.changed or (approved is not None and today.sha256() != approved):
        named = [f"{one.content['line']} ({one.content['sicil_no']})" for one in today.changed[:_NAMED]]
        more = f" +{len(today.changed) - _NAMED}" if len(today.changed) > _NAMED else ""
        raise IssueRefused("approval.content_changed", rows=", ".join(named) + more or "-")
