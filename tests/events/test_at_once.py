"""Two people do something to one document at the same moment: exactly one effect each time."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from issuer.events.order import Order
from issuer.events.single import carry_out
from muhur.installation import Home
from registry.document import BoardDecision
from registry.history.consistency import check_chamber
from registry.refusal import Refusal
from registry.store import OWNER
from tests.support.acts import act_of, means_of
from tests.support.bits import assert_bits_tell_the_register
from tests.support.living import issued
from tests.support.register import NOW, people, reopened
from tests.support.soak import FACTOR

DECISION = BoardDecision("51/7", date(2026, 11, 21))
REVOKE = Order("revoke", "disiplin", decision=DECISION)
SUSPEND = Order("suspend", "disiplin", decision=DECISION)
TIMES = 20 * FACTOR


def both(home: Home, other: Home, numbers: list[str], first: Order, second: Order) -> list[list[str]]:
    """What each of the two was answered, for each document in turn."""
    gate = threading.Barrier(2, timeout=60)

    def act(of: Home, order: Order, login: str) -> list[str]:
        answers = []
        for number in numbers:
            gate.wait()
            try:
                carry_out(means_of(of), act_of(login=login), number, order)
                answers.append("done")
            except Refusal as refusal:
                answers.append(refusal.code)
        return answers

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(act, home, first, "ayse.onay")
        two = pool.submit(act, other, second, "can.onay")
        return [one.result(), two.result()]


@pytest.mark.slow
def test_two_approvers_revoke_at_once(either_home: Home) -> None:
    home = either_home
    with home.store.writing(OWNER) as records:
        records.members.add(people("MMO", max(0, TIMES - 30), first_sicil=60_001))
    numbers = issued(home, TIMES)
    other = reopened(home.settings.home, home.settings.database_url)
    answers = both(home, other, numbers, REVOKE, REVOKE)
    other.store.close()
    for pair in zip(*answers, strict=True):
        assert sorted(pair) == ["done", "event.already_revoked"]
    with home.store.reading() as records:
        assert len(records.status_events.of_chamber("MMO")) == TIMES
        assert check_chamber(records, "MMO").holds
    assert_bits_tell_the_register(home, "MMO", NOW)


@pytest.mark.slow
def test_one_revokes_while_the_other_suspends(either_home: Home) -> None:
    home = either_home
    numbers = issued(home, min(TIMES, 30))
    other = reopened(home.settings.home, home.settings.database_url)
    revoked, suspended = both(home, other, numbers, REVOKE, SUSPEND)
    other.store.close()
    assert set(revoked) == {"done"} and set(suspended) <= {"done", "lifecycle.illegal"}
    with home.store.reading() as records:
        assert {one.state.state for one in records.standings.living("MMO", numbers).values()} == {"iptal"}
        assert len(records.status_events.of_chamber("MMO")) == len(numbers) + suspended.count("done")
        assert check_chamber(records, "MMO").holds
    assert_bits_tell_the_register(home, "MMO", NOW)


@pytest.mark.slow
def test_revoking_while_others_are_issued(either_home: Home) -> None:
    home = either_home
    numbers = issued(home, 10)
    other = reopened(home.settings.home, home.settings.database_url)

    def revoke_all() -> None:
        for number in numbers:
            carry_out(means_of(other), act_of(), number, REVOKE)

    with ThreadPoolExecutor(2) as pool:
        revoking = pool.submit(revoke_all)
        issuing = pool.submit(
            lambda: [issued(home, 10, run=f"MMO-KL-01/2026-{one}") for one in range(50, 53)]
        )
        revoking.result(), issuing.result()
    other.store.close()
    with home.store.reading() as records:
        assert check_chamber(records, "MMO").holds
        assert len(records.sicil.chain("MMO")) == 50
    assert_bits_tell_the_register(home, "MMO", NOW)
