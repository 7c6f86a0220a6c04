"""Records on SQLite and PostgreSQL: search, evidence, allocation, and what may never change."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from registry.chamber import Chamber, Installation, SigningKey
from registry.document import SignerName
from registry.lists.catalogue import read_programmes
from registry.lists.imports import run_of
from registry.member import Member
from registry.programme import Participation, Run
from registry.records import credentials as credential_records
from registry.records.credentials import IssueIntent, RecordedCredential, SerialsExhausted
from registry.records.registry_records import Records
from registry.sicil_chain import SicilEvent, entry_hash, first_broken
from registry.store import OWNER, Store
from registry.tables.documents import credentials, sicil_entries
from tests.registry.test_lists import CODES, PROGRAMMES_CSV, with_chambers
from tests.support.register import NOW, people

ADDED = ("Gülşen Çağlayan", "Işıl Öztürk", "Ali %50", "Ayşe_Can", "Kâmil Uçar")


@contextmanager
def rolling_back(store: Store) -> Iterator[Records]:
    """A writing transaction that raises at its end."""
    with suppress(RuntimeError), store.writing(OWNER) as records:
        yield records
        raise RuntimeError


@pytest.fixture
def filled(store: Store) -> Store:
    """24 chambers, 70 programmes, a run, and five members of EMO."""
    with store.writing(OWNER) as records:
        with_chambers(records)
        records.programmes.add(read_programmes(PROGRAMMES_CSV, CODES))
        records.programmes.add_run(a_run())
        for place, name in enumerate(ADDED):
            given, _, family = name.partition(" ")
            records.members.add(
                [Member(UUID(int=place + 1), "EMO", f"{place + 1:06d}", given, family or "Can", "Mühendis")]
            )
    return store


def a_run() -> Run:
    run = run_of("EMO-YG-01", "2026-1", NOW.date(), NOW.date(), "İzmir Şubesi", "İzmir", NOW)
    return replace(run, id=UUID(int=77))


def an_intent(place: int, **changed: object) -> IssueIntent:
    made = IssueIntent(
        UUID(int=1000 + place),
        "EMO",
        UUID(int=77),
        UUID(int=place),
        f"EMO-{place}",
        f"CODE{place}",
        1,
        place,
        bytes(32),
        NOW,
    )
    return replace(made, **changed)


def a_credential(place: int, **changed: object) -> RecordedCredential:
    made = RecordedCredential(
        id=UUID(int=1000 + place),
        chamber_code="EMO",
        member_id=UUID(int=place),
        run_id=UUID(int=77),
        programme_code="EMO-YG-01",
        kind="yetki",
        belge_no=f"EMO-{place}",
        verification_code=f"CODE{place}",
        awarded_at=NOW + timedelta(seconds=place),
        valid_from=NOW.date(),
        valid_until=None,
        compact=f"a.b.{place}",
        sha256=bytes([place]) * 32,
    )
    return replace(made, **changed)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("gulsen caglayan", {"Gülşen Çağlayan"}),
        ("GÜLŞEN", {"Gülşen Çağlayan"}),
        ("isil", {"Işıl Öztürk"}),
        ("ozt", {"Işıl Öztürk"}),
        ("kamil", {"Kâmil Uçar"}),
        ("%", {"Ali %50"}),
        ("_", {"Ayşe_Can Can"}),
        ("yok", set()),
    ],
)
def test_a_search_folds_letters_and_takes_signs_as_they_are(
    filled: Store, typed: str, found: set[str]
) -> None:
    with filled.reading() as records:
        assert {one.full_name for one in records.members.search("EMO", typed)} == found
        assert records.members.search("MMO", typed) == []


def test_a_search_answers_in_turkish_order_up_to_its_limit(filled: Store) -> None:
    with filled.reading() as records:
        families = [one.family_name for one in records.members.search("EMO", "")]
        assert families == ["%50", "Can", "Çağlayan", "Öztürk", "Uçar"]
        assert [one.family_name for one in records.members.search("EMO", "", limit=2)] == ["%50", "Can"]


def test_members_are_found_by_number_within_their_chamber(filled: Store) -> None:
    with filled.writing(OWNER) as records:
        records.members.add(people("MMO", 1200, first_sicil=1))
    with filled.reading() as records:
        wanted = [f"{n:06d}" for n in range(1300)]
        assert len(records.members.find("MMO", wanted)) == 1200
        assert set(records.members.find("EMO", wanted)) == {f"{n:06d}" for n in range(1, 6)}
        assert records.members.find("EMO", []) == {}
        assert (records.members.count(), records.members.count("EMO")) == (1205, 5)


def test_a_sicil_no_is_unique_within_a_chamber_only(filled: Store) -> None:
    with filled.writing(OWNER) as records:
        records.members.add([Member(uuid4(), "MMO", "000001", "A", "B", "C")])
    with pytest.raises(sa.exc.IntegrityError), filled.writing(OWNER) as records:
        records.members.add([Member(uuid4(), "EMO", "000001", "A", "B", "C")])


def test_a_member_needs_a_known_chamber(filled: Store) -> None:
    with pytest.raises(sa.exc.IntegrityError), filled.writing(OWNER) as records:
        records.members.add([Member(uuid4(), "XXX", "000001", "A", "B", "C")])


def test_evidence_is_added_and_replaced(filled: Store) -> None:
    run = UUID(int=77)
    with filled.writing(OWNER) as records:
        records.programmes.record_participations(
            run, [Participation(run, UUID(int=n), 10, 24, 6950) for n in (1, 2)]
        )
        records.programmes.record_participations(run, [])
    with filled.writing(OWNER) as records:
        later = [Participation(run, UUID(int=n), 24, 24, None, 8000) for n in (2, 3)]
        records.programmes.record_participations(run, later)
    with filled.reading() as records:
        found = {one.member_id.int: one for one in records.programmes.participations(run)}
    assert {n: (one.attended_units, one.theory_mark, one.practice_mark) for n, one in found.items()} == {
        1: (10, 6950, None),
        2: (24, None, 8000),
        3: (24, None, 8000),
    }


def test_serials_count_per_chamber_year_and_kind(filled: Store) -> None:
    with filled.writing(OWNER) as records:
        take = records.credentials.take_serials
        assert list(take("EMO", 2026, "yetki", 3)) == [1, 2, 3]
        assert list(take("EMO", 2026, "yetki", 2)) == [4, 5]
        assert list(take("EMO", 2027, "yetki", 1)) == list(take("EMO", 2026, "basari", 1)) == [1]
        assert list(take("MMO", 2026, "yetki", 1)) == [1]
        assert list(take("MMO", 2026, "yetki", 0)) == []
        records.credentials.continue_serials_after("EMO", 2026, "yetki", 122)
        assert list(take("EMO", 2026, "yetki", 1)) == [123]
        records.credentials.continue_serials_after("EMO", 2026, "yetki", 7)
        assert list(take("EMO", 2026, "yetki", 1)) == [124]


def test_serials_end_at_six_digits(filled: Store) -> None:
    with filled.writing(OWNER) as records:
        records.credentials.continue_serials_after("EMO", 2026, "yetki", 999_998)
        with pytest.raises(SerialsExhausted):
            records.credentials.take_serials("EMO", 2026, "yetki", 2)
        assert list(records.credentials.take_serials("EMO", 2026, "yetki", 1)) == [999_999]


def test_a_rolled_back_transaction_gives_its_serials_back(filled: Store) -> None:
    with rolling_back(filled) as records:
        records.credentials.take_serials("EMO", 2026, "yetki", 5)
    with filled.writing(OWNER) as records:
        assert list(records.credentials.take_serials("EMO", 2026, "yetki", 1)) == [1]


def test_threads_under_the_chambers_lock_never_get_one_serial_twice(filled: Store) -> None:
    gate = threading.Barrier(8)

    def take(_: int) -> list[int]:
        gate.wait()
        taken: list[int] = []
        for _ in range(10):
            with filled.writing(OWNER) as records:
                records.chambers.lock("EMO")
                taken += records.credentials.take_serials("EMO", 2026, "yetki", 3)
        return taken

    with ThreadPoolExecutor(8) as pool:
        taken = [serial for found in pool.map(take, range(8)) for serial in found]
    assert sorted(taken) == list(range(1, 241))


def test_status_places_are_random_unique_and_within_the_list(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with filled.reading() as records:
        places = records.credentials.take_status_places("EMO", 500)
    assert len(set(places)) == 500
    assert {number for number, _ in places} == {1}
    indexes = [index for _, index in places]
    assert indexes != sorted(indexes)
    assert min(indexes) >= 0 and 100_000 < max(indexes) < 131_072
    monkeypatch.setattr(credential_records, "STATUS_LIST_SLOTS", 6)
    monkeypatch.setattr(credential_records, "_STATUS_LIST_LIMIT", 3)
    with filled.writing(OWNER) as records:
        records.credentials.add_intents([an_intent(n, status_index=n) for n in (1, 2)])
        (free,) = records.credentials.take_status_places("EMO", 1)
        assert free[0] == 1 and free[1] not in (1, 2)
        assert {number for number, _ in records.credentials.take_status_places("EMO", 2)} == {2}
        assert {number for number, _ in records.credentials.take_status_places("MMO", 1)} == {1}


@pytest.mark.parametrize(
    "changed",
    [{"belge_no": "EMO-1"}, {"verification_code": "CODE1"}, {"status_index": 1}, {"member_id": UUID(int=1)}],
)
def test_nothing_allocated_is_ever_allocated_again(filled: Store, changed: dict[str, object]) -> None:
    with filled.writing(OWNER) as records:
        records.credentials.add_intents([an_intent(1)])
    with pytest.raises(sa.exc.IntegrityError), filled.writing(OWNER) as records:
        records.credentials.add_intents([an_intent(2, **changed)])


@pytest.mark.parametrize(
    "changed",
    [{"belge_no": "EMO-1"}, {"verification_code": "CODE1"}, {"sha256": b"\x01" * 32}, {"member_id": UUID(int=1)}, {"id": UUID(int=1001)}],
)  # fmt: skip
def test_a_credential_is_recorded_once(filled: Store, changed: dict[str, object]) -> None:
    with filled.writing(OWNER) as records:
        records.credentials.add_intents([an_intent(1), an_intent(2)])
        records.credentials.add([a_credential(1)])
    with pytest.raises(sa.exc.IntegrityError), filled.writing(OWNER) as records:
        records.credentials.add([a_credential(2, **changed)])


def test_a_credential_needs_its_intent(filled: Store) -> None:
    with pytest.raises(sa.exc.IntegrityError), filled.writing(OWNER) as records:
        records.credentials.add([a_credential(1)])


def test_credentials_read_back_as_recorded(filled: Store) -> None:
    with filled.writing(OWNER) as records:
        records.credentials.add_intents([an_intent(1), an_intent(2)])
        records.credentials.add([a_credential(2), a_credential(1)])
    with filled.reading() as records:
        found = records.credentials
        assert found.all() == [a_credential(1), a_credential(2)]
        assert found.by_belge_no("EMO-2") == found.by_code("CODE2") == a_credential(2)
        assert found.by_belge_no("EMO-9") is found.by_code("CODE9") is None
        assert found.belge_numbers_of_run(UUID(int=77)) == {UUID(int=1): "EMO-1", UUID(int=2): "EMO-2"}
        assert found.intents_of_run(UUID(int=77))[UUID(int=1), 1] == an_intent(1)


@pytest.mark.parametrize("table", [credentials, sicil_entries], ids=str)
@pytest.mark.parametrize("statement", ["update", "delete"])
def test_signed_records_can_neither_be_changed_nor_deleted(
    filled: Store, table: sa.Table, statement: str
) -> None:
    with filled.writing(OWNER) as records:
        records.credentials.add_intents([an_intent(1)])
        records.credentials.add([a_credential(1)])
        records.sicil.append("EMO", [SicilEvent(UUID(int=1), "belge_islendi", "EMO-1")], at=NOW, actor="a")
    change = table.delete() if statement == "delete" else table.update().values(belge_no="EMO-9")
    with pytest.raises(sa.exc.DatabaseError, match="append-only"), filled.engine.begin() as connection:
        connection.execute(change)
    with filled.engine.connect() as connection:
        assert connection.execute(sa.select(table.c.belge_no)).scalars().all() == ["EMO-1"]


@pytest.mark.postgresql
@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_signed_records_cannot_be_truncated(filled: Store) -> None:
    with pytest.raises(sa.exc.DatabaseError, match="append-only"), filled.engine.begin() as connection:
        connection.execute(sa.text("TRUNCATE sicil_entries"))


def append(records: Records, chamber: str, count: int) -> None:
    events = [SicilEvent(UUID(int=1 + n % 5), "belge_islendi", f"EMO-{n}") for n in range(count)]
    records.sicil.append(chamber, events, at=NOW.replace(microsecond=123456), actor="egitim")


def test_the_chain_of_each_chamber_continues(filled: Store) -> None:
    with filled.writing(OWNER) as records:
        append(records, "EMO", 3)
        append(records, "MMO", 2)
        append(records, "EMO", 0)
    with filled.writing(OWNER) as records:
        append(records, "EMO", 2)
    with filled.reading() as records:
        chain = records.sicil.chain("EMO")
        assert [one.seq for one in chain] == [1, 2, 3, 4, 5]
        assert first_broken(chain) is first_broken(records.sicil.chain("MMO")) is first_broken([]) is None


def drop_triggers(store: Store) -> None:
    with store.engine.begin() as connection:
        if store.engine.dialect.name == "postgresql":
            connection.execute(sa.text("DROP TRIGGER sicil_entries_append_only ON sicil_entries"))
        else:
            for action in ("update", "delete"):
                connection.execute(sa.text(f"DROP TRIGGER sicil_entries_no_{action}"))


@pytest.mark.parametrize(
    "change",
    [
        {"belge_no": "EMO-9"},
        {"event": "iptal"},
        {"actor": "baskasi"},
        {"member_id": UUID(int=5)},
        {"at": NOW + timedelta(seconds=1)},
        {"prev_hash": bytes(32)},
        {"entry_hash": bytes(32)},
        {"seq": 9},
        None,
    ],
    ids=lambda one: "deleted" if one is None else next(iter(one)),
)
def test_whoever_alters_one_entry_is_found_at_that_entry(
    filled: Store, change: dict[str, object] | None
) -> None:
    with filled.writing(OWNER) as records:
        append(records, "EMO", 6)
    drop_triggers(filled)
    entry = sicil_entries.c.seq == 3
    statement = sicil_entries.delete() if change is None else sicil_entries.update().values(**change)
    with filled.engine.begin() as connection:
        connection.execute(statement.where(entry))
    with filled.reading() as records:
        assert first_broken(records.sicil.chain("EMO")) == 3


def test_an_entry_forged_with_a_fitting_hash_breaks_the_next(filled: Store) -> None:
    with filled.writing(OWNER) as records:
        append(records, "EMO", 6)
        third = records.sicil.chain("EMO")[2]
    drop_triggers(filled)
    forged = entry_hash(
        chamber_code="EMO", seq=3, member_id=third.member_id, event="iptal", belge_no=third.belge_no, at=third.at, actor=third.actor, prev=third.prev_hash,
        credential_sha256=None,
    )  # fmt: skip
    with filled.engine.begin() as connection:
        connection.execute(
            sicil_entries.update().where(sicil_entries.c.seq == 3).values(event="iptal", entry_hash=forged)
        )
    with filled.reading() as records:
        assert first_broken(records.sicil.chain("EMO")) == 4


def test_there_is_one_installation(store: Store) -> None:
    one = Installation("https://dogrula.example.org", specimen=False, created_at=NOW)
    with store.writing(OWNER) as records:
        assert records.chambers.installation() is None
        records.chambers.add_installation(one)
        assert records.chambers.installation() == one
    with pytest.raises(sa.exc.IntegrityError), store.writing(OWNER) as records:
        records.chambers.add_installation(replace(one, public_url="https://baska.example.org"))


def test_chambers_read_back_in_their_order_with_their_signers(filled: Store) -> None:
    signers = (SignerName("Ülkü Şen", "baskan"), SignerName("Cem Iğdır", "yazman"))
    with filled.writing(OWNER) as records:
        records.chambers.set_signers("EMO", signers)
    with filled.reading() as records:
        found = records.chambers.all()
        assert [one.no for one in found] == list(range(1, 25))
        emo: Chamber | None = records.chambers.find("EMO")
        assert emo is not None and emo.signers == signers
        assert records.chambers.find("XXX") is None


def test_keys_and_bundles_read_back(filled: Store) -> None:
    key = SigningKey("did:x#k-1", "emo", "credential", {"kty": "EC", "x": "ş"}, "file:emo/k-1", NOW, None)
    with filled.writing(OWNER) as records:
        records.trust.add_key(key)
        assert (records.trust.add_bundle("one", NOW), records.trust.add_bundle("two", NOW)) == (1, 2)
    with filled.reading() as records:
        assert records.trust.signing_keys() == [key]
        assert records.trust.newest_bundle() == (2, "two", NOW)


def test_an_instant_is_stored_with_its_zone(store: Store) -> None:
    west = NOW.astimezone(timezone(timedelta(hours=-8)))
    with store.writing(OWNER) as records:
        records.trust.add_bundle("x", west)
    with store.reading() as records:
        newest = records.trust.newest_bundle()
    assert newest is not None
    assert newest[2] == NOW
    assert newest[2].tzinfo is UTC
    with pytest.raises(sa.exc.StatementError, match="without a zone"), store.writing(OWNER) as records:
        records.trust.add_bundle("y", datetime(2026, 11, 22))


def test_what_a_failed_block_wrote_is_gone(filled: Store) -> None:
    with rolling_back(filled) as records:
        append(records, "EMO", 3)
    with filled.reading() as records:
        assert records.sicil.chain("EMO") == []
