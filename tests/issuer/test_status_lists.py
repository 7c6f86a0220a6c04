"""Lists signed with the event that changes them, and with the day that makes bits true; on both engines."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from issuer.issue import issue_list
from issuer.sealing import ChamberKey
from issuer.status_list import StatusListRefused, open_new_list, refresh_all, resign
from keys.envelope import open_envelope
from keys.strict_json import parse
from muhur.installation import Home
from registry.chamber import Chamber
from registry.lifecycle import ASKIDA, IPTAL, YAYINDA, YENILENDI
from registry.records.credentials import CredentialRecords, RecordedCredential
from registry.records.status_lists import PublishedList
from registry.status_bits import decode_bitstring, decode_token_list
from registry.store import OWNER
from registry.tables.documents import credential_states, issue_intents
from tests.support.register import NOW, TODAY, members_of, passing, request

LATER = NOW + timedelta(hours=1)
NEXT_YEAR = datetime(2027, 4, 1, 0, 0, 1, tzinfo=UTC)


def chamber_of(home: Home, code: str = "EMO") -> Chamber:
    with home.store.reading() as records:
        found = records.chambers.find(code)
    assert found is not None
    return found


def published(home: Home, code: str = "EMO", number: int = 1) -> PublishedList:
    with home.store.reading() as records:
        found = records.status_lists.find(code, number)
    assert found is not None
    return found


def places(found: PublishedList) -> list[int]:
    """The set places, the same in both forms."""
    claims = parse(open_envelope(found.compact, typ="vc+jwt").payload)
    assert found.token_compact is not None
    token = parse(open_envelope(found.token_compact, typ="statuslist+jwt").payload)
    bits = decode_bitstring(claims["credentialSubject"]["encodedList"]).indexes()
    assert decode_token_list(token["status_list"]["lst"]).indexes() == bits
    assert claims["version"] == token["version"] == found.version
    assert claims["iat"] == token["iat"] == int(found.signed_at.timestamp())
    return bits


def place_of(home: Home, credential_id: UUID) -> int:
    with home.store.engine.connect() as connection:
        chosen = issue_intents.select().where(issue_intents.c.id == credential_id)
        return int(connection.execute(chosen).one().status_index)


def write_state(home: Home, one: RecordedCredential, *, bit: bool = False, **given: Any) -> None:
    """The state of a document as an event would leave it, bit and all."""
    row = {
        "credential_id": one.id, "chamber_code": one.chamber_code, "state": YAYINDA, "since_on": TODAY,
        "successor_id": None, "visa_year": None, "status_list": 1, "status_index": place_of(home, one.id),
        "status_bit": bit, "version": 1, **given,
    }  # fmt: skip
    with home.store.engine.begin() as connection:
        connection.execute(credential_states.delete().where(credential_states.c.credential_id == one.id))
        connection.execute(credential_states.insert(), row)


@pytest.fixture
def issued(either_home: Home) -> list[RecordedCredential]:
    """Three yetki of EMO with yearly visa and two documents of MMO without."""
    issue(either_home, "EMO-YG-01/2026-1", 3)
    return issue(either_home, "MMO-EY-01/2026-1", 2)


def issue(home: Home, run: str, count: int, **given: Any) -> list[RecordedCredential]:
    """Issue to the first members; all documents there are, by number."""
    asked = request(run, passing(members_of(home, run.partition("-")[0])[:count]), **given)
    assert issue_list(home.store, asked, home.open_key).count("issued") == count
    with home.store.reading() as records:
        return sorted(records.credentials.all(), key=lambda one: one.belge_no)


def sign(home: Home, now: datetime, code: str = "EMO") -> None:
    chamber = chamber_of(home, code)
    with home.store.writing(code) as records:
        records.chambers.lock(code)
        resign(records, chamber, 1, home.open_key(chamber, now), now)


def test_a_new_list_is_clear_and_in_both_forms(either_home: Home, issued: list[RecordedCredential]) -> None:
    assert places(published(either_home)) == []
    assert published(either_home).version == 1


def test_signing_again_takes_the_bits_of_the_register(
    either_home: Home, issued: list[RecordedCredential]
) -> None:
    emo = [one for one in issued if one.chamber_code == "EMO"]
    write_state(either_home, emo[0], state=IPTAL, bit=True)
    write_state(either_home, emo[1], state=YAYINDA)
    sign(either_home, LATER)
    found = published(either_home)
    assert places(found) == [place_of(either_home, emo[0].id)]
    assert (found.version, found.signed_at) == (2, LATER)
    assert places(published(either_home, "MMO")) == [], "another chamber's list is untouched"
    assert published(either_home, "MMO").version == 1
    write_state(either_home, emo[0], state=YAYINDA)
    sign(either_home, LATER)
    assert (places(published(either_home)), published(either_home).version) == ([], 3)


def test_time_never_goes_back(either_home: Home, issued: list[RecordedCredential]) -> None:
    sign(either_home, LATER)
    sign(either_home, LATER - timedelta(minutes=4))
    found = published(either_home)
    assert (found.signed_at, found.version) == (LATER, 3), "clocks of two machines differ a little"
    with pytest.raises(StatusListRefused) as refused:
        sign(either_home, LATER - timedelta(minutes=6))
    assert refused.value.code == "statuslist.clock"
    assert published(either_home) == found


def test_a_change_that_is_rolled_back_leaves_the_old_list(
    either_home: Home, issued: list[RecordedCredential]
) -> None:
    before = published(either_home)
    chamber = chamber_of(either_home)
    key = either_home.open_key(chamber, LATER)

    def sign_and_fail() -> None:
        with either_home.store.writing("EMO") as records:
            resign(records, chamber, 1, key, LATER)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        sign_and_fail()
    assert published(either_home) == before


def test_an_older_list_is_never_put_over_a_newer_one(
    either_home: Home, issued: list[RecordedCredential]
) -> None:
    sign(either_home, LATER)
    newest = published(either_home)
    for older in (
        replace(newest, version=1, compact="x"),
        replace(newest, compact="x"),
        replace(newest, version=9, signed_at=NOW, compact="x"),
    ):
        with either_home.store.writing("EMO") as records:
            assert not records.status_lists.put(older)
    assert published(either_home) == newest


def test_a_second_list_is_told_by_the_first(either_home: Home, issued: list[RecordedCredential]) -> None:
    chamber = chamber_of(either_home)
    key = either_home.open_key(chamber, LATER)
    for _ in range(2):
        with either_home.store.writing("EMO") as records:
            open_new_list(records, chamber, 2, key, LATER)
    said = [
        parse(open_envelope(published(either_home, "EMO", number).compact, typ="vc+jwt").payload)["lists"]
        for number in (1, 2)
    ]
    assert said == [2, 2]
    assert [published(either_home, "EMO", number).version for number in (1, 2)] == [2, 1]
    sign(either_home, LATER)
    assert parse(open_envelope(published(either_home).compact, typ="vc+jwt").payload)["lists"] == 2


# what time makes true


def test_a_missing_visa_sets_its_bit_after_the_grace(
    either_home: Home, issued: list[RecordedCredential]
) -> None:
    emo = [one for one in issued if one.chamber_code == "EMO"]
    write_state(either_home, emo[0], visa_year=2027, version=3)
    grace = datetime(2027, 3, 31, 20, 59, 59, tzinfo=UTC)
    assert refresh_all(either_home.store, either_home.open_key, grace).changed == 0
    done = refresh_all(either_home.store, either_home.open_key, grace + timedelta(seconds=1))
    assert done.changed == 2, "the third has its visa, and those of MMO need none"
    expected = sorted(place_of(either_home, one.id) for one in emo[1:])
    assert places(published(either_home)) == expected
    again = refresh_all(either_home.store, either_home.open_key, grace + timedelta(seconds=2))
    assert (again.signed, again.changed) == (0, 0)
    write_state(either_home, emo[1], visa_year=2027, bit=True, version=2)
    assert refresh_all(either_home.store, either_home.open_key, NEXT_YEAR).changed == 1
    assert places(published(either_home)) == [place_of(either_home, emo[2].id)]


def test_an_effective_day_and_a_successor_that_begins(
    either_home: Home, issued: list[RecordedCredential]
) -> None:
    emo = [one for one in issued if one.chamber_code == "EMO"]
    write_state(either_home, emo[0], state=ASKIDA, since_on=date(2026, 12, 1))
    later = issue(either_home, "EMO-AS-01/2026-1", 1, valid_from=date(2026, 12, 5))
    (successor,) = [one for one in later if one.programme_code == "EMO-AS-01"]
    write_state(either_home, emo[1], state=YENILENDI, successor_id=successor.id)
    for day, expected in ((30, 0), (31, 1), (34, 1), (35, 2)):
        at = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(days=day - 1)
        refresh_all(either_home.store, either_home.open_key, at, older_than=timedelta(0))
        assert len(places(published(either_home))) == expected, day


def test_a_document_follows_its_support_of_another_chamber(
    either_home: Home, issued: list[RecordedCredential], monkeypatch: pytest.MonkeyPatch
) -> None:
    emo = next(one for one in issued if one.chamber_code == "EMO")
    add = CredentialRecords.add

    def resting_on_it(records: CredentialRecords, new: Iterable[RecordedCredential]) -> None:
        add(records, [replace(one, supporting_id=emo.id) for one in new])

    monkeypatch.setattr(CredentialRecords, "add", resting_on_it)
    mmo = next(one for one in issue(either_home, "MMO-MT-01/2026-1", 1) if one.programme_code == "MMO-MT-01")
    write_state(either_home, emo, state=IPTAL, bit=True)
    assert refresh_all(either_home.store, either_home.open_key, LATER).changed == 1
    assert places(published(either_home, "MMO")) == [place_of(either_home, mmo.id)]
    write_state(either_home, emo, state=YAYINDA, version=2)
    assert refresh_all(either_home.store, either_home.open_key, LATER).changed == 1
    assert places(published(either_home, "MMO")) == []


def test_lists_are_signed_before_they_are_old(either_home: Home, issued: list[RecordedCredential]) -> None:
    quarter = timedelta(hours=6)
    early = refresh_all(either_home.store, either_home.open_key, NOW + quarter / 2, older_than=quarter)
    assert early.signed == 0
    assert refresh_all(either_home.store, either_home.open_key, NOW + quarter, older_than=quarter).signed == 2
    assert {published(either_home, code).version for code in ("EMO", "MMO")} == {2}


def test_one_chambers_lost_key_does_not_stop_the_others(
    either_home: Home, issued: list[RecordedCredential]
) -> None:
    def opening(chamber: Chamber, at: datetime) -> ChamberKey:
        if chamber.code == "EMO":
            raise LookupError("no key")
        return either_home.open_key(chamber, at)

    with pytest.raises(LookupError):
        refresh_all(either_home.store, opening, LATER, older_than=timedelta(0))
    assert (published(either_home).version, published(either_home, "MMO").version) == (1, 2)


def test_a_list_of_the_first_version_gets_its_second_form(
    either_home: Home, issued: list[RecordedCredential]
) -> None:
    with either_home.store.writing(OWNER) as records:
        old = records.status_lists.find("EMO", 1)
        assert old is not None
        assert records.status_lists.put(replace(old, version=2, token_compact=None))
    refresh_all(either_home.store, either_home.open_key, LATER, older_than=timedelta(0))
    assert places(published(either_home)) == []


def test_an_event_that_comes_first_wins(either_home: Home, issued: list[RecordedCredential]) -> None:
    emo = issued[0]
    write_state(either_home, emo, state=ASKIDA)

    def opening(chamber: Chamber, at: datetime) -> ChamberKey:
        write_state(either_home, emo, state=YAYINDA, version=2)
        return either_home.open_key(chamber, at)

    assert refresh_all(either_home.store, opening, LATER).changed == 0
    assert places(published(either_home)) == []


@pytest.fixture(autouse=True)
def _closed(either_home: Home) -> Iterator[None]:
    yield
    either_home.store.engine.dispose()
