"""PostgreSQL holds each transaction to its chamber even where a query of ours forgets to ask for it.

Everything here runs bare statements: the repository's own filters are out of the way. ``bound`` is the register as an
installation has it: owned by a login that is no superuser, whose own rows row-level security binds too (FORCE).
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from registry.ids import uuid7
from registry.store import NO_CHAMBER, OWNER, PUBLIC, UNION, Scope, Store
from tests.support.bound import (
    LOGIN,
    MEMBERS,
    T,
    audit_row,
    bound_register,
    connection_of,
    member_row,
    required,
)  # fmt: skip
from tests.support.postgresql import PostgresqlServer
from tests.support.register import NOW

pytestmark = pytest.mark.postgresql


@pytest.fixture(scope="module")
def bound(postgresql_server: PostgresqlServer) -> Iterator[Store]:
    yield from bound_register(postgresql_server)


def codes(store: Store, scope: Scope | str, table: str) -> list[str | None]:
    with store.reading(scope) as records:
        found = connection_of(records).execute(sa.select(T[table].c.chamber_code).distinct())
        return sorted(found.scalars(), key=str)


@pytest.mark.parametrize("table", ["members", "users", "audit_events"])
def test_a_chamber_sees_its_own_rows_alone(bound: Store, table: str) -> None:
    assert codes(bound, "EMO", table) == ["EMO"]
    assert codes(bound, "MMO", table) == ["MMO"]
    assert codes(bound, "FMO", table) == []
    assert set(codes(bound, UNION, table)) >= {"EMO", "MMO"}


def test_no_chamber_sees_what_belongs_to_none(bound: Store) -> None:
    assert codes(bound, NO_CHAMBER, "users") == [None]
    assert codes(bound, NO_CHAMBER, "members") == []


@pytest.mark.parametrize("scope", ["EMO", NO_CHAMBER, UNION, PUBLIC])
def test_nobody_adds_a_row_for_another_chamber(bound: Store, scope: Scope | str) -> None:
    for table, row in (("members", member_row("MMO", "77")), ("audit_events", audit_row("MMO"))):
        with (
            pytest.raises(sa.exc.DBAPIError, match=r"row-level security|permission denied"),
            bound.writing(scope) as records,
        ):
            connection_of(records).execute(T[table].insert(), row)


def test_a_row_cannot_be_moved_to_another_chamber(bound: Store) -> None:
    with pytest.raises(sa.exc.DBAPIError, match="row-level security"), bound.writing("EMO") as records:
        connection_of(records).execute(T["members"].update().values(chamber_code="MMO", sicil_no="78"))


def test_foreign_rows_can_neither_be_changed_nor_deleted(bound: Store) -> None:
    with bound.writing("EMO") as records:
        run = connection_of(records).execute
        foreign = T["members"].c.chamber_code == "MMO"
        assert run(T["members"].update().where(foreign).values(title="X")).rowcount == 0
        assert run(T["members"].delete().where(foreign)).rowcount == 0
        assert (
            run(T["users"].update().where(T["users"].c.login == "officer.mmo").values(active=False)).rowcount
            == 0
        )
    with bound.reading("MMO") as records:
        assert set(connection_of(records).execute(sa.select(T["members"].c.title)).scalars()) == {"Mühendis"}


def test_the_public_sees_what_is_public_alone(bound: Store) -> None:
    with bound.reading(PUBLIC) as records:
        found = connection_of(records).execute(sa.select(T["members"].c.sicil_no)).scalars().all()
    assert set(found) == {"2"}, "only members who are listed by their own wish"
    allowed = {
        "credentials", "credential_states", "share_links", "members", "inherited_documents",
        "installation", "chambers", "programmes", "runs", "signing_keys", "trust_bundles", "status_lists",
        "log_tiles", "log_head", "log_openings",
    }  # fmt: skip
    for name in sorted(set(T) - allowed):
        with pytest.raises(sa.exc.DBAPIError, match="permission denied"), bound.reading(PUBLIC) as records:
            connection_of(records).execute(sa.select(sa.func.count()).select_from(T[name]))


@pytest.mark.parametrize("scope", [PUBLIC, UNION], ids=["public", "auditor"])
def test_who_only_reads_writes_nowhere(bound: Store, scope: Scope) -> None:
    for name, table in T.items():
        column = next(iter(table.c))
        for statement in (
            table.delete(),
            table.update().values({column.name: column}),
            f"INSERT INTO {name} DEFAULT VALUES",
        ):
            made = sa.text(statement) if isinstance(statement, str) else statement
            with pytest.raises(sa.exc.DBAPIError, match="permission denied"), bound.writing(scope) as records:
                connection_of(records).execute(made)


def test_a_scope_ends_with_its_transaction(bound: Store) -> None:
    single = Store(str(bound.engine.url.render_as_string(hide_password=False)))
    single.engine = sa.create_engine(single.engine.url, pool_size=1, max_overflow=0)
    try:
        for scope in ("EMO", UNION, PUBLIC, "MMO", NO_CHAMBER):
            with single.reading(scope):
                pass
            with single.engine.connect() as connection:
                role, chamber = connection.exec_driver_sql(
                    "SELECT current_user, coalesce(current_setting('muhur.chamber', true), '')"
                ).one()
                assert (role, chamber) == (LOGIN, "")
        with pytest.raises(ZeroDivisionError), single.writing("EMO"):
            _ = 1 / 0
        with single.engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT current_user").scalar() == LOGIN
    finally:
        single.close()


def test_the_owner_of_the_tables_is_bound_too(bound: Store) -> None:
    with bound.reading(OWNER) as records:
        run = connection_of(records).exec_driver_sql
        assert run("SELECT current_user").scalar() == LOGIN
        assert run("SELECT tableowner FROM pg_tables WHERE tablename = 'members'").scalar() == LOGIN
        assert run("SELECT count(*) FROM members").scalar() == 0
        assert run("SELECT count(*) FROM users").scalar() == 0


def test_an_injected_scope_reaches_no_other_chamber(bound: Store) -> None:
    for hostile in ("EMO' OR 'a'='a", "EMO,MMO", "%", "", "emo"):
        found = codes(bound, hostile, "members")
        assert found == [], hostile


def test_a_chambers_participations_follow_its_members(bound: Store) -> None:
    day = date(2026, 11, 2)
    with bound.writing("MMO") as records:
        run = connection_of(records).execute
        run(T["programmes"].insert(), programme_row())
        run_id = uuid7(NOW)
        run(
            T["runs"].insert(),
            required(T["runs"], {"id": run_id, "programme_code": "MMO-X", "no": "1", "start": day}),
        )
        for code in ("MMO",):
            values = {"run_id": run_id, "member_id": MEMBERS[code], "chamber_code": code}
            run(T["participations"].insert(), required(T["participations"], values))
    chosen = sa.select(sa.func.count()).select_from(T["participations"])
    with bound.reading("MMO") as records:
        assert connection_of(records).execute(chosen).scalar() == 1
    with bound.reading("EMO") as records:
        assert connection_of(records).execute(chosen).scalar() == 0
    given = {"run_id": run_id, "member_id": MEMBERS["MMO"], "chamber_code": "MMO"}
    values = required(T["participations"], given)
    with pytest.raises(sa.exc.DBAPIError, match="row-level security"), bound.writing("EMO") as records:
        connection_of(records).execute(T["participations"].insert(), values)


def programme_row() -> dict[str, Any]:
    return required(T["programmes"], {"code": "MMO-X", "chamber_code": "MMO"})
