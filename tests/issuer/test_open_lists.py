"""Lists under work, on both engines: judged anew after every change, saved whole or not at all, gone when done."""

from datetime import timedelta
from uuid import UUID

import pytest

from issuer.batches.preparation import Preparation, edit, prepare
from issuer.batches.steps import approve, return_, submit, withdraw
from issuer.lists import saving, work
from issuer.lists.work import Basis
from muhur.installation import Home
from registry.access import AccessRefused
from registry.document import BoardDecision
from registry.people.membership import change_status
from registry.people.privacy import erase, retain
from registry.refusal import Refusal
from tests.support.batches import approver, officer
from tests.support.callers import act_of, user
from tests.support.register import DECISION, NOW, TODAY, class_list, counts, members_of, passing, row

RUN = "MMO-MT-01/2026-1"
DECIDED = Basis(DECISION)


def opened(home: Home, count: int = 3) -> UUID:
    return work.open_file(home.store, officer(), RUN, "l.csv", passing(members_of(home, "MMO")[:count])).id


def test_nothing_but_the_list_is_written_before_it_is_saved(either_home: Home) -> None:
    home = either_home
    before = counts(home.store)
    list_id = opened(home)
    sight = work.sight(home.store, officer(), list_id)
    work.mend(home.store, officer(), list_id, version=1, typed={2: {"teorik_not": "69,5"}})
    after = counts(home.store)
    changed = {name for name in after if after[name] != before[name]}
    assert changed - {"audit_heads"} == {"open_lists", "audit_events"}
    assert [one.result for one in sight.results] == ["would_issue"] * 3
    assert [one.result for one in work.sight(home.store, officer(), list_id).results] == [
        "refused",
        "would_issue",
        "would_issue",
    ]


def test_saving_is_all_or_nothing(either_home: Home) -> None:
    home = either_home
    list_id = opened(home)
    before = counts(home.store)
    with pytest.raises(Refusal) as refused:
        saving.save(home.store, officer(), list_id, Basis(), version=1, send=True)
    assert refused.value.code == "lifecycle.decision_missing"
    assert counts(home.store) == before
    batch_id = saving.save(home.store, officer(), list_id, DECIDED, version=1, send=True)
    with home.store.reading("MMO") as records:
        assert records.batches.find("MMO", batch_id).state == "onay_bekliyor"
        assert records.open_lists.find("MMO", list_id).batch_id == batch_id
    # What was seen before is no longer what is there.
    with pytest.raises(Refusal) as refused:
        saving.save(home.store, officer(), list_id, DECIDED, version=1)
    assert refused.value.code in ("worklist.changed", "lifecycle.illegal")


def test_a_member_who_left_meanwhile_is_refused_at_the_save(either_home: Home) -> None:
    home = either_home
    members = members_of(home, "MMO")
    list_id = opened(home, 2)
    registrar = act_of(user(home, "MMO", "registrar"))
    change_status(home.store, registrar, "MMO", members[0].sicil_no, status="askida", on=TODAY, note=None)
    batch_id = saving.save(home.store, officer(), list_id, DECIDED, version=1)
    with home.store.reading("MMO") as records:
        batch = records.batches.find("MMO", batch_id)
        assert [one["sicil_no"] for one in batch.refused] == [members[0].sicil_no]


def test_a_list_without_a_good_row_is_not_saved(home: Home) -> None:
    rows = [row(one, 1, 24, "85") for one in members_of(home, "MMO")[:2]]
    list_id = work.open_file(home.store, officer(), RUN, "l.csv", class_list(rows)).id
    before = counts(home.store)
    with pytest.raises(Refusal) as refused:
        saving.save(home.store, officer(), list_id, DECIDED, version=1)
    assert refused.value.code == "batch.empty"
    assert counts(home.store) == before


def test_another_chambers_list_is_like_none(either_home: Home) -> None:
    list_id = opened(either_home)
    for act in (officer(chamber="EMO"), approver()):
        with pytest.raises(Refusal) as refused:
            work.sight(either_home.store, act, list_id)
        assert refused.value.code in ("worklist.gone", "access.denied")
    with pytest.raises(AccessRefused):
        work.open_file(either_home.store, officer(chamber="EMO"), RUN, "l.csv", passing([]))


