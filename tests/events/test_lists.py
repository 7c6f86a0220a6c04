"""The same done to a list: dry run, a report of every row, found again by its id, killed and finished."""

import csv
import io
import random
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import issuer.events.bulk
from issuer.events.bulk import ALREADY, DONE, REFUSED, WOULD, BulkReport, carry_out_list
from issuer.events.order import Order
from issuer.events.report import read_numbers, report_csv, report_json
from muhur.installation import Home
from muhur.problems import problem_of
from registry.access import OFFICER
from registry.document import BoardDecision
from registry.history.consistency import check_chamber
from registry.lists.csv_text import ListRefused
from registry.refusal import Refusal
from registry.store import OWNER
from tests.support.acts import act_of, means_of
from tests.support.bits import assert_bits_tell_the_register
from tests.support.failing import Crash, CrashingStore
from tests.support.living import issued
from tests.support.register import NOW, ROOT, contents, people
from tests.support.soak import FACTOR

DECISION = BoardDecision("51/7", date(2026, 11, 21))
ORDER = Order("revoke", "disiplin", decision=DECISION)
ROUNDS = 3 * FACTOR


def say(refusal: Refusal) -> tuple[str, str]:
    found = problem_of(refusal)
    return found.tr, found.en


def lines(numbers: list[str]) -> list[tuple[int, str]]:
    return list(enumerate(numbers, start=2))


def run(home: Home, numbers: list[str], order: Order = ORDER, **given: bool) -> BulkReport:
    return carry_out_list(means_of(home), act_of(), lines(numbers), order, **given)


def test_every_row_is_told(either_home: Home) -> None:
    home = either_home
    numbers = issued(home, 4)
    (foreign,) = issued(home, 1, run="EMO-YG-01/2026-1")
    given = [numbers[0], "XXX-1", foreign, numbers[1].lower(), numbers[0], "MMO-2026-YB-000999-K", ""]
    before = contents(home.store)
    dry = run(home, given, dry_run=True)
    results = [WOULD, REFUSED, REFUSED, WOULD, REFUSED, REFUSED, REFUSED]
    assert [row.result for row in dry.rows] == results
    after = contents(home.store)
    assert len(after.pop("audit_events")) == len(before.pop("audit_events")) + 1
    assert after.pop("audit_heads") != before.pop("audit_heads")
    assert after == before
    done = run(home, given)
    assert [row.result for row in done.rows] == [DONE if one == WOULD else one for one in results]
    codes = [None if row.refusal is None else row.refusal.code for row in done.rows]
    assert codes == [
        None, "number.malformed", "access.not_found", None, "event.repeated", codes[5], "number.malformed",
    ]  # fmt: skip
    assert codes[5] in ("number.check_character", "access.not_found")
    again = run(home, given)
    assert again.list_id == done.list_id
    assert again.counts() == {DONE: 0, ALREADY: 2, WOULD: 0, REFUSED: 5}
    # Another order over the same documents is another list.
    other = run(home, [numbers[0]], replace(ORDER, reason_code="talep"))
    assert other.rows[0].refusal is not None and other.rows[0].refusal.code == "event.already_revoked"
    assert_bits_tell_the_register(home, "MMO", NOW)
    with home.store.reading() as records:
        assert check_chamber(records, "MMO").holds
        assert len(records.status_events.of_chamber("MMO")) == 2
    text = report_csv(done, say).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[1][:2] + rows[1][3:4] == ["2", numbers[0], "yapıldı"]
    assert rows[2] == [
        "3", "XXX-1", "", "yapılmadı", "Belge numarası hatalı. Numarayı kontrol ediniz.",
        "The document number is not correct. Check the number.",
    ]  # fmt: skip
    shown = report_json(done, say)
    assert shown["counts"] == {DONE: 2, ALREADY: 0, WOULD: 0, REFUSED: 5}
    assert shown["rows"][4]["reason"]["tr"] == "Bu belge 2. satırda da var; bu satır yok sayıldı."


