"""The database lets numbers, intents and status lists only go forward, whatever statement asks for it."""

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from muhur.installation import Home
from registry.store import Store
from registry.tables.documents import issue_intents, serial_counters
from tests.support.living import issued
from tests.support.register import NOW, contents, counts

EARLIER = {"sqlite": "'2001-01-01 00:00:00.000000'", "postgresql": "'2001-01-01T00:00:00Z'"}
BACKWARDS = [
    "UPDATE status_lists SET version = version - 1",
    "UPDATE status_lists SET compact = 'x'",
    "UPDATE status_lists SET compact = 'x', version = version",
    "UPDATE status_lists SET version = version + 1, signed_at = {earlier}",
    "UPDATE status_lists SET version = version + 1, number = number + 1",
    "DELETE FROM status_lists",
    "UPDATE serial_counters SET last_serial = last_serial - 1",
    "UPDATE serial_counters SET last_serial = 0, issued = 0",
    "UPDATE serial_counters SET issued = issued - 1",
    "UPDATE serial_counters SET kind = 'katilim'",
    "UPDATE serial_counters SET year = year + 1",
    "DELETE FROM serial_counters",
    "UPDATE issue_intents SET belge_no = 'MMO-2026-YB-000999-X'",
    "UPDATE issue_intents SET status_index = status_index + 1",
    "UPDATE issue_intents SET made_at = made_at",
    "DELETE FROM issue_intents",
]
WHOLE = {
    "sqlite": [
        "REPLACE INTO serial_counters SELECT chamber_code, year, kind, 0, 0 FROM serial_counters",
        "UPDATE OR REPLACE issue_intents SET id = id",
    ],
    "postgresql": [
        "TRUNCATE status_lists",
        "TRUNCATE serial_counters",
        "TRUNCATE issue_intents CASCADE",
        "INSERT INTO serial_counters TABLE serial_counters ON CONFLICT ON CONSTRAINT pk_serial_counters DO UPDATE SET issued = 0",
    ],
}


@pytest.fixture
def used(either_home: Home) -> Home:
    issued(either_home, 2)
    return either_home


def refused(store: Store, statement: str) -> bool:
    before = contents(store)
    with (
        pytest.raises(sa.exc.DBAPIError, match=r"never goes back|append-only"),
        store.engine.begin() as connection,
    ):
        connection.exec_driver_sql(statement)
    return contents(store) == before


def test_nothing_goes_back(used: Home) -> None:
    engine = used.store.engine.dialect.name
    for statement in (*BACKWARDS, *WHOLE[engine]):
        assert refused(used.store, statement.format(earlier=EARLIER[engine])), statement


def test_what_the_flow_needs_goes_on(used: Home) -> None:
    before = counts(used.store)
    issued(used, 2, "MMO-MT-01/2026-2", NOW + timedelta(minutes=1))
    assert counts(used.store)["credentials"] == before["credentials"] + 2
    with used.store.reading() as records:
        found = records.status_lists.find("MMO", 1)
    assert found is not None and found.version >= 1


def test_a_forgotten_intent_leaves_its_number_spent(used: Home) -> None:
    with used.store.engine.connect() as connection:
        known = connection.execute(sa.select(issue_intents)).first()
        last = connection.execute(sa.select(serial_counters.c.last_serial)).scalar_one()
    assert known is not None
    unused = {**known._mapping, "id": UUID(int=7), "ordinal": 2, "status_index": 1}
    unused |= {"belge_no": "MMO-2026-YB-000777-X", "verification_code": "0" * 16}
    with used.store.writing("MMO") as records:
        assert list(records.credentials.take_serials("MMO", 2026, "yetki", 1)) == [last + 1]
        records.credentials._connection.execute(issue_intents.insert(), unused)
    with used.store.writing("MMO") as records:
        records.credentials.discard_intents([unused["id"]])
    with used.store.writing("MMO") as records:
        assert list(records.credentials.take_serials("MMO", 2026, "yetki", 1)) == [last + 2]
        records.credentials.continue_serials_after("MMO", 2026, "yetki", 1)
        assert list(records.credentials.take_serials("MMO", 2026, "yetki", 1)) == [last + 3]


def test_an_intent_with_a_document_is_not_forgotten(used: Home) -> None:
    before = contents(used.store)
    with used.store.engine.connect() as connection:
        ids = connection.execute(sa.select(issue_intents.c.id)).scalars().all()
    with pytest.raises(sa.exc.DBAPIError, match="never goes back"), used.store.writing("MMO") as records:
        records.credentials.discard_intents(ids)
    assert contents(used.store) == before
