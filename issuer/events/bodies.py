"""What the doors of events take and answer, as OpenAPI describes it."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from issuer.events.bulk import LONGEST_LIST
from registry.belge_no import MAX_TYPED
from registry.document import BoardDecision
from registry.doors import Day, Flag, Whole
from registry.history.status_event import LONGEST_NOTE

Reason = Literal[
    "bilgi_hatasi", "yaniltici_kullanim", "disiplin", "uyelik_sona_erdi", "talep", "dayanak", "diger"
]
Number = Annotated[str, Field(min_length=1, max_length=MAX_TYPED, examples=["EMO-2026-YB-000123-Y"])]
Note = Annotated[str, Field(max_length=LONGEST_NOTE, description="Kept in the register, never public.")]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Decision(_Body):
    """A decision of the chamber's board."""

    number: str = Field(pattern=r"^[0-9]{1,3}/[0-9]{1,4}$", examples=["40/34"])
    on: Day = Field(examples=["2026-11-20"])

    def value(self) -> BoardDecision:
        """As the flows take it."""
        return BoardDecision(self.number, self.on)


class _When(_Body):
    effective_on: Day | None = Field(None, description="Since when; without it today. Never in the future.")
    dry_run: Flag = Field(default=False, description="Judge only; nothing is written.")


class Suspension(_When):
    """Why and by which decision a document is suspended."""

    reason_code: Reason
    reason_note: Note | None = None
    decision: Decision


class Reinstatement(_When):
    """By which decision a suspension ends."""

    reason_note: Note | None = None
    decision: Decision


class Revocation(_When):
    """Why a document is revoked, for good; a yetki needs a decision."""

    reason_code: Reason
    reason_note: Note | None = None
    decision: Decision | None = None


class VisaYear(_When):
    """The year whose visa is recorded."""

    visa_year: Whole = Field(ge=1970, le=2200, examples=[2026])


class _List(_Body):
    numbers: list[Annotated[str, Field(max_length=MAX_TYPED)]] = Field(min_length=1, max_length=LONGEST_LIST)
    list_id: UUID | None = Field(
        None,
        description="Names the list, so that sending it again does nothing twice; without it its content does.",
    )


class SuspensionList(_List, Suspension):
    """The same suspension for every document of a list."""


class ReinstatementList(_List, Reinstatement):
    """The same reinstatement for every document of a list."""


class RevocationList(_List, Revocation):
    """The same revocation for every document of a list."""


class VisaList(_List, VisaYear):
    """The same visa for every document of a list."""


class SuccessorAnswer(BaseModel):
    """The document that has taken another's place."""

    belge_no: str
    valid_from: date


class EventAnswer(BaseModel):
    """One thing that happened to a document, with what is private to its chamber."""

    seq: int
    event: str
    effective_on: date
    at: datetime
    actor: str
    reason_code: str | None
    reason_note: str | None
    decision_no: str | None
    decision_on: date | None
    successor: str | None
    visa_year: int | None


class DocumentAnswer(BaseModel):
    """A document as its own chamber sees it. ``standing`` is today's."""

    belge_no: str
    code: str
    kind: str
    area: str | None
    programme_code: str
    sicil_no: str
    name: str
    issued_on: date
    valid_from: date
    valid_until: date | None
    state: str
    standing: str
    standing_on: date | None
    visa_year: int | None
    successor: SuccessorAnswer | None


class WholeDocumentAnswer(DocumentAnswer):
    """The same with everything that happened to it."""

    events: list[EventAnswer]


class DocumentPage(BaseModel):
    """Some documents, newest first; ``next`` asks for those after them."""

    documents: list[DocumentAnswer]
    next: str | None


class ChangeAnswer(BaseModel):
    """What was done, or in a dry run would be."""

    belge_no: str
    state: str
    standing: str
    standing_on: date | None
    dry_run: bool


class ReasonAnswer(BaseModel):
    """Why a row was not done."""

    code: str
    tr: str
    en: str


class RowAnswer(BaseModel):
    """How one row ended; ``holder`` is null for a caller who may not read documents."""

    line: int
    belge_no: str
    holder: str | None
    result: Literal["done", "already", "would", "refused"]
    reason: ReasonAnswer | None


class ListAnswer(BaseModel):
    """How a list ended, row by row."""

    action: str
    list_id: UUID
    dry_run: bool
    counts: dict[str, int]
    rows: list[RowAnswer]
