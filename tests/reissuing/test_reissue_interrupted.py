"""An interrupted reissue leaves the paper or its document; the same step again ends what was begun."""

from uuid import UUID

import pytest

import issuer.begun
from issuer.batches.issuing import issue
from issuer.batches.steps import approve, submit
from issuer.reissuing.paper import Reissue, prepare_reissue
from muhur.installation import Home
from registry.history.consistency import check_chamber
from registry.inherited.taking import InheritedRefused, end
from registry.refusal import Refusal
from tests.support.failing import Crash, CrashingSigner, CrashingStore, opening_with
from tests.support.papers import APPROVER, NUMBER, OFFICER, PROGRAMME, entered, held, paper
from tests.support.register import TODAY, counts, members_of


def submitted(home: Home, *numbers: str) -> UUID:
    """A batch of these papers, or of all, that waits for approval."""
    made = prepare_reissue(home.store, OFFICER, Reissue(PROGRAMME, numbers or None))
    assert made.batch_id is not None, made.rows
    submit(home.store, OFFICER, made.batch_id)
    return made.batch_id


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Six papers in chunks of 4 and 2."""
    monkeypatch.setattr(issuer.begun, "CHUNK", 4)


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("after_commit", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("stop_at", [1, 2, 3])
def test_a_crash_leaves_the_paper_or_its_document(
    either_home: Home, stop_at: int, after_commit: bool
) -> None:
    """Transaction 1 approves and allocates, 2 and 3 record documents and end their papers."""
    home = either_home
    people = members_of(home, "EMO")[:6]
    entered(home, *(paper(f"YG-{place}", one.sicil_no) for place, one in enumerate(people)))
    batch_id = submitted(home)
    crashing = CrashingStore(home.settings.registry_url, stop_at, after_commit=after_commit)
    with pytest.raises(Crash):
        approve(crashing, APPROVER, batch_id, issue=True, open_key=home.open_key)
    crashing.close()
    commits = stop_at if after_commit else stop_at - 1
    documents = {0: 0, 1: 0, 2: 4, 3: 6}[commits]
    assert counts(home.store)["credentials"] == documents
    assert sum(not held(home, f"YG-{place}").in_force(TODAY) for place in range(6)) == documents
    begun = {} if commits == 0 else intents(home)
    finished(home, batch_id, approve_first=commits == 0)
    assert begun.items() <= intents(home).items()
    # And once more: nothing is done twice.
    with pytest.raises(Refusal) as refused:
        issue(home.store, APPROVER, batch_id, home.open_key)
    assert refused.value.code == "lifecycle.illegal"
    found = counts(home.store)
    assert found["credentials"] == found["issue_intents"] == 6
    assert [held(home, f"YG-{place}").ended_on for place in range(6)] == [TODAY] * 6
    with home.store.reading("EMO") as records:
        assert check_chamber(records, "EMO").holds
        events = [one.event for one in records.sicil.chain("EMO")]
    assert {name: events.count(name) for name in set(events)} == {
        "devralinan_islendi": 6,
        "belge_islendi": 6,
        "devralinan_sona_erdi": 6,
    }


def finished(home: Home, batch_id: UUID, *, approve_first: bool) -> None:
    """As the operator does after a crash: the same step again, if it is still to be done."""
    if approve_first:
        approve(home.store, APPROVER, batch_id, issue=True, open_key=home.open_key)
        return
    with home.store.reading("EMO") as records:
        state = records.batches.find("EMO", batch_id).state
    if state != "yayinda":
        issue(home.store, APPROVER, batch_id, home.open_key)


def intents(home: Home) -> dict[UUID, str]:
    """What was allocated to whom."""
    with home.store.reading() as records:
        run = records.programmes.earlier_paper_run(PROGRAMME)
        assert run is not None
        return {key[0]: one.belge_no for key, one in records.credentials.intents_of_run(run.id).items()}


def test_a_crash_at_a_signature_is_finished_with_the_same_bytes(home: Home) -> None:
    entered(home, paper())
    batch_id = submitted(home, NUMBER)
    signers: list[CrashingSigner] = []

    def wrapped(stop_at: int | None) -> object:
        def wrap(inner: object) -> CrashingSigner:
            signers.append(CrashingSigner(inner, stop_at))
            return signers[-1]

        return opening_with(home, wrap)

    # Two signatures open the status list in its two forms, the third is the QR's, the fourth the credential's.
    with pytest.raises(Crash):
        approve(home.store, APPROVER, batch_id, issue=True, open_key=wrapped(4))
    assert held(home).in_force(TODAY)
    issue(home.store, APPROVER, batch_id, wrapped(None))
    (found,) = signers[-1].compacts()
    with home.store.reading() as records:
        (stored,) = records.credentials.all()
    assert stored.compact == found
    assert stored.belge_no == intents(home)[stored.member_id]


def test_while_it_is_being_signed_the_paper_cannot_be_ended(home: Home) -> None:
    entered(home, paper())
    batch_id = submitted(home, NUMBER)
    crashing = CrashingStore(home.settings.registry_url, 1, after_commit=True)
    with pytest.raises(Crash):
        approve(crashing, APPROVER, batch_id, issue=True, open_key=home.open_key)
    crashing.close()
    with pytest.raises(InheritedRefused) as refused, home.store.writing("EMO") as records:
        end(records, APPROVER, NUMBER, TODAY, "diger")
    assert refused.value.code == "inherited.being_signed"
    issue(home.store, APPROVER, batch_id, home.open_key)
    assert held(home).ended_on == TODAY
