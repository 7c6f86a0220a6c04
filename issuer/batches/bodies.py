"""Bodies and answers of the JSON doors over batches."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from issuer.batches.facts import IssueRefused
from issuer.batches.judging import FIRST
from issuer.batches.preparation import Preparation
from issuer.report import IssueReport, report_json
from registry.belge_no import MAX_TYPED
from registry.document import BoardDecision, TextRefused
from registry.doors import Day, Flag, Instant, Whole
from registry.lists.csv_text import MAX_CELL, MAX_ROWS, ListRow
from registry.records.preparing.batches import Batch
from registry.turkish import nfc

LONGEST_NOTE = 500
LONGEST_RUN_CODE = 80
Cell = Annotated[str, Field(max_length=MAX_CELL)]
RunCode = Annotated[str, Field(max_length=LONGEST_RUN_CODE, examples=["EMO-YG-01/2026-1"])]
BelgeNoText = Annotated[str, Field(max_length=MAX_TYPED, examples=["EMO-2026-YB-000123-Y"])]
Version = Annotated[
    Whole | None, Field(ge=1, le=2**31 - 1, description="As last seen; refused if the batch has changed")
]
Purpose = Literal["duzenleme", "yenileme"]


class Body(BaseModel):
    """Nothing but the described fields."""

    model_config = ConfigDict(extra="forbid")


class Decision(Body):
    """A decision of the board."""

    number: Annotated[str, Field(max_length=20, examples=["40/34"])]
    day: Day

    def decision(self) -> BoardDecision:
        """The value; raises ``IssueRefused`` rule.board_decision_form."""
        return decision_of(self.number, self.day)


def decision_of(number: str, day: date) -> BoardDecision:
    """A board decision as it was typed; raises ``IssueRefused`` rule.board_decision_form."""
    try:
        return BoardDecision(number, day)
    except TextRefused as error:
        raise IssueRefused("rule.board_decision_form", value=number[:40]) from error


class GivenRow(Body):
    """One person of the list, as cells of text: the register's own checks read them."""

    sicil_no: Cell
    given_name: Cell
    family_name: Cell
    chamber: Cell = ""
    attended: Cell = ""
    scheduled: Cell = ""
    theory_mark: Cell = ""
    practice_mark: Cell = ""
    theory_repeat_mark: Cell = ""
    practice_repeat_mark: Cell = ""
    supporting_belge_no: Cell = ""

    def cells(self, line: int) -> ListRow:
        """As a row of a list file."""
        given = self.model_dump()
        return ListRow(line, {name: nfc(given[field]) for field, name in _COLUMNS.items()})


_COLUMNS = {
    "sicil_no": "sicil_no",
    "given_name": "ad",
    "family_name": "soyad",
    "chamber": "oda",
    "attended": "devam",
    "scheduled": "toplam",
    "theory_mark": "teorik_not",
    "practice_mark": "uygulama_not",
    "theory_repeat_mark": "tekrar_teorik",
    "practice_repeat_mark": "tekrar_uygulama",
    "supporting_belge_no": "dayanak_belge_no",
}


class NewBatch(Body):
    """A list of a run, and what its documents rest on."""

    run: RunCode
    rows: Annotated[list[GivenRow], Field(min_length=1, max_length=MAX_ROWS)]
    decision: Decision | None = None
    valid_from: Day | None = None
    issue_at: Instant | None = None
    purpose: Purpose = "duzenleme"
    dry_run: Flag = False

    def preparation(self) -> Preparation:
        """What the flow is asked."""
        return Preparation(
            self.run,
            [one.cells(line) for line, one in enumerate(self.rows, start=1)],
            None if self.decision is None else self.decision.decision(),
            self.valid_from,
            self.issue_at,
            FIRST if self.purpose == "duzenleme" else self.purpose,
            "program",
        )


class EditedBatch(NewBatch):
    """Another list in the place of a draft batch's."""

    dry_run: Literal[False] = False
    version: Version = None


class Submission(Body):
    """The board decision, if it has come since."""

    version: Version = None
    decision: Decision | None = None


class Approval(Body):
    """Approve exactly what was prepared; ``issue``: sign it in the same step."""

    version: Version = None
    issue: Flag = True
    dry_run: Flag = False


class Return(Body):
    """Back to who prepared it."""

    version: Version = None
    note: Annotated[str, Field(max_length=LONGEST_NOTE)]


class Step(Body):
    """A step without more to say."""

    version: Version = None


class Replacement(Body):
    """Correct a document from today's register."""

    belge_no: BelgeNoText
    reason: Literal[
        "bilgi_hatasi",
        "yaniltici_kullanim",
        "disiplin",
        "uyelik_sona_erdi",
        "talep",
        "dayanak",
        "diger",
    ] = "bilgi_hatasi"
    decision: Decision | None = None
    dry_run: Flag = False


class Renewal(Body):
    """Renew a yetki by a board decision, without a new run."""

    belge_no: BelgeNoText
    decision: Decision | None = None
    valid_from: Day | None = None
    dry_run: Flag = False


class ReasonAnswer(BaseModel):
    """Why a row ended so."""

    code: str
    tr: str
    en: str


class RowAnswer(BaseModel):
    """One row of the report."""

    line: int
    sicil_no: str
    name: str
    result: str
    belge_no: str | None
    earlier: str | None
    reasons: list[ReasonAnswer]
    notes: list[ReasonAnswer]


class ReportAnswer(BaseModel):
    """How a list stands, row by row. ``batch`` is null in a dry run, and if no row qualified."""

    run: str
    dry_run: bool
    batch: UUID | None
    state: str | None
    version: int | None
    counts: dict[str, int]
    rows: list[RowAnswer]

    @classmethod
    def of(cls, report: IssueReport) -> "ReportAnswer":
        """From the report."""
        facts: dict[str, Any] = report_json(report)
        return cls(**facts)


class BatchAnswer(BaseModel):
    """A batch without its rows."""

    id: UUID
    run: str
    kind: str
    purpose: str
    state: str
    version: int
    decision: Decision | None
    valid_from: date | None
    issue_at: datetime | None
    prepared_by: str
    prepared_at: datetime
    submitted_by: str | None
    submitted_at: datetime | None
    decided_by: str | None
    decided_at: datetime | None
    note: str | None
    content_sha256: str | None

    @classmethod
    def of(cls, one: Batch) -> "BatchAnswer":
        """From the record."""
        decision = one.decision
        return cls(
            id=one.id,
            run=one.content["run"],
            kind=one.content["kind"],
            purpose=one.purpose,
            state=one.state,
            version=one.version,
            decision=None if decision is None else Decision(number=decision.number, day=decision.day),
            valid_from=one.valid_from,
            issue_at=one.issue_at,
            prepared_by=one.prepared_by,
            prepared_at=one.prepared_at,
            submitted_by=one.submitted_by,
            submitted_at=one.submitted_at,
            decided_by=one.decided_by,
            decided_at=one.decided_at,
            note=one.decided_note,
            content_sha256=None if one.content_sha256 is None else one.content_sha256.hex(),
        )


class BatchLineAnswer(BaseModel):
    """A batch in a list, with the number of its documents."""

    batch: BatchAnswer
    documents: int


class BatchPage(BaseModel):
    """Batches, newest first."""

    batches: list[BatchLineAnswer]


class WholeBatchAnswer(BaseModel):
    """A batch with its row report."""

    batch: BatchAnswer
    report: ReportAnswer
