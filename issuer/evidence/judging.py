"""Whether evidence of members in one run can be taken, item by item, and what it then is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from issuer.reasons import Reason
from issuer.rules import second_repeat, total_reasons
from registry.member import Member
from registry.programme import Participation, Programme, Run, with_known_repeats
from registry.records.registry_records import Records


@dataclass(frozen=True, slots=True)
class Given:
    """What is reported of one member.

    Units are whole minutes or lessons; marks hundredths of a point, the first exam's and then the one repeat's.
    """

    sicil_no: str
    attended: int
    scheduled: int
    theory: tuple[int, ...] = ()
    practice: tuple[int, ...] = ()


@dataclass(slots=True)
class Judged:
    """One item: the member it is about and the evidence to record, or the reasons against it."""

    given: Given
    member: Member | None = None
    evidence: Participation | None = None
    before: Participation | None = None
    belge_no: str | None = None
    reasons: list[Reason] = field(default_factory=list)

    @property
    def changes(self) -> bool:
        """True if the evidence is new or differs from what is on record."""
        return self.evidence is not None and self.evidence != self.before


class RunJudge:
    """Judges the items of one run in order; the caller holds the chamber's lock.

    ``correcting``: what is given replaces what is on record, repeat exams too.
    """

    def __init__(
        self,
        records: Records,
        programme: Programme,
        run: Run,
        items: Sequence[Given],
        *,
        source: str,
        correcting: bool = False,
    ) -> None:
        self._run, self._source, self._correcting = run, source, correcting
        self._chamber = records.chambers.find(programme.chamber_code)
        self._members = records.members.find(programme.chamber_code, {one.sicil_no for one in items})
        ids = [one.id for one in self._members.values()]
        self._known = records.training.participations_of(run.id, ids)
        self._documents = records.training.standing_documents(run.id)
        self._places = None if run.capacity is None else run.capacity - records.training.participants(run.id)
        replaced = set(ids) - self._documents.keys()
        totals = Counter(records.training.totals(run.id, replaced))
        usable = (one for one in items if one.sicil_no in self._members and not _malformed(one))
        listed = [one.scheduled for one in usable]
        self._wrong = total_reasons(programme, run, listed, totals.elements())

    def take(self, given: Given) -> Judged:
        """Judge one item; what it brings counts for the items after it."""
        judged = Judged(given, self._members.get(given.sicil_no), reasons=_malformed(given))
        if judged.member is None:
            assert self._chamber is not None
            facts: dict[str, object] = {"sicil_no": given.sicil_no[:40], "chamber": self._chamber.abbr_tr}
            judged.reasons.insert(0, Reason("row.sicil_unknown", facts))
        if judged.member is None or judged.reasons:
            return judged
        member = judged.member.id
        judged.before, judged.belge_no = self._known.get(member), self._documents.get(member)
        evidence = self._evidence(judged, member)
        if given.scheduled in self._wrong:
            judged.reasons.append(self._wrong[given.scheduled])
        elif judged.belge_no is not None and evidence != judged.before:
            judged.reasons.append(Reason("row.evidence_frozen", {"belge_no": judged.belge_no}))
        elif not self._correcting and second_repeat(judged.before, evidence):
            judged.reasons.append(Reason("row.second_repeat"))
        elif judged.before is None and self._places is not None and self._places <= 0:
            judged.reasons.append(Reason("row.run_full", {"capacity": self._run.capacity}))
        if not judged.reasons:
            if judged.before is None and self._places is not None:
                self._places -= 1
            judged.evidence = self._known[member] = evidence
        return judged

    def _evidence(self, judged: Judged, member_id: UUID) -> Participation:
        given = judged.given
        first = [*given.theory, None, None][:2]
        practice = [*given.practice, None, None][:2]
        new = Participation(
            self._run.id, member_id, given.attended, given.scheduled, first[0], practice[0], self._source,
            first[1], practice[1],
        )  # fmt: skip
        if not self._correcting:
            new = with_known_repeats(new, judged.before)
        before = judged.before
        # The same evidence from another source is no change.
        return before if before is not None and replace(new, source=before.source) == before else new


def _malformed(given: Given) -> list[Reason]:
    reasons = []
    if given.scheduled <= 0:
        reasons.append(Reason("row.total_zero"))
    elif given.attended > given.scheduled:
        facts: dict[str, object] = {"attended": given.attended, "scheduled": given.scheduled}
        reasons.append(Reason("row.attended_above_total", facts))
    if any(len(marks) > 2 for marks in (given.theory, given.practice)):
        reasons.append(Reason("row.second_repeat"))
    return reasons