def test_a_list_goes_when_its_batch_is_done_and_an_unsaved_one_after_a_month(either_home: Home) -> None:
    home = either_home
    kept, left = opened(home), opened(home)
    batch_id = saving.save(home.store, officer(), kept, DECIDED, version=1, send=True)

    def there() -> set[UUID]:
        with home.store.reading("MMO") as records:
            found = set()
            for one in (kept, left):
                try:
                    found.add(records.open_lists.find("MMO", one).id)
                except Refusal:
                    continue
            return found

    retain(home.store, NOW + timedelta(days=29))
    assert there() == {kept, left}
    retain(home.store, NOW + timedelta(days=31))
    assert there() == {kept}
    approve(home.store, approver(), batch_id, issue=True, open_key=home.open_key)
    retain(home.store, NOW + timedelta(days=31))
    assert there() == set()


def test_an_erased_members_row_leaves_the_lists(either_home: Home) -> None:
    home = either_home
    one = members_of(home, "MMO")[0]
    list_id = opened(home)
    administrator = act_of(user(home, "MMO", "administrator"))
    change_status(home.store, administrator, "MMO", one.sicil_no, status="ayrilmis", on=TODAY, note=None)
    report = erase(home.store, administrator, "MMO", one.sicil_no, decision="40/34")
    assert report.rows["open_lists"] == 1
    sight = work.sight(home.store, officer(), list_id)
    assert one.sicil_no not in {found.sicil_no for found in sight.results}
    assert len(sight.results) == len(sight.one.rows) == 2


def test_the_rows_of_a_given_up_batch_open_a_new_list(home: Home) -> None:
    list_id = opened(home)
    batch_id = saving.save(home.store, officer(), list_id, DECIDED, version=1)
    with pytest.raises(Refusal):
        saving.open_copy(home.store, officer(), batch_id)
    withdraw(home.store, officer(), batch_id)
    copy = saving.open_copy(home.store, officer(), batch_id)
    assert (copy.batch_id, len(copy.rows)) == (None, 3)


def test_a_batch_that_another_door_filled_anew_opens_as_it_is_now(either_home: Home) -> None:
    home = either_home
    members = members_of(home, "MMO")
    list_id = opened(home, 3)
    batch_id = saving.save(home.store, officer(), list_id, DECIDED, version=1)
    later = BoardDecision("41/1", TODAY)
    edit(home.store, officer(), batch_id, Preparation(RUN, passing(members[4:6]), later))
    again = saving.open_batch(home.store, officer(), batch_id)
    assert [cells["sicil_no"] for _, cells, _ in again.rows] == [one.sicil_no for one in members[4:6]]
    assert again.decision == later


def test_a_decision_given_with_the_sending_stands_in_the_list_that_comes_back(either_home: Home) -> None:
    home = either_home
    batch_id = saving.save(home.store, officer(), opened(home), Basis(), version=1)
    submit(home.store, officer(), batch_id, decision=DECISION)
    return_(home.store, approver(), batch_id, "Bir satır eksik")
    again = saving.open_batch(home.store, officer(), batch_id)
    assert again.decision == DECISION
    saving.save(home.store, officer(), again.id, Basis(again.decision), version=again.version, send=True)


def test_what_is_left_of_a_refused_row_can_be_worked_on(either_home: Home) -> None:
    home = either_home
    rows = [row(one, 24, 24, "85") for one in members_of(home, "MMO")[:2]]
    rows[1]["sicil_no"] = "999999"
    made = prepare(home.store, officer(), Preparation(RUN, class_list(rows), DECISION))
    assert made.batch_id is not None
    one = saving.open_batch(home.store, officer(), made.batch_id)
    assert [[reason[0] for reason in result["reasons"]] for result in one.results] == [
        [],
        ["row.empty_field", "row.empty_field"],
    ]
    # A row is added with only the columns that were filled.
    sight = work.mend(
        home.store, officer(), one.id, version=one.version, typed={}, added={"sicil_no": "1", "ad": "Ali"}
    )
    assert sight.results[-1].result == "refused"
    assert len(sight.results) == 3
