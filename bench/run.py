"""Measure the main paths in one process: ``python -m bench.run [--rows N] [--rounds N] [--capacity]``.

Machines are noisy, so every figure is a median over rounds and stands beside a reference taken in the same
run: the raw P-256 operations, and a naive pipeline of the same work with common libraries.
"""

import argparse
import asyncio
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench import measures, reading, register


def median_cpu(rounds: int, work: Callable[[], object]) -> float:
    """Median CPU seconds of one call of ``work`` in this process."""
    spent = []
    for _ in range(rounds):
        begin = time.process_time()
        work()
        spent.append(time.process_time() - begin)
    return statistics.median(spent)


def _line(name: str, value: str, target: str, note: str = "") -> None:
    print(f"{name:46} {value:>16}   {target:22} {note}")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--capacity", action="store_true", help="the register at a million documents")
    parser.add_argument("--parts", type=int, default=100, help="without it: one part in so many")
    parser.add_argument("--engines", default="sqlite,postgresql")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        bench = measures.prepare(Path(scratch), asked.rows)
        _line("what", "median", "target", "reference in the same run")
        raw_sign, raw_verify = bench.raw_sign(), bench.raw_verify()
        sign = median_cpu(200, raw_sign)
        verify = median_cpu(200, raw_verify)
        _line("P-256 sign / verify, raw", f"{sign * 1e6:.0f} / {verify * 1e6:.0f} µs", "-")

        issues = [bench.issue_once(number) for number in range(asked.rounds)]
        wall = statistics.median(wall for wall, _ in issues)
        cpu = statistics.median(cpu for _, cpu in issues)
        floor = asked.rows * 2 * (sign + verify)
        _line(
            f"class list of {asked.rows} rows to recorded credentials",
            f"{wall:.2f} s",
            "< 5 s",
            f"CPU {cpu:.2f} s, {cpu / floor:.1f} x its raw signatures and self-checks",
        )

        trail = statistics.median(bench.trail_seconds)
        _line(
            "its audit records, chained", f"{trail * 1e3:.1f} ms", "< 5 % of the list", f"{trail / wall:.2%}"
        )

        judged = bench.judge_in_process()
        per = median_cpu(asked.rounds, lambda: asyncio.run(judged(300))) / 300
        _line(
            "full verification in process",
            f"{1 / per:.0f} /s",
            ">= 1000 /s a core",
            f"{per / verify:.1f} x one raw signature check",
        )

        drawn = iter(bench.payloads)
        first = median_cpu(1, lambda: bench.draw(next(drawn)))
        warm = median_cpu(60, lambda: bench.draw(next(drawn)))
        naive = median_cpu(10, bench.naive_qr_image)
        _line(
            "drawing one document, warm",
            f"{warm * 1e3:.1f} ms",
            "<= 60 ms CPU",
            f"first {first * 1e3:.0f} ms; its QR alone as a PIL image {naive * 1e3:.0f} ms",
        )
        qr = median_cpu(30, bench.draw_qr)
        _line(
            "its QR: encode and path",
            f"{qr * 1e3:.2f} ms",
            "-",
            f"{naive / qr:.1f} x faster than PIL with best mask",
        )

        page = bench.page_cpu(asked.rounds)
        _line(
            "verification page, server CPU a request",
            f"{page * 1e3:.2f} ms",
            "< 5 ms",
            f"{page / per:.1f} x the verification alone",
        )
        _line(
            "server memory after those requests (peak RSS)", f"{bench.server_memory_mb():.0f} MB", "< 200 MB"
        )
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        _line("this process, having issued and drawn (peak)", f"{own:.0f} MB", "-")
        print()
        reading.measure(asked.rounds * 40)
        for engine in asked.engines.split(","):
            parts = 1 if asked.capacity else asked.parts
            register.measure(engine, parts, asked.rows, asked.rounds, Path(scratch) / engine)


if __name__ == "__main__":
    main()