def test_a_list_is_refused_as_a_whole(home: Home) -> None:
    for given in ([], ["x"] * 10_001):
        with pytest.raises(Refusal) as caught:
            run(home, given)
        assert caught.value.code == "event.list_length"
    with pytest.raises(Refusal) as caught:
        carry_out_list(means_of(home), act_of("MMO", OFFICER), [(2, "x")], ORDER)
    assert caught.value.code == "access.denied"


def test_lists_are_read_as_offices_save_them() -> None:
    assert read_numbers("Belge No;Açıklama\nMMO-1;x\n\nMMO-2;y\n".encode("cp1254")) == [
        (2, "MMO-1"), (4, "MMO-2"),
    ]  # fmt: skip
    with pytest.raises(ListRefused):
        read_numbers(b"ad;soyad\na;b\n")


@pytest.mark.parametrize("after_commit", [False, True])
@pytest.mark.parametrize("stop_at", [1, 2, 3, 4])
def test_the_same_list_again_finishes_what_a_crash_left(
    either_home: Home, monkeypatch: pytest.MonkeyPatch, stop_at: int, *, after_commit: bool
) -> None:
    monkeypatch.setattr(issuer.events.bulk, "CHUNK", 3)
    home = either_home
    numbers = issued(home, 8)
    crashing = CrashingStore(home.settings.registry_url, stop_at, after_commit=after_commit)
    with pytest.raises(Crash):
        carry_out_list(replace(means_of(home), store=crashing), act_of(), lines(numbers), ORDER)
    crashing.close()
    reached = min(3 * (stop_at - 1 + int(after_commit)), 8)
    assert_bits_tell_the_register(home, "MMO", NOW)
    again = run(home, numbers)
    assert again.counts() == {DONE: 8 - reached, ALREADY: reached, WOULD: 0, REFUSED: 0}
    with home.store.reading() as records:
        assert len(records.status_events.of_chamber("MMO")) == 8
        assert check_chamber(records, "MMO").holds
    assert_bits_tell_the_register(home, "MMO", NOW)


@pytest.mark.slow
def test_a_killed_list_is_finished_by_the_same_list(either_home: Home, tmp_path: Path) -> None:
    """``kill -9`` anywhere: nothing lost, nothing double. ``MUHUR_SOAK`` sets the number of rounds."""
    home, dice = either_home, random.Random(20261122)
    with home.store.writing(OWNER) as records:
        records.members.add(people("MMO", 270, first_sicil=60_001))
    numbers = issued(home, 300)
    path = tmp_path / "liste.txt"
    path.write_text("\n".join(numbers))
    actions, interrupted = ("suspend", "reinstate"), 0
    for number in range(ROUNDS):
        action = actions[number % 2]
        command = [sys.executable, "-m", "tests.support.events_process", home.settings.home, action,
                   f"{number + 1}/1", path]  # fmt: skip
        if home.settings.database_url is not None:
            command.append(home.settings.database_url)
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "go\n"
            # Anywhere, and every second time right after the first commit, however fast the machine is.
            first = process.stdout.readline() if number % 2 else ""
            time.sleep(0.0 if number % 2 else dice.uniform(0.0, 0.6))
            process.kill()
            said = (first + process.stdout.read()).split()
        answered = max((int(word) for word in said if word.isdigit()), default=0)
        interrupted += "end" not in said
        assert_bits_tell_the_register(home, "MMO", NOW)
        order = Order(action, "talep" if action == "suspend" else None,
                      decision=BoardDecision(f"{number + 1}/1", DECISION.day))  # fmt: skip
        report = run(home, numbers, order)
        counts = report.counts()
        assert counts[ALREADY] >= answered and counts[DONE] + counts[ALREADY] == 300
        with home.store.reading() as records:
            assert len(records.status_events.of_chamber("MMO")) == 300 * (number + 1)
            assert check_chamber(records, "MMO").holds
        assert_bits_tell_the_register(home, "MMO", NOW)
    assert interrupted > 0
