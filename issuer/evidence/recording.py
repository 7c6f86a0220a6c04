"""Recording evidence of one run by hand, and correcting it; who has a document keeps the evidence it rests on."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field

from issuer.evidence.judging import Given, Judged, RunJudge
from issuer.reasons import Reason
from issuer.rules import RuleRefused
from registry.act import Act
from registry.member import Member
from registry.programme import Participation, Run
from registry.records.registry_records import Records
from registry.store import Store
from registry.training.catalogue import own_chamber, own_records, require
from registry.training.runs import found_run

RECORDED, UNCHANGED, REFUSED = "recorded", "unchanged", "refused"
_EVIDENCE = (
    "attended_units",
    "scheduled_units",
    "theory_mark",
    "practice_mark",
    "theory_repeat_mark",
    "practice_repeat_mark",
)


@dataclass(frozen=True, slots=True)
class EvidenceResult:
    """How one item ended: ``recorded``, ``unchanged`` or ``refused``."""

    sicil_no: str
    outcome: str
    reasons: list[Reason] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """The evidence of one member, and the document that rests on it if there is one."""

    member: Member
    evidence: Participation
    belge_no: str | None


def record(
    store: Store, act: Act, programme_code: str, no: str, items: Sequence[Given], *, correcting: bool = False
) -> list[EvidenceResult]:
    """Record evidence of members in a run; good items are taken even if others are refused.

    ``correcting`` also replaces a repeat exam's mark. Every change of evidence leaves an audit record with what
    it was before. Raises ``RuleRefused`` for a run that takes none.
    """
    with own_records(store, act, "evidence:write") as records:
        run = found_run(records, act, programme_code, no)
        programme = records.programmes.find(programme_code)
        assert programme is not None
        if run.state == "iptal":
            raise RuleRefused("run.cancelled", run=run.code)
        if run.state == "planlandi":
            raise RuleRefused("run.not_open", run=run.code)
        judge = RunJudge(records, programme, run, items, source="elle", correcting=correcting)
        judged = []
        seen: dict[str, int] = {}
        for place, one in enumerate(items, start=1):
            first = seen.setdefault(one.sicil_no, place)
            twice = [Reason("row.repeated", {"first": first})] if first != place else []
            judged.append(Judged(one, reasons=twice) if twice else judge.take(one))
        keep(records, act, run, judged)
    return [EvidenceResult(one.given.sicil_no, outcome_of(one), one.reasons) for one in judged]


def outcome_of(one: Judged) -> str:
    """How an item ended."""
    return REFUSED if one.evidence is None else RECORDED if one.changes else UNCHANGED


def keep(records: Records, act: Act, run: Run, judged: Iterable[Judged]) -> None:
    """Store what was accepted, with an audit record of the whole and one of each change; no names go in there."""
    items = list(judged)
    changed = [one for one in items if one.changes and one.evidence is not None]
    latest = {one.evidence.member_id: one.evidence for one in changed if one.evidence is not None}
    records.programmes.record_participations(run.id, latest.values())
    for one in changed:
        if one.before is not None and one.evidence is not None:
            before, after = asdict(one.before), asdict(one.evidence)
            different = [name for name in _EVIDENCE if before[name] != after[name]]
            records.audit.add(
                act,
                "training.evidence_changed",
                chamber_code=own_chamber(act),
                target_kind="member",
                target=act.person(str(one.evidence.member_id)),
                facts={
                    "run": run.code,
                    "before": {name: before[name] for name in different},
                    "after": {name: after[name] for name in different},
                },
            )
    records.audit.add(
        act,
        "training.evidence_recorded",
        chamber_code=own_chamber(act),
        target_kind="run",
        target=run.code,
        facts={"recorded": len(changed), "refused": sum(one.evidence is None for one in items)},
    )


def lines(store: Store, act: Act, programme_code: str, no: str) -> list[EvidenceLine]:
    """The evidence of a run, by sicil no."""
    chamber_code = own_chamber(act)
    require(act, "training:read", chamber_code)
    with store.writing(chamber_code) as records:
        run = found_run(records, act, programme_code, no)
        documents = records.training.standing_documents(run.id)
        found = [
            EvidenceLine(member, evidence, documents.get(member.id))
            for member, evidence in records.training.evidence_with_members(chamber_code, run.id)
        ]
        records.audit.add(
            act,
            "training.evidence_read",
            chamber_code=chamber_code,
            target_kind="run",
            target=run.code,
            facts={"participants": len(found)},
        )
    return found
