"""A service that was away is left alone for a while, then asked by one."""

import contextlib

import pytest

from issuer.paper.outages import REVOCATION, STORE, TIMESTAMP, Outages, Service
from issuer.paper.sealing import SealingRefused

STAMPING: tuple[Service, ...] = ((TIMESTAMP, ""), (REVOCATION, "EMO"))


class Clock:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def outages(clock: Clock) -> Outages:
    return Outages(15.0, clock)


def ask(outages: Outages, *services: Service, refused: str | None = None) -> bool:
    """Whether it was asked; ``refused`` is what came of it then."""
    asked = []
    with contextlib.suppress(SealingRefused), outages.asking(*services):
        asked.append(refused)
        _answer(refused)
    return bool(asked)


def _answer(refused: str | None) -> None:
    if refused is not None:
        raise SealingRefused(refused, owner="EMO")


def test_the_refusal_is_the_one_that_came(outages: Outages) -> None:
    assert ask(outages, *STAMPING, refused=REVOCATION)
    with pytest.raises(SealingRefused) as told, outages.asking(*STAMPING):
        pass
    assert (told.value.code, told.value.facts) == (REVOCATION, {"owner": "EMO"})


def test_who_was_away_is_asked_again_after_a_pause(outages: Outages, clock: Clock) -> None:
    assert ask(outages, *STAMPING, refused=TIMESTAMP)
    assert not ask(outages, *STAMPING)
    assert ask(outages, (STORE, "")), "another service is not concerned"
    clock.seconds += 15
    assert ask(outages, *STAMPING, refused=TIMESTAMP)
    assert not ask(outages, *STAMPING), "away again: another pause"
    clock.seconds += 15
    assert ask(outages, *STAMPING)
    assert ask(outages, *STAMPING, refused="seal.revoked")
    assert ask(outages, *STAMPING), "an answer is no outage, whatever it says"


def test_a_responder_that_is_away_concerns_its_chamber_alone(outages: Outages) -> None:
    assert ask(outages, *STAMPING, refused=REVOCATION)
    assert not ask(outages, *STAMPING)
    assert ask(outages, (TIMESTAMP, ""), (REVOCATION, "MMO"))


def test_after_the_pause_one_asks_for_all(outages: Outages, clock: Clock) -> None:
    assert ask(outages, *STAMPING, refused=TIMESTAMP)
    clock.seconds += 15
    with outages.asking(*STAMPING):
        assert not ask(outages, *STAMPING)
    assert ask(outages, *STAMPING)


def test_a_fault_while_asking_leaves_the_next_one_free_to_ask(outages: Outages, clock: Clock) -> None:
    assert ask(outages, *STAMPING, refused=TIMESTAMP)
    clock.seconds += 15
    with pytest.raises(ZeroDivisionError), outages.asking(*STAMPING):
        raise ZeroDivisionError
    assert ask(outages, *STAMPING)
