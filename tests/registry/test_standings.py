"""What the register answers about documents to which something happened, on each engine and in each scope."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from muhur.installation import Home
from registry.records.history.standings import State, StateChanged
from registry.standing import Successor, standing_of
from registry.store import PUBLIC, UNION
from tests.support.living import id_of, issued, recorded, resting_on

TODAY = date(2026, 11, 22)


def test_a_document_without_events_is_published_since_its_issue(either_home: Home) -> None:
    (number,) = issued(either_home, 1)
    with either_home.store.reading(PUBLIC) as records:
        assert records.standings.look_up("belge_no", "MMO-2026-YB-999999-X") is None
        found = records.standings.look_up("belge_no", number)
        assert found is not None and found[0] == recorded(either_home, number)
        by_code = records.standings.look_up("code", found[0].verification_code)
        assert by_code == found
    facts = found[1]
    assert (facts.state, facts.annual_visa, facts.visa_year, facts.issued_year) == (
        "yayinda",
        True,
        None,
        2026,
    )
    assert facts.grace_until == (3, 31)
    assert standing_of(facts, TODAY).code == "valid"
    assert standing_of(facts, date(2027, 4, 1)).code == "visa_missing"


def test_a_document_that_begins_next_year_needs_no_visa_in_that_year(either_home: Home) -> None:
    (number,) = issued(either_home, 1, at=datetime(2026, 12, 30, 9, tzinfo=UTC), run="MMO-MT-01/2026-77")
    found = recorded(either_home, number)
    with either_home.store.reading(PUBLIC) as records:
        facts = records.standings.facts_of([found.id])[found.id]
    assert replace(facts, valid_from=date(2027, 1, 1)).issued_year == 2026
    assert facts.issued_year == 2026


def test_states_are_written_by_version_and_bits_are_read_by_list(either_home: Home) -> None:
    first, second, third = issued(either_home, 3)
    store = either_home.store
    with store.writing("MMO") as records:
        found = records.standings.living("MMO", [first, second, third])
        assert [found[one].state.version for one in (first, second, third)] == [0, 0, 0]
        revoked = State("iptal", TODAY, found[second].id, None, True)
        records.standings.change_states(
            [(found[first], revoked), (found[third], State("askida", TODAY, status_bit=True))]
        )
    with store.writing("MMO") as records:
        again = records.standings.living_by_id("MMO", [found[first].id])[found[first].id]
        assert again.state == replace(revoked, version=1)
        successor = again.facts.successor
        assert successor == Successor(second, recorded(either_home, second).verification_code, TODAY)
        number = found[first].status_list
        bits = {found[one].status_index for one in (first, third)}
        assert set(records.standings.set_indexes("MMO", number)) == bits
        assert records.standings.set_indexes("EMO", number) == []
        assert set(records.standings.states_of_chamber("MMO")) == {found[first].id, found[third].id}
        records.standings.change_state(again, replace(again.state, status_bit=False))
    with pytest.raises(StateChanged), store.writing("MMO") as records:
        records.standings.change_state(again, again.state)


def test_another_chambers_documents_are_not_there(either_home: Home) -> None:
    (number,) = issued(either_home, 1)
    with either_home.store.writing("EMO") as records:
        assert records.standings.living("EMO", [number]) == {}
        assert records.standings.living_by_id("EMO", [id_of(either_home, number)]) == {}
        assert records.standings.time_sensitive("EMO", None, 10) == []


@pytest.mark.parametrize("scope", ["EMO", PUBLIC, UNION])
def test_support_of_another_chamber_is_seen_from_every_scope(either_home: Home, scope: object) -> None:
    (support,) = issued(either_home, 1)
    dependent = resting_on(either_home, support)
    above = resting_on(either_home, dependent, "IMO", "IMO-RY-01/2026-1")
    store = either_home.store
    with store.writing("MMO") as records:
        found = records.standings.living("MMO", [support])[support]
        records.standings.change_state(found, State("iptal", date(2026, 11, 20), status_bit=True))
        assert records.standings.dependents_of([found.id]) == {"EMO": [id_of(either_home, dependent)]}
    with store.reading(scope) as records:  # type: ignore[arg-type]
        key = id_of(either_home, dependent)
        facts = records.standings.facts_of([key])[key]
        # Afterwards the transaction is back in its own scope.
        assert len(records.standings.facts_of([id_of(either_home, support)])) == int(
            scope != "EMO" or store.engine.dialect.name == "sqlite"
        )
    standing = standing_of(facts, TODAY)
    assert (standing.code, standing.on, standing.by_support) == ("revoked", date(2026, 11, 20), True)
    with store.reading(PUBLIC) as records:
        deep = records.standings.look_up("belge_no", above)
    assert deep is not None and standing_of(deep[1], TODAY).code == "revoked"
