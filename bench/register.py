"""A whole register at size: look-ups, reports, issuing and bytes, on SQLite and on a real PostgreSQL.

``python -m bench.register [--parts N] [--engines sqlite,postgresql] [--home DIR]``: ``--parts 1`` is the capacity
set of a million documents (minutes, and 5 GB on each engine). Times are wall times of one warm caller, queries
and Python together; ``CPU`` is this process's own.
"""

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric import ec

from bench import desk
from bench.people_lists import class_list
from issuer.issue import IssueRequest, issue_list
from keys.algorithms import ES256, holds
from keys.vault import FileSigner
from muhur.desk import ask_register
from muhur.installation import Home
from muhur.sets.build import KINDS, build
from muhur.settings import Settings
from registry.access import MEMBER, OFFICER, Caller, system
from registry.act import Act
from registry.document import BoardDecision
from registry.lists.imports import add_runs, run_of
from registry.people.asking import own_record
from registry.people.own import documents
from registry.reports.catalogue import REPORTS, Request, ask
from registry.store import OWNER
from registry.tables.documents import credentials
from registry.tables.members import members
from verifier.known import Key

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
# fsync and full pages as in real use; memory as on a small server.
POSTGRESQL = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "shared_buffers": "1GB",
    "effective_cache_size": "4GB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "8GB",
    "random_page_cost": "1.1",
}
URL = "http://localhost:8000"


def _line(name: str, value: str, target: str, note: str = "") -> None:
    print(f"{name:46} {value:>22}   {target:18} {note}", flush=True)


@contextmanager
def engine_url(engine: str) -> Iterator[str | None]:
    """A database URL for the engine; PostgreSQL runs as long as the block."""
    if engine == "sqlite":
        yield None
        return
    from tests.support.postgresql import PostgresqlServer

    server = PostgresqlServer(POSTGRESQL)
    try:
        yield server.url(server.create())
    finally:
        server.stop()


def size_of(home: Home) -> int:
    """Bytes of the database, indexes included."""
    with home.store.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            return int(pages) * int(connection.exec_driver_sql("PRAGMA page_size").scalar_one())
        return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())


def built(folder: Path, url: str | None, parts: int) -> tuple[Home, int]:
    """The set, and how many bytes its documents added."""
    kind, began = KINDS["capacity"].scaled(parts), time.perf_counter()
    settings = Settings(home=folder, database_url=url)
    starts: dict[str, float] = {}

    def heard(step: str, _done: int, _total: int) -> None:
        starts.setdefault(step, time.perf_counter() - began)

    bare = build(settings, kind, URL, NOW, heard, stop_after_training=True)
    before = size_of(bare)
    bare.store.close()
    home = build(settings, kind, URL, NOW, heard)
    ended = time.perf_counter() - began
    size = kind.size
    unsigned, after = size.documents - size.signed, size_of(home)
    rows = starts["signing"] - starts["documents"]
    signing = ended - starts["signing"]
    _line("members, programmes, runs, participations", f"{starts['documents']:.0f} s", "-",
          f"{size.members:,} members, {size.participations:,} participations")  # fmt: skip
    _line("document rows (not signed)", f"{rows:.0f} s", "-", f"{unsigned:,} rows")
    _line("documents signed, recorded, chained", f"{size.signed / signing:.0f} /s", ">= 1000 /s",
          f"{size.signed:,} in lists of 1,000, {signing:.0f} s wall")  # fmt: skip
    _line(
        "database",
        f"{after / 2**20:,.0f} MB",
        "-",
        f"{(after - before) / size.documents:,.0f} bytes a document",
    )
    return home, after - before


def timed(count: int, work: Callable[[int], object]) -> tuple[float, float]:
    """Median and p99 of one call in milliseconds, after a warm-up of the same calls."""
    for number in range(count):
        work(number)
    spent = []
    for number in range(count):
        begin = time.perf_counter()
        work(number)
        spent.append((time.perf_counter() - begin) * 1000)
    spent.sort()
    return statistics.median(spent), spent[min(count - 1, int(count * 0.99))]


def _figures(name: str, found: tuple[float, float], target: str, note: str = "") -> None:
    _line(name, f"{found[0]:.2f} / {found[1]:.2f} ms", target, note)


