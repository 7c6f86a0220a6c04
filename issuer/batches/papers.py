"""Earlier paper whose place a signed document takes: whether it may, what the document has of it, and its end."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from issuer.batches.support import signed
from issuer.draft import Earlier, IssueFacts
from issuer.reasons import Reason
from issuer.rules import eligibility
from registry.act import Act
from registry.document import BoardDecision, Document, EarlierPaper
from registry.inherited.reissued import Reissued, end_reissued
from registry.istanbul import shown
from registry.member import Member
from registry.programme import Programme
from registry.records.credentials import IssueIntent
from registry.records.inherited import InheritedDocument
from registry.records.preparing.batches import Batch, Draft
from registry.records.preparing.supports import SupportingDocument
from registry.records.registry_records import Records
from registry.turkish import fold
from templates.drawing import unprintable


def terms_of(paper: InheritedDocument) -> Earlier:
    """What a signed document keeps of the paper: number, dates and the board's decision."""
    decision = None
    if paper.decision_no is not None and paper.decision_on is not None:
        decision = BoardDecision(paper.decision_no, paper.decision_on)
    return Earlier(EarlierPaper(paper.number, paper.issued_on), paper.valid_until, decision)


def kept_terms(corrected: SupportingDocument | None) -> Earlier | None:
    """What the correction of a reissued document keeps of the paper; None for any other document."""
    paper = None if corrected is None else signed(corrected).earlier
    return None if corrected is None or paper is None else Earlier(paper, corrected.valid_until)


def is_of_programme(paper: InheritedDocument, programme: Programme) -> bool:
    """True if the programme's documents say what the paper says: the same kind, and the same area or training.

    A yetki is granted for an area; the others tell of one training, so its name decides where the paper has it.
    """
    if paper.kind != programme.kind:
        return False
    if paper.kind != "yetki" and paper.programme_name is not None:
        return fold(paper.programme_name) == fold(programme.name_tr)
    return paper.area is not None and programme.area is not None and fold(paper.area) == fold(programme.area)


def paper_reasons(facts: IssueFacts, paper: InheritedDocument, today: date) -> list[Reason]:
    """What speaks against reissuing this paper today; empty if nothing does."""
    about: dict[str, object] = {"number": paper.number}
    if paper.ended_on is not None:
        code = "rule.earlier_ended" if paper.reissued_as_id is None else "rule.earlier_reissued"
        return [Reason(code, {**about, "on": shown(paper.ended_on)})]
    if paper.valid_until is not None and today > paper.valid_until:
        return [Reason("rule.earlier_over", {**about, "on": shown(paper.valid_until)})]
    reasons = []
    if not is_of_programme(paper, facts.programme):
        reasons.append(Reason("rule.earlier_programme", {**about, "programme": facts.programme.code}))
    if paper.kind == "yetki" and paper.decision_no is None and facts.board_decision is None:
        reasons.append(Reason("rule.earlier_decision", about))
    if lacking := unprintable(paper.number):
        reasons.append(Reason("row.earlier_unprintable", {**about, "characters": lacking[:20]}))
    return reasons


def reissue_reasons(facts: IssueFacts, paper: InheritedDocument, member: Member, today: date) -> list[Reason]:
    """What speaks against giving this member a signed document for the paper today; empty if nothing does."""
    reasons = paper_reasons(facts, paper, today)
    if lacking := unprintable(member.full_name + member.title):
        reasons.append(Reason("row.unprintable", {"characters": lacking[:20]}))
    return reasons + eligibility(facts.programme, member, None, today)


def end_papers(
    records: Records, act: Act, batch: Batch, made: Sequence[tuple[Draft, IssueIntent, Document]]
) -> None:
    """Let new documents take the place of the papers they reissue, in the transaction that records them."""
    pairs = [
        Reissued(
            UUID(one.content["paper"]["id"]),
            one.member_id,
            document.earlier.number,
            intent.id,
            document.belge_no,
        )
        for one, intent, document in made
        if "paper" in one.content and document.earlier is not None
    ]
    end_reissued(records, act, batch.chamber_code, pairs, actor=batch.decided_by or act.actor)
