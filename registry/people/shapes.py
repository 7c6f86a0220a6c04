"""What the JSON doors of people take and give."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from registry.doors import Day, Flag
from registry.istanbul import day_of
from registry.member import LONGEST_PART, Member, MembershipEvent, PastName
from registry.people.asking import MAX_ASKED, Asked
from registry.people.membership import LONGEST_NOTE
from registry.people.privacy import shown_name
from registry.people.public_list import Recommended
from registry.people.specialization import ANSWERS, Line, Specialization

SICIL = r"^[0-9]{1,12}$"
CHAMBER = r"^[A-Z]{2,13}$"
SicilNo = Annotated[str, Field(pattern=SICIL, examples=["101742"])]
ChamberCode = Annotated[str, Field(pattern=CHAMBER, examples=["EMO"])]
NamePart = Annotated[str, Field(min_length=1, max_length=LONGEST_PART)]
Note = Annotated[str, Field(min_length=1, max_length=LONGEST_NOTE, examples=["Karar 40/34"])]
AreaText = Annotated[str, Field(min_length=1, max_length=300)]
PurposeText = Annotated[str, Field(min_length=5, max_length=200, examples=["Ortak proje onayı"])]


class Given(BaseModel):
    """Base of bodies: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class NewMember(Given):
    """A member to enter; ``from_chamber`` and ``from_sicil_no`` if by transfer."""

    sicil_no: SicilNo
    given_name: NamePart
    family_name: NamePart
    title: NamePart | None = None
    email: Annotated[str, Field(max_length=254)] | None = None
    province: Annotated[str, Field(max_length=40)] | None = None
    from_chamber: ChamberCode | None = None
    from_sicil_no: SicilNo | None = None


class NewName(Given):
    """Another name; ``reason`` is ad_degisikligi or bilgi_hatasi."""

    given_name: NamePart
    family_name: NamePart
    reason: Annotated[str, Field(pattern="^(ad_degisikligi|bilgi_hatasi)$")]


class NewStatus(Given):
    """A state of the membership since a day."""

    status: Annotated[str, Field(pattern="^(aktif|askida|ayrilmis|vefat)$")]
    effective_on: Day
    note: Note | None = None


class NewContact(Given):
    """E-mail and province; null takes one away."""

    email: Annotated[str, Field(max_length=254)] | None
    province: Annotated[str, Field(max_length=40)] | None


class Transfer(Given):
    """To which chamber a member goes."""

    to_chamber: ChamberCode
    effective_on: Day
    note: Note | None = None


class Merge(Given):
    """The right entry; ``names_differ`` confirms that two names are one person."""

    into: SicilNo
    names_differ: Flag = False


class Erasure(Given):
    """What an erasure rests on."""

    decision: Note


class Question(Given):
    """Members of a chamber to be asked about."""

    chamber: ChamberCode
    sicil_numbers: Annotated[list[SicilNo], Field(min_length=1, max_length=MAX_ASKED)]
    purpose: PurposeText
    area: AreaText | None = None


class Sentence(BaseModel):
    """One sentence in both languages."""

    tr: str
    en: str


class MemberShown(BaseModel):
    """An entry of the sicil."""

    sicil_no: str
    given_name: str
    family_name: str
    title: str
    status: str
    email: str | None
    province: str | None
    listed: bool
    merged: bool
    erased: bool

    @classmethod
    def of(cls, found: Member) -> "MemberShown":
        """From the record."""
        one = shown_name(found)
        return cls(
            sicil_no=one.sicil_no,
            given_name=one.given_name,
            family_name=one.family_name,
            title=one.title,
            status=one.status,
            email=one.email,
            province=one.province,
            listed=one.listed_since is not None,
            merged=one.merged_into is not None,
            erased=one.erased_at is not None,
        )


class PastNameShown(BaseModel):
    """A name that ended."""

    given_name: str
    family_name: str
    ended_on: date
    reason: str

    @classmethod
    def of(cls, one: PastName) -> "PastNameShown":
        """From the record."""
        return cls(
            given_name=one.given_name,
            family_name=one.family_name,
            ended_on=day_of(one.ended_at),
            reason=one.reason,
        )


class EventShown(BaseModel):
    """One dated change of a membership."""

    event: str
    effective_on: date
    before: str | None
    after: str | None
    note: str | None

    @classmethod
    def of(cls, one: MembershipEvent) -> "EventShown":
        """From the record."""
        return cls(
            event=one.event,
            effective_on=one.effective_on,
            before=one.before,
            after=one.after,
            note=one.note,
        )


