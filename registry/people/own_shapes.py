"""What a member's own JSON doors take and give."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from registry.doors import Flag
from registry.istanbul import day_of
from registry.people.own import OwnDocument
from registry.people.shapes import Given, LineShown, Sentence
from registry.records.accesses import AccessEvent


class LinkCode(Given):
    """The one-time code that the other entry gave."""

    code: Annotated[str, Field(min_length=8, max_length=40, examples=["EMO-7K3M-9QXZ-2B4C"])]


class ConsentWord(Given):
    """Given or withdrawn."""

    given: Flag


class DocumentShown(LineShown):
    """A document of the member; ``days_left`` and ``reminder`` while it is in force and ends."""

    days_left: int | None
    reminder: Sentence | None

    @classmethod
    def about(cls, one: OwnDocument, reminder: Sentence | None) -> "DocumentShown":
        """From the flow."""
        return cls(**dict(LineShown.of(one.line)), days_left=one.days_left, reminder=reminder)


class AccessShown(BaseModel):
    """Who asked about the member, and why."""

    on: date
    chamber: str | None
    purpose: str
    area: str | None
    sentence: str

    @classmethod
    def of(cls, one: AccessEvent, sentence: str) -> "AccessShown":
        """From the record."""
        return cls(
            on=day_of(one.at),
            chamber=one.asking_chamber,
            purpose=one.purpose,
            area=one.area,
            sentence=sentence,
        )


class LinkGiven(BaseModel):
    """A one-time code; shown once."""

    code: str
    expires_at: datetime


class Linked(BaseModel):
    """The chamber whose entry was joined."""

    chamber: str


class Export(BaseModel):
    """Everything held about a member, by table."""

    made_at: str
    chamber: str
    sicil_no: str
    held: dict[str, list[dict[str, Any]]]
