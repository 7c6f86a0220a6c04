"""The training side of a set: who is a member, what was taught, who took part. One transaction a chamber."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from muhur.sets.people import MEMBER_COLUMNS, Drawn, seeded_id
from muhur.sets.plan import NOT_TRAINED, SEED, TRAINED, TRAINERS, Size, programmes, shared_out, sizes
from registry.chamber import Chamber
from registry.programme import Programme
from registry.records.registry_records import Records
from registry.turkish import sort_key

_EVERY_CHAMBER = 200
RUN_COLUMNS = ("id", "programme_code", "no", "start_on", "end_on", "branch", "place", "state", "capacity")
_PARTICIPATION_COLUMNS = (
    "run_id", "member_id", "chamber_code", "attended_units", "scheduled_units", "theory_mark", "practice_mark", "source",
)  # fmt: skip
_TRAINER_COLUMNS = ("id", "chamber_code", "full_name", "sort_key", "profile", "tot_done", "active")
_BIG_CHAMBERS = ("MMO", "IMO", "HKMO", "BMO", "EMO")
_BRANCHES = ("İstanbul Şubesi", "Ankara Şubesi", "İzmir Şubesi", "Bursa Şubesi", "Antalya Temsilciliği")
_UNITS = 24
# Online runs in which so many take part are the signed part of the capacity set.
_LARGE = 1000


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """One run of a set: which programme, when, how many take part."""

    programme: Programme
    no: str
    start_on: date
    people: int
    documents: int = 0
    signed: bool = False

    @property
    def end_on(self) -> date:
        """The last day."""
        return self.start_on + timedelta(days=4)


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole set, shared out by chamber."""

    size: Size
    programmes: dict[str, list[Programme]]
    runs: dict[str, list[PlannedRun]]
    members: dict[str, int]
    trainers: dict[str, list[tuple[str, bool | None]]]


def plan(size: Size, tablo1: Path, chambers: Sequence[str], certified_weight: int) -> Plan:
    """The plan of a size; ``certified_weight`` says how much oftener a programme with a document is held."""
    random = Random(SEED)
    catalogue = programmes(tablo1, random)
    weights = [random.uniform(0.3, 2) * (1 if one.kind == "yok" else certified_weight) for one in catalogue]
    each = [1 + more for more in shared_out(size.runs - len(catalogue) - _large_runs(size), weights)]
    people = iter(sizes(size.runs - _large_runs(size), size.participations - size.signed, random))
    by_chamber: dict[str, list[Programme]] = {}
    runs: dict[str, list[PlannedRun]] = {}
    for programme, count in zip(catalogue, each, strict=True):
        by_chamber.setdefault(programme.chamber_code, []).append(programme)
        held = [_held(programme, size, number, next(people), random) for number in range(1, count + 1)]
        runs.setdefault(programme.chamber_code, []).extend(held)
    _share_documents(runs, size)
    _add_large(runs, catalogue, size, random)
    for of_chamber in runs.values():
        of_chamber.sort(key=lambda one: (one.start_on, one.programme.code, one.no))
    joined = [sum(run.people for run in runs.get(code, ())) for code in chambers]
    least = size.participations // 40 / len(chambers)
    members = shared_out(size.members - _EVERY_CHAMBER * len(chambers), [number + least for number in joined])
    with_people = {code: count + _EVERY_CHAMBER for code, count in zip(chambers, members, strict=True)}
    return Plan(size, by_chamber, runs, with_people, _trainers(list(by_chamber), joined, random))


