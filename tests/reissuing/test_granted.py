"""What a member was granted is carried out: the entry at once, the documents through an approver."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from issuer.batches.steps import approve, submit
from issuer.events.single import Means, suspend
from issuer.reissuing.granted import CarriedOut, carry_out
from muhur.installation import Home
from registry.history.consistency import check_chamber
from registry.notices.requests import decide_request, make_request
from registry.refusal import Refusal
from tests.notices.acting import member as member_act
from tests.support.batches import approver, officer
from tests.support.callers import client
from tests.support.failing import Crash, CrashingStore
from tests.support.living import issued
from tests.support.register import DECISION, NOW, counts, members_of, payload_document

OFFICER, APPROVER = officer(), approver()
WANTED = {"family_name": "Aydın Şen"}


def holder(home: Home) -> Any:
    return members_of(home, "MMO")[0]


def asked(
    home: Home,
    *,
    kind: str = "ad_degisikligi",
    wanted: dict[str, str] | None = None,
    granted: bool | None = True,
) -> UUID:
    """A request of the first member of MMO, decided unless ``granted`` is None."""
    one = holder(home)
    with home.store.writing("MMO") as records:
        act = member_act(one.id, chamber="MMO")
        made = make_request(records, act, one.id, kind=kind, text="Evlendim.", wanted=wanted)
        if granted is not None:
            decide_request(records, APPROVER, made.id, granted=granted, answer="Görüldü.")
    return made.id


def approved(home: Home, done: CarriedOut, *, decision: bool = False) -> list[str]:
    numbers = []
    for one in done.corrections.batches:
        if one.state == "taslak":
            submit(home.store, OFFICER, one.id, decision=DECISION if decision else None)
        report = approve(home.store, APPROVER, one.id, issue=True, open_key=home.open_key)
        numbers += [str(row.belge_no) for row in report.rows]
    return numbers


def names(home: Home, numbers: list[str]) -> set[str]:
    with home.store.reading() as records:
        found = [records.credentials.by_belge_no(one) for one in numbers]
    return {payload_document(one.compact).holder_name for one in found if one is not None}


def test_a_name_change_reaches_the_entry_and_the_documents(either_home: Home) -> None:
    home = either_home
    (yetki,) = issued(home, 1)
    (basari,) = issued(home, 1, "MMO-LP-01/2026-1")
    request_id = asked(home, wanted=WANTED)
    done = carry_out(home.store, OFFICER, request_id, decision=DECISION)
    assert done.changed
    assert (holder(home).full_name, done.member.full_name) == ("Ayşe Aydın Şen", "Ayşe Aydın Şen")
    # Nothing is signed yet: what was prepared waits for another person.
    assert counts(home.store)["credentials"] == 2
    assert {one.state for one in done.corrections.batches} == {"onay_bekliyor"}
    assert {row.belge_no for row in done.corrections.rows} == {yetki, basari}
    new = approved(home, done)
    assert len(new) == 2
    assert names(home, new) == {"Ayşe Aydın Şen"}
    with home.store.reading("MMO") as records:
        for number in (yetki, basari):
            found = records.standings.look_up("belge_no", number)
            assert found is not None and found[1].state == "iptal"
            assert found[1].successor is not None and found[1].successor.belge_no in new
        events = {one.reason_code for one in records.status_events.of_chamber("MMO") if one.reason_code}
        assert events == {"talep"}
        (past,) = records.membership.names_of("MMO", [holder(home).id])
        assert (past.family_name, past.reason) == ("Aydın", "ad_degisikligi")
        assert check_chamber(records, "MMO").holds


def test_who_carried_it_out_does_not_approve_the_documents(home: Home) -> None:
    issued(home, 1)
    done = carry_out(home.store, OFFICER, asked(home, wanted=WANTED), decision=DECISION)
    (batch,) = done.corrections.batches
    with pytest.raises(Refusal) as refused:
        approve(home.store, approver(OFFICER.caller.id), batch.id, issue=True, open_key=home.open_key)
    assert refused.value.code == "lifecycle.four_eyes"


def test_a_yetki_waits_for_the_boards_decision(home: Home) -> None:
    issued(home, 1)
    done = carry_out(home.store, OFFICER, asked(home, wanted=WANTED))
    (batch,) = done.corrections.batches
    assert batch.state == "taslak"
    assert len(approved(home, done, decision=True)) == 1


def test_a_correction_may_change_the_title(home: Home) -> None:
    (number,) = issued(home, 1, "MMO-LP-01/2026-1")
    request_id = asked(home, kind="duzeltme", wanted={"title": "Makina Yüksek Mühendisi"})
    done = carry_out(home.store, OFFICER, request_id)
    assert holder(home).title == "Makina Yüksek Mühendisi"
    (new,) = approved(home, done)
    with home.store.reading("MMO") as records:
        found = records.credentials.by_belge_no(new)
        assert found is not None
        assert payload_document(found.compact).holder_title == "Makina Yüksek Mühendisi"
        (revoked,) = [one for one in records.status_events.of_chamber("MMO") if one.reason_code]
        assert revoked.reason_code == "bilgi_hatasi"
        assert revoked.credential_id == records.credentials.by_belge_no(number).id


def test_only_documents_that_count_and_say_the_old_name(home: Home) -> None:
    """A suspended one is told and left; what is over, or says the new name already, is not touched."""
    suspended, other = issued(home, 2)
    means = Means(home.store, home.open_key)
    suspend(means, APPROVER, suspended, reason_code="disiplin", decision=DECISION)
    done = carry_out(home.store, OFFICER, asked(home, wanted=WANTED), decision=DECISION)
    (row,) = done.corrections.rows
    assert row.belge_no == suspended
    assert row.refusal is not None
    assert row.refusal.code == "successor.suspended"
    assert done.corrections.batches == []
    # Nobody else's document is touched.
    with home.store.reading("MMO") as records:
        assert records.standings.look_up("belge_no", other)[1].state == "yayinda"
    (again,) = issued(home, 1, "MMO-LP-01/2026-1")
    repeated = carry_out(home.store, OFFICER, asked(home, wanted=WANTED))
    assert again not in {row.belge_no for row in repeated.corrections.rows}


def test_an_expired_document_is_left_as_it_is(home: Home) -> None:
    issued(home, 1)
    request_id = asked(home, wanted=WANTED)
    done = carry_out(home.store, officer(at=NOW + timedelta(days=6 * 365)), request_id)
    assert done.changed
    assert done.corrections.rows == []


@pytest.mark.parametrize("after_commit", [False, True], ids=["before", "after"])
def test_an_interruption_leaves_all_or_nothing_and_repeating_ends_it(
    either_home: Home, after_commit: bool
) -> None:
    home = either_home
    issued(home, 1)
    request_id = asked(home, wanted=WANTED)
    crashing = CrashingStore(home.settings.registry_url, 1, after_commit=after_commit)
    with pytest.raises(Crash):
        carry_out(crashing, OFFICER, request_id, decision=DECISION)
    crashing.close()
    assert (holder(home).family_name == "Aydın Şen") == after_commit
    again = carry_out(home.store, OFFICER, request_id, decision=DECISION)
    assert again.changed != after_commit
    assert holder(home).family_name == "Aydın Şen"
    (row,) = again.corrections.rows
    assert row.batch_id is not None
    assert (row.refusal is not None) == after_commit
    found = counts(home.store)
    assert (found["member_names"], found["batches"]) == (1, 2)
    approve(home.store, APPROVER, row.batch_id, issue=True, open_key=home.open_key)
    # Once it is done there is nothing left to carry out.
    ended = carry_out(home.store, OFFICER, request_id, decision=DECISION)
    assert (ended.changed, ended.corrections.rows) == (False, [])


def test_a_dry_run_writes_nothing(either_home: Home) -> None:
    home = either_home
    (number,) = issued(home, 1)
    request_id = asked(home, wanted=WANTED)
    before = counts(home.store)
    done = carry_out(home.store, OFFICER, request_id, dry_run=True)
    assert done.member.full_name == "Ayşe Aydın Şen"
    assert [(row.belge_no, row.result, row.name) for row in done.corrections.rows] == [
        (number, "would_issue", "Ayşe Aydın Şen")
    ]
    assert counts(home.store) == before
    assert holder(home).family_name == "Aydın"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"granted": None, "wanted": WANTED}, "petition.not_granted"),
        ({"granted": False, "wanted": WANTED}, "petition.not_granted"),
        ({"kind": "itiraz"}, "petition.nothing_to_carry_out"),
        ({"kind": "duzeltme"}, "petition.nothing_to_carry_out"),
    ],
)
def test_what_was_not_granted_is_not_carried_out(home: Home, given: dict[str, Any], code: str) -> None:
    request_id = asked(home, **given)
    with pytest.raises(Refusal) as refused:
        carry_out(home.store, OFFICER, request_id)
    assert refused.value.code == code
    assert holder(home).family_name == "Aydın"


def test_another_chambers_request_is_not_there(home: Home) -> None:
    request_id = asked(home, wanted=WANTED)
    with pytest.raises(Refusal) as refused:
        carry_out(home.store, officer(chamber="EMO"), request_id)
    assert refused.value.code == "access.not_found"


def test_through_the_door(home: Home) -> None:
    issued(home, 1)
    request_id = asked(home, wanted=WANTED)
    path = f"/api/v1/requests/{request_id}/carry-out"
    with client(home, "MMO", "registrar") as site:
        assert site.post(path, json={}).json()["code"] == "access.denied"
    with client(home, "MMO", "officer") as site:
        told = site.post(path, json={"decision": {"number": "49/112", "day": "2026-11-20"}}).json()
    assert (told["family_name"], told["entry_changed"]) == ("Aydın Şen", True)
    assert told["corrections"]["counts"]["prepared"] == 1
    assert told["corrections"]["batches"][0]["state"] == "onay_bekliyor"
    with home.store.reading("MMO") as records:
        assert holder(home).full_name == "Ayşe Aydın Şen"
        batch = records.batches.find("MMO", UUID(told["corrections"]["batches"][0]["id"]))
    assert batch.submitted_by == "user:officer.mmo"
