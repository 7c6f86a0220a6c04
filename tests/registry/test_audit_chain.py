"""The chains over the audit trail, on both engines: what each kind of tampering is told as, and who waits for whom."""

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from registry.access import system
from registry.accounts.trail_check import check_trail, holds, read_note, trail_json
from registry.act import Act
from registry.audit_chain import FIRST_PREV_HASH, Head, TrailCheck, entry_hash
from registry.records.registry_records import Records
from registry.store import NO_CHAMBER, Store
from registry.tables.access import audit_events, audit_heads
from tests.support.bound import bound_register
from tests.support.postgresql import PostgresqlServer
from tests.support.register import NOW

FACTS = {"names": ["Işıl", "Ömer"], "n": 3, "on": None, "deep": {"ü": True, "a": [1, {"b": "ç"}]}}
CONTENT = [one.name for one in audit_events.c if one.name not in ("seq", "prev_hash", "entry_hash")]


def tell(store: Store, chamber: str | None, count: int = 1, **facts: Any) -> None:
    """So many records, each in a transaction of its own."""
    for place in range(count):
        act = Act(system("test", chamber), NOW + timedelta(microseconds=place), request_id=f"r{place}")
        with store.writing(chamber or NO_CHAMBER) as records:
            records.audit.add(act, "test.told", target_kind="x", target=f"t{place}", facts=facts or FACTS)


@pytest.fixture
def told(store: Store) -> Store:
    """Three chains: twelve records, five, and three of no chamber."""
    tell(store, "EMO", 12)
    tell(store, "MMO", 5)
    tell(store, None, 3)
    return store


def checked(store: Store, note: Any = None) -> dict[str | None, TrailCheck]:
    with store.reading() as records:
        found = check_trail(records, None if note is None else read_note(note))
    return {one.chamber_code: one for one in found}


def note_of(store: Store) -> Any:
    return json.loads(json.dumps(trail_json(checked(store).values())))


@contextmanager
def tampered(store: Store) -> Iterator[tuple[Connection, Callable[..., dict[str | None, TrailCheck]]]]:
    """A transaction without triggers, rolled back at the end, and the check inside it."""
    with store.engine.connect() as connection, connection.begin() as transaction:
        for table in ("audit_events", "audit_heads"):
            if store.engine.dialect.name == "sqlite":
                named = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"
                for (name,) in connection.exec_driver_sql(named, (table,)).all():
                    connection.exec_driver_sql(f"DROP TRIGGER {name}")
            else:
                connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")

        def check(note: Any = None) -> dict[str | None, TrailCheck]:
            noted = None if note is None else read_note(note)
            return {one.chamber_code: one for one in check_trail(Records(connection), noted)}

        yield connection, check
        transaction.rollback()


def at(chamber: str | None, seq: int) -> sa.ColumnElement[bool]:
    return sa.and_(audit_events.c.chamber_code.is_not_distinct_from(chamber), audit_events.c.seq == seq)


def wrong(found: dict[str | None, TrailCheck]) -> dict[str | None, tuple[int | None, str | None]]:
    return {code: (one.first_wrong, one.fault) for code, one in found.items() if one.first_wrong is not None}


def test_each_chain_is_whole_and_its_own(told: Store) -> None:
    found = checked(told)
    assert {code: one.head.seq for code, one in found.items()} == {None: 3, "EMO": 12, "MMO": 5}
    assert holds(found.values())
    with told.engine.connect() as connection:
        rows = connection.execute(sa.select(audit_events).order_by(audit_events.c.seq)).all()
        heads = connection.execute(sa.select(audit_heads)).all()
    for code in ("EMO", "MMO", None):
        own = [row for row in rows if row.chamber_code == code]
        assert [row.seq for row in own] == list(range(1, len(own) + 1))
        assert own[0].prev_hash == FIRST_PREV_HASH
        assert [row.prev_hash for row in own[1:]] == [row.entry_hash for row in own[:-1]]
    assert {row.chain: row.seq for row in heads} == {"": 3, "EMO": 12, "MMO": 5}


