"""From facts to a document: what will be printed and signed. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from issuer.rules import has_training, is_bound, validity
from registry.chamber import Chamber, Installation
from registry.document import KIND_TITLES, BoardDecision, Document, EarlierPaper, StatusEntry
from registry.istanbul import day_of
from registry.member import Member
from registry.programme import Programme, Run

# A QR counts days from here on.
_FIRST_COUNTED = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class IssueFacts:
    """What is the same for every document of one list."""

    installation: Installation
    chamber: Chamber
    programme: Programme
    run: Run
    board_decision: BoardDecision | None
    valid_from: date | None


@dataclass(frozen=True, slots=True)
class Allocation:
    """What is given out once: number, code, status place, subject identifier, time of issue."""

    belge_no: str
    verification_code: str
    status: StatusEntry
    subject_id: UUID
    awarded_at: datetime


@dataclass(frozen=True, slots=True)
class Earlier:
    """The paper of before the register whose place a document takes, and what it has of it: dates and decision."""

    paper: EarlierPaper
    valid_until: date | None
    decision: BoardDecision | None = None


@dataclass(frozen=True, slots=True)
class OwnFacts:
    """What only this document has: the one it rests on, the end of the one it corrects, or its earlier paper."""

    support_no: str | None = None
    support_until: date | None = None
    ends_with: date | None = None
    earlier: Earlier | None = None


def description(facts: IssueFacts) -> str:
    """One sentence on what the document states."""
    programme, chamber = facts.programme, facts.chamber
    match programme.kind:
        case "yetki":
            return f"{chamber.name_tr} üyesinin “{programme.area}” alanında yetkili olduğunu gösterir."
        case "basari":
            return f"“{programme.name_tr}” programının başarıyla tamamlandığını gösterir."
    return f"“{programme.name_tr}” programına katılım sağlandığını gösterir."


def criteria(facts: IssueFacts) -> str:
    """What had to be met, in one sentence."""
    programme = facts.programme
    if facts.run.is_of_earlier_paper:
        also = ", Yönetim Kurulu kararı, etkin üyelik" if programme.kind == "yetki" else ""
        return f"Koşullar: Odanın kâğıt olarak düzenlediği, yürürlükteki önceki belge{also}."
    rate = "izleme" if programme.delivery == "asenkron" else "devam"
    parts = [f"en az %{programme.attendance_threshold_pct} {rate}"] if has_training(programme) else []
    if is_bound(programme):
        parts.append("geçerli dayanak belge")
    if programme.kind != "katilim" and programme.assessed:
        exam = "teorik ve uygulama sınavlarından" if programme.practice_exam else "sınavdan"
        parts.append(f"{exam} 100 üzerinden en az {programme.pass_mark}")
    if programme.kind == "yetki":
        parts += ["Yönetim Kurulu kararı", "etkin üyelik"]
    return "Koşullar: " + ", ".join(parts) + "."


def draft(facts: IssueFacts, member: Member, allocated: Allocation, own: OwnFacts | None = None) -> Document:
    """The document of one member, still without its QR."""
    programme, run, chamber = facts.programme, facts.run, facts.chamber
    own = own or OwnFacts()
    first_day, last_day = _validity(facts, day_of(allocated.awarded_at), own)
    decision = facts.board_decision
    if own.earlier is not None and own.earlier.decision is not None:
        decision = own.earlier.decision
    held = not run.is_of_earlier_paper
    return Document(
        kind=programme.kind,
        title=programme.title or KIND_TITLES[programme.kind],
        belge_no=allocated.belge_no,
        public_url=facts.installation.public_url,
        verification_code=allocated.verification_code,
        subject_id=f"urn:uuid:{allocated.subject_id}",
        issuer_did=chamber.did,
        chamber_code=chamber.code,
        chamber_name=chamber.name_tr,
        holder_name=member.full_name,
        holder_title=member.title,
        sicil_no=member.sicil_no,
        programme_code=programme.code,
        programme_name=programme.name_tr,
        description=description(facts),
        criteria=criteria(facts),
        form=programme.form,
        lesson_hours=programme.lesson_hours,
        minutes_per_lesson=programme.minutes_per_lesson,
        awarded_at=allocated.awarded_at,
        valid_from=first_day,
        valid_until=last_day,
        status=allocated.status,
        start_on=run.start_on if held else None,
        end_on=run.end_on if held else None,
        # A katılım entitles to nothing, so it names no area of specialization.
        area=None if programme.kind == "katilim" else programme.area,
        branch=run.branch,
        place=run.place,
        board_decision=decision if programme.kind == "yetki" else None,
        supporting_belge_no=own.support_no,
        annual_visa=programme.annual_visa and programme.kind == "yetki",
        signers=chamber.signers,
        design=chamber.design,
        specimen=facts.installation.specimen,
        earlier=None if own.earlier is None else own.earlier.paper,
    )


def _validity(facts: IssueFacts, issued_on: date, own: OwnFacts) -> tuple[date, date | None]:
    """First and last day. What was granted on paper is neither lengthened nor shortened."""
    if own.earlier is not None:
        return max(own.earlier.paper.issued_on, _FIRST_COUNTED), own.earlier.valid_until
    first_day = facts.valid_from or issued_on
    return first_day, own.ends_with or validity(facts.programme, first_day, own.support_until)
