"""``kill -9`` while a batch is prepared: there is the whole batch or nothing, and no document is made twice."""

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from issuer.batches.preparation import Preparation, prepare
from issuer.batches.steps import approve, submit
from issuer.report import IssueReport
from muhur.installation import Home
from registry.history.consistency import check_chamber
from registry.lists.imports import add_runs, run_of
from registry.store import OWNER
from tests.support.batches import RUN, approver, officer, prepared
from tests.support.register import DECISION, NOW, ROOT, contents, members_of, passing, people
from tests.support.soak import FACTOR

PEOPLE, ROWS = 4, 300
ROUNDS = 3 * FACTOR


def started(
    home: Home, step: str, stop: str, run: str, path: Path, batch: UUID | None
) -> subprocess.Popen[str]:
    command = [
        sys.executable,
        "-m",
        "tests.support.preparing_process",
        home.settings.home,
        step,
        stop,
        run,
        path,
    ]
    command.append("-" if batch is None else str(batch))
    if home.settings.database_url is not None:
        command.append(home.settings.database_url)
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def issued(home: Home, batch_id: UUID) -> IssueReport:
    """A prepared batch brought to its end."""
    with home.store.reading() as records:
        chamber = records.batches.chamber_of(batch_id)
        state = records.batches.find(chamber, batch_id).state
    if state == "taslak":
        submit(home.store, officer(chamber=chamber), batch_id)
    act = approver(chamber=chamber)
    return approve(home.store, act, batch_id, issue=True, open_key=home.open_key)


def batches_of(home: Home, chamber: str) -> dict[UUID, int]:
    """The batches of a chamber, oldest first, with their drafts."""
    with home.store.reading() as records:
        found = [one.id for one in records.batches.newest(chamber, limit=10_000)][::-1]
        counted = records.batches.counted(found)
    return {one: counted.get(one, 0) for one in found}


def documents_of(home: Home, run: str) -> Counter[str]:
    programme, _, no = run.rpartition("/")
    with home.store.reading() as records:
        found = records.programmes.find_run(programme, no)
        assert found is not None
        assert check_chamber(records, run.partition("-")[0]).holds
        return Counter(str(one.member_id) for one in records.credentials.all() if one.run_id == found.id)


@pytest.mark.parametrize("stop", ["before", "after"])
@pytest.mark.parametrize("step", ["prepare", "edit", "submit"])
def test_a_kill_at_the_commit_of_a_step(either_home: Home, tmp_path: Path, step: str, stop: str) -> None:
    home, path = either_home, tmp_path / "liste.csv"
    path.write_bytes(passing(members_of(home, "MMO")[:PEOPLE]))
    batch = None if step == "prepare" else prepared(home, count=2)[0]
    before = contents(home.store)
    with started(home, step, stop, RUN, path, batch) as process:
        said, _ = process.communicate()
    assert (said, process.returncode) == ("go\n", -signal.SIGKILL)
    after = contents(home.store)
    if stop == "before":
        assert after == before
    else:
        _whole(before, after, step)
    # Whoever saw no answer does the same again.
    if step == "prepare":
        again, _ = prepared(home, count=PEOPLE)
        assert list(batches_of(home, "MMO").values()) == [PEOPLE] * (1 + (stop == "after"))
    else:
        assert batch is not None
        again = batch
        if stop == "before":
            with started(home, step, "-", RUN, path, batch) as process:
                assert process.communicate()[0] == "go\nend\n"
    wanted = 2 if step == "submit" else PEOPLE
    assert issued(home, again).count("issued") == wanted
    for other in batches_of(home, "MMO"):
        if other != again:
            # The batch that was there already makes nothing a second time.
            report = issued(home, other)
            assert (report.count("issued"), report.count("already_issued")) == (0, PEOPLE)
    made = documents_of(home, RUN)
    assert len(made) == wanted and set(made.values()) == {1}


def _whole(before: dict[str, list[Any]], after: dict[str, list[Any]], step: str) -> None:
    """What the step writes is there in full."""
    grown = {
        name: len(after[name]) - len(before[name])
        for name in after
        if name != "audit_heads" and len(after[name]) != len(before[name])
    }
    assert (
        grown
        == {
            "prepare": {"batches": 1, "drafts": PEOPLE, "participations": PEOPLE, "audit_events": 1},
            "edit": {"drafts": PEOPLE - 2, "participations": PEOPLE - 2, "audit_events": 1},
            "submit": {"audit_events": 1},
        }[step]
    )
    assert after["batches"] != before["batches"]


@pytest.mark.slow
def test_a_kill_anywhere_leaves_a_whole_batch_or_none(either_home: Home, tmp_path: Path) -> None:
    """``MUHUR_SOAK`` sets the number of rounds."""
    home, dice = either_home, random.Random(20261122)
    members = people("HKMO", ROWS)
    path = tmp_path / "liste.csv"
    path.write_bytes(passing(members))
    with home.store.writing(OWNER) as records:
        records.members.add(members)
    interrupted = 0
    for number in range(ROUNDS):
        run = run_of("HKMO-CB-01", f"kill-{number}", NOW.date(), NOW.date(), None, None, NOW)
        with home.store.writing(OWNER) as records:
            add_runs(records, [run])
        known = batches_of(home, "HKMO")
        with started(home, "prepare", "-", run.code, path, None) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "go\n"
            # Right at the beginning once, however fast the machine is, then anywhere.
            time.sleep(0.0 if number == 0 else dice.uniform(0.0, 0.4))
            process.kill()
            ended = "end" in process.stdout.read()
        interrupted += not ended
        new = {one: count for one, count in batches_of(home, "HKMO").items() if one not in known}
        with home.store.reading() as records:
            evidence = records.programmes.participations(run.id)
        assert list(new.values()) in ([], [ROWS])
        assert len(evidence) == sum(new.values())
        assert new or not ended
        report = prepare(
            home.store, officer(chamber="HKMO"), Preparation(run.code, path.read_bytes(), DECISION)
        )
        assert report.count("prepared") == ROWS and report.batch_id is not None
        if number == ROUNDS - 1:
            assert issued(home, report.batch_id).count("issued") == ROWS
            for one in new:
                assert issued(home, one).count("already_issued") == ROWS
            made = documents_of(home, run.code)
            assert len(made) == ROWS and set(made.values()) == {1}
    assert interrupted > 0
