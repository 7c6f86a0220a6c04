"""Two officers, one list, the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

import issuer.begun
from issuer.issue import issue_list
from issuer.report import IssueReport
from muhur.installation import Home
from registry.sicil_chain import first_broken
from tests.support.register import counts, members_of, passing, reopened, request


@pytest.mark.parametrize("chunk", [100, 3])
def test_the_same_list_twice_at_once_gives_each_member_one_document(
    either_home: Home, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(issuer.begun, "CHUNK", chunk)
    asked = request("MMO-MT-01/2026-1", passing(members_of(either_home, "MMO")[:20]))
    gate = threading.Barrier(2, timeout=60)

    def issue(home: Home) -> IssueReport:
        gate.wait()
        return issue_list(home.store, asked, home.open_key)

    other = reopened(either_home.settings.home, either_home.settings.database_url)
    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(issue, [either_home, other]))
    other.store.close()
    assert {one.result for report in reports for one in report.rows} <= {"issued", "already_issued"}
    assert [one.belge_no for one in reports[0].rows] == [one.belge_no for one in reports[1].rows]
    assert all(one.belge_no for one in reports[0].rows)
    found = counts(either_home.store)
    assert (found["credentials"], found["issue_intents"], found["sicil_entries"]) == (20, 20, 20)
    with either_home.store.reading() as records:
        assert first_broken(records.sicil.chain("MMO")) is None


def test_different_runs_of_one_chamber_at_once_share_no_number(either_home: Home) -> None:
    members = members_of(either_home, "MMO")
    runs = ["MMO-MT-01/2026-1", "MMO-AS-01/2026-1", "MMO-KL-01/2026-1", "MMO-YT-01/2026-1"]
    gate = threading.Barrier(len(runs))

    def issue(run: str) -> list[str | None]:
        gate.wait()
        report = issue_list(either_home.store, request(run, passing(members[:8])), either_home.open_key)
        return [one.belge_no for one in report.rows]

    with ThreadPoolExecutor(len(runs)) as pool:
        numbers = [number for found in pool.map(issue, runs) for number in found]
    assert len(set(numbers)) == 32
    assert sorted(str(number).split("-")[3] for number in numbers) == [f"{n:06d}" for n in range(1, 33)]
    with either_home.store.reading() as records:
        chain = records.sicil.chain("MMO")
    assert len(chain) == 32
    assert first_broken(chain) is None
