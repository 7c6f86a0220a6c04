"""What is the same for every document of a batch, read from the register and checked as a whole."""

from datetime import date, timedelta
from uuid import UUID

from issuer.draft import IssueFacts
from issuer.rules import RuleRefused, check_run
from registry.access import SYSTEM
from registry.act import Act
from registry.document import LONGEST_NAME, BoardDecision
from registry.istanbul import shown
from registry.member import Member
from registry.programme import Programme, Run
from registry.records.registry_records import Records
from registry.refusal import Refusal
from registry.store import PUBLIC, Store
from templates.drawing import unprintable

# A document may begin later than it is issued, but not so far that it is surely a typing error.
LONGEST_LEAD = timedelta(days=730)


class IssueRefused(Refusal):
    """The list as a whole cannot be issued; nothing was written."""


def programme_of(store: Store, run_code: str) -> Programme:
    """The programme of a run's code; its rows are open to everyone."""
    code, _, _ = run_code.rpartition("/")
    if not code:
        raise IssueRefused("run.code_form", run=run_code)
    return programme_named(store, code)


def programme_named(store: Store, code: str) -> Programme:
    """The programme of a code; raises ``IssueRefused``."""
    with store.reading(PUBLIC) as records:
        found = records.programmes.find(code)
    if found is None:
        raise IssueRefused("programme.unknown", programme=code)
    return found


def require(act: Act, right: str, chamber_code: str) -> None:
    """The caller has this right here. The service itself acts for every chamber: jobs have no role."""
    if act.caller.kind != SYSTEM:
        act.caller.require(right, chamber_code)


def find_run(records: Records, run_code: str) -> Run:
    """The run of a code; raises ``IssueRefused``."""
    programme_code, _, no = run_code.rpartition("/")
    run = records.programmes.find_run(programme_code, no)
    if run is None:
        raise IssueRefused("run.unknown", run=run_code)
    return run


def run_by_id(records: Records, run_id: UUID) -> Run:
    """The run of a batch."""
    run = records.programmes.run_of_id(run_id)
    assert run is not None
    return run


def facts_of(
    records: Records, run: Run, decision: BoardDecision | None, valid_from: date | None
) -> IssueFacts:
    """Today's facts of a run; raises ``Refusal`` if no document could carry them."""
    programme = records.programmes.find(run.programme_code)
    assert programme is not None
    chamber = records.chambers.find(programme.chamber_code)
    installation = records.chambers.installation()
    if installation is None or chamber is None:
        raise IssueRefused("installation.missing")
    check_run(programme, run)
    if programme.kind == "yetki" and programme.area is None:
        raise RuleRefused("rule.area_missing", programme=programme.code)
    if not chamber.signers:
        raise IssueRefused("chamber.no_signers", chamber=chamber.code)
    for text in (
        programme.name_tr,
        programme.title,
        programme.area,
        run.branch,
        run.place,
        *(one.name for one in chamber.signers),
    ):
        if text is not None and (unprintable(text) or len(text) > LONGEST_NAME):
            raise IssueRefused("document.unprintable", text=text[:80], characters=unprintable(text)[:20])
    return IssueFacts(installation, chamber, programme, run, decision, valid_from)


def check_days(facts: IssueFacts, on: date, today: date) -> None:
    """The run is over on ``on``, the day of issue, and the other days suit it; raises ``Refusal``."""
    programme, run, first = facts.programme, facts.run, facts.valid_from
    begins = run.start_on if programme.delivery == "asenkron" else run.end_on
    if begins > on:
        raise IssueRefused("run.not_finished", run=run.code, day=shown(begins))
    if first is not None and first < on:
        raise IssueRefused("issue.valid_from_past", day=shown(first))
    if first is not None and first > on + LONGEST_LEAD:
        raise IssueRefused("issue.valid_from_far", day=shown(first), days=LONGEST_LEAD.days)
    decision = facts.board_decision
    if programme.kind == "yetki" and decision is not None and decision.day > today:
        raise RuleRefused("rule.board_decision_future", day=shown(decision.day), on=shown(today))


def right_entries(records: Records, chamber_code: str, ids: set[UUID]) -> dict[UUID, Member]:
    """The entries by id, a wrong one as the right one it was merged into; erased ones are missing."""
    found = records.members.by_ids(chamber_code, ids)
    led = {one.merged_into for one in found.values() if one.merged_into is not None}
    right = records.members.by_ids(chamber_code, led)
    people = {key: right[one.merged_into] if one.merged_into else one for key, one in found.items()}
    return {key: one for key, one in people.items() if one.erased_at is None}
