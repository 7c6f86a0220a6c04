"""From facts to a document: what will be printed and signed. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from issuer.rules import has_training, is_bound, validity
from registry.chamber import Chamber, Installation
from registry.document import KIND_TITLES, BoardDecision, Document, StatusEntry
from registry.istanbul import day_of
from registry.member import Member
from registry.programme import Programme, Run


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
class OwnFacts:
    """What only this document has: the one it rests on, or the end of the one it corrects."""

    support_no: str | None = None
    support_until: date | None = None
    ends_with: date | None = None


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
    issued_on = day_of(allocated.awarded_at)
    first_day = facts.valid_from or issued_on
    own = own or OwnFacts()
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
        valid_until=own.ends_with or validity(programme, first_day, own.support_until),
        status=allocated.status,
        start_on=run.start_on,
        end_on=run.end_on,
        # A katılım entitles to nothing, so it names no area of specialization.
        area=None if programme.kind == "katilim" else programme.area,
        branch=run.branch,
        place=run.place,
        board_decision=facts.board_decision if programme.kind == "yetki" else None,
        supporting_belge_no=own.support_no,
        annual_visa=programme.annual_visa and programme.kind == "yetki",
        signers=chamber.signers,
        specimen=facts.installation.specimen,
    )