def _large_runs(size: Size) -> int:
    return -(-size.signed // _LARGE)


def _share_documents(runs: dict[str, list[PlannedRun]], size: Size) -> None:
    """Say how many documents of each run are rows without a signature."""
    ends_in_one = [
        (of_chamber, place)
        for of_chamber in runs.values()
        for place, run in enumerate(of_chamber)
        if run.programme.kind != "yok"
    ]
    people = [of_chamber[place].people for of_chamber, place in ends_in_one]
    # In a small part of a set fewer may have taken part than would get a document.
    given = shared_out(min(size.documents - size.signed, sum(people)), people)
    for (of_chamber, place), count in zip(ends_in_one, given, strict=True):
        assert count <= of_chamber[place].people, "fewer took part than get a document"
        of_chamber[place] = replace(of_chamber[place], documents=count)


def _add_large(
    runs: dict[str, list[PlannedRun]], catalogue: list[Programme], size: Size, random: Random
) -> None:
    """The runs that are really signed, in the last quarter of the last year."""
    big = [one for one in catalogue if one.kind != "yok" and one.chamber_code in _BIG_CHAMBERS]
    left = size.signed
    for number in range(_large_runs(size)):
        programme = random.choice(big)
        start = date(size.years[1], 10, 1) + timedelta(days=random.randrange(60))
        count = min(left, _LARGE)
        run = PlannedRun(programme, f"{size.years[1]}-b{number + 1}", start, count, count, signed=True)
        runs[programme.chamber_code].append(run)
        left -= count


def _held(programme: Programme, size: Size, number: int, people: int, random: Random) -> PlannedRun:
    first, last = size.years
    # The first two stand in the first and last year, so that a year's average is over all of them.
    year = (first, last)[number - 1] if number <= 2 else random.randint(first, last)
    start = date(year, 1, 5) + timedelta(days=random.randrange(340))
    return PlannedRun(programme, f"{year}-{number}", start, people)


def _trainers(
    chambers: list[str], weights: list[int], random: Random
) -> dict[str, list[tuple[str, bool | None]]]:
    profiles = [profile for profile, count in TRAINERS.items() for _ in range(count)]
    unknown = len(profiles) - TRAINED - NOT_TRAINED
    done: list[bool | None] = [*[True] * TRAINED, *[False] * NOT_TRAINED, *[None] * unknown]
    random.shuffle(profiles)
    random.shuffle(done)
    pool = iter(zip(profiles, done, strict=True))
    counts = shared_out(len(profiles), [1 + weight for weight in weights if weight][: len(chambers)])
    return {code: [next(pool) for _ in range(count)] for code, count in zip(chambers, counts, strict=True)}


def write_chamber(records: Records, planned: Plan, chamber: Chamber, at: datetime) -> None:
    """All of one chamber's training side; does nothing if it is there already."""
    if not records.bulk.is_empty("members", chamber_code=chamber.code):
        return
    random = Random(f"{SEED}:{chamber.code}")
    drawn = Drawn(random)
    titles = chamber.professions or (chamber.name_tr,)
    members = list(drawn.members(chamber.code, titles, planned.members[chamber.code], at))
    records.bulk.load("members", MEMBER_COLUMNS, members)
    ids = [row[0] for row in members]
    catalogue = planned.programmes.get(chamber.code, [])
    if catalogue:
        names = tuple(asdict(catalogue[0]))
        records.bulk.load("programmes", names, [tuple(asdict(one).values()) for one in catalogue])
    records.bulk.load("trainers", _TRAINER_COLUMNS, _trainer_rows(planned, chamber.code, drawn, random, at))
    runs = planned.runs.get(chamber.code, [])
    run_ids = [seeded_id(random, datetime.combine(run.start_on, datetime.min.time(), UTC)) for run in runs]
    records.bulk.load("runs", RUN_COLUMNS, _run_rows(runs, run_ids, random))
    records.bulk.load(
        "participations",
        _PARTICIPATION_COLUMNS,
        _participation_rows(runs, run_ids, ids, chamber.code, random),
    )


def _trainer_rows(
    planned: Plan, code: str, drawn: Drawn, random: Random, at: datetime
) -> Iterator[tuple[Any, ...]]:
    for profile, done in planned.trainers.get(code, []):
        given, family = drawn.name()
        key = sort_key(f"{family} {given}")
        yield seeded_id(random, at), code, f"{given} {family}", key, profile, done, True


def _run_rows(runs: Sequence[PlannedRun], ids: Sequence[UUID], random: Random) -> Iterator[tuple[Any, ...]]:
    for run, run_id in zip(runs, ids, strict=True):
        branch = random.choice(_BRANCHES)
        place = branch.partition(" ")[0]
        yield (
            run_id, run.programme.code, run.no, run.start_on, run.end_on, branch, place, "tamamlandi", max(40, run.people),
        )  # fmt: skip


def _participation_rows(
    runs: Sequence[PlannedRun], ids: Sequence[UUID], members: Sequence[UUID], code: str, random: Random
) -> Iterator[tuple[Any, ...]]:
    for run, run_id in zip(runs, ids, strict=True):
        assessed, practice = run.programme.assessed, run.programme.practice_exam
        for member in random.sample(members, run.people):
            attended = _UNITS if random.random() < 0.9 else random.randint(10, _UNITS)
            theory = random.randint(5500, 10_000) if assessed else None
            yield (
                run_id, member, code, attended, _UNITS, theory, theory if practice else None, "lms",
            )  # fmt: skip
