"""Bodies and answers of the JSON doors over documents that are on record already."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from issuer.batches.bodies import LONGEST_RUN_CODE, BelgeNoText, Body, Decision, ReasonAnswer
from issuer.reissuing.lists import LONGEST_LIST
from registry.document import LONGEST_PAPER_NUMBER
from registry.doors import Day, Flag
from registry.lists.csv_text import MAX_ROWS


class RenewalList(Body):
    """Renew a list of yetkis by a board decision, a batch for each run they are of."""

    numbers: Annotated[list[BelgeNoText], Field(min_length=1, max_length=LONGEST_LIST)]
    decision: Decision | None = None
    valid_from: Day | None = None
    dry_run: Flag = False


class PaperReissue(Body):
    """Reissue earlier paper as signed documents of a programme."""

    programme: Annotated[str, Field(max_length=LONGEST_RUN_CODE, examples=["EMO-YG-01"])]
    numbers: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=LONGEST_PAPER_NUMBER)]] | None,
        Field(
            min_length=1, max_length=MAX_ROWS, description="The chamber's own numbers; without, all that fit"
        ),
    ] = None
    decision: Annotated[Decision | None, Field(description="For authorisations whose paper names none")] = (
        None
    )
    dry_run: Flag = False


class CarryingOut(Body):
    """Carry out what was granted; ``decision`` is the board's, for documents that need one."""

    decision: Decision | None = None
    dry_run: Flag = False


class PreparedBatchAnswer(BaseModel):
    """A batch that the call has prepared."""

    id: UUID
    run: str
    state: str


class SuccessorRowAnswer(BaseModel):
    """One document of a list; ``batch`` is the one that was prepared for it, by this call or before."""

    line: int
    belge_no: str
    name: str
    result: Literal["prepared", "would_issue", "issued", "refused"]
    new_belge_no: str | None
    batch: UUID | None
    reasons: list[ReasonAnswer]


class SuccessorsAnswer(BaseModel):
    """How a list ended, row by row, and the batches it became."""

    purpose: str
    dry_run: bool
    counts: dict[str, int]
    batches: list[PreparedBatchAnswer]
    rows: list[SuccessorRowAnswer]


class CarriedOutAnswer(BaseModel):
    """The member's entry as it is now, and the corrections that wait for approval or for the board's decision."""

    request: UUID
    sicil_no: str
    given_name: str
    family_name: str
    title: str
    entry_changed: bool
    corrections: SuccessorsAnswer
