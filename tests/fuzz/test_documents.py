"""Fuzzing what people hand in: credentials (JWT) and QR codes (COSE), and every input that was ever kept."""

from typing import Any

import pytest

from tests.fuzz.fuzzing import BLOCKS, CORPUS, corpus, figures, fuzzed
from tests.fuzz.inputs import qr_texts, signed_texts
from tests.fuzz.judging import GOOD, JUDGES, credential, qr
from tests.support.soak import LONG
from tests.vectors.hostile.fixed_house import FixedHouse


@pytest.mark.parametrize("block", BLOCKS)
def test_credentials(fixed: FixedHouse, block: int, record_property: Any) -> None:
    count = fuzzed("credential", block, signed_texts(lambda: GOOD["credential"](fixed)), credential(fixed))
    assert count >= (10_000 if LONG else 300)
    record_property(*figures("credential", block, count))


@pytest.mark.parametrize("block", BLOCKS)
def test_qr_codes(fixed: FixedHouse, block: int, record_property: Any) -> None:
    count = fuzzed("qr", block, qr_texts(fixed), qr(fixed))
    assert count >= (10_000 if LONG else 300)
    record_property(*figures("qr", block, count))


@pytest.mark.parametrize("door", JUDGES)
def test_what_was_kept(fixed: FixedHouse, door: str) -> None:
    kept = corpus(door)
    assert kept, "the corpus has something for every door"
    judge = JUDGES[door](fixed)
    for text in kept.values():
        judge(text)


def test_the_corpus_is_small_and_every_file_has_a_door() -> None:
    files = [path for path in CORPUS.iterdir() if path.name != "README.md"]
    assert {path.name.partition("-")[0] for path in files} == set(JUDGES)
    assert sum(path.stat().st_size for path in files) < 100_000
