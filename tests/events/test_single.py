"""One document suspended, reinstated, revoked, its visa recorded: effects, refusals, and what stays private."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from issuer.events.bulk import carry_out_list
from issuer.events.dependents import sign_pending
from issuer.events.order import Order
from issuer.events.single import Means, carry_out, reinstate, revoke, suspend, visa
from muhur.installation import Home
from registry.access import ADMINISTRATOR, OFFICER, PROGRAM, REGISTRAR
from registry.document import BoardDecision
from registry.history.consistency import check_chamber
from registry.refusal import Refusal
from registry.standing import standing_of
from registry.store import PUBLIC
from registry.tables.access import audit_events
from tests.support.acts import act_of, means_of, officer
from tests.support.bits import assert_bits_tell_the_register
from tests.support.failing import Crash, CrashingSigner, CrashingStore, opening_with
from tests.support.living import issued, resting_on
from tests.support.register import NOW, TODAY, contents

DECISION = BoardDecision("51/7", date(2026, 11, 21))
LATER = NOW + timedelta(days=10)


def standing(home: Home, belge_no: str, day: date = TODAY) -> str:
    with home.store.reading(PUBLIC) as records:
        found = records.standings.look_up("belge_no", belge_no)
    assert found is not None
    return standing_of(found[1], day).code


def refused(home: Home, act: object, belge_no: str, order: Order) -> str:
    """The code of the refusal; nothing is written."""
    before = contents(home.store)
    with pytest.raises(Refusal) as caught:
        carry_out(means_of(home), act, belge_no, order)  # type: ignore[arg-type]
    assert contents(home.store) == before
    return caught.value.code


def test_suspended_reinstated_revoked(either_home: Home) -> None:
    home, means = either_home, means_of(either_home)
    number, other = issued(home, 2)
    suspend(
        means, act_of(), number, reason_code="yaniltici_kullanim", reason_note="Şikâyet", decision=DECISION
    )
    assert (standing(home, number), standing(home, other)) == ("suspended", "valid")
    assert_bits_tell_the_register(home, "MMO", NOW)
    reinstate(means, act_of(), number, decision=DECISION)
    assert standing(home, number) == "valid"
    assert_bits_tell_the_register(home, "MMO", NOW)
    revoke(means, act_of(), number, reason_code="disiplin", decision=DECISION)
    assert standing(home, number) == "revoked"
    assert_bits_tell_the_register(home, "MMO", NOW)
    with home.store.reading() as records:
        found = records.standings.living("MMO", [number])[number]
        events = records.status_events.of_document("MMO", found.id)
        entries = records.sicil.chain("MMO")[-3:]
        assert check_chamber(records, "MMO").holds
    assert [one.event for one in events] == ["askiya_alindi", "aski_kaldirildi", "iptal_edildi"]
    assert [one.seq for one in events] == [one.seq for one in entries]
    assert {one.actor for one in events} == {"user:ayse.onay"}
    assert (events[0].reason_code, events[0].reason_note) == ("yaniltici_kullanim", "Şikâyet")
    assert (events[2].decision_no, events[2].decision_on) == ("51/7", date(2026, 11, 21))
    assert found.state.version == 3
    with home.store.engine.connect() as connection:
        audit = connection.execute(sa.select(audit_events).order_by(audit_events.c.id)).all()
    assert sorted(one.action for one in audit if one.target == number) == [
        "document.reinstated", "document.revoked", "document.suspended",
    ]  # fmt: skip
    assert not any("Şikâyet" in str(one.facts) or "disiplin" in str(one.facts) for one in audit)


def test_a_revocation_since_an_earlier_day(either_home: Home) -> None:
    issue_day = datetime(2026, 9, 1, 9, tzinfo=UTC)
    (number,) = issued(either_home, 1, run="MMO-MT-01/2026-33", at=issue_day)
    revoke(
        means_of(either_home), act_of(), number, reason_code="talep", decision=DECISION,
        effective_on=date(2026, 10, 3),
    )  # fmt: skip
    assert standing(either_home, number, date(2026, 10, 2)) == "valid"
    assert standing(either_home, number, date(2026, 10, 3)) == "revoked"


def test_a_visa_of_this_year(either_home: Home) -> None:
    home = either_home
    (number,) = issued(home, 1, run="MMO-MT-01/2025-33", at=datetime(2025, 9, 1, 9, tzinfo=UTC))
    assert standing(home, number) == "visa_missing"
    assert standing(home, number, date(2026, 3, 31)) == "valid"
    assert refused(home, officer(), number, Order("visa", visa_year=2027)) == "event.visa_year"
    assert refused(home, officer(), number, Order("visa", visa_year=2025)) == "event.visa_year"
    assert refused(home, officer(), number, Order("visa")) == "lifecycle.visa_year_missing"
    visa(means_of(home), officer(), number, visa_year=2026)
    assert standing(home, number) == "valid"
    assert standing(home, number, date(2027, 4, 1)) == "visa_missing"
    assert refused(home, officer(), number, Order("visa", visa_year=2026)) == "event.visa_done"
    program = act_of(kind=PROGRAM, login="mmo-portal", scopes=frozenset({"documents:visa"}), at=LATER)
    later = replace(program, at=datetime(2027, 1, 4, 9, tzinfo=UTC))
    visa(means_of(home), later, number, visa_year=2027)
    assert standing(home, number, date(2027, 4, 1)) == "valid"
    with home.store.reading() as records:
        assert check_chamber(records, "MMO").holds


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (Order("suspend", "talep"), "lifecycle.board_decision_missing"),
        (Order("suspend", decision=DECISION), "lifecycle.reason_missing"),
        (Order("revoke", "talep"), "lifecycle.decision_missing"),
        (Order("revoke", decision=DECISION), "lifecycle.reason_missing"),
        (Order("revoke", "kizdim", decision=DECISION), "event.reason_unknown"),
        (Order("revoke", "diger", "x" * 501, DECISION), "event.note"),
        (Order("revoke", "diger", "a\u202eb", DECISION), "event.note"),
        (Order("revoke", "diger", None, DECISION, date(2026, 11, 23)), "event.future"),
        (Order("revoke", "diger", None, DECISION, date(2026, 11, 21)), "event.before_issue"),
        (Order("revoke", "diger", None, BoardDecision("1/1", date(2026, 11, 23))), "event.decision_future"),
        (Order("reinstate", decision=DECISION), "lifecycle.illegal"),
        (Order("visa", visa_year=2026), "event.visa_year"),
    ],
)
def test_what_is_not_allowed_leaves_nothing_behind(home: Home, order: Order, code: str) -> None:
    (number,) = issued(home, 1)
    assert refused(home, act_of(), number, order) == code


def test_who_may_not(either_home: Home) -> None:
    home = either_home
    (number,) = issued(home, 1)
    order = Order("revoke", "talep", decision=DECISION)
    for role in (OFFICER, REGISTRAR, ADMINISTRATOR):
        assert refused(home, act_of("MMO", role), number, order) == "access.denied"
    # Another chamber's number and one that is not there are refused alike.
    assert refused(home, act_of("EMO"), number, order) == "access.not_found"
    assert refused(home, act_of(), "MMO-2026-YB-000999-N", order) == "number.check_character"
    from registry.belge_no import BelgeNo

    assert refused(home, act_of(), str(BelgeNo("MMO", 2026, "yetki", 999)), order) == "access.not_found"
    assert refused(home, act_of(), "XXX-1", order) == "number.malformed"


def test_revoking_twice_and_what_follows_a_revocation(either_home: Home) -> None:
    (number,) = issued(either_home, 1)
    order = Order("revoke", "talep", decision=DECISION)
    carry_out(means_of(either_home), act_of(), number, order)
    assert refused(either_home, act_of(), number, order) == "event.already_revoked"
    for action in ("suspend", "reinstate"):
        again = replace(order, action=action)
        assert refused(either_home, act_of(), number, again) == "lifecycle.illegal"
    assert refused(either_home, officer(), number, Order("visa", visa_year=2026)) == "lifecycle.illegal"


def test_no_step_back_in_time(home: Home) -> None:
    (number,) = issued(home, 1, run="MMO-MT-01/2026-33", at=datetime(2026, 9, 1, 9, tzinfo=UTC))
    means = means_of(home)
    suspend(means, act_of(), number, reason_code="talep", decision=DECISION, effective_on=date(2026, 10, 10))
    early = Order("revoke", "talep", None, DECISION, date(2026, 10, 9))
    assert refused(home, act_of(), number, early) == "event.before_last"


def test_a_dry_run_writes_nothing(home: Home) -> None:
    (number,) = issued(home, 1)
    before = contents(home.store)
    change = revoke(means_of(home), act_of(), number, reason_code="talep", decision=DECISION, dry_run=True)
    assert standing_of(change.facts, TODAY).code == "revoked"
    assert contents(home.store) == before


def test_what_rests_on_a_document_follows_it(either_home: Home) -> None:
    """Also in other chambers, over several steps, and back."""
    home, means = either_home, means_of(either_home)
    support, _ = issued(home, 2)
    middle = resting_on(home, support)
    top = resting_on(home, middle, "IMO", "IMO-RY-01/2026-1")
    issued(home, 1, run="EMO-YG-01/2026-1"), issued(home, 1, run="IMO-RY-01/2026-1")
    suspend(means, act_of(), support, reason_code="talep", decision=DECISION)
    assert {standing(home, one) for one in (support, middle, top)} == {"suspended"}
    for chamber in ("MMO", "EMO", "IMO"):
        assert_bits_tell_the_register(home, chamber, NOW)
    reinstate(means, act_of(), support, decision=DECISION)
    assert {standing(home, one) for one in (support, middle, top)} == {"valid"}
    revoke(means, act_of(), support, reason_code="talep", decision=DECISION)
    assert {standing(home, one) for one in (support, middle, top)} == {"revoked"}
    with home.store.reading() as records:
        for chamber in ("MMO", "EMO", "IMO"):
            assert check_chamber(records, chamber).holds
    for chamber in ("MMO", "EMO", "IMO"):
        assert_bits_tell_the_register(home, chamber, NOW)


@pytest.mark.parametrize("after_commit", [False, True])
def test_a_crash_around_the_commit_is_before_or_after(either_home: Home, *, after_commit: bool) -> None:
    home = either_home
    (number,) = issued(home, 1)
    before = contents(home.store)
    crashing = CrashingStore(home.settings.registry_url, 1, after_commit=after_commit)
    with pytest.raises(Crash):
        revoke(
            replace(means_of(home), store=crashing), act_of(), number, reason_code="talep", decision=DECISION
        )
    crashing.close()
    if not after_commit:
        assert contents(home.store) == before
    assert standing(home, number) == ("revoked" if after_commit else "valid")
    assert_bits_tell_the_register(home, "MMO", NOW)


def test_a_key_that_is_away_leaves_nothing_half_done(either_home: Home) -> None:
    home = either_home
    (number,) = issued(home, 1)
    before = contents(home.store)
    away = opening_with(home, lambda signer: CrashingSigner(signer, stop_at=1))
    with pytest.raises(Crash):
        revoke(
            replace(means_of(home), open_key=away), act_of(), number, reason_code="talep", decision=DECISION
        )
    assert contents(home.store) == before


def test_a_notice_is_stored_with_the_change_or_neither(home: Home) -> None:
    (number,) = issued(home, 1)
    before = contents(home.store)

    def failing(_records: object, _act: object, change: object) -> None:
        raise Crash(str(change)[:20])

    with pytest.raises(Crash):
        revoke(
            replace(means_of(home), notify=failing), act_of(), number, reason_code="talep", decision=DECISION
        )
    assert contents(home.store) == before


def test_without_keys_an_event_counts_and_a_worker_publishes_it(either_home: Home) -> None:
    """The check knows at once; the published list as soon as a process with keys looks."""
    home, keyless = either_home, Means(either_home.store, None)
    numbers = issued(home, 3)
    dependent = resting_on(home, numbers[1])
    issued(home, 1, run="EMO-YG-01/2026-1")
    before = contents(home.store)["status_lists"]
    suspend(keyless, act_of(), numbers[0], reason_code="talep", decision=DECISION)
    revoke(keyless, act_of(), numbers[1], reason_code="talep", decision=DECISION)
    carry_out_list(keyless, act_of(), [(2, numbers[2])], Order("suspend", "talep", decision=DECISION))
    assert [standing(home, one) for one in (*numbers, dependent)] == [
        "suspended", "revoked", "suspended", "revoked",
    ]  # fmt: skip
    assert contents(home.store)["status_lists"] == before
    assert sign_pending(home.store, home.open_key, NOW) == 4
    for chamber in ("MMO", "EMO"):
        assert_bits_tell_the_register(home, chamber, NOW)
    assert sign_pending(home.store, home.open_key, NOW) == 0
    reinstate(keyless, act_of(), numbers[0], decision=DECISION)
    assert sign_pending(home.store, home.open_key, NOW) == 1
    assert_bits_tell_the_register(home, "MMO", NOW)
    with home.store.reading() as records:
        assert check_chamber(records, "MMO").holds and check_chamber(records, "EMO").holds
