"""A member's documents as their pages show them: what is signed, what became of it, who was let in."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from registry.access import AccessRefused
from registry.act import Act
from registry.people import own
from registry.people.own import OwnDocument
from registry.programme import Participation
from registry.records.asked.sharing import ShareLink
from registry.records.credentials import RecordedCredential
from registry.standing import EXPIRED, VISA_MISSING
from registry.store import Store

ISSUED, ENDED = "belge_islendi", "sure_doldu"


@dataclass(frozen=True, slots=True)
class Paper:
    """One document of the member; ``recorded`` is None for earlier paper, which nobody signed here.

    ``chamber`` is the chamber's name in both languages, ``checks`` how often the document was checked.
    """

    found: OwnDocument
    chamber: tuple[str, str]
    recorded: RecordedCredential | None
    checks: int

    @property
    def own_chamber(self) -> str:
        """Code of the chamber that issued it."""
        return self.found.line.proof.chamber_code

    @property
    def visa_due(self) -> int | None:
        """The year whose visa is missing, if that is why the document does not count."""
        standing = self.found.line.standing
        return standing.visa_year if standing.code == VISA_MISSING else None


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of a document's history: the day, the event, and the year of a visa. Reasons stay with the chamber."""

    on: date
    event: str
    visa_year: int | None = None


@dataclass(frozen=True, slots=True)
class PaperDetail:
    """A signed document with its history, the evidence behind it, and its share links.

    ``shareable`` is False for a document of another chamber: links are made in the entry that holds it.
    """

    paper: Paper
    recorded: RecordedCredential
    history: tuple[Happened, ...]
    evidence: Participation | None
    shareable: bool
    shares: tuple[ShareLink, ...]

    def opened_by(self) -> tuple[str, ...]:
        """What a share link could show beyond the document: only what there is."""
        if self.evidence is None:
            return ()
        marked = (self.evidence.last_theory_mark, self.evidence.last_practice_mark) != (None, None)
        return ("mark", "attendance") if marked else ("attendance",)


def papers(store: Store, act: Act) -> list[Paper]:
    """The member's documents in every linked chamber, newest first."""
    found = own.documents(store, act)
    numbers = [one.line.proof.belge_no for one in found if not one.line.proof.inherited]
    # Linked entries lie in other chambers: the member linked them, and reading is all that is done.
    with store.reading() as records:
        names = {one.code: (one.name_tr, one.name_en) for one in records.chambers.all()}
        recorded = records.credentials.by_numbers(numbers)
        checks = records.checks.of_documents([one.id for one in recorded.values()])
    made = []
    for one in found:
        proof = one.line.proof
        credential = None if proof.inherited else recorded.get(proof.belge_no)
        count = 0 if credential is None else checks.get(credential.id, 0)
        made.append(Paper(one, names[proof.chamber_code], credential, count))
    return made


def paper(store: Store, act: Act, belge_no: str) -> PaperDetail:
    """One signed document of the member; raises ``AccessRefused`` for anything else, whatever it is."""
    for one in papers(store, act):
        if one.recorded is not None and one.recorded.belge_no == belge_no:
            return _detail(store, act, one, one.recorded)
    raise AccessRefused("access.not_found")


def _detail(store: Store, act: Act, one: Paper, recorded: RecordedCredential) -> PaperDetail:
    code, proof = recorded.chamber_code, one.found.line.proof
    with store.reading(code) as records:
        events = records.status_events.of_document(code, recorded.id)
        evidence = records.programmes.participation(recorded.run_id, recorded.member_id)
        shares = records.sharing.shares_of(code, UUID(act.caller.id))
    history = [Happened(proof.issued_on, ISSUED)]
    history += [Happened(event.effective_on, event.event, event.visa_year) for event in events]
    standing = one.found.line.standing
    if standing.code == EXPIRED and standing.on is not None:
        history.append(Happened(standing.on, ENDED))
    return PaperDetail(
        one,
        recorded,
        tuple(sorted(history, key=lambda happened: happened.on)),
        evidence,
        code == act.caller.chamber_code,
        tuple(share for share in shares if share.credential_id == recorded.id),
    )