def look_ups(home: Home, count: int) -> None:
    """What a verifier, an officer and a member ask, for people who have documents."""
    # A slice by number: drawing at random from millions would read them all.
    chosen = (
        sa.select(
            credentials.c.belge_no, credentials.c.verification_code, members.c.id, members.c.chamber_code,
            members.c.sicil_no,
        )
        .join(members, members.c.id == credentials.c.member_id)
        .where(credentials.c.belge_no.between("MMO-", "MMO-~"))
        .limit(20_000)
    )  # fmt: skip
    with home.store.engine.connect() as connection:
        rows: list[Any] = list(connection.execute(chosen))
    drawn = Random(1954).sample(rows, min(count, len(rows)))
    officer = Act(Caller("user", "olcum", "MMO", frozenset({OFFICER})), NOW)
    number = timed(len(drawn), lambda n: ask_register(home.store, Key("belge_no", drawn[n].belge_no)))
    _figures("look-up by number, median / p99", number, "< 2 ms")
    code = timed(len(drawn), lambda n: ask_register(home.store, Key("code", drawn[n].verification_code)))
    _figures("look-up by code", code, "< 2 ms")

    def specialization(place: int) -> object:
        return own_record(home.store, officer, "MMO", drawn[place].sicil_no)

    _figures(
        "specialization query", timed(len(drawn), specialization), "p99 < 5 ms", "with its access record"
    )

    def own_list(place: int) -> object:
        who = Caller("member", str(drawn[place].id), "MMO", frozenset({MEMBER}))
        return documents(home.store, Act(who, NOW))

    _figures("a member's document list", timed(len(drawn), own_list), "< 5 ms")


def reports(home: Home, rounds: int) -> None:
    """Every report of the union, and the slowest of a large chamber."""
    of_chamber = []
    officer = Caller("user", "olcum", "MMO", frozenset({OFFICER}))
    for name, kind in REPORTS.items():
        own = Request(name, "MMO", own=True)
        of_chamber.append((*timed(rounds, lambda _n, own=own: ask(home.store, Act(officer, NOW), own)), name))
        if not kind.own_only:
            asked = Request(name)
            found = timed(rounds, lambda _n, asked=asked: ask(home.store, Act(system("olcum"), NOW), asked))
            _figures(f"report {name}", found, "< 1000 ms")
    worst = max(of_chamber)
    _figures("slowest report of one chamber (MMO)", worst[:2], "< 1000 ms", worst[2])


def issuing(home: Home, rounds: int, rows: int) -> None:
    """A list of people in a full register, to set beside the same in an empty one."""
    with home.store.reading("MMO") as records:
        found = records.members.search("MMO", "", limit=5 * rows)
        programme = next(
            one for one in records.programmes.all() if (one.chamber_code, one.kind) == ("MMO", "basari")
        )
    people = [one for one in found if one.status == "aktif"][:rows]
    day = date(2026, 11, 16)
    spent = []
    for number in range(rounds):
        run = run_of(
            programme.code, f"olcum{int(time.monotonic_ns())}-{number}"[-20:], day, day, None, None, NOW
        )
        with home.store.writing(OWNER) as records:
            add_runs(records, [run])
        request = IssueRequest(
            f"{programme.code}/{run.no}", class_list(people), "olcum", NOW + timedelta(seconds=number),
            BoardDecision("40/34", day), approver="olcum.onay",
        )  # fmt: skip
        wall, cpu = time.perf_counter(), time.process_time()
        report = issue_list(home.store, request, home.open_key)
        spent.append((time.perf_counter() - wall, time.process_time() - cpu))
        if report.count("issued") != len(people):
            raise SystemExit(f"not issued whole: {report.counts()}")
    floor = _floor()
    wall, cpu = (statistics.median(column) / len(people) * 1e6 for column in zip(*spent, strict=True))
    _line(
        f"issuing a list of {len(people)}, one document",
        f"{wall:.0f} µs, {1e6 / wall:.0f} /s",
        ">= 1000 /s",
        f"CPU {cpu:.0f} µs, {1e6 / cpu:.0f} /s a core, {cpu / floor:.1f} x its signatures and self-checks",
    )


def _floor() -> float:
    """CPU microseconds of two raw signatures and two checks, which every document costs."""
    private = ec.generate_private_key(ec.SECP256R1())
    signer, public, message = FileSigner(private), private.public_key(), b"x" * 2000
    signature = signer.sign(message)
    begin = time.process_time()
    for _ in range(500):
        signer.sign(message)
        holds(ES256, public, message, signature)
    return (time.process_time() - begin) * 2 / 500 * 1e6


def measure(engine: str, parts: int, count: int, rounds: int, folder: Path) -> None:
    """Build the set on an engine, measure it, and throw it away."""
    print(
        f"\nregister on {engine}, {'whole' if parts == 1 else f'1/{parts} of the'} capacity set", flush=True
    )
    with engine_url(engine) as url:
        home, _ = built(folder, url, parts)
        look_ups(home, count)
        reports(home, rounds)
        issuing(home, rounds, 1000)
        desk.pages(home, "MMO", rounds)
        home.store.close()
    shutil.rmtree(folder)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--parts", type=int, default=100)
    parser.add_argument("--engines", default="sqlite,postgresql")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--home", type=Path, default=None, help="build here instead of the temporary folder")
    asked = parser.parse_args()
    for engine in asked.engines.split(","):
        folder = asked.home or Path(tempfile.mkdtemp(prefix="muhur-bench-"))
        measure(engine, asked.parts, asked.count, asked.rounds, folder / engine)


if __name__ == "__main__":
    main()
