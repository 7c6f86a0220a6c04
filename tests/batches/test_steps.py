"""The way of a batch: prepared, submitted, returned, withdrawn, approved, issued."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa

from issuer.batches.issuing import issue, issue_due
from issuer.batches.preparation import edit, prepare
from issuer.batches.steps import approve, return_, submit, withdraw
from issuer.batches.view import listed, show
from muhur.installation import Home
from muhur.problems import problem_of
from registry.document import BoardDecision
from registry.lifecycle import IMZALANDI, ONAY_BEKLIYOR, ONAYLANDI, TASLAK, VAZGECILDI, YAYINDA
from registry.records.preparing.batches import Batch
from registry.refusal import Refusal
from registry.sicil_chain import first_broken
from registry.store import OWNER
from registry.tables.access import audit_events
from tests.support.batches import approver, asked, both, officer, prepared, submitted
from tests.support.failing import Crash, CrashingStore
from tests.support.register import DECISION, NOW, contents, counts, members_of


def code_of(refused: pytest.ExceptionInfo[Refusal]) -> str:
    assert "{" not in problem_of(refused.value).tr
    return refused.value.code


def state_of(home: Home, batch_id: object) -> Batch:
    with home.store.reading() as records:
        return records.batches.find("MMO", batch_id)  # type: ignore[arg-type]


def actions(home: Home) -> list[str]:
    with home.store.engine.connect() as connection:
        return list(connection.execute(sa.select(audit_events.c.action)).scalars())


def test_the_whole_way(either_home: Home) -> None:
    home = either_home
    batch_id, report = prepared(home)
    assert [row.result for row in report.rows] == ["prepared"] * 3
    assert state_of(home, batch_id).state == TASLAK
    assert submit(home.store, officer(), batch_id).state == ONAY_BEKLIYOR
    done = approve(home.store, approver(), batch_id)
    assert (done.state, done.count("prepared")) == (ONAYLANDI, 3)
    assert counts(home.store)["credentials"] == counts(home.store)["issue_intents"] == 0
    done = issue(home.store, approver(), batch_id, home.open_key)
    assert (done.state, done.count("issued")) == (YAYINDA, 3)
    assert show(home.store, officer(), batch_id).report.count("issued") == 3
    (line,) = listed(home.store, officer())
    assert (line.batch.id, line.documents) == (batch_id, 3)
    with home.store.reading() as records:
        chain = records.sicil.chain("MMO")
        issued = records.credentials.all()
    assert first_broken(chain) is None
    assert [one.actor for one in chain] == ["user:omer"] * 3
    assert sorted(one.belge_no for one in done.rows if one.belge_no) == sorted(one.belge_no for one in issued)
    assert sorted(actions(home)) == [
        "batches.approved",
        "batches.issued",
        "batches.listed",
        "batches.prepared",
        "batches.read",
        "batches.submitted",
    ]


def test_approving_may_issue_in_the_same_step(either_home: Home) -> None:
    batch_id = submitted(either_home)
    done = approve(either_home.store, approver(), batch_id, issue=True, open_key=either_home.open_key)
    assert (done.state, done.count("issued")) == (YAYINDA, 3)


def test_a_dry_run_writes_nothing(either_home: Home) -> None:
    before = contents(either_home.store)
    tried = prepare(either_home.store, officer(), asked(either_home), dry_run=True)
    assert tried.count("would_issue") == 3 and tried.batch_id is None
    assert contents(either_home.store) == before
    batch_id = submitted(either_home)
    before = contents(either_home.store)
    tried = approve(either_home.store, approver(), batch_id, dry_run=True)
    assert tried.count("would_issue") == 3
    assert contents(either_home.store) == before


def test_o2_a_yetki_is_not_submitted_without_a_decision(home: Home) -> None:
    batch_id, _ = prepared(home, decision=None)
    with pytest.raises(Refusal) as refused:
        submit(home.store, officer(), batch_id)
    assert problem_of(refused.value).tr == (
        "Yetki belgesi için Yönetim Kurulu karar numarası ve tarihi gereklidir."
    )
    assert state_of(home, batch_id).state == TASLAK
    tomorrow = replace(DECISION, day=NOW.date() + timedelta(days=1))
    with pytest.raises(Refusal) as refused:
        submit(home.store, officer(), batch_id, decision=tomorrow)
    assert code_of(refused) == "rule.board_decision_future"
    batch = submit(home.store, officer(), batch_id, decision=DECISION)
    assert (batch.state, batch.decision) == (ONAY_BEKLIYOR, DECISION)
    assert batch.content["decision"] == {"number": "49/112", "day": "2026-11-20"}
    done = approve(home.store, approver(), batch_id, issue=True, open_key=home.open_key)
    assert done.count("issued") == 3


@pytest.mark.parametrize("who", ["preparer", "submitter"])
def test_o3_whoever_prepared_or_submitted_may_not_approve(either_home: Home, who: str) -> None:
    preparer = both("ikisi") if who == "preparer" else both("baska")
    submitter = both("ikisi") if who == "submitter" else both("baska")
    batch_id, _ = prepared(either_home, preparer)
    submit(either_home.store, submitter, batch_id)
    with pytest.raises(Refusal) as refused:
        approve(either_home.store, both("ikisi"), batch_id, issue=True, open_key=either_home.open_key)
    assert problem_of(refused.value).tr == "Hazırlayan kişi aynı belgeyi onaylayamaz."
    assert state_of(either_home, batch_id).state == ONAY_BEKLIYOR
    assert counts(either_home.store)["issue_intents"] == 0


def test_o3_nobody_approves_in_the_place_of_who_prepared(home: Home) -> None:
    batch_id = submitted(home, both("ayse"))
    submitter = approver("vekil")
    borrower = replace(submitter, caller=replace(submitter.caller, lent_by=frozenset({"ayse"})))
    with pytest.raises(Refusal) as refused:
        approve(home.store, borrower, batch_id)
    assert code_of(refused) == "lifecycle.four_eyes"


def test_each_step_needs_its_role(home: Home) -> None:
    batch_id = submitted(home)
    for step in (
        lambda: approve(home.store, officer(), batch_id),
        lambda: return_(home.store, officer(), batch_id, "olmadı"),
        lambda: issue(home.store, officer(), batch_id, home.open_key),
        lambda: withdraw(home.store, approver(), batch_id),
        lambda: prepare(home.store, approver(), asked(home)),
    ):
        with pytest.raises(Refusal) as refused:
            step()
        assert code_of(refused) == "access.denied"


def test_another_chambers_batch_is_not_there(either_home: Home) -> None:
    batch_id = submitted(either_home)
    for step in (
        lambda: approve(either_home.store, approver(chamber="EMO"), batch_id),
        lambda: show(either_home.store, officer(chamber="EMO"), batch_id),
        lambda: withdraw(either_home.store, officer(chamber="EMO"), batch_id),
        lambda: issue(either_home.store, approver(chamber="EMO"), batch_id, either_home.open_key),
        lambda: show(either_home.store, officer(), uuid4()),
    ):
        with pytest.raises(Refusal) as refused:
            step()
        assert code_of(refused) == "batch.not_found"
    with pytest.raises(Refusal) as refused:
        prepare(either_home.store, officer(chamber="EMO"), asked(either_home))
    assert code_of(refused) == "access.not_found"
    assert listed(either_home.store, officer(chamber="EMO")) == []


def test_a_batch_is_returned_with_a_note_edited_and_approved(home: Home) -> None:
    batch_id = submitted(home)
    with pytest.raises(Refusal) as refused:
        return_(home.store, approver(), batch_id, "  ")
    assert code_of(refused) == "lifecycle.note_missing"
    returned = return_(home.store, approver(), batch_id, "Karar tarihi eksik")
    assert (returned.state, returned.decided_note) == (TASLAK, "Karar tarihi eksik")
    report = edit(home.store, officer("zeynep"), batch_id, asked(home, count=5))
    assert report.count("prepared") == 5
    assert state_of(home, batch_id).prepared_by == "user:zeynep"
    submit(home.store, officer(), batch_id)
    done = approve(home.store, approver(), batch_id, issue=True, open_key=home.open_key)
    assert done.count("issued") == 5


def test_nothing_is_edited_after_the_approval(home: Home) -> None:
    batch_id = submitted(home)
    approve(home.store, approver(), batch_id)
    before = state_of(home, batch_id)
    later = BoardDecision("50/1", date(2026, 11, 21))
    for step in (
        lambda: edit(home.store, officer(), batch_id, asked(home, count=5)),
        lambda: submit(home.store, officer(), batch_id, decision=later),
        lambda: withdraw(home.store, officer(), batch_id),
        lambda: approve(home.store, approver(), batch_id),
    ):
        with pytest.raises(Refusal) as refused:
            step()
        assert code_of(refused) == "lifecycle.illegal"
    assert state_of(home, batch_id) == before


def test_who_looks_at_an_old_version_is_told(home: Home) -> None:
    batch_id, report = prepared(home)
    submit(home.store, officer(), batch_id, version=report.version)
    with pytest.raises(Refusal) as refused:
        approve(home.store, approver(), batch_id, version=report.version)
    assert code_of(refused) == "batch.changed"


def test_a_withdrawn_batch_is_over(home: Home) -> None:
    batch_id = submitted(home)
    assert withdraw(home.store, officer(), batch_id).state == VAZGECILDI
    assert show(home.store, officer(), batch_id).report.count("withdrawn") == 3
    with pytest.raises(Refusal) as refused:
        approve(home.store, approver(), batch_id)
    assert code_of(refused) == "lifecycle.illegal"


@pytest.mark.parametrize("before", ["approval", "issue"])
def test_content_that_has_changed_is_not_issued_and_its_row_named(either_home: Home, before: str) -> None:
    home = either_home
    batch_id = submitted(home)
    if before == "issue":
        approve(home.store, approver(), batch_id)
    second = members_of(home, "MMO")[1]
    with home.store.writing("MMO") as records:
        records.members.change(replace(second, family_name="Yılmaz"))
    steps = {
        "issue": lambda: issue(home.store, approver(), batch_id, home.open_key),
        "approval": lambda: approve(home.store, approver(), batch_id),
    }
    with pytest.raises(Refusal) as refused:
        steps[before]()
    assert code_of(refused) == "approval.content_changed"
    assert refused.value.facts["rows"] == f"3 ({second.sicil_no})"
    assert counts(home.store)["credentials"] == counts(home.store)["issue_intents"] == 0
    assert state_of(home, batch_id).state == (ONAYLANDI if before == "issue" else ONAY_BEKLIYOR)
    return_(home.store, approver(), batch_id, "Soyadı değişmiş")
    edit(home.store, officer(), batch_id, asked(home))
    submit(home.store, officer(), batch_id)
    assert approve(home.store, approver(), batch_id, issue=True, open_key=home.open_key).count("issued") == 3


def test_a_member_who_left_since_the_approval_is_named(home: Home) -> None:
    batch_id = submitted(home)
    approve(home.store, approver(), batch_id)
    first = members_of(home, "MMO")[0]
    with home.store.writing("MMO") as records:
        records.members.change(replace(first, status="ayrilmis"))
    with pytest.raises(Refusal) as refused:
        issue(home.store, approver(), batch_id, home.open_key)
    assert refused.value.facts["rows"] == f"2 ({first.sicil_no})"


def test_a_programme_changed_since_the_approval_names_every_row(home: Home) -> None:
    batch_id = submitted(home)
    approve(home.store, approver(), batch_id)
    with home.store.writing(OWNER) as records:
        programme = records.programmes.find("MMO-MT-01")
        assert programme is not None
        records.programmes.change(replace(programme, name_tr="Başka ad"))
    with pytest.raises(Refusal) as refused:
        issue(home.store, approver(), batch_id, home.open_key)
    assert str(refused.value.facts["rows"]).count("(") == 3


def test_an_altered_approval_is_not_issued(home: Home) -> None:
    """Somebody with the database at hand adds a draft to an approved batch."""
    batch_id = submitted(home)
    approve(home.store, approver(), batch_id)
    with home.store.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM drafts WHERE place = 2")
    with pytest.raises(Refusal) as refused:
        issue(home.store, approver(), batch_id, home.open_key)
    assert code_of(refused) == "approval.content_changed"


def test_o8_is_decided_when_it_is_issued(either_home: Home) -> None:
    home = either_home
    first, second = submitted(home), submitted(home, count=4)
    for batch_id in (first, second):
        approve(home.store, approver(), batch_id)
    one = issue(home.store, approver(), first, home.open_key)
    other = issue(home.store, approver(), second, home.open_key)
    assert [row.result for row in other.rows] == ["already_issued"] * 3 + ["issued"]
    assert other.rows[0].reasons[0].tr == (
        f"Bu üye için aynı eğitimden düzenlenmiş belge vardır: {one.rows[0].belge_no}."
    )
    assert counts(home.store)["credentials"] == 4


def test_a_scheduled_batch_is_issued_by_the_worker_when_it_is_due(either_home: Home) -> None:
    home = either_home
    due = NOW + timedelta(days=2)
    batch_id = submitted(home, issue_at=due)
    approve(home.store, approver(), batch_id, issue=True, open_key=home.open_key)
    assert state_of(home, batch_id).state == ONAYLANDI
    with pytest.raises(Refusal) as refused:
        issue(home.store, approver(), batch_id, home.open_key)
    assert code_of(refused) == "issue.not_due"
    assert issue_due(home.store, home.open_key, due - timedelta(seconds=1)) == []
    (done,) = issue_due(home.store, home.open_key, due)
    assert (done.state, done.count("issued")) == (YAYINDA, 3)
    assert issue_due(home.store, home.open_key, due) == []
    with home.store.reading() as records:
        assert {one.awarded_at for one in records.credentials.all()} == {due}
        assert {one.actor for one in records.sicil.chain("MMO")} == {"user:omer"}


def test_a_schedule_that_is_refused_stays_approved_and_is_told_once(home: Home) -> None:
    due = NOW + timedelta(days=2)
    batch_id = submitted(home, issue_at=due)
    approve(home.store, approver(), batch_id)
    first = members_of(home, "MMO")[0]
    with home.store.writing("MMO") as records:
        records.members.change(replace(first, status="askida"))
    for _ in range(3):
        assert issue_due(home.store, home.open_key, due) == []
    assert state_of(home, batch_id).state == ONAYLANDI
    assert actions(home).count("batches.issue_refused") == 1
    assert counts(home.store)["issue_intents"] == 0


def test_without_a_key_at_hand_the_worker_issues(home: Home) -> None:
    batch_id = submitted(home)
    done = approve(home.store, approver(), batch_id, issue=True, open_key=None)
    assert done.state == ONAYLANDI
    (done,) = issue_due(home.store, home.open_key, NOW + timedelta(seconds=5))
    assert done.count("issued") == 3


@pytest.mark.parametrize("days", [-1, 400])
def test_a_time_of_issue_must_be_near_and_to_come(home: Home, days: int) -> None:
    with pytest.raises(Refusal) as refused:
        prepare(home.store, officer(), asked(home, issue_at=NOW + timedelta(days=days)))
    assert code_of(refused) == "issue.at_range"


def test_no_row_no_batch(home: Home) -> None:
    done = prepare(
        home.store,
        officer(),
        asked(home, count=0, rows=b"sicil_no;ad;soyad;devam;toplam;teorik_not\n1;A;B;1;1;90\n"),
    )
    assert done.batch_id is None and done.count("refused") == 1
    assert counts(home.store)["batches"] == 0


def test_what_was_interrupted_is_taken_up_by_the_worker(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("issuer.begun.CHUNK", 2)
    batch_id = submitted(home, count=5)
    crashing = CrashingStore(home.settings.registry_url, 3, after_commit=False)
    with pytest.raises(Crash):
        approve(crashing, approver(), batch_id, issue=True, open_key=home.open_key)
    crashing.close()
    assert state_of(home, batch_id).state == IMZALANDI
    assert counts(home.store)["credentials"] == 2
    # A member who already has the document may change; one who waits may not.
    first = members_of(home, "MMO")[0]
    with home.store.writing("MMO") as records:
        records.members.change(replace(first, family_name="Yeni"))
    assert issue_due(home.store, home.open_key, NOW + timedelta(minutes=5)) == []
    (done,) = issue_due(home.store, home.open_key, NOW + timedelta(minutes=16))
    assert (done.state, done.count("issued"), done.count("already_issued")) == (YAYINDA, 3, 2)
    assert counts(home.store)["credentials"] == counts(home.store)["issue_intents"] == 5
