"""One throw-away house for all tests of this room, and a network that fails whoever touches it."""

from collections.abc import Iterator

import pytest

from tests.support.no_network import no_network as guarded
from tests.verifier.workshop import House


@pytest.fixture(scope="session")
def shared_house() -> House:
    return House()


@pytest.fixture
def house(shared_house: House) -> House:
    shared_house.register.asked.clear()
    return shared_house


@pytest.fixture(autouse=True)
def no_network() -> Iterator[list[str]]:
    """Verification opens no connection and resolves no name, whatever a token says."""
    with guarded() as touched:
        yield touched
    assert not touched
