"""The life of a key: what may follow what, as the table says and as the database holds it, on both engines."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from keys import keyring
from registry.chamber import SigningKey
from registry.key_life import states as key_life
from registry.key_life.states import (
    ACTIVE,
    COMPROMISED,
    INTRODUCED,
    RETIRED,
    TRANSITIONS,
    BlockedKey,
    KeyLifeRefused,
    KeyProposal,
    after,
    may_sign,
    state_at,
)
from registry.log.event import KEY_CHANGES
from registry.store import Store

AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
KEY = SigningKey("did:web:x:odalar:emo#k-1", "emo", "credential", {"kty": "EC"}, "file:emo/k-1", AT, None)
STATES = (INTRODUCED, ACTIVE, RETIRED, COMPROMISED)
ACTIONS = ("activate", "retire", "compromise")


def test_the_table_speaks_of_the_states_and_changes_that_others_know() -> None:
    assert keyring.STATES == STATES
    assert tuple(one.action for one in TRANSITIONS) == KEY_CHANGES
    assert [one.action for one in TRANSITIONS if one.persons == 2] == ["introduce"]


@given(st.lists(st.sampled_from(ACTIONS), max_size=12))
def test_no_sequence_of_steps_brings_a_key_back(actions: list[str]) -> None:
    rank = {state: place for place, state in enumerate(STATES)}
    key = replace(KEY, state=INTRODUCED)
    for action in actions:
        before = key
        if key.state in key_life.BY_ACTION[action].before:
            key = replace(key, state=after(action, key))
            assert rank[key.state] >= rank[before.state]
            assert key.state != INTRODUCED
        else:
            with pytest.raises(KeyLifeRefused, match=r"key\.transition"):
                after(action, key)
    if key.state == COMPROMISED:
        assert not may_sign(key, AT)


def test_a_key_that_is_only_introduced_or_compromised_never_signs() -> None:
    for state in (INTRODUCED, COMPROMISED):
        for hours in (-1, 0, 1, 10_000):
            assert not may_sign(replace(KEY, state=state), AT + hours * HOUR)


def test_windows_to_the_second() -> None:
    second = timedelta(seconds=1)
    retired = replace(KEY, state=RETIRED, valid_until=AT + HOUR)
    assert [may_sign(retired, AT + step) for step in (-second, second * 0, HOUR, HOUR + second)] == [
        False, True, True, False,
    ]  # fmt: skip
    assert [state_at(retired, AT + step) for step in (HOUR, HOUR + second)] == ["overlap", "retired"]
    assert [state_at(KEY, AT + step) for step in (-second, second)] == ["waiting", "active"]
    # From before keys had states: one whose window is over.
    assert state_at(replace(KEY, valid_until=AT), AT + second) == "retired"


def written(store: Store, key: SigningKey = KEY) -> None:
    with store.writing() as records:
        records.trust.add_key(key)


def moved(store: Store, key: SigningKey) -> None:
    with store.writing() as records:
        records.key_life.move(key)


def test_a_key_is_kept_as_it_is(store: Store) -> None:
    key = replace(KEY, state=COMPROMISED, compromised_since=AT, compromised_log_size=7, valid_until=AT)
    written(store, key)
    with store.reading() as records:
        assert records.trust.signing_keys() == [key]


COMPROMISE: dict[str, Any] = {"state": COMPROMISED, "compromised_since": AT, "compromised_log_size": 7}
BACK = [
    ({"state": RETIRED, "valid_until": AT}, {"state": ACTIVE, "valid_until": AT}),
    ({"state": RETIRED, "valid_until": AT}, {"state": RETIRED, "valid_until": AT + HOUR}),
    ({"state": RETIRED, "valid_until": AT}, {"state": RETIRED, "valid_until": None}),
    ({"state": ACTIVE}, {"state": INTRODUCED}),
    ({"state": ACTIVE}, {"state": ACTIVE, "valid_from": AT - HOUR}),
    ({"state": ACTIVE}, {"state": COMPROMISED}),
    ({"state": ACTIVE}, {"state": ACTIVE, "compromised_since": AT}),
    (COMPROMISE, {"state": ACTIVE}),
    (COMPROMISE, COMPROMISE | {"compromised_since": AT + HOUR}),
    (COMPROMISE, COMPROMISE | {"compromised_since": None}),
    (COMPROMISE, COMPROMISE | {"compromised_log_size": 8}),
]


@pytest.mark.parametrize(("before", "then"), BACK)
def test_the_database_lets_no_key_go_back(store: Store, before: dict[str, Any], then: dict[str, Any]) -> None:
    written(store, replace(KEY, **before))
    with pytest.raises(sa.exc.DBAPIError, match="never goes back"):
        moved(store, replace(KEY, **then))


FORWARD = [
    ({"state": INTRODUCED}, {"state": ACTIVE, "valid_from": AT + HOUR}),
    ({"state": INTRODUCED}, {"state": RETIRED, "valid_until": AT}),
    ({"state": ACTIVE}, {"state": RETIRED, "valid_until": AT + HOUR}),
    ({"state": RETIRED, "valid_until": AT + HOUR}, {"state": RETIRED, "valid_until": AT}),
    ({"state": ACTIVE}, COMPROMISE | {"valid_until": AT}),
    (COMPROMISE, COMPROMISE | {"compromised_since": AT - HOUR, "compromised_log_size": 6}),
]


@pytest.mark.parametrize(("before", "then"), FORWARD)
def test_and_every_step_forward(store: Store, before: dict[str, Any], then: dict[str, Any]) -> None:
    written(store, replace(KEY, **before))
    moved(store, replace(KEY, **then))
    with store.reading() as records:
        assert records.trust.signing_keys() == [replace(KEY, **then)]


@pytest.mark.parametrize(
    "change", ["kid = 'y'", "owner_slug = 'mmo'", "purpose = 'seal'", "jwk = '{}'", "signer_uri = 'x'"]
)
def test_a_key_stays_bound_to_owner_purpose_and_itself(store: Store, change: str) -> None:
    written(store)
    with pytest.raises(sa.exc.DBAPIError, match="never goes back"), store.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE signing_keys SET {change}")
    with (
        pytest.raises(sa.exc.DBAPIError, match=r"never goes back|append-only"),
        store.engine.begin() as connection,
    ):
        connection.exec_driver_sql("DELETE FROM signing_keys")


def proposal(kid: str = "did:web:x:odalar:emo#k-2") -> KeyProposal:
    return KeyProposal(kid, "emo", "credential", {"kty": "EC"}, "file:emo/k-2", "user:a", AT)


def test_a_proposal_is_confirmed_once_by_another(store: Store) -> None:
    one = proposal()
    with store.writing() as records:
        records.key_life.propose(one)
    with pytest.raises(sa.exc.IntegrityError), store.writing() as records:
        records.key_life.confirm(one.kid, one.proposed_by, AT)
    with store.writing() as records:
        records.key_life.confirm(one.kid, "user:b", AT + HOUR)
    with store.reading() as records:
        assert records.key_life.proposals() == [replace(one, confirmed_by="user:b", confirmed_at=AT + HOUR)]
    with pytest.raises(sa.exc.DBAPIError, match="never goes back"), store.writing() as records:
        records.key_life.confirm(one.kid, "user:c", AT)


def test_a_chamber_reads_proposals_and_writes_none(store: Store) -> None:
    one = proposal()
    with store.writing() as records:
        records.key_life.propose(one)
        records.key_life.block(BlockedKey(b"\x01" * 32, "weak", "user:a", AT))
    with store.reading("EMO") as records:
        assert records.key_life.proposals() == [one]
        assert [held.reason for held in records.key_life.blocked()] == ["weak"]
    if store.engine.dialect.name == "postgresql":
        with pytest.raises(sa.exc.DBAPIError, match="row-level security"), store.writing("EMO") as records:
            records.key_life.propose(proposal("did:web:x:odalar:emo#k-3"))


def test_a_blocked_key_stays_blocked(store: Store) -> None:
    with store.writing() as records:
        records.key_life.block(BlockedKey(b"\x01" * 32, "lost", "user:a", AT))
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), store.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM blocked_keys")


def test_overlap_is_bounded() -> None:
    assert 0 < key_life.OVERLAP_DAYS <= key_life.MOST_OVERLAP_DAYS
