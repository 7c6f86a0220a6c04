"""A crash at any signature or commit: the same call again finishes with the same numbers and bytes."""

import contextlib
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

import issuer.begun
from issuer.issue import issue_list
from issuer.sealing import SelfCheckFailed
from muhur.installation import Home
from registry.document import BoardDecision
from registry.istanbul import day_of
from registry.records.credentials import IssueIntent, RecordedCredential
from registry.refusal import Refusal
from registry.sicil_chain import first_broken
from registry.store import OWNER, Store
from registry.tables.documents import issue_intents
from tests.support.failing import Crash, CrashingSigner, CrashingStore, WrongSigner, opening_with
from tests.support.register import NOW, counts, members_of, passing, payload_document, request

RUN = "MMO-MT-01/2026-1"
PEOPLE = 10


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three chunks for ten people: 4, 4 and 2."""
    monkeypatch.setattr(issuer.begun, "CHUNK", 4)


def the_list(home: Home) -> bytes:
    return passing(members_of(home, "MMO")[:PEOPLE])


def recorded(store: Store) -> dict[str, RecordedCredential]:
    with store.reading() as records:
        return {one.belge_no: one for one in records.credentials.all()}


def intents(store: Store) -> dict[str, IssueIntent]:
    with store.engine.connect() as connection:
        rows = connection.execute(sa.select(issue_intents)).all()
    return {row.belge_no: IssueIntent(**row._mapping) for row in rows}


def finishes_as_begun(
    home: Home, begun: dict[str, IssueIntent], already: dict[str, RecordedCredential]
) -> None:
    """Issue the list again and check that nothing is lost, doubled or changed."""
    report = issue_list(home.store, request(RUN, the_list(home)), home.open_key)
    assert report.count("issued") == PEOPLE - len(already)
    assert report.count("already_issued") == len(already)
    done, kept = recorded(home.store), intents(home.store)
    assert {one.belge_no for one in report.rows} == set(done) == set(kept)
    assert len({one.member_id for one in done.values()}) == len(done) == PEOPLE
    for number, intent in begun.items():
        assert kept[number] == intent
        assert done[number].verification_code == intent.verification_code
    for number, before in already.items():
        assert done[number] == before
    with home.store.reading() as records:
        chain = records.sicil.chain("MMO")
    assert first_broken(chain) is None
    assert sorted(one.belge_no for one in chain) == sorted(done)


# Signatures 1 and 2 are the status list's two forms; then two for each document, the QR's and the credential's.
@pytest.mark.parametrize("stop_at", [1, 2, 3, 4, 9, 10, 11, 18, 19, 22])
def test_a_crash_at_a_signature(either_home: Home, stop_at: int) -> None:
    signers: list[CrashingSigner] = []

    def crashing(inner: object) -> CrashingSigner:
        signers.append(CrashingSigner(inner, stop_at))  # type: ignore[arg-type]
        return signers[-1]

    with pytest.raises(Crash):
        issue_list(
            either_home.store, request(RUN, the_list(either_home)), opening_with(either_home, crashing)
        )
    begun, already = intents(either_home.store), recorded(either_home.store)
    assert len(begun) == (0 if stop_at <= 2 else PEOPLE)
    assert len(already) == max(stop_at - 3, 0) // 2 // 4 * 4
    finishes_as_begun(either_home, begun, already)
    signed_before = signers[0].compacts()
    assert len(signed_before) == max(stop_at - 3, 0) // 2
    assert signed_before <= {one.compact for one in recorded(either_home.store).values()}


@pytest.mark.parametrize("after_commit", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("stop_at", [1, 2, 3, 4])
def test_a_crash_at_a_commit(either_home: Home, stop_at: int, after_commit: bool) -> None:
    """Transaction 1 stores the intents, 2 to 4 the chunks."""
    crashing = CrashingStore(either_home.settings.registry_url, stop_at, after_commit=after_commit)
    with pytest.raises(Crash):
        issue_list(crashing, request(RUN, the_list(either_home)), either_home.open_key)
    crashing.close()
    begun, already = intents(either_home.store), recorded(either_home.store)
    assert len(begun) == (0 if (stop_at, after_commit) == (1, False) else PEOPLE)
    chunks = max(stop_at - 2 + after_commit, 0)
    assert len(already) == min(chunks * 4, PEOPLE)
    finishes_as_begun(either_home, begun, already)


def test_a_crash_earlier_the_same_day_keeps_the_time_of_issue(home: Home) -> None:
    crashing = CrashingStore(home.settings.registry_url, 2, after_commit=False)
    with pytest.raises(Crash):
        issue_list(crashing, request(RUN, the_list(home)), home.open_key)
    crashing.close()
    later = request(RUN, the_list(home), now=NOW + timedelta(hours=3))
    issue_list(home.store, later, home.open_key)
    assert {one.awarded_at for one in recorded(home.store).values()} == {NOW}


def stopped_before_the_first_chunk(home: Home) -> dict[str, IssueIntent]:
    crashing = CrashingStore(home.settings.registry_url, 2, after_commit=False)
    with pytest.raises(Crash):
        issue_list(crashing, request(RUN, the_list(home)), home.open_key)
    crashing.close()
    return intents(home.store)


def test_a_name_corrected_between_crash_and_redo_stands_on_the_document(either_home: Home) -> None:
    begun = stopped_before_the_first_chunk(either_home)
    first = members_of(either_home, "MMO")[0]
    with either_home.store.writing(OWNER) as records:
        records.members.change(replace(first, given_name="Ayşegül"))
    issue_list(either_home.store, request(RUN, the_list(either_home)), either_home.open_key)
    done = recorded(either_home.store)
    assert set(done) == set(begun)
    (mine,) = [one for one in done.values() if one.member_id == first.id]
    assert payload_document(mine.compact).holder_name == "Ayşegül Aydın"
    assert mine.verification_code == begun[mine.belge_no].verification_code


def test_a_member_who_left_between_crash_and_redo_gets_no_document(home: Home) -> None:
    begun = stopped_before_the_first_chunk(home)
    first = members_of(home, "MMO")[0]
    with home.store.writing(OWNER) as records:
        records.members.change(replace(first, status="ayrilmis"))
    report = issue_list(home.store, request(RUN, the_list(home)), home.open_key)
    assert [one.code for one in report.rows[0].reasons] == ["rule.not_active"]
    done = recorded(home.store)
    assert len(done) == PEOPLE - 1
    assert set(done) < set(begun)


def test_a_number_begun_for_one_list_is_never_given_to_another(home: Home) -> None:
    begun = stopped_before_the_first_chunk(home)
    other = members_of(home, "MMO")[PEOPLE : PEOPLE + 3]
    issue_list(home.store, request(RUN, passing(other)), home.open_key)
    assert not set(recorded(home.store)) & set(begun)


def test_a_decision_corrected_between_crash_and_redo_stands_on_the_document(home: Home) -> None:
    stopped_before_the_first_chunk(home)
    corrected = BoardDecision("49/113", date(2026, 11, 21))
    issue_list(home.store, request(RUN, the_list(home), board_decision=corrected), home.open_key)
    documents = [payload_document(one.compact) for one in recorded(home.store).values()]
    assert {one.board_decision for one in documents} == {corrected}


def test_a_signer_that_returns_nonsense_records_no_document(home: Home) -> None:
    with pytest.raises(SelfCheckFailed):
        issue_list(home.store, request(RUN, the_list(home)), opening_with(home, lambda inner: WrongSigner()))
    assert counts(home.store)["credentials"] == counts(home.store)["sicil_entries"] == 0
    report = issue_list(home.store, request(RUN, the_list(home)), home.open_key)
    assert report.count("issued") == PEOPLE


def test_a_programme_that_changed_its_kind_gets_numbers_of_its_new_kind(home: Home) -> None:
    begun = stopped_before_the_first_chunk(home)
    with home.store.writing(OWNER) as records:
        programme = records.programmes.find("MMO-MT-01")
        assert programme is not None
        records.programmes.change(replace(programme, kind="basari"))
    report = issue_list(home.store, request(RUN, the_list(home)), home.open_key)
    assert report.count("issued") == len(begun)
    issued = set(recorded(home.store))
    assert all("-BB-" in belge_no for belge_no in issued)
    assert not issued & set(begun)


def test_a_redo_does_not_put_a_later_decision_on_an_earlier_document(home: Home) -> None:
    stopped_before_the_first_chunk(home)
    later = BoardDecision("49/113", date(2026, 11, 24))
    asked = request(RUN, the_list(home), board_decision=later, now=NOW + timedelta(days=3))
    with contextlib.suppress(Refusal):
        issue_list(home.store, asked, home.open_key)
    for one in recorded(home.store).values():
        document = payload_document(one.compact)
        assert document.board_decision is not None
        assert document.board_decision.day <= day_of(document.awarded_at)
