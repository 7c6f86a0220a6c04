"""Corrections and renewals: the new document takes the old one's place with the commit that records it."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from issuer.batches.issuing import issue
from issuer.batches.preparation import prepare
from issuer.batches.steps import approve, submit
from issuer.batches.successors import prepare_renewal, prepare_replacement
from issuer.issue import issue_list
from issuer.report import IssueReport
from muhur.installation import Home
from registry.document import BoardDecision
from registry.history.consistency import check_chamber
from registry.lists.imports import add_runs, run_of
from registry.refusal import Refusal
from registry.standing import StandingFacts
from registry.store import OWNER
from tests.support.batches import RUN, approver, asked, officer
from tests.support.failing import Crash, CrashingStore
from tests.support.register import (
    DECISION,
    NOW,
    counts,
    members_of,
    passing,
    payload_document,
    request,
)


def issued(home: Home, count: int = 1, run: str = RUN) -> list[str]:
    chamber = run.partition("-")[0]
    done = issue_list(home.store, request(run, passing(members_of(home, chamber)[:count])), home.open_key)
    return [str(row.belge_no) for row in done.rows]


def standing(home: Home, belge_no: str) -> StandingFacts:
    with home.store.reading() as records:
        found = records.standings.look_up("belge_no", belge_no)
    assert found is not None
    return found[1]


def signed(home: Home, batch_id: UUID | None) -> IssueReport:
    assert batch_id is not None
    submit(home.store, officer(), batch_id)
    return approve(home.store, approver(), batch_id, issue=True, open_key=home.open_key)


def renamed(home: Home) -> None:
    with home.store.writing("MMO") as records:
        records.members.change(replace(members_of(home, "MMO")[0], family_name="Doğru"))


def test_o6_a_correction_revokes_and_replaces(either_home: Home) -> None:
    home = either_home
    (old,) = issued(home)
    renamed(home)
    made = prepare_replacement(home.store, officer(), old, decision=DECISION)
    (row,) = signed(home, made.batch_id).rows
    assert row.result == "issued" and row.belge_no != old
    facts = standing(home, old)
    assert facts.state == "iptal" and facts.successor is not None
    assert facts.successor.belge_no == row.belge_no
    with home.store.reading() as records:
        before = records.credentials.by_belge_no(old)
        after = records.credentials.by_belge_no(str(row.belge_no))
        assert before is not None and after is not None
        assert (before.ordinal, after.ordinal) == (1, 2)
        assert after.valid_until == before.valid_until
        assert payload_document(after.compact).holder_name == "Ayşe Doğru"
        chain = records.sicil.chain("MMO")
        assert [one.event for one in chain] == [
            "belge_islendi",
            "belge_islendi",
            "iptal_edildi",
            "yerine_belge_verildi",
        ]
        found = check_chamber(records, "MMO")
        assert found.holds, found
    for again in ("there_is_one",):
        with pytest.raises(Refusal) as refused:
            prepare_replacement(home.store, officer(), old, decision=DECISION)
        assert refused.value.code == f"successor.{again}"


def test_a_correction_of_a_yetki_needs_a_decision(home: Home) -> None:
    (old,) = issued(home)
    made = prepare_replacement(home.store, officer(), old)
    assert made.batch_id is not None
    with pytest.raises(Refusal) as refused:
        submit(home.store, officer(), made.batch_id)
    assert refused.value.code == "lifecycle.decision_missing"


def test_two_corrections_of_one_document_end_in_one(home: Home) -> None:
    (old,) = issued(home)
    made = [prepare_replacement(home.store, officer(), old, decision=DECISION) for _ in range(2)]
    for one in made:
        assert one.batch_id is not None
        submit(home.store, officer(), one.batch_id)
        approve(home.store, approver(), one.batch_id)
    assert made[0].batch_id is not None and made[1].batch_id is not None
    issue(home.store, approver(), made[0].batch_id, home.open_key)
    with pytest.raises(Refusal) as refused:
        issue(home.store, approver(), made[1].batch_id, home.open_key)
    assert refused.value.code == "approval.content_changed"
    assert counts(home.store)["credentials"] == 2


def test_a_renewal_by_decision_leaves_the_old_one_until_the_new_begins(either_home: Home) -> None:
    home = either_home
    (old,) = issued(home)
    begins = date(2027, 3, 1)
    made = prepare_renewal(home.store, officer(), old, decision=DECISION, valid_from=begins)
    (row,) = signed(home, made.batch_id).rows
    facts = standing(home, old)
    assert facts.state == "yenilendi" and facts.successor is not None
    assert (facts.successor.belge_no, facts.successor.valid_from) == (row.belge_no, begins)


def test_a_new_runs_list_renews_earlier_documents(either_home: Home) -> None:
    home = either_home
    old = issued(home, 2)
    later = NOW + timedelta(days=200)
    with home.store.writing(OWNER) as records:
        add_runs(records, [run_of("MMO-MT-01", "2027-1", later.date(), later.date(), None, None, later)])
    decision = BoardDecision("7/12", later.date())
    given = asked(home, count=3, purpose="yenileme", decision=decision)
    done = prepare(home.store, officer(at=later), replace(given, run_code="MMO-MT-01/2027-1"))
    assert [row.result for row in done.rows] == ["prepared", "prepared", "refused"]
    assert done.rows[2].reasons[0].code == "rule.nothing_to_renew"
    assert done.batch_id is not None
    submit(home.store, officer(at=later), done.batch_id)
    ended = approve(home.store, approver(at=later), done.batch_id, issue=True, open_key=home.open_key)
    assert ended.count("issued") == 2
    for number, row in zip(old, ended.rows, strict=False):
        facts = standing(home, number)
        assert facts.state == "yenilendi" and facts.successor is not None
        assert facts.successor.belge_no == row.belge_no


def test_another_chambers_document_is_not_there(home: Home) -> None:
    (old,) = issued(home)
    with pytest.raises(Refusal) as refused:
        prepare_replacement(home.store, officer(chamber="EMO"), old)
    assert refused.value.code == "access.not_found"
    with pytest.raises(Refusal) as refused:
        prepare_replacement(home.store, officer(), "MMO-2026-YB-000009-X")
    assert refused.value.code in ("number.check_character", "number.malformed")


def test_a_katilim_is_renewed_from_a_new_run_only(home: Home) -> None:
    (old,) = issued(home, run="IMO-TB-01/2026-1")
    with pytest.raises(Refusal) as refused:
        prepare_renewal(home.store, officer(chamber="IMO"), old)
    assert refused.value.code == "successor.needs_run"


@pytest.mark.parametrize("after_commit", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("stop_at", [1, 2])
def test_a_crash_leaves_the_old_document_or_its_successor(
    either_home: Home, stop_at: int, after_commit: bool
) -> None:
    """Transaction 1 approves and allocates, 2 records the new document and ends the old one."""
    home = either_home
    (old,) = issued(home)
    renamed(home)
    made = prepare_replacement(home.store, officer(), old, decision=DECISION)
    assert made.batch_id is not None
    submit(home.store, officer(), made.batch_id)
    crashing = CrashingStore(home.settings.registry_url, stop_at, after_commit=after_commit)
    with pytest.raises(Crash):
        approve(crashing, approver(), made.batch_id, issue=True, open_key=home.open_key)
    crashing.close()
    replaced = (stop_at, after_commit) == (2, True)
    assert (standing(home, old).state == "iptal") == replaced
    assert (counts(home.store)["credentials"] == 2) == replaced
    if (stop_at, after_commit) == (1, False):
        approve(home.store, approver(), made.batch_id, issue=True, open_key=home.open_key)
    elif not replaced:
        issue(home.store, approver(), made.batch_id, home.open_key)
    assert standing(home, old).state == "iptal"
    assert counts(home.store)["credentials"] == counts(home.store)["issue_intents"] == 2