class MemberDetail(MemberShown):
    """An entry with its history, that of merged entries too."""

    names: list[PastNameShown]
    events: list[EventShown]


class MemberPage(BaseModel):
    """Members in Turkish order; ``after`` asks for the next page, null at the end."""

    members: list[MemberShown]
    after: str | None


class LineShown(BaseModel):
    """One document in a specialization record."""

    area: str | None
    programme: str
    level: str
    status: str
    belge_no: str
    chamber: str
    valid_from: date
    valid_until: date | None
    visa_year: int | None
    inherited: bool
    sentence: Sentence

    @classmethod
    def of(cls, line: Line) -> "LineShown":
        """From the record."""
        proof, standing = line.proof, line.standing
        return cls(
            area=proof.area,
            programme=proof.programme_name,
            level=proof.kind,
            status=standing.code,
            belge_no=proof.belge_no,
            chamber=proof.chamber_code,
            valid_from=proof.facts.valid_from,
            valid_until=proof.facts.valid_until,
            visa_year=standing.visa_year,
            inherited=proof.inherited,
            sentence=Sentence(tr=line.sentence(), en=line.sentence("en")),
        )


class RecordShown(BaseModel):
    """A specialization record: best document of each area, completed trainings, what has ended."""

    areas: list[LineShown]
    completed: list[LineShown]
    history: list[LineShown]

    @classmethod
    def of(cls, found: Specialization) -> "RecordShown":
        """From the record."""
        return cls(
            areas=[LineShown.of(one) for one in found.areas],
            completed=[LineShown.of(one) for one in found.completed],
            history=[LineShown.of(one) for one in found.history],
        )


class OwnAnswer(RecordShown):
    """The answer about an own member; ``answer`` is authorised, none or incomplete."""

    sicil_no: str
    answer: str
    message: Sentence

    @classmethod
    def about(cls, asked: Asked) -> "OwnAnswer":
        """From the flow."""
        turkish, english = ANSWERS[asked.answer]
        return cls(
            sicil_no=asked.sicil_no,
            answer=asked.answer,
            message=Sentence(tr=turkish, en=english),
            **dict(RecordShown.of(asked.record)),
        )


class AreaShown(BaseModel):
    """An area in which a member is authorised; ``inherited``: by the chamber's record alone."""

    area: str
    status: str
    inherited: bool


class AreasOnly(BaseModel):
    """The answer about one number: areas and status only."""

    sicil_no: str
    answer: str
    message: Sentence
    areas: list[AreaShown]

    @classmethod
    def about(cls, asked: Asked) -> "AreasOnly":
        """From the flow."""
        turkish, english = ANSWERS[asked.answer]
        return cls(
            sicil_no=asked.sicil_no,
            answer=asked.answer,
            message=Sentence(tr=turkish, en=english),
            areas=[
                AreaShown(area=one.subject, status="authorised", inherited=one.proof.inherited)
                for one in asked.record.authorised
            ],
        )


class Answers(BaseModel):
    """Answers in the order of the numbers."""

    chamber: str
    answers: list[AreasOnly]


class RecommendedShown(BaseModel):
    """An authorised member who agreed to be named."""

    name: str
    chamber: str
    chamber_name: str
    province: str | None
    area: str
    valid_until: date | None
    belge_no: str
    inherited: bool

    @classmethod
    def of(cls, one: Recommended) -> "RecommendedShown":
        """From the flow."""
        return cls(
            name=one.full_name,
            chamber=one.chamber_code,
            chamber_name=one.chamber_name,
            province=one.province,
            area=one.line.subject,
            valid_until=one.line.proof.facts.valid_until,
            belge_no=one.line.proof.belge_no,
            inherited=one.line.proof.inherited,
        )


class RecommendedPage(BaseModel):
    """One page of the public list; ``more`` if another follows."""

    members: list[RecommendedShown]
    more: bool


class MaskedMember(BaseModel):
    """An entry as the union's auditor sees it: the name to its first letters."""

    sicil_no: str
    name: str
    status: str


class MaskedPage(BaseModel):
    """A chamber's members for the auditor; the totals are whole."""

    chamber: str
    total: int
    by_status: dict[str, int]
    members: list[MaskedMember]
    after: str | None


class Erased(BaseModel):
    """How many rows each table lost or blanked."""

    sicil_no: str
    rows: dict[str, int]
