"""A document takes another's place: as a correction of what was wrong, or as a renewal."""

from datetime import UTC, date, datetime, timedelta

import pytest

from issuer.batches.judging import RENEWAL
from issuer.events.dependents import follow
from issuer.events.order import Order
from issuer.events.single import carry_out
from issuer.events.succession import How, succeed
from issuer.issue import issue_list
from issuer.status_list import refresh_all, resign
from muhur.installation import Home
from registry.access import system
from registry.act import Act
from registry.document import BoardDecision
from registry.history.consistency import check_chamber
from registry.refusal import Refusal
from registry.standing import Standing, standing_of
from registry.store import PUBLIC
from tests.support.acts import act_of, means_of
from tests.support.bits import assert_bits_tell_the_register
from tests.support.living import id_of, issued, recorded, resting_on
from tests.support.register import NOW, TODAY, members_of, passing, request

LATER = date(2026, 12, 15)
DECISION = BoardDecision("51/7", date(2026, 11, 21))


def put(home: Home, old: str, new: str, how: How, act: Act | None = None) -> None:
    """What issuing does in its commit."""
    act = act or act_of()
    with home.store.reading() as records:
        chamber = records.chambers.find("MMO")
    assert chamber is not None
    key = home.open_key(chamber, act.at)
    old_id, new_id = id_of(home, old), id_of(home, new)
    with home.store.writing("MMO") as records:
        records.chambers.lock("MMO")
        reason = "bilgi_hatasi" if how == "replace" else None
        lists = succeed(records, act, old_id, new_id, how, reason, TODAY, DECISION, chamber_code="MMO")
        for number in sorted(lists):
            resign(records, chamber, number, key, act.at)
    follow(home.store, home.open_key, [old_id], act.at)


def standing(home: Home, belge_no: str, day: date = TODAY) -> Standing:
    with home.store.reading(PUBLIC) as records:
        found = records.standings.look_up("belge_no", belge_no)
    assert found is not None
    return standing_of(found[1], day)


def test_a_correction_leads_to_the_new_document(either_home: Home) -> None:
    home = either_home
    old, new = issued(home, 2)
    put(home, old, new, "replace")
    found = standing(home, old)
    assert found.code == "replaced" and found.successor is not None
    assert found.successor.belge_no == new
    assert found.successor.verification_code == recorded(home, new).verification_code
    assert standing(home, new).code == "valid"
    assert_bits_tell_the_register(home, "MMO", NOW)
    with home.store.reading() as records:
        events = records.status_events.of_document("MMO", id_of(home, old))
        assert check_chamber(records, "MMO").holds
    assert [one.event for one in events] == ["iptal_edildi", "yerine_belge_verildi"]
    assert (events[0].reason_code, events[1].successor_id) == ("bilgi_hatasi", id_of(home, new))


def test_a_document_revoked_before_can_be_replaced_once(either_home: Home) -> None:
    home = either_home
    old, new, third = issued(home, 3)
    carry_out(means_of(home), act_of(), old, Order("revoke", "bilgi_hatasi", decision=DECISION))
    put(home, old, new, "replace")
    assert standing(home, old).code == "replaced"
    with pytest.raises(Refusal) as caught:
        put(home, old, third, "replace")
    assert caught.value.code == "event.has_successor"
    with pytest.raises(Refusal) as caught:
        put(home, new, new, "replace")
    assert caught.value.code == "event.own_successor"


def test_a_renewed_document_stays_until_the_new_one_begins(either_home: Home) -> None:
    """Approved before and issued at its hour by the service itself."""
    home = either_home
    old, new = issued(home, 2)
    put(home, old, new, "renew", Act(system("scheduled", "MMO"), NOW))
    with home.store.reading() as records:
        events = records.status_events.of_document("MMO", id_of(home, old))
    assert [(one.event, one.actor) for one in events] == [("yenilendi", "system:scheduled")]
    # Both begin today, so the old one has ended.
    assert standing(home, old).code == "replaced"
    assert standing(home, old, TODAY - timedelta(days=1)).code != "replaced"
    assert_bits_tell_the_register(home, "MMO", NOW)


def test_what_rests_on_a_renewed_document_stays_and_on_a_corrected_one_ends(either_home: Home) -> None:
    home = either_home
    renewed, new, wrong, right = issued(home, 4)
    stays, ends = resting_on(home, renewed), resting_on(home, wrong)
    put(home, renewed, new, "renew")
    put(home, wrong, right, "replace")
    assert (standing(home, stays).code, standing(home, ends).code) == ("valid", "revoked")


def test_a_succession_is_of_one_chamber(home: Home) -> None:
    (old,) = issued(home, 1)
    (foreign,) = issued(home, 1, run="EMO-YG-01/2026-1")
    with pytest.raises(Refusal) as caught:
        put(home, old, foreign, "replace")
    assert caught.value.code == "access.not_found"


def test_a_batch_of_renewals_is_recorded_with_its_successions(either_home: Home) -> None:
    """The real way: a list of a later run, prepared as renewal, approved and issued."""
    home = either_home
    old = issued(home, 2, run="MMO-MT-01/2025-9", at=datetime(2025, 9, 1, 9, tzinfo=UTC))
    members = members_of(home, "MMO")[:2]
    asked = request("MMO-MT-01/2026-1", passing(members), purpose=RENEWAL, valid_from=LATER)
    report = issue_list(home.store, asked, home.open_key)
    assert report.count("issued") == 2, [row.reasons for row in report.rows]
    new = [str(row.belge_no) for row in report.rows]
    for before, after in zip(old, new, strict=True):
        assert standing(home, before, LATER - timedelta(days=1)).code in ("valid", "visa_missing")
        found = standing(home, before, LATER)
        assert found.code == "replaced" and found.successor is not None
        assert found.successor.belge_no == after
    with home.store.reading() as records:
        assert [one.event for one in records.status_events.of_chamber("MMO")] == ["yenilendi"] * 2
        assert check_chamber(records, "MMO").holds
    refresh_all(home.store, home.open_key, NOW)
    assert_bits_tell_the_register(home, "MMO", NOW)
    begun = NOW + timedelta(days=30)
    refresh_all(home.store, home.open_key, begun)
    assert_bits_tell_the_register(home, "MMO", begun)