def test_the_form_of_a_hash_is_fixed() -> None:
    """What was chained once must be found again by every later version."""
    content = {
        "id": "01990000-0000-7000-8000-000000000001", "at": NOW, "chamber_code": "EMO", "actor_kind": "user",
        "actor": "egitim", "action": "batches.issued", "target_kind": "batch", "target": "b", "outcome": "ok",
        "request_id": None, "facts": {"documents": 3, "ad": "Işıl", "on": None},
    }  # fmt: skip
    written = (
        '{"action":"batches.issued","actor":"egitim","actor_kind":"user","at":"2026-11-22T09:00:00.000000+00:00",'
        '"chamber_code":"EMO","facts":{"ad":"Işıl","documents":3,"on":null},'
        '"id":"01990000-0000-7000-8000-000000000001","outcome":"ok",'
        f'"prev":"{"00" * 32}","request_id":null,"seq":1,"target":"b","target_kind":"batch"}}'
    )
    import hashlib

    assert entry_hash(content, 1, FIRST_PREV_HASH) == hashlib.sha256(written.encode()).digest()


def test_facts_are_found_again_as_they_were_told(store: Store) -> None:
    act = Act(system("test", "EMO"), NOW.replace(microsecond=123456))
    hard: list[dict[Any, Any]] = [
        {2: "x", 10: "y"}, {"t": (1, 2)}, {"e": ""}, {"long": "ş" * 5000}, {"q": '"\\/\u2028\x7f'}, {"n": 2**60}, {},
        {"half": 0.5, "tiny": 1e-9, "large": 1e22},
    ]  # fmt: skip
    with store.writing("EMO") as records:
        for facts in hard:
            records.audit.add(act, "test.told", facts=facts)
    found = checked(store)["EMO"]
    assert (found.first_wrong, found.head.seq) == (None, len(hard))


@pytest.mark.parametrize("column", CONTENT)
def test_an_altered_record_is_named(told: Store, column: str) -> None:
    values: dict[str, Any] = {
        "at": NOW - timedelta(days=1), "facts": {"n": 4}, "id": None, "chamber_code": "MMO",
    }  # fmt: skip
    changed = values.get(column, "baskasi")
    if column == "id":
        from registry.ids import uuid7

        changed = uuid7(NOW)
    with tampered(told) as (connection, check):
        if column == "chamber_code":
            # Given to another chamber it leaves a hole here, and stands behind the end there.
            moved = {"chamber_code": "MMO", "seq": 6}
            connection.execute(sa.update(audit_events).where(at("EMO", 7)), moved)
            assert wrong(check()) == {"EMO": (7, "missing"), "MMO": (6, "altered")}
            return
        connection.execute(sa.update(audit_events).where(at("EMO", 7)), {column: changed})
        assert wrong(check()) == {"EMO": (7, "altered")}


def test_a_deleted_record_is_named(told: Store) -> None:
    for code, seq in (("EMO", 1), ("EMO", 7), ("MMO", 3), (None, 1)):
        with tampered(told) as (connection, check):
            connection.execute(sa.delete(audit_events).where(at(code, seq)))
            assert wrong(check()) == {code: (seq, "missing")}


@pytest.mark.parametrize("cut", [1, 4, 12])
def test_a_cut_end_is_named(told: Store, cut: int) -> None:
    """The newest records deleted: what is left is a whole chain, but the head knows of more."""
    with tampered(told) as (connection, check):
        gone = sa.and_(audit_events.c.chamber_code == "EMO", audit_events.c.seq > 12 - cut)
        connection.execute(sa.delete(audit_events).where(gone))
        assert wrong(check()) == {"EMO": (13 - cut, "missing")}


def test_a_lost_head_is_told(told: Store) -> None:
    with tampered(told) as (connection, check):
        connection.execute(sa.delete(audit_heads).where(audit_heads.c.chain == "EMO"))
        assert wrong(check()) == {"EMO": (13, "missing")}


def test_two_exchanged_records_are_told(told: Store) -> None:
    with tampered(told) as (connection, check):
        for before, after in ((5, 99), (6, 5), (99, 6)):
            connection.execute(sa.update(audit_events).where(at("EMO", before)), {"seq": after})
        assert wrong(check()) == {"EMO": (5, "altered")}


def forged(connection: Connection, seq: int, prev: bytes, **changes: Any) -> dict[str, Any]:
    """A record that looks like the first one, rightly chained behind ``prev``."""
    row = dict(connection.execute(sa.select(audit_events).where(at("EMO", 1))).one()._mapping)
    content = {name: row[name] for name in CONTENT} | changes
    return {**content, "seq": seq, "prev_hash": prev, "entry_hash": entry_hash(content, seq, prev)}


