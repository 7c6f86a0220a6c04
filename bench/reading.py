"""Reading and judging sealed PDFs, and the memory of the readers: ``python -m bench.reading [--count N]``.

A PDF goes the whole way: to a reader's process, drawn again, compared, its seal and credential judged. The register
is in memory.
"""

import argparse
import asyncio
import base64
import json
import statistics
import subprocess
import sys
import time
from itertools import cycle, islice

from issuer.paper.sealing import seal_pdf
from tests.vectors.forged.tools import redrawn
from tests.vectors.hostile_pdfs import KINDS, originals
from tests.verifier.workshop import NOW, House
from verifier.desk import Desk
from verifier.paper.likeness import joined
from verifier.presented import MAX_FILE, from_bytes
from verifier.verify import verify

_MEGABYTE = 1024
_FILES = 20


def _times(desk: Desk, files: list[bytes], count: int, *, genuine: bool = True) -> list[float]:
    """Wall seconds of one verdict each, one after another, in order of length."""

    async def judge() -> list[float]:
        spent = []
        for data in islice(cycle(files), count + len(files)):
            begin = time.perf_counter()
            verdict = await verify(from_bytes(data), desk, NOW)
            spent.append(time.perf_counter() - begin)
            if genuine is not verdict.is_valid:
                raise SystemExit(f"unexpected verdict: {verdict.reasons}")
        # The first round starts the process and draws what the compiler keeps from then on.
        return sorted(spent[len(files) :])

    return asyncio.run(judge())


def _line(name: str, times: list[float], target: str) -> None:
    p50, p95, p99 = (times[min(len(times) - 1, int(len(times) * part))] for part in (0.5, 0.95, 0.99))
    value = f"{p50 * 1e3:.0f} / {p95 * 1e3:.0f} / {p99 * 1e3:.0f} ms"
    print(f"{name:46} {value:>24}   {target}")


def _peaks(asked: list[tuple[str, bytes]]) -> list[float]:
    sent = "".join(f"{json.dumps((task, base64.b64encode(data).decode('ascii')))}\n" for task, data in asked)
    done = subprocess.run(
        [sys.executable, "-m", "bench.peaks"], input=sent, capture_output=True, text=True, check=True
    )
    return [kilobytes / _MEGABYTE for kilobytes in map(int, done.stdout.split())]


def measure(count: int) -> None:
    """Print the table: p50 / p95 / p99, and the largest reader.

    With a ``count`` below 200 only a part of the hostile kinds, evenly chosen.
    """
    house = House()
    documents = list(islice(originals(house), _FILES))
    desk = house.paper_desk()
    print(f"{'what':46} {'p50 / p95 / p99':>24}   target")
    sealed = [one.sealed for one in documents]
    _line("sealed PDF, read and judged", _times(desk, sealed, count), "p95 < 300 ms")
    other = [seal_pdf(redrawn(one.drawn), house.emo_seal, NOW) for one in documents]
    _line("the same, drawn by another renderer", _times(desk, other, count), "p95 < 300 ms")
    hostile = [
        (kind.name, data)
        for kind, one in islice(
            zip(KINDS.values(), cycle(documents), strict=False), 0, None, max(1, 200 // count)
        )
        if 0 < len(data := kind.make(one)) <= MAX_FILE
    ]
    judged = [(_times(desk, [data], 1, genuine=False)[0], name) for name, data in hostile]
    _line("a hostile PDF", sorted(spent for spent, _ in judged), "p99 < 2 s")
    print(f"slowest: {', '.join(f'{name} {spent * 1e3:.0f} ms' for spent, name in sorted(judged)[-3:])}")
    for task in ("read", "likeness"):
        given = [(name, data if task == "read" else joined(sealed[0], data)) for name, data in hostile]
        peaks = _peaks([(task, data) for _, data in given])
        worst = max(zip(peaks, (name for name, _ in given), strict=True))
        name = f"a reader's memory ({task}), median and most"
        print(
            f"{name:46} {f'{statistics.median(peaks):.0f} / {worst[0]:.0f} MB':>24}   < 300 MB ({worst[1]})"
        )


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=200)
    measure(parser.parse_args().count)


if __name__ == "__main__":
    main()
