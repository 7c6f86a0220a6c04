"""Random changes of sealed files: whatever is changed, the answer is a verdict, and none is genuine."""

import asyncio
import hashlib
import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.support.soak import LONG
from tests.vectors.forged.kinds import Original
from tests.vectors.forged.places import gap_of
from tests.verifier.workshop import NOW, House, assert_whole, read_pdf_here
from verifier.desk import Desk
from verifier.presented import from_bytes
from verifier.verify import verify

COUNT = 100_000 if LONG else 300
# All that decides, so that a run that was stopped goes on where it was unless this changed.
_ROOT = Path(__file__).resolve().parents[3]
_SOURCES = [*sorted((_ROOT / "verifier").rglob("*.py")), Path(__file__)]
_PROGRESS = _ROOT / ".cache/soak/mutations"
_TOKENS = (
    b"/AcroForm", b"/ByteRange", b"/Contents", b"/Annots", b" 0 R", b"endobj\n", b"xref\n", b"%%EOF\n", b">>", b"<<",
    b"startxref\n0\n", b"trailer\n", b"/Prev 0", b"null", b"/OpenAction", b"<>", b"()", b"[", b"]", b"\0", b"stream\n",
)  # fmt: skip


def mutated(one: Original, chance: random.Random) -> bytes:
    """One to four changes, most of them where the seal is."""
    data = bytearray(one.sealed)
    gap = gap_of(one.sealed)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        start, end = chance.choice(
            ((0, len(data)), (gap.first, gap.second), (gap.first, gap.first + 2 * gap.size), (len(one.drawn), len(data)))
        )  # fmt: skip
        place = min(chance.randrange(start, end), len(data) - 1)
        match chance.randrange(8):
            case 0 | 1:
                data[place] ^= 1 << chance.randrange(8)
            case 2:
                data[place] = chance.choice(b"0123456789ABCDEFabcdef /<>[]()\n")
            case 3:
                del data[place : place + chance.randrange(1, 40)]
            case 4:
                data[place:place] = chance.choice(_TOKENS)
            case 5:
                token = chance.choice(_TOKENS)
                data[place : place + len(token)] = token
            case 6:
                other = one.second.sealed
                length = chance.randrange(1, 4000)
                data[place : place + length] = other[place : place + length]
            case 7:
                data += chance.choice((b"\n", b"%%EOF", bytes(chance.randrange(1, 40)), chance.randbytes(9)))
    return bytes(data)


def _kept(one: list[Original]) -> Callable[[Mapping[str, Any], str, bytes | None], Any]:
    """Draws what is known already."""
    drawn = {o.compact: o.drawn for o in one}

    async def draw(_payload: Mapping[str, Any], compact: str, _proof: bytes | None) -> bytes | None:
        return drawn[compact]

    return draw


def _done() -> int:
    """How many an earlier long run of the same sources judged."""
    if not LONG or not _PROGRESS.exists():
        return 0
    state, _, count = _PROGRESS.read_text(encoding="ascii").partition(" ")
    return int(count) if state == _state() else 0


def _state() -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in _SOURCES)).hexdigest()[:16]


def test_no_changed_file_is_genuine_and_none_is_without_a_verdict(
    house: House, several: Callable[[int], list[Original]]
) -> None:
    documents = several(6)
    # The real reader always in the long run, else now and then.
    real = house.paper_desk(draw=_kept(documents))
    here = house.desk(draw=_kept(documents), read_pdf=read_pdf_here)

    async def judge(number: int) -> None:
        chance = random.Random(number)
        one = documents[number % len(documents)]
        data = mutated(one, chance)
        if data == one.sealed:
            return
        desk: Desk = real if number % 10 == 0 else real_without_looking if LONG else here
        verdict = await verify(from_bytes(data), desk, NOW)
        assert_whole(verdict)
        assert verdict.outcome != "genuine", number
        assert verdict.exit_code != 0, number

    real_without_looking = house.desk(draw=_kept(documents))

    async def judge_all(first: int, last: int) -> None:
        running = asyncio.Semaphore(2)

        async def bounded(number: int) -> None:
            async with running:
                await judge(number)

        await asyncio.gather(*map(bounded, range(first, last)))

    for first in range(_done(), COUNT, 1000):
        asyncio.run(judge_all(first, min(first + 1000, COUNT)))
        if LONG:
            _PROGRESS.parent.mkdir(parents=True, exist_ok=True)
            _PROGRESS.write_text(f"{_state()} {first + 1000}", encoding="ascii")


def test_the_unchanged_ones_are_genuine(house: House, several: Callable[[int], list[Original]]) -> None:
    documents = several(6)
    desk = house.desk(draw=_kept(documents), read_pdf=read_pdf_here)
    assert all(house.judge(from_bytes(one.sealed), desk=desk).is_valid for one in documents)
