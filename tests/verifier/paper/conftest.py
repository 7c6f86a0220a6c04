"""Sealed documents of the house, made once for all tests of the paper."""

from collections.abc import Callable
from itertools import islice

import pytest

from tests.vectors.forged.kinds import Original
from tests.vectors.hostile_pdfs import originals
from tests.verifier.workshop import House


@pytest.fixture(scope="session")
def several(shared_house: House) -> Callable[[int], list[Original]]:
    return lambda count: list(islice(originals(shared_house), count))


@pytest.fixture(scope="session")
def original(several: Callable[[int], list[Original]]) -> Original:
    return several(1)[0]
