"""``kill -9`` in the middle of a list, then the same list again. ``MUHUR_SOAK`` sets the number of rounds."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from issuer.issue import issue_list
from muhur.installation import Home
from registry.lists.imports import add_runs, run_of
from registry.sicil_chain import first_broken
from registry.store import OWNER
from tests.support.register import NOW, ROOT, counts, passing, people, request
from tests.support.soak import FACTOR

ROWS = 300
ROUNDS = 3 * FACTOR


def killed(home: Home, run: str, path: Path, parts: int, delay: float) -> tuple[int, bool]:
    """Start issuing, kill ``delay`` seconds after so many parts of a hundred were told as committed.

    The last count the process gave out, and whether it ended.
    """
    command = [sys.executable, "-m", "tests.support.issuing_process", home.settings.home, run, path]
    if home.settings.database_url is not None:
        command.append(home.settings.database_url)
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "go\n"
        said = [process.stdout.readline() for _ in range(parts)]
        time.sleep(delay)
        process.kill()
        said += process.stdout.read().split()
    return max((int(word) for word in said if word.strip().isdigit()), default=0), "end" in said


@pytest.mark.slow
def test_a_killed_list_is_finished_by_the_same_list(either_home: Home, tmp_path: Path) -> None:
    dice = random.Random(20261122)
    members = people("HKMO", ROWS)
    path = tmp_path / "liste.csv"
    path.write_bytes(passing(members))
    with either_home.store.writing(OWNER) as records:
        records.members.add(members)
    interrupted = 0
    for number in range(ROUNDS):
        run = run_of("HKMO-CB-01", f"kill-{number}", NOW.date(), NOW.date(), None, None, NOW)
        with either_home.store.writing(OWNER) as records:
            add_runs(records, [run])
        answered, ended = killed(either_home, run.code, path, number % 3, dice.uniform(0.0, 0.05))
        interrupted += not ended
        with either_home.store.reading() as records:
            begun = records.credentials.intents_of_run(run.id)
            before = records.credentials.belge_numbers_of_run(run.id)
            chain = records.sicil.chain("HKMO")
        assert len(begun) in (0, ROWS)
        assert answered <= len(before)
        assert len(before) % 100 == 0
        assert len(chain) == number * ROWS + len(before)
        assert first_broken(chain) is None

        asked = request(run.code, path.read_bytes(), board_decision=None)
        report = issue_list(either_home.store, asked, either_home.open_key)
        assert (report.count("already_issued"), report.count("issued")) == (len(before), ROWS - len(before))
        with either_home.store.reading() as records:
            after = records.credentials.belge_numbers_of_run(run.id)
            chain = records.sicil.chain("HKMO")
        assert after.keys() == {one.id for one in members}
        assert before.items() <= after.items()
        assert {member: intent.belge_no for (member, _), intent in begun.items()} in ({}, after)
        assert first_broken(chain) is None
        assert len({one.belge_no for one in chain}) == len(chain) == (number + 1) * ROWS
    found = counts(either_home.store)
    assert found["credentials"] == found["issue_intents"] == found["sicil_entries"] == ROUNDS * ROWS
    assert interrupted > 0
