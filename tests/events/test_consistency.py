"""Whatever is changed behind the register's back is named: the chamber, the place, the document."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from issuer.events.single import reinstate, revoke, suspend, visa
from muhur.installation import Home
from registry.document import BoardDecision
from registry.history.consistency import Consistency, check_chamber, check_register, consistency_json
from registry.history.pages import check_all
from registry.ids import uuid7
from registry.records.sicil import SicilRecords
from registry.sicil_chain import SicilEntry
from registry.store import UNION, Store
from registry.tables.documents import credential_states, sicil_entries, status_events
from tests.support.acts import act_of, means_of, officer
from tests.support.callers import auditor, client
from tests.support.living import id_of, issued
from tests.support.register import NOW

DECISION = BoardDecision("51/7", date(2026, 11, 21))
APPEND_ONLY = ("status_events", "sicil_entries")


def unlocked(store: Store, change: Callable[[Connection], None]) -> None:
    """Change rows as somebody who owns the database can: past triggers and row-level security."""
    with store.engine.connect().execution_options(muhur_writer=True) as connection, connection.begin():
        for table in APPEND_ONLY:
            if store.engine.dialect.name == "sqlite":
                for action in ("update", "delete"):
                    connection.execute(sa.text(f"DROP TRIGGER IF EXISTS {table}_no_{action}"))
            else:
                connection.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER {table}_append_only"))
        change(connection)


@pytest.fixture
def lived(either_home: Home) -> tuple[Home, list[str]]:
    """Four documents: suspended and reinstated, revoked, with a visa, and one to which nothing happened."""
    from datetime import UTC, datetime

    numbers = issued(either_home, 4, run="MMO-MT-01/2025-9", at=datetime(2025, 9, 1, 9, tzinfo=UTC))
    means = means_of(either_home)
    suspend(means, act_of(), numbers[0], reason_code="talep", decision=DECISION)
    reinstate(means, act_of(), numbers[0], decision=DECISION)
    revoke(means, act_of(), numbers[1], reason_code="talep", decision=DECISION)
    visa(means, officer(), numbers[2], visa_year=2026)
    return either_home, numbers


def found(home: Home) -> Consistency:
    with home.store.reading(UNION) as records:
        every = {one.chamber_code: one for one in check_register(records)}
    assert all(one.holds for code, one in every.items() if code != "MMO")
    return every["MMO"]


def test_what_is_entered_while_it_is_looked_at_is_no_alteration(
    lived: tuple[Home, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    home, numbers = lived
    real, entered = SicilRecords.chain, iter(numbers[2:])

    def chain(self: SicilRecords, code: str) -> list[SicilEntry]:
        read = real(self, code)
        if code == "MMO" and (number := next(entered, None)) is not None:
            revoke(means_of(home), act_of(), number, reason_code="talep", decision=DECISION)
        return read

    monkeypatch.setattr(SicilRecords, "chain", chain)
    checked, _ = check_all(home.store)
    assert all(one.holds for _, one in checked)
    with client(home, caller=auditor(home)) as site:
        assert site.get("/api/v1/audit/chambers/MMO/consistency").json()["holds"]
    assert next(entered, None) is None


def test_untouched_it_holds(lived: tuple[Home, list[str]]) -> None:
    home, _ = lived
    one = found(home)
    assert (one.holds, one.entries, one.first_wrong) == (True, 8, None)
    shown = consistency_json([one])
    assert shown == {"entries": 8, "broken": {}, "unmatched": [], "events": {}, "states": []}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("reason_code", "disiplin"), ("reason_note", "x"), ("decision_no", "1/1"), ("actor", "user:x"),
        ("effective_on", date(2026, 11, 20)), ("successor_id", UUID(int=1)), ("event", "yenilendi"),
        ("bulk_id", UUID(int=1)),
    ],
)  # fmt: skip
def test_an_altered_event_is_named(lived: tuple[Home, list[str]], column: str, value: object) -> None:
    home, _ = lived
    unlocked(home.store, lambda c: c.execute(sa.update(status_events).where(status_events.c.seq == 7), {column: value}) and None)  # fmt: skip
    one = found(home)
    assert one.events_altered == (7,) and one.first_wrong == 7 and not one.holds


def test_an_event_moved_to_another_document_is_named(lived: tuple[Home, list[str]]) -> None:
    home, numbers = lived
    other = id_of(home, numbers[3])
    unlocked(home.store, lambda c: c.execute(sa.update(status_events).where(status_events.c.seq == 7), {"credential_id": other}) and None)  # fmt: skip
    one = found(home)
    assert one.events_altered == (7,)
    assert set(one.states_differ) == {numbers[1], numbers[3]}


def test_a_deleted_event_is_named(lived: tuple[Home, list[str]]) -> None:
    home, numbers = lived
    unlocked(
        home.store, lambda c: c.execute(sa.delete(status_events).where(status_events.c.seq == 7)) and None
    )
    one = found(home)
    assert one.events_deleted == (7,) and one.states_differ == (numbers[1],)


def test_an_added_event_is_named(lived: tuple[Home, list[str]]) -> None:
    home, numbers = lived

    def add(connection: Connection) -> None:
        row = {
            "id": uuid7(NOW), "credential_id": id_of(home, numbers[3]), "chamber_code": "MMO", "seq": 9,
            "event": "iptal_edildi", "effective_on": date(2026, 11, 22), "at": NOW, "actor": "user:x",
        }  # fmt: skip
        connection.execute(status_events.insert(), row)

    unlocked(home.store, add)
    one = found(home)
    assert one.events_added == (9,) and one.states_differ == (numbers[3],) and one.first_wrong == 9


@pytest.mark.parametrize(
    ("place", "column", "value"),
    [
        (1, "state", "yayinda"), (1, "since_on", date(2026, 11, 1)), (0, "state", "askida"),
        (2, "visa_year", 2030), (2, "visa_year", None), (1, "state", None),
    ],
)  # fmt: skip
def test_a_tampered_state_is_named(
    lived: tuple[Home, list[str]], place: int, column: str, value: object
) -> None:
    """Also one whose row is taken away."""
    home, numbers = lived
    of = credential_states.c.credential_id == id_of(home, numbers[place])

    def change(connection: Connection) -> None:
        if (column, value) == ("state", None):
            connection.execute(sa.delete(credential_states).where(of))
        else:
            connection.execute(sa.update(credential_states).where(of), {column: value})

    unlocked(home.store, change)
    one = found(home)
    assert one.states_differ == (numbers[place],)
    assert (one.first_wrong, one.holds) == (None, False)
    assert consistency_json([one])["states"] == [numbers[place]]


def test_a_broken_chain_is_told_by_its_first_entry(lived: tuple[Home, list[str]]) -> None:
    home, _ = lived
    unlocked(home.store, lambda c: c.execute(sa.update(sicil_entries).where(sicil_entries.c.seq == 5), {"actor": "user:x"}) and None)  # fmt: skip
    one = found(home)
    assert (one.first_broken, one.first_wrong) == (5, 5)


def test_the_check_reads_one_chamber_in_its_own_scope(lived: tuple[Home, list[str]]) -> None:
    home, _ = lived
    with home.store.reading("MMO") as records:
        assert check_chamber(records, "MMO").entries == 8


def test_the_auditor_asks_for_one_chamber(lived: tuple[Home, list[str]]) -> None:
    home, numbers = lived
    path = "/api/v1/audit/chambers/MMO/consistency"
    with client(home, caller=auditor(home)) as site:
        answer = site.get(path).json()
        assert (answer["holds"], answer["entries"], answer["message"]) == (True, 8, "Kayıt zinciri tutarlı.")
        unlocked(home.store, lambda c: c.execute(sa.update(status_events).where(status_events.c.seq == 7), {"actor": "user:x"}) and None)  # fmt: skip
        answer = site.get(path).json()
        assert answer["message"] == "Kayıt zinciri 7. kayıtta bozuk: MMO."
        assert (answer["first_wrong"], answer["events_altered"]) == (7, [7])
        assert site.get("/api/v1/audit/chambers/XXX/consistency").status_code == 404
    with client(home, "MMO", "approver") as site:
        assert site.get(path).status_code == 403
    with client(home) as site:
        assert site.get(path).status_code == 401
    assert len(numbers) == 4
