"""What every chamber may read of the others it can never write: programmes, runs, status lists, chambers and keys.

Bare statements as in ``test_row_security.py``: no query of ours stands between a transaction and the policies.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from registry.store import NO_CHAMBER, PUBLIC, UNION, Scope, Store
from tests.support.bound import (
    RUNS,
    TRAINERS,
    T,
    bound_register,
    chamber_row,
    connection_of,
    published_rows,
    required,
)  # fmt: skip
from tests.support.postgresql import PostgresqlServer

pytestmark = pytest.mark.postgresql
PUBLISHED = ["programmes", "programme_versions", "runs", "status_lists"]
OF_THE_INSTALLATION = ["installation", "signing_keys", "trust_bundles", "idempotency_keys", "tries"]
DENIED = r"row-level security|permission denied"


@pytest.fixture(scope="module")
def bound(postgresql_server: PostgresqlServer) -> Iterator[Store]:
    yield from bound_register(postgresql_server)


def of_chamber(table: str, code: str) -> sa.ColumnElement[bool]:
    """What a query of ours would add: here only to point at the rows of the other chamber."""
    if table == "runs":
        return T["runs"].c.programme_code == f"{code}-1"
    return T[table].c["code" if table == "chambers" else "chamber_code"] == code


def rows_touched(store: Store, scope: Scope | str, statement: sa.UpdateBase) -> int:
    """How many rows a statement reached, in a transaction that is rolled back; none where a trigger refused it first."""
    try:
        with store.reading(scope) as records:
            return int(connection_of(records).execute(statement).rowcount)
    except sa.exc.DBAPIError as error:
        if "append-only" in str(error):
            return 0
        raise


def is_added(store: Store, scope: Scope | str, table: str, row: dict[str, Any]) -> bool:
    """Whether a row gets in, in a transaction that is rolled back."""
    chosen = sa.select(sa.func.count()).select_from(T[table])
    with store.reading(scope) as records:
        run = connection_of(records).execute
        before = run(chosen).scalar_one()
        run(T[table].insert(), row)
        return bool(run(chosen).scalar_one() == before + 1)


def count(store: Store, scope: Scope | str, table: str) -> int:
    with store.reading(scope) as records:
        return int(
            connection_of(records).execute(sa.select(sa.func.count()).select_from(T[table])).scalar_one()
        )


@pytest.mark.parametrize("table", [*PUBLISHED, "chambers"])
def test_every_chamber_reads_them_all(bound: Store, table: str) -> None:
    for scope in ("EMO", "MMO", NO_CHAMBER, UNION):
        assert count(bound, scope, table) == 2
    if table != "programme_versions":
        assert count(bound, PUBLIC, table) == 2


@pytest.mark.parametrize("scope", ["EMO", NO_CHAMBER, UNION, PUBLIC, "", "emo", "MMO' OR 'a'='a"])
@pytest.mark.parametrize("table", PUBLISHED)
def test_nobody_else_adds_one(bound: Store, table: str, scope: Scope | str) -> None:
    with pytest.raises(sa.exc.DBAPIError, match=DENIED), bound.writing(scope) as records:
        connection_of(records).execute(T[table].insert(), published_rows("MMO", "2")[table])


@pytest.mark.parametrize("scope", ["EMO", NO_CHAMBER])
@pytest.mark.parametrize("table", [*PUBLISHED, "chambers"])
def test_nobody_else_changes_or_deletes_one(bound: Store, table: str, scope: Scope | str) -> None:
    foreign, column = of_chamber(table, "MMO"), next(iter(T[table].c))
    assert rows_touched(bound, scope, T[table].update().where(foreign).values({column.name: column})) == 0
    assert rows_touched(bound, scope, T[table].delete().where(foreign)) == 0


@pytest.mark.parametrize("table", ["programmes", "programme_versions", "status_lists"])
def test_none_is_moved_to_another_chamber(bound: Store, table: str) -> None:
    refused = r"row-level security|never goes back|append-only"
    with pytest.raises(sa.exc.DBAPIError, match=refused), bound.writing("EMO") as records:
        connection_of(records).execute(T[table].update().values(chamber_code="MMO"))


def test_a_run_is_not_moved_under_a_programme_of_another_chamber(bound: Store) -> None:
    with pytest.raises(sa.exc.DBAPIError, match="row-level security"), bound.writing("EMO") as records:
        connection_of(records).execute(T["runs"].update().values(programme_code="MMO-1", no="9"))


@pytest.mark.parametrize("table", PUBLISHED)
def test_a_chamber_adds_its_own(bound: Store, table: str) -> None:
    assert is_added(bound, "EMO", table, published_rows("EMO", "2")[table])


def test_a_chamber_changes_its_own_and_no_other(bound: Store) -> None:
    changes = {"programmes": "name_tr", "runs": "place", "status_lists": "compact", "chambers": "name_tr"}
    for table, column in changes.items():
        values = {column: "Y", **({"version": 2} if table == "status_lists" else {})}
        assert rows_touched(bound, "EMO", T[table].update().values(values)) == 1, table


def test_a_new_chamber_is_made_by_the_installation_alone(bound: Store) -> None:
    row = chamber_row("FMO", 9)
    for scope in ("EMO", UNION, PUBLIC):
        with pytest.raises(sa.exc.DBAPIError, match=DENIED), bound.writing(scope) as records:
            connection_of(records).execute(T["chambers"].insert(), row)
    assert is_added(bound, NO_CHAMBER, "chambers", row)


def test_a_lock_that_a_policy_hides_is_no_lock(bound: Store) -> None:
    with bound.writing("EMO") as records:
        records.chambers.lock("EMO")
    for scope in ("MMO", NO_CHAMBER):
        with pytest.raises(sa.exc.NoResultFound), bound.writing(scope) as records:
            records.chambers.lock("EMO")


def trainer_of_run(run_code: str, trainer_code: str) -> dict[str, Any]:
    return {"run_id": RUNS[run_code], "trainer_id": TRAINERS[trainer_code]}


def test_who_teaches_is_the_chambers_own(bound: Store) -> None:
    assert count(bound, UNION, "run_trainers") == 2
    assert count(bound, "EMO", "run_trainers") == count(bound, "MMO", "run_trainers") == 1
    assert count(bound, NO_CHAMBER, "run_trainers") == 0
    for run_code, trainer_code in (("MMO", "MMO"), ("MMO", "EMO"), ("EMO", "MMO")):
        with pytest.raises(sa.exc.DBAPIError, match="row-level security"), bound.writing("EMO") as records:
            connection_of(records).execute(T["run_trainers"].insert(), trainer_of_run(run_code, trainer_code))
    with bound.writing("EMO") as records:
        foreign = T["run_trainers"].c.run_id == RUNS["MMO"]
        assert connection_of(records).execute(T["run_trainers"].delete().where(foreign)).rowcount == 0


@pytest.mark.parametrize("table", OF_THE_INSTALLATION)
def test_no_chamber_writes_what_is_the_installations(bound: Store, table: str) -> None:
    row = required(T[table], {"id": 1} if table == "installation" else {})
    for scope in ("EMO", UNION, PUBLIC):
        with pytest.raises(sa.exc.DBAPIError, match=DENIED), bound.writing(scope) as records:
            connection_of(records).execute(T[table].insert(), row)
    with bound.writing() as records:
        connection_of(records).execute(T[table].insert(), row)
    column = next(iter(T[table].c))
    assert rows_touched(bound, "EMO", T[table].update().values({column.name: column})) == 0
    assert rows_touched(bound, "EMO", T[table].delete()) == 0
    assert count(bound, UNION, table) == count(bound, NO_CHAMBER, table) == 1
    # What others were told, and how often somebody tried, is no chamber's to read.
    assert count(bound, "EMO", table) == (0 if table in ("idempotency_keys", "tries") else 1)


def test_an_operators_list_is_taken_chamber_by_chamber(bound: Store) -> None:
    rows = [published_rows(code, "3")["programmes"] for code in ("EMO", "MMO")]
    with bound.reading(NO_CHAMBER) as records:
        for row in rows:
            records.chambers.work_for(row["chamber_code"])
            connection_of(records).execute(T["programmes"].insert(), row)
    with bound.reading(NO_CHAMBER) as records:
        records.chambers.work_for("EMO")
        with pytest.raises(sa.exc.DBAPIError, match="row-level security"):
            connection_of(records).execute(T["programmes"].insert(), rows)
    with bound.reading(NO_CHAMBER) as records:
        found = connection_of(records).exec_driver_sql("SELECT current_setting('muhur.chamber')").scalar()
        assert found == "", "the chamber ends with its transaction"
