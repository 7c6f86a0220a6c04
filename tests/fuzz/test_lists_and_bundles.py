"""Fuzzing what a verifier keeps at hand, status lists and trust bundles, and the access tokens of the API."""

from typing import Any

import pytest

from tests.fuzz.fuzzing import BLOCKS, figures, fuzzed
from tests.fuzz.inputs import signed_texts
from tests.fuzz.judging import GOOD, JUDGES
from tests.support.soak import LONG
from tests.vectors.hostile.fixed_house import FixedHouse


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("door", ["list", "bundle", "token"])
def test_signed_texts(fixed: FixedHouse, door: str, block: int, record_property: Any) -> None:
    count = fuzzed(door, block, signed_texts(lambda: GOOD[door](fixed)), JUDGES[door](fixed))
    assert count >= (10_000 if LONG else 300)
    record_property(*figures(door, block, count))