def test_an_added_record_is_told(told: Store) -> None:
    from registry.ids import uuid7

    with tampered(told) as (connection, check):
        last = connection.execute(sa.select(audit_events).where(at("EMO", 12))).one()
        connection.execute(audit_events.insert(), forged(connection, 13, last.entry_hash, id=uuid7(NOW)))
        assert wrong(check()) == {"EMO": (13, "altered")}
    with tampered(told) as (connection, check):
        connection.execute(audit_events.insert(), forged(connection, 0, FIRST_PREV_HASH, id=uuid7(NOW)))
        assert wrong(check()) == {"EMO": (1, "altered")}


def rewrite(connection: Connection, chamber: str, since: int) -> None:
    """Every hash from ``since`` on made anew, and the head: what somebody can do who writes the whole database."""
    rows = connection.execute(
        sa.select(audit_events).where(audit_events.c.chamber_code == chamber).order_by(audit_events.c.seq)
    ).all()
    head = Head(0, FIRST_PREV_HASH)
    for row in rows:
        content = {name: getattr(row, name) for name in CONTENT}
        made = entry_hash(content, row.seq, head.entry_hash)
        if row.seq >= since:
            values = {"prev_hash": head.entry_hash, "entry_hash": made}
            connection.execute(sa.update(audit_events).where(at(chamber, row.seq)), values)
        head = Head(row.seq, made)
    values = {"seq": head.seq, "entry_hash": head.entry_hash}
    connection.execute(sa.update(audit_heads).where(audit_heads.c.chain == chamber), values)


def test_a_chain_made_anew_shows_against_an_earlier_note_alone(told: Store) -> None:
    note = note_of(told)
    tell(told, "EMO", 2)
    assert wrong(checked(told, note)) == {}
    with tampered(told) as (connection, check):
        connection.execute(sa.update(audit_events).where(at("EMO", 7)), {"actor": "baskasi"})
        rewrite(connection, "EMO", 7)
        assert wrong(check()) == {}
        assert wrong(check(note)) == {"EMO": (12, "rewritten")}
    with tampered(told) as (connection, check):
        for table, same in ((audit_events, audit_events.c.chamber_code), (audit_heads, audit_heads.c.chain)):
            connection.execute(sa.delete(table).where(same == "MMO"))
        assert wrong(check()) == {}
        assert wrong(check(note)) == {"MMO": (1, "missing")}


@pytest.mark.parametrize("seed", range(3))
def test_any_change_of_one_row_is_found_where_it_is(told: Store, seed: int) -> None:
    chance = Random(seed)
    for _ in range(25):
        code, length = chance.choice((("EMO", 12), ("MMO", 5), (None, 3)))
        seq = chance.randint(1, length)
        column = chance.choice(
            ["actor", "action", "outcome", "at", "facts", "prev_hash", "entry_hash", "row"]
        )
        values: dict[str, Any] = {
            "at": NOW + timedelta(seconds=chance.randint(1, 10**6)),
            "facts": {"n": chance.randint(4, 10**6)},
            "prev_hash": chance.randbytes(32),
            "entry_hash": chance.randbytes(32),
        }
        with tampered(told) as (connection, check):
            if column == "row":
                connection.execute(sa.delete(audit_events).where(at(code, seq)))
            else:
                changed = {column: values.get(column, chance.randbytes(8).hex())}
                connection.execute(sa.update(audit_events).where(at(code, seq)), changed)
            found = wrong(check())
        assert set(found) == {code} and found[code][0] == seq, (code, seq, column)


def test_nobody_changes_a_record_or_a_head(told: Store) -> None:
    statements = [
        "UPDATE audit_events SET actor = 'x'",
        "UPDATE audit_events SET seq = seq + 100",
        "DELETE FROM audit_events",
        "UPDATE audit_heads SET seq = seq - 1",
        "UPDATE audit_heads SET entry_hash = prev_hash FROM audit_events",
        "UPDATE audit_heads SET chain = 'XXX', seq = seq + 1",
        "DELETE FROM audit_heads",
    ]
    if told.engine.dialect.name == "postgresql":
        statements += ["TRUNCATE audit_events", "TRUNCATE audit_heads"]
    for statement in statements:
        with (
            pytest.raises(sa.exc.DBAPIError, match=r"append-only|never goes back"),
            told.engine.begin() as connection,
        ):
            connection.exec_driver_sql(statement)
    assert wrong(checked(told)) == {}


