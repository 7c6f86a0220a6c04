"""No parser reaches for the network, whatever it is given."""

from collections.abc import Iterator

import pytest

from tests.support.no_network import no_network as guarded
from tests.vectors.hostile.fixed_house import FixedHouse


@pytest.fixture(scope="session")
def fixed() -> FixedHouse:
    return FixedHouse()


@pytest.fixture(autouse=True)
def no_network() -> Iterator[None]:
    with guarded() as touched:
        yield
    assert not touched
