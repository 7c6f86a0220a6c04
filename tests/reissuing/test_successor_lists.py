"""Renewals and corrections of a list: a batch for each run, every row told, nothing prepared twice."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from issuer.batches.judging import RENEWAL
from issuer.batches.steps import approve, submit, withdraw
from issuer.batches.successors import Succession, correction
from issuer.reissuing.lists import LONGEST_LIST, SuccessorReport, prepare_successors
from muhur.installation import Home
from registry.history.consistency import check_chamber
from registry.refusal import Refusal
from tests.support.batches import approver, officer
from tests.support.callers import client
from tests.support.failing import Crash, CrashingStore
from tests.support.living import issued
from tests.support.register import DECISION, NOW, counts, members_of, payload_document

BEGINS = date(2027, 3, 1)
RENEW = Succession(RENEWAL, DECISION, BEGINS)
OTHER_RUN = "MMO-MT-01/2026-2"


def listed(home: Home, *numbers: str, asked: Succession = RENEW, dry_run: bool = False) -> SuccessorReport:
    return prepare_successors(
        home.store, officer(), list(enumerate(numbers, start=2)), asked, dry_run=dry_run
    )


def signed(home: Home, report: SuccessorReport) -> list[str]:
    """Approve and issue every batch; the new numbers by the rows of their batches."""
    made = []
    for one in report.batches:
        submit(home.store, officer(), one.id)
        done = approve(home.store, approver(), one.id, issue=True, open_key=home.open_key)
        made += [str(row.belge_no) for row in done.rows if row.result == "issued"]
    return made


def told(report: SuccessorReport) -> list[tuple[str, str | None]]:
    return [(row.result, None if row.refusal is None else row.refusal.code) for row in report.rows]


def state(home: Home, belge_no: str) -> tuple[str, str | None]:
    with home.store.reading() as records:
        found = records.standings.look_up("belge_no", belge_no)
    assert found is not None
    successor = found[1].successor
    return found[1].state, None if successor is None else successor.belge_no


def test_a_list_is_renewed_by_a_batch_for_each_run(either_home: Home) -> None:
    home = either_home
    first, second = issued(home, 2)
    (third,) = issued(home, 1, OTHER_RUN)
    report = listed(home, first, third, second)
    assert told(report) == [("prepared", None)] * 3
    assert sorted(one.content["run"] for one in report.batches) == ["MMO-MT-01/2026-1", OTHER_RUN]
    assert report.rows[0].batch_id == report.rows[2].batch_id != report.rows[1].batch_id
    new = signed(home, report)
    assert len(new) == 3
    for number in (first, second, third):
        was, successor = state(home, number)
        assert was == "yenilendi"
        assert successor in new
    with home.store.reading("MMO") as records:
        assert {records.credentials.by_belge_no(one).valid_from for one in new} == {BEGINS}
        assert check_chamber(records, "MMO").holds


def test_every_row_that_may_not_be_says_why(home: Home) -> None:
    numbers = issued(home, 2)
    (katilim,) = issued(home, 1, "IMO-TB-01/2026-1")
    left = members_of(home, "MMO")[1]
    with home.store.writing("MMO") as records:
        records.members.change(replace(left, status="ayrilmis"))
    report = listed(
        home, "MMO-X", katilim, numbers[0], numbers[0].lower(), numbers[1], "MMO-2026-YB-000099-5"
    )
    assert told(report) == [
        ("refused", "number.malformed"),
        ("refused", "access.not_found"),
        ("prepared", None),
        ("refused", "event.repeated"),
        ("refused", None),
        ("refused", "number.check_character"),
    ]
    assert [one.code for one in report.rows[4].reasons] == ["rule.not_active"]
    assert report.counts() == {"issued": 0, "prepared": 1, "would_issue": 0, "refused": 5}
    # What is refused holds nobody up.
    assert len(signed(home, report)) == 1


def test_the_same_list_again_prepares_nothing_twice(either_home: Home) -> None:
    home = either_home
    numbers = issued(home, 2)
    first = listed(home, *numbers)
    before = counts(home.store)["drafts"]
    again = listed(home, *numbers)
    assert told(again) == [("refused", "successor.prepared")] * 2
    assert {row.batch_id for row in again.rows} == {first.batches[0].id}
    assert counts(home.store)["drafts"] == before
    withdraw(home.store, officer(), first.batches[0].id)
    assert told(listed(home, *numbers)) == [("prepared", None)] * 2


@pytest.mark.parametrize("after_commit", [False, True], ids=["before", "after"])
def test_an_interrupted_list_is_prepared_whole_or_not_at_all(either_home: Home, after_commit: bool) -> None:
    home = either_home
    numbers = [*issued(home, 2), *issued(home, 1, OTHER_RUN)]
    crashing = CrashingStore(home.settings.registry_url, 1, after_commit=after_commit)
    rows = list(enumerate(numbers, start=2))
    with pytest.raises(Crash):
        prepare_successors(crashing, officer(), rows, RENEW)
    crashing.close()
    again = listed(home, *numbers)
    expected = ("refused", "successor.prepared") if after_commit else ("prepared", None)
    assert told(again) == [expected] * 3
    assert len({row.batch_id for row in again.rows}) == 2


def test_a_dry_run_writes_nothing(home: Home) -> None:
    numbers = issued(home, 2)
    before = counts(home.store)
    report = listed(home, *numbers, dry_run=True)
    assert told(report) == [("would_issue", None)] * 2
    assert report.batches == []
    assert counts(home.store) == before


def test_a_list_is_corrected_too(either_home: Home) -> None:
    home = either_home
    numbers = issued(home, 2)
    with home.store.writing("MMO") as records:
        records.members.change(replace(members_of(home, "MMO")[0], family_name="Doğru"))
    new = signed(home, listed(home, *numbers, asked=correction(decision=DECISION)))
    assert [state(home, one)[0] for one in numbers] == ["iptal", "iptal"]
    with home.store.reading("MMO") as records:
        names = [payload_document(records.credentials.by_belge_no(one).compact).holder_name for one in new]
    assert names[0] == "Ayşe Doğru"


def test_of_a_document_and_its_renewal_only_the_renewal_is_corrected(home: Home) -> None:
    """A renewal that has not begun leaves two in force; the older one has its successor already."""
    (old,) = issued(home, 1)
    (renewed,) = signed(home, listed(home, old))
    late = NOW + timedelta(days=120)
    report = prepare_successors(
        home.store, officer(at=late), [(1, old), (2, renewed)], correction(decision=DECISION)
    )
    assert told(report) == [("refused", "successor.there_is_one"), ("prepared", None)]


@pytest.mark.parametrize("count", [0, LONGEST_LIST + 1])
def test_a_list_is_bounded(home: Home, count: int) -> None:
    with pytest.raises(Refusal) as refused:
        listed(home, *(["MMO-2026-YB-000001-1"] * count))
    assert refused.value.code == "event.list_length"


def test_only_who_prepares_may(home: Home) -> None:
    with pytest.raises(Refusal) as refused:
        prepare_successors(home.store, approver(), [(1, "x")], RENEW)
    assert refused.value.code == "access.denied"


def test_through_the_door(home: Home) -> None:
    numbers = issued(home, 2)
    body = {"numbers": [*numbers, "EMO-1"], "decision": {"number": "49/112", "day": "2026-11-20"}}
    with client(home, "MMO", "officer") as site:
        tried = site.post("/api/v1/batches/renewals", json={**body, "dry_run": True}).json()
        assert tried["counts"] == {"issued": 0, "prepared": 0, "would_issue": 2, "refused": 1}
        assert tried["batches"] == []
        told_ = site.post("/api/v1/batches/renewals", json=body).json()
        assert [row["result"] for row in told_["rows"]] == ["prepared", "prepared", "refused"]
        assert told_["rows"][2]["reasons"][0]["code"] == "number.malformed"
        (batch,) = told_["batches"]
        assert batch["state"] == "taslak"
        assert site.post("/api/v1/batches/renewals", json={"numbers": []}).status_code == 422
