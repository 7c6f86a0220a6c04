"""Fuzzing of what reads signed things: a fixed slice in ``make test``, 250,000 inputs a parser in ``make soak``.

The inputs come in blocks with a seed each. A long run that was stopped goes on after the last whole block, unless the
sources changed. What brings a parser down is kept in ``.cache/soak/fuzz``; mended, it goes to the corpus beside this file.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

from tests.support.soak import FACTOR, LONG

_ROOT = Path(__file__).resolve().parents[2]
_KEPT = _ROOT / ".cache/soak/fuzz"
CORPUS = Path(__file__).parent / "corpus"
# 25 blocks of 10,000 at the usual factor of 20: a million over four parsers.
BLOCKS = range(max(1, FACTOR * 5 // 4) if LONG else 1)
_LENGTH = 10_000 if LONG else 400
_SOURCES = sorted(
    path for room in ("keys", "registry", "verifier", "tests/fuzz") for path in (_ROOT / room).glob("*.py")
)


def _state() -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in _SOURCES)).hexdigest()[:16]


def fuzzed(door: str, block: int, inputs: SearchStrategy[str], judge: Callable[[str], None]) -> int:
    """Judge the block's inputs, or nothing where an earlier run did; how many were judged."""
    done = _KEPT / f"{_state()}-{door}-{block}"
    if LONG and done.exists():
        return _LENGTH
    judged = 0

    @seed(block)
    @settings(
        max_examples=_LENGTH,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(inputs)
    def run(text: str) -> None:
        nonlocal judged
        judged += 1
        try:
            judge(text)
        except BaseException:
            _keep(door, text)
            raise

    run()
    if LONG:
        _KEPT.mkdir(parents=True, exist_ok=True)
        done.touch()
    return judged


def _keep(door: str, text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    _KEPT.mkdir(parents=True, exist_ok=True)
    (_KEPT / f"{door}-{hashlib.sha256(data).hexdigest()[:12]}.txt").write_bytes(data)


def corpus(door: str) -> dict[str, str]:
    """The kept inputs of a door, by file name."""
    files = sorted(CORPUS.glob(f"{door}-*.txt"))
    return {path.name: path.read_bytes().decode("utf-8", "surrogatepass") for path in files}


def figures(door: str, block: int, count: int) -> tuple[str, Any]:
    """For ``record_property``: told at the end of a long run."""
    return "figures", f"fuzz: {door} block {block}: {count} inputs without an uncaught error"
