"""What a member is authorised to do on a day, derived from documents and never typed (uzmanlık kaydı). Pure.

Only a yetki in force authorises. Başarı and katılım are completed trainings; what has ended stays in the history.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from registry.document import KIND_TITLES
from registry.istanbul import shown
from registry.standing import (
    EXPIRED,
    NOT_YET_VALID,
    REPLACED,
    REVOKED,
    SUSPENDED,
    VALID,
    VISA_MISSING,
    Standing,
    StandingFacts,
    standing_of,
)
from registry.turkish import fold, sort_key

AUTHORISED, NONE, INCOMPLETE = "authorised", "none", "incomplete"
ANSWERS = {
    AUTHORISED: ("Yetkili", "Authorised"),
    NONE: (
        "Bu alanda geçerli bir uzmanlık kaydı yoktur.",
        "There is no specialization in force in this area.",
    ),
    # Until a chamber has entered its earlier documents, silence about a member means nothing.
    INCOMPLETE: (
        "Kayıtlar tamamlanmadı: Oda önceki belgelerini henüz işlememiştir.",
        "The records are not complete: the chamber has not entered its earlier documents yet.",
    ),
}
BY_RECORD = (
    "Oda kaydına göre; Mühür imzası yoktur",
    "By the chamber's record; without a signature by Mühür",
)
STATUSES = {
    VALID: ("Geçerli", "Valid"),
    NOT_YET_VALID: ("Geçerlilik başlamadı", "Not yet valid"),
    VISA_MISSING: ("Vizesi yapılmamış", "Visa missing"),
    EXPIRED: ("Süresi dolmuş", "Expired"),
    SUSPENDED: ("Askıda", "Suspended"),
    REVOKED: ("İptal edilmiş", "Revoked"),
    REPLACED: ("Yenisiyle değiştirilmiş", "Replaced"),
}
_LEVELS = {"yetki": 2, "basari": 1, "katilim": 0}
_WAITING = (VISA_MISSING, NOT_YET_VALID)
_HISTORY = (EXPIRED, SUSPENDED, REVOKED, REPLACED)


@dataclass(frozen=True, slots=True)
class Proof:
    """One document of a member. ``inherited``: issued on paper before this register, without its signature."""

    kind: str
    area: str | None
    programme_name: str
    belge_no: str
    chamber_code: str
    issued_on: date
    facts: StandingFacts
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One document as the record shows it on a day; ``standing`` says what it is worth then."""

    proof: Proof
    standing: Standing

    @property
    def authorises(self) -> bool:
        """True for a yetki in force: nothing else counts as "Yetkili"."""
        return self.proof.kind == "yetki" and self.standing.in_force

    @property
    def subject(self) -> str:
        """The area, or the programme of a document without one."""
        return self.proof.area or self.proof.programme_name

    def sentence(self, lang: str = "tr") -> str:
        """The line a person reads, such as "… · Yetkili · Geçerlilik Bitişi 22.11.2031 · 2026 vizesi işlendi"."""
        english = lang == "en"
        parts = [self.subject]
        if self.authorises:
            parts.append(ANSWERS[AUTHORISED][english])
        elif self.standing.in_force:
            parts.append(KIND_TITLES[self.proof.kind])
        else:
            parts += [KIND_TITLES[self.proof.kind], STATUSES[self.standing.code][english]]
        parts += self._dates(english=english)
        if self.proof.inherited:
            parts.append(BY_RECORD[english])
        return " · ".join(parts)

    def _dates(self, *, english: bool) -> list[str]:
        standing, until = self.standing, self.proof.facts.valid_until
        if standing.code == VISA_MISSING:
            year = standing.visa_year
            return [f"No visa for {year}" if english else f"{year} yılı vizesi yapılmamıştır"]
        if not standing.in_force:
            return [] if standing.on is None else [shown(standing.on)]
        if until is None:
            found = ["No expiry" if english else "Süresiz"]
        else:
            found = [f"{'Valid until' if english else 'Geçerlilik Bitişi'} {shown(until)}"]
        if standing.visa_year is not None:
            year = standing.visa_year
            found.append(f"Visa of {year} entered" if english else f"{year} vizesi işlendi")
        return found


@dataclass(frozen=True, slots=True)
class Specialization:
    """The record of one person: the best document of each area, completed trainings, and what has ended."""

    areas: tuple[Line, ...]
    completed: tuple[Line, ...]
    history: tuple[Line, ...]

    @property
    def authorised(self) -> tuple[Line, ...]:
        """The areas in which the person is authorised today."""
        return tuple(line for line in self.areas if line.authorises)

    def of_area(self, area: str) -> "Specialization":
        """The same for one area, however its letters are typed."""
        wanted = fold(area)

        def kept(lines: tuple[Line, ...]) -> tuple[Line, ...]:
            return tuple(
                one for one in lines if one.proof.area is not None and fold(one.proof.area) == wanted
            )

        return Specialization(kept(self.areas), kept(self.completed), kept(self.history))

    def answer(self, *, complete: bool) -> str:
        """``AUTHORISED``, else ``NONE`` once the chamber's earlier documents are entered, else ``INCOMPLETE``."""
        if self.authorised:
            return AUTHORISED
        return NONE if complete else INCOMPLETE


def assess(proofs: Iterable[Proof], today: date) -> Specialization:
    """The specialization record on ``today``."""
    lines = [Line(one, standing_of(one.facts, today)) for one in proofs]
    best: dict[str, Line] = {}
    for line in lines:
        if line.proof.area is None or line.standing.code in _HISTORY:
            continue
        if line.standing.code in _WAITING and line.proof.kind != "yetki":
            continue
        key = fold(line.proof.area)
        if key not in best or _rank(line) > _rank(best[key]):
            best[key] = line
    completed = [line for line in lines if line.proof.kind != "yetki" and line.standing.in_force]
    history = [line for line in lines if line.standing.code in _HISTORY]
    return Specialization(
        tuple(sorted(best.values(), key=lambda one: sort_key(one.subject))),
        tuple(sorted(completed, key=lambda one: (one.proof.issued_on, one.proof.belge_no), reverse=True)),
        tuple(sorted(history, key=_ended, reverse=True)),
    )


def _rank(line: Line) -> tuple[bool, int, bool, date, date, str]:
    """In force before waiting, yetki before başarı, signed before inherited, longest first."""
    facts = line.proof.facts
    return (
        line.standing.in_force,
        _LEVELS[line.proof.kind],
        not line.proof.inherited,
        facts.valid_until or date.max,
        facts.valid_from,
        line.proof.belge_no,
    )


def _ended(line: Line) -> tuple[date, str]:
    return line.standing.on or line.proof.issued_on, line.proof.belge_no