# together


def test_what_is_rolled_back_leaves_no_gap(told: Store) -> None:
    act = Act(system("test", "EMO"), NOW)
    with pytest.raises(ZeroDivisionError), told.writing("EMO") as records:
        records.audit.add(act, "test.never", chamber_code=f"{1 // 0}")
    assert act.recorded == 0
    with told.writing("EMO") as records:
        records.audit.add(act, "test.one")
        records.audit.add(act, "test.two")
    assert act.recorded == 2
    assert checked(told)["EMO"] == TrailCheck("EMO", checked(told)["EMO"].head)
    assert checked(told)["EMO"].head.seq == 14


def test_many_at_once_make_one_chain_each(store: Store) -> None:
    """Also the first record of a chain, which two may want to write at once."""
    chambers = ["EMO", "MMO", None, "EMO", "MMO", None, "EMO", "EMO"]
    begin = threading.Barrier(len(chambers))

    def work(chamber: str | None) -> None:
        begin.wait()
        tell(store, chamber, 15)

    with ThreadPoolExecutor(len(chambers)) as pool:
        list(pool.map(work, chambers))
    found = checked(store)
    assert {code: one.head.seq for code, one in found.items()} == {None: 30, "EMO": 60, "MMO": 30}
    assert holds(found.values())


def test_a_check_beside_writers_finds_nothing_wrong(store: Store) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            tell(store, "EMO", 1)

    with ThreadPoolExecutor(2) as pool:
        writers = [pool.submit(write) for _ in range(2)]
        try:
            while (seen := checked(store).get("EMO")) is None or seen.head.seq < 40:
                assert seen is None or seen.first_wrong is None
        finally:
            stop.set()
        for one in writers:
            one.result()


@pytest.mark.postgresql
def test_chambers_do_not_wait_for_each_other(
    postgresql_server: PostgresqlServer, migrated_database: str
) -> None:
    """A transaction that has written its record and is not yet committed holds up its own chain alone."""
    name = postgresql_server.create(migrated_database)
    store = Store(postgresql_server.url(name))
    own = threading.Thread(target=tell, args=(store, "EMO", 1))
    with store.writing("EMO") as records:
        records.audit.add(Act(system("test", "EMO"), NOW), "test.long")
        # Before its record is written it holds up nobody, however long it takes.
        tell(store, "EMO", 2)
        records.audit.write()
        tell(store, "MMO", 2)
        tell(store, None, 2)
        own.start()
        # As the superuser: what others wait for is shown to nobody else.
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as others:
            waiting = (
                "SELECT count(*) FROM pg_stat_activity "
                "WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            while not others.exec_driver_sql(waiting).scalar_one():
                others.exec_driver_sql("SELECT pg_sleep(0.01)")
        assert own.is_alive()
    own.join()
    found = checked(store)
    assert {code: one.head.seq for code, one in found.items()} == {None: 2, "EMO": 4, "MMO": 2}
    assert holds(found.values())
    store.close()
    postgresql_server.drop(name)


@pytest.mark.postgresql
def test_a_chamber_reaches_no_other_chain(postgresql_server: PostgresqlServer) -> None:
    for bound in bound_register(postgresql_server):
        tell(bound, "MMO", 2)
        with bound.reading("EMO") as records:
            run = records.audit._connection.execute
            assert run(sa.select(audit_heads.c.chain)).scalars().all() == ["EMO"]
            foreign = audit_heads.c.chain != "EMO"
            assert run(sa.update(audit_heads).where(foreign).values(seq=99)).rowcount == 0
        for chain in ("MMO", ""):
            row = {"chain": chain, "seq": 1, "entry_hash": b"0" * 32}
            with (
                pytest.raises(sa.exc.DBAPIError, match="row-level security"),
                bound.writing("EMO") as records,
            ):
                records.audit._connection.execute(audit_heads.insert(), row)
        act = Act(system("test", "MMO"), NOW)
        with pytest.raises(sa.exc.DBAPIError, match="row-level security"), bound.writing("EMO") as records:
            records.audit.add(act, "test.foreign")
