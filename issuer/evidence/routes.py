"""JSON doors over evidence: of a run, by hand; and the feed of a learning system (docs/operate/lms.md)."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from issuer.evidence.automatic import IssueWatched
from issuer.evidence.judging import Given
from issuer.evidence.lms import MAX_ITEMS, Outcome, Report, take_feed
from issuer.evidence.recording import EvidenceLine, EvidenceResult, lines, record
from issuer.reasons import Reason
from registry.act import Act
from registry.doors import API, Day, Door, Flag, Instant, needs
from registry.store import Store
from registry.training.routes import CODE, RUN_NO, CodePath, NoPath, Units

Sicil = Annotated[str, Field(pattern=r"^[0-9A-Za-z./-]{1,20}$", examples=["048213"])]
# 69,5 or 69.5 or 70: as text, because a float of a mark is not the mark.
MARK = r"^(100([.,]0{1,2})?|[0-9]{1,2}([.,][0-9]{1,2})?)$"


def hundredths(mark: str) -> int:
    """69,5 is 6950."""
    whole, _, rest = mark.replace(",", ".").partition(".")
    return int(whole) * 100 + int(rest.ljust(2, "0") or 0)


Finished = Annotated[Instant, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), le=datetime(2200, 1, 1, tzinfo=UTC))]


class Mark(BaseModel):
    """A mark of one exam, out of 100. The first of an exam is the exam's, the second the one repeat's."""

    model_config = ConfigDict(extra="forbid")

    exam: Literal["theory", "practice"]
    mark: Annotated[str, Field(pattern=MARK, examples=["69.5"])]
    on: Annotated[Day | None, Field(description="Day of the exam; not stored")] = None


class Item(BaseModel):
    """What is known of one member: whole units, and marks in the order of the exams."""

    model_config = ConfigDict(extra="forbid")

    sicil_no: Sicil
    attended: Annotated[int, Field(strict=True, ge=0, le=9_999_999)]
    scheduled: Units
    marks: Annotated[list[Mark], Field(max_length=10)] = []

    def given(self) -> Given:
        """As evidence."""
        by_exam = {
            exam: tuple(hundredths(one.mark) for one in self.marks if one.exam == exam)
            for exam in ("theory", "practice")
        }
        return Given(self.sicil_no, self.attended, self.scheduled, by_exam["theory"], by_exam["practice"])


class EvidenceBody(BaseModel):
    """Evidence of one run. `correcting` also replaces the mark of a repeat exam."""

    model_config = ConfigDict(extra="forbid")

    items: Annotated[list[Item], Field(min_length=1, max_length=MAX_ITEMS)]
    correcting: Flag = False


class FeedItem(Item):
    """A report of a learning system; `external_id` is its own name for this report."""

    external_id: Annotated[str, Field(pattern=r"^[!-~]{1,200}$", examples=["completion-8812-1795339200"])]
    programme: Annotated[str, Field(pattern=CODE, examples=["IMO-TB-01"])]
    run: Annotated[str, Field(pattern=RUN_NO, examples=["2026-1"])]
    finished_at: Annotated[Finished | None, Field(description="Not in the future; not stored")] = None

    def report(self) -> Report:
        """As a report."""
        return Report(self.external_id, self.programme, self.run, self.given(), self.finished_at)


class Feed(BaseModel):
    """Reports of a learning system, at most 1,000."""

    model_config = ConfigDict(extra="forbid")

    items: Annotated[list[FeedItem], Field(min_length=1, max_length=MAX_ITEMS)]


class ReasonFacts(BaseModel):
    """Why: a stable code and its sentences."""

    code: str
    tr: str
    en: str

    @classmethod
    def of(cls, one: Reason) -> "ReasonFacts":
        """From the reason."""
        return cls(code=one.code, tr=one.tr, en=one.en)


class ItemAnswer(BaseModel):
    """How one item ended."""

    sicil_no: str
    outcome: Literal["recorded", "unchanged", "refused"]
    reasons: list[ReasonFacts]

    @classmethod
    def of(cls, one: EvidenceResult) -> "ItemAnswer":
        """From the result."""
        reasons = [ReasonFacts.of(reason) for reason in one.reasons]
        return cls.model_validate({"sicil_no": one.sicil_no, "outcome": one.outcome, "reasons": reasons})


class FeedAnswer(BaseModel):
    """How one report ended: `issued` with its document, `recorded` without one, or `refused`."""

    external_id: str
    outcome: Literal["issued", "recorded", "refused"]
    belge_no: str | None
    reasons: list[ReasonFacts]

    @classmethod
    def of(cls, one: Outcome) -> "FeedAnswer":
        """From the outcome."""
        facts = {"external_id": one.external_id, "outcome": one.outcome, "belge_no": one.belge_no}
        return cls.model_validate({**facts, "reasons": [ReasonFacts.of(reason) for reason in one.reasons]})


class FeedAnswers(BaseModel):
    """How every report ended, in the order of the request."""

    items: list[FeedAnswer]


class Participant(BaseModel):
    """Evidence of one member; marks are hundredths of a point."""

    sicil_no: str
    full_name: str
    attended: int
    scheduled: int
    theory_mark: int | None
    theory_repeat_mark: int | None
    practice_mark: int | None
    practice_repeat_mark: int | None
    source: str
    belge_no: str | None

    @classmethod
    def of(cls, line: EvidenceLine) -> "Participant":
        """From the records."""
        one = line.evidence
        return cls(
            sicil_no=line.member.sicil_no,
            full_name=line.member.full_name,
            attended=one.attended_units,
            scheduled=one.scheduled_units,
            theory_mark=one.theory_mark,
            theory_repeat_mark=one.theory_repeat_mark,
            practice_mark=one.practice_mark,
            practice_repeat_mark=one.practice_repeat_mark,
            source=one.source,
            belge_no=line.belge_no,
        )


def router(*, store: Store, door: Door, issue: IssueWatched) -> APIRouter:
    """Routes over ``store``; ``issue`` makes the documents that a standing approval covers."""
    routes = APIRouter(prefix=API, tags=["evidence"], route_class=door.route)
    place = "/programmes/{code}/runs/{no}/participations"

    @routes.get(place, summary="Evidence of a run", openapi_extra=needs("training:read"))
    def participations(
        code: CodePath, no: NoPath, act: Annotated[Act, Depends(door.act)]
    ) -> list[Participant]:
        return [Participant.of(one) for one in lines(store, act, code, no)]

    @routes.post(place, summary="Record or correct evidence", openapi_extra=needs("evidence:write"))
    def record_evidence(
        code: CodePath, no: NoPath, body: EvidenceBody, act: Annotated[Act, Depends(door.act)]
    ) -> list[ItemAnswer]:
        given = [one.given() for one in body.items]
        return [ItemAnswer.of(one) for one in record(store, act, code, no, given, correcting=body.correcting)]

    @routes.post("/feeds/lms", summary="Reports of a learning system", openapi_extra=needs("evidence:write"))
    def lms_feed(body: Feed, act: Annotated[Act, Depends(door.act)]) -> FeedAnswers:
        found = take_feed(store, act, [one.report() for one in body.items], issue)
        return FeedAnswers(items=[FeedAnswer.of(one) for one in found])

    return routes
