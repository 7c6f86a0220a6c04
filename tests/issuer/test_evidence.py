"""Evidence by hand and from learning systems, and documents under a standing approval (stories Ü1 and Ü2)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from issuer.evidence.automatic import Issued, issuing_watched
from issuer.evidence.judging import Given
from issuer.evidence.lms import Outcome, Report, take_feed
from issuer.evidence.recording import lines, record
from issuer.issue import issue_list
from issuer.rules import RuleRefused
from muhur.installation import Home
from registry.access import APPROVER, OFFICER, PROGRAM, AccessRefused, Caller
from registry.act import Act
from registry.ids import uuid7
from registry.lists.imports import run_of
from registry.member import Member
from registry.standing import StandingFacts, standing_of
from registry.store import OWNER
from registry.tables.access import audit_events
from registry.tables.training import feed_items, participations
from registry.training import approvals, catalogue, runs
from tests.support.register import NOW, TODAY, members_of, passing, payload_document, request
from tests.support.soak import FACTOR

CLASS = "MMO-MT-01", "2026-1"
WATCHED = "IMO-TB-01", "2026-1"


def act(chamber: str = "IMO", login: str = "ayse", *roles: str) -> Act:
    caller = Caller("user", login, chamber, frozenset(roles or (OFFICER,)))
    return Act(caller, NOW, person=lambda text: f"keyed:{hash(text)}")


def lms(chamber: str = "IMO", client: str = "moodle") -> Act:
    return Act(Caller(PROGRAM, client, chamber, scopes=frozenset({"evidence:write"})), NOW)


def approved(home: Home, code: str = "IMO-TB-01") -> None:
    prepared, _ = approvals.prepare(home.store, act(code[:3]), code)
    approvals.approve(home.store, act(code[:3], "baskan", APPROVER), prepared.id)


def gulsen(home: Home) -> Member:
    return next(one for one in members_of(home, "IMO") if one.sicil_no == "048213")


def watched(attended: int, external_id: str = "c-1", sicil_no: str = "048213", total: int = 1200) -> Report:
    return Report(external_id, *WATCHED, Given(sicil_no, attended, total), NOW - timedelta(hours=1))


def feed(home: Home, *reports: Report, by: Act | None = None) -> list[Outcome]:
    return take_feed(home.store, by or lms(), reports, issuing_watched(home.store, home.open_key))


def rows(home: Home, table: sa.Table) -> list[Any]:
    with home.store.engine.connect() as connection:
        return list(connection.execute(sa.select(table)))


def test_u1_watching_long_enough_brings_the_document_by_itself(either_home: Home) -> None:
    with either_home.store.writing(OWNER) as records:
        records.credentials.continue_serials_after("IMO", 2026, "katilim", 4216)
    approved(either_home)
    (found,) = feed(either_home, watched(1080))
    assert (found.outcome, found.belge_no, found.reasons) == ("issued", "IMO-2026-KB-004217-P", [])
    with either_home.store.reading() as records:
        recorded = records.credentials.by_belge_no("IMO-2026-KB-004217-P")
        entries = [one for one in records.sicil.chain("IMO") if one.belge_no]
    assert recorded is not None
    document = payload_document(recorded.compact)
    standing = standing_of(StandingFacts(recorded.valid_from, recorded.valid_until, 2026), TODAY)
    assert (document.title, standing.code, recorded.valid_until) == ("Katılım Belgesi", "valid", None)
    assert [(one.event, one.actor) for one in entries] == [("belge_islendi", "user:baskan")]
    assert rows(either_home, participations)[0].source == "lms"


def test_u2_below_the_threshold_there_is_none_and_the_reason_is_told(either_home: Home) -> None:
    approved(either_home)
    (found,) = feed(either_home, watched(1079))
    assert (found.outcome, found.belge_no) == ("recorded", None)
    assert [one.tr for one in found.reasons] == [
        "Katılım belgesi düzenlenemez: izleme oranı %89,91, gereken en az %90."
    ]
    with either_home.store.reading() as records:
        assert records.credentials.all() == []
    # Watching on brings it: another report, as it says something else.
    (later,) = feed(either_home, watched(1080, "c-2"))
    assert later.outcome == "issued"


def test_the_same_feed_again_changes_nothing(either_home: Home) -> None:
    approved(either_home)
    reports = watched(1080), watched(1079, "c-2", "050001"), watched(5, "c-3", "999999")
    first = feed(either_home, *reports)
    kept = rows(either_home, participations), rows(either_home, feed_items)
    again = feed(either_home, *reports)
    assert [(one.outcome, one.belge_no) for one in again] == [(one.outcome, one.belge_no) for one in first]
    assert [one.outcome for one in first] == ["issued", "recorded", "refused"]
    assert [[reason.tr for reason in one.reasons] for one in again] == [
        [reason.tr for reason in one.reasons] for one in first
    ]
    assert (rows(either_home, participations), rows(either_home, feed_items)) == kept


def test_the_same_feed_many_times_at_once_makes_one_document(either_home: Home) -> None:
    approved(either_home)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: feed(either_home, watched(1080))[0], range(24)))
    assert len({one.belge_no for one in found if one.belge_no}) == 1
    assert {one.outcome for one in found} <= {"issued", "recorded"}
    (last,) = feed(either_home, watched(1080))
    with either_home.store.reading() as records:
        assert [one.belge_no for one in records.credentials.all()] == [last.belge_no]
    assert len(rows(either_home, feed_items)) == len(rows(either_home, participations)) == 1


def test_an_id_means_one_report_of_one_client(home: Home) -> None:
    assert feed(home, watched(100))[0].outcome == "recorded"
    (other,) = feed(home, watched(200))
    assert [one.code for one in other.reasons] == ["row.external_id_used"]
    assert rows(home, participations)[0].attended_units == 100
    assert feed(home, watched(200), by=lms(client="merkez"))[0].outcome == "recorded"
    first, second, third = feed(home, watched(300, "x"), watched(300, "x"), watched(301, "x"))
    assert (first.outcome, second.outcome, third.outcome) == ("recorded", "recorded", "refused")
    assert rows(home, participations)[0].attended_units == 300


def test_a_refused_report_may_come_again(home: Home) -> None:
    stranger = Member(uuid7(NOW), "IMO", "777777", "Ayşe", "Yeni", "İnşaat Mühendisi")
    (found,) = feed(home, watched(1080, sicil_no="777777"))
    assert [one.tr for one in found.reasons] == ["777777 numaralı sicil İMO kayıtlarında yok."]
    with home.store.writing("IMO") as records:
        records.members.add([stranger])
    assert feed(home, watched(1080, sicil_no="777777"))[0].outcome == "recorded"


def test_without_a_standing_approval_nothing_is_issued_until_there_is_one(either_home: Home) -> None:
    (found,) = feed(either_home, watched(1080))
    assert (found.outcome, [one.code for one in found.reasons]) == ("recorded", ["rule.approval_missing"])
    approved(either_home)
    (again,) = feed(either_home, watched(1080))
    assert (again.outcome, again.reasons) == ("issued", [])


def test_an_approval_of_an_earlier_version_issues_nothing(home: Home) -> None:
    approved(home)
    with home.store.reading() as records:
        known = records.programmes.find("IMO-TB-01")
    assert known is not None
    catalogue.change(home.store, act(), replace(known, attendance_threshold_pct=50), version=1)
    (found,) = feed(home, watched(1080))
    assert [one.code for one in found.reasons] == ["rule.approval_missing"]


def test_a_crash_between_evidence_and_document_is_finished_by_the_same_feed(either_home: Home) -> None:
    approved(either_home)

    def crash(*_: object) -> Issued:
        raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        take_feed(either_home.store, lms(), [watched(1080)], crash)
    assert [one.outcome for one in rows(either_home, feed_items)] == ["recorded"]
    (again,) = feed(either_home, watched(1080))
    assert again.outcome == "issued" and rows(either_home, feed_items)[0].belge_no == again.belge_no


def test_a_crash_after_the_document_does_not_issue_twice(home: Home) -> None:
    approved(home)
    issue = issuing_watched(home.store, home.open_key)

    def crash(*given: Any) -> Issued:
        issue(*given)
        raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        take_feed(home.store, lms(), [watched(1080)], crash)
    (again,) = feed(home, watched(1080))
    with home.store.reading() as records:
        assert [one.belge_no for one in records.credentials.all()] == [again.belge_no]


def test_what_cannot_be_issued_now_is_told_and_tried_again(home: Home) -> None:
    approved(home)
    with home.store.writing(OWNER) as records:
        chamber = records.chambers.find("IMO")
        assert chamber is not None
        records.chambers.set_signers("IMO", [])
    (found,) = feed(home, watched(1080))
    assert (found.outcome, [one.code for one in found.reasons]) == ("recorded", ["rule.issue_failed"])
    with home.store.writing(OWNER) as records:
        records.chambers.set_signers("IMO", chamber.signers)
    assert feed(home, watched(1080))[0].outcome == "issued"


def test_watching_on_after_the_document_changes_nothing(home: Home) -> None:
    approved(home)
    (first,) = feed(home, watched(1080))
    (later,) = feed(home, watched(1200, "c-2"))
    assert (later.outcome, later.belge_no) == ("issued", first.belge_no)
    assert [one.code for one in later.reasons] == ["rule.already_issued"]
    assert rows(home, participations)[0].attended_units == 1080


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"programme_code": "IMO-XX-99"}, "row.run_unknown"),
        ({"programme_code": "EMO-YG-01"}, "row.run_unknown"),
        ({"run_no": "1999-1"}, "row.run_unknown"),
        ({"finished_at": NOW + timedelta(minutes=6)}, "row.in_future"),
        ({"given": Given("048213", 1201, 1200)}, "row.attended_above_total"),
        ({"given": Given("048213", 0, 0)}, "row.total_zero"),
        ({"given": Given("999999", 1, 1)}, "row.sicil_unknown"),
        ({"given": Given("048213", 1, 1, theory=(1, 2, 3))}, "row.second_repeat"),
    ],
)
def test_one_bad_item_does_not_hold_up_the_others(home: Home, changed: dict[str, Any], code: str) -> None:
    approved(home)
    bad, good = feed(home, replace(watched(1080), **changed), watched(1080, "c-2", "050001"))
    assert (bad.outcome, [one.code for one in bad.reasons]) == ("refused", [code])
    assert all(one.tr and one.en for one in bad.reasons)
    assert good.outcome == "issued"
    assert len(rows(home, participations)) == 1


@pytest.mark.parametrize("state", ["iptal", "planlandi"])
def test_a_run_that_is_not_held_takes_no_evidence(home: Home, state: str) -> None:
    made = run_of("IMO-TB-01", "2026-5", TODAY, TODAY, None, None, NOW, state="planlandi")
    runs.add(home.store, act(), made)
    runs.change(home.store, act(), replace(made, state=state))
    (found,) = feed(home, replace(watched(1080), run_no="2026-5"))
    assert [one.code for one in found.reasons] == ["row.run_closed"]
    with pytest.raises(RuleRefused):
        record(home.store, act(), "IMO-TB-01", "2026-5", [Given("048213", 1, 1)])


def test_a_run_takes_no_more_than_its_places(either_home: Home) -> None:
    view = runs.shown(either_home.store, act(), *WATCHED)
    runs.change(either_home.store, act(), replace(view.run, capacity=2))
    numbers = [one.sicil_no for one in members_of(either_home, "IMO")][:4]
    found = feed(either_home, *[watched(10, f"c-{one}", one) for one in numbers])
    assert [one.outcome for one in found] == ["recorded", "recorded", "refused", "refused"]
    assert found[2].reasons[0].tr == "Açılışın kontenjanı (2) dolu."
    assert feed(either_home, watched(20, "again", numbers[0]))[0].outcome == "recorded"


def test_the_total_of_the_run_binds_a_feed(home: Home) -> None:
    view = runs.shown(home.store, act(), *WATCHED)
    runs.change(home.store, act(), replace(view.run, scheduled_units=1200))
    approved(home)
    (found,) = feed(home, watched(1, total=1))
    assert [one.code for one in found.reasons] == ["row.total_differs"]


def test_a_program_without_the_scope_or_of_no_chamber_is_refused(home: Home) -> None:
    for caller in (
        Caller(PROGRAM, "x", "IMO", scopes=frozenset({"training:read"})),
        Caller(PROGRAM, "x", None, scopes=frozenset({"evidence:write"})),
    ):
        with pytest.raises(AccessRefused):
            feed(home, watched(1080), by=Act(caller, NOW))
    assert rows(home, feed_items) == []


def test_names_and_numbers_of_members_stay_out_of_the_audit_trail(home: Home) -> None:
    feed(home, watched(100))
    record(home.store, act(), *WATCHED, [Given("048213", 200, 1200)])
    trail = str(rows(home, audit_events))
    assert "048213" not in trail and "Gülşen" not in trail and str(gulsen(home).id) not in trail
    assert "training.feed_taken" in trail and "training.evidence_changed" in trail


def first_two(home: Home) -> list[str]:
    return [one.sicil_no for one in members_of(home, "MMO")[:2]]


def evidence_of(home: Home) -> dict[str, Any]:
    return {one.member.sicil_no: one for one in lines(home.store, act("MMO"), *CLASS)}


def test_evidence_by_hand(either_home: Home) -> None:
    one, two = first_two(either_home)
    by = act("MMO")
    found = record(
        either_home.store, by, *CLASS, [Given(one, 24, 24, (4000,)), Given(two, 12, 1), Given("x", 1, 1)]
    )
    assert [item.outcome for item in found] == ["recorded", "refused", "refused"]
    again = record(either_home.store, by, *CLASS, [Given(one, 24, 24, (4000,)), Given(one, 24, 24, (4000,))])
    assert [item.outcome for item in again] == ["unchanged", "refused"]
    (repeat,) = record(either_home.store, by, *CLASS, [Given(one, 24, 24, (4000, 6000))])
    assert repeat.outcome == "recorded"
    (second,) = record(either_home.store, by, *CLASS, [Given(one, 24, 24, (4000, 8000))])
    assert [reason.code for reason in second.reasons] == ["row.second_repeat"]
    assert evidence_of(either_home)[one].evidence.last_theory_mark == 6000
    (corrected,) = record(either_home.store, by, *CLASS, [Given(one, 24, 24, (4000, 8000))], correcting=True)
    assert corrected.outcome == "recorded"
    assert evidence_of(either_home)[one].evidence.source == "elle"
    changes = [
        row.facts for row in rows(either_home, audit_events) if row.action == "training.evidence_changed"
    ]
    assert max(changes, key=str) == {
        "run": "MMO-MT-01/2026-1",
        "before": {"theory_repeat_mark": None},
        "after": {"theory_repeat_mark": 6000},
    }


def test_whoever_has_a_document_keeps_the_evidence_it_rests_on(either_home: Home) -> None:
    member = members_of(either_home, "MMO")[0]
    issue_list(either_home.store, request("/".join(CLASS), passing([member])), either_home.open_key)
    change = [Given(member.sicil_no, 20, 24, (9900,))]
    for correcting in (False, True):
        (found,) = record(either_home.store, act("MMO"), *CLASS, change, correcting=correcting)
        assert [reason.code for reason in found.reasons] == ["row.evidence_frozen"]
    assert evidence_of(either_home)[member.sicil_no].belge_no in found.reasons[0].tr
    with either_home.store.writing("MMO") as records:
        (recorded,) = records.credentials.all()
    _revoke(either_home, recorded.id)
    (found,) = record(either_home.store, act("MMO"), *CLASS, change)
    assert found.outcome == "recorded"


def _revoke(home: Home, credential_id: Any) -> None:
    from registry.tables.documents import credential_states

    with home.store.engine.begin() as connection:
        connection.execute(
            sa.delete(credential_states).where(credential_states.c.credential_id == credential_id)
        )
        connection.execute(
            credential_states.insert(),
            {"credential_id": credential_id, "chamber_code": "MMO", "state": "iptal", "since_on": date(2026, 11, 22),
             "status_list": 1, "status_index": 1, "status_bit": True, "version": 2},
        )  # fmt: skip


@pytest.mark.parametrize("call", [lambda home, by: lines(home.store, by, *CLASS),
                                  lambda home, by: record(home.store, by, *CLASS, [])])  # fmt: skip
def test_evidence_of_another_chamber_is_not_there(home: Home, call: Callable[[Home, Act], object]) -> None:
    from registry.refusal import Refusal

    with pytest.raises(Refusal) as refused:
        call(home, act("EMO"))
    assert refused.value.code == "run.unknown"


@settings(max_examples=25 * FACTOR, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 1200), st.integers(1, 1200), st.integers(0, 10**6))
def test_a_document_follows_exactly_from_the_share(home: Home, attended: int, total: int, salt: int) -> None:
    if not rows(home, feed_items):
        approved(home)
    number = str(100_000 + len(rows(home, feed_items)))
    with home.store.writing("IMO") as records:
        records.members.add([Member(uuid7(NOW), "IMO", number, "Ayşe", "Aydın", "İnşaat Mühendisi")])
    attended = min(attended, total)
    (found,) = feed(home, watched(attended, number, number, total))
    assert (found.outcome == "issued") == (attended * 100 >= 90 * total)
