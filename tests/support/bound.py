"""A register on PostgreSQL as an installation has it: its tables belong to a login that policies bind (FORCE)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from registry.access import system
from registry.act import Act
from registry.ids import uuid7
from registry.records.registry_records import Records
from registry.store import Store
from registry.tables.every import metadata
from tests.support.postgresql import PostgresqlServer
from tests.support.register import NOW

LOGIN = "muhur_test_owner"
T = metadata.tables


def connection_of(records: Records) -> Connection:
    return records.audit._connection


@contextmanager
def bound_database(server: PostgresqlServer) -> Iterator[str]:
    """The URL of an empty database that a plain login owns and reaches."""
    name = server.create()
    admin = sa.create_engine(
        server.url(name).replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT"
    )
    with admin.connect() as connection:
        connection.exec_driver_sql(
            f"DO $$ BEGIN IF to_regrole('{LOGIN}') IS NULL THEN "
            f"CREATE ROLE {LOGIN} LOGIN NOSUPERUSER NOBYPASSRLS CREATEROLE; END IF; END $$"
        )
        for role in ("muhur_app", "muhur_public", "muhur_audit"):
            connection.exec_driver_sql(
                f"DO $$ BEGIN IF to_regrole('{role}') IS NULL THEN CREATE ROLE {role} NOLOGIN NOBYPASSRLS; END IF; END $$"
            )
            connection.exec_driver_sql(f"GRANT {role} TO {LOGIN} WITH INHERIT FALSE, SET TRUE")
        connection.exec_driver_sql(f"GRANT ALL ON SCHEMA public TO {LOGIN}")
        connection.exec_driver_sql(f"ALTER DATABASE {name} OWNER TO {LOGIN}")
    yield server.url(name).replace("muhur@", f"{LOGIN}@")
    admin.dispose()
    server.drop(name)


def bound_register(server: PostgresqlServer) -> Iterator[Store]:
    """A register whose tables a plain login made and owns; two chambers with a row of each kind."""
    with bound_database(server) as url:
        store = Store(url)
        store.upgrade()
        with store.engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT current_user").scalar() == LOGIN
            chosen = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
            assert connection.exec_driver_sql(chosen).scalar() is False
        seed(store)
        yield store
        store.close()


MEMBERS, RUNS, TRAINERS = ({code: uuid7(NOW) for code in ("EMO", "MMO")} for _ in range(3))


def chamber_row(code: str, no: int) -> dict[str, Any]:
    return {
        "code": code, "no": no, "abbr_tr": code, "name_tr": code, "name_en": code, "did": f"did:web:x:{code.lower()}",
        "slug": code.lower(), "professions": [], "sicil_pattern": "[0-9]{1,7}", "signers": [],
    }  # fmt: skip


def member_row(code: str, sicil_no: str, **more: Any) -> dict[str, Any]:
    return {
        "id": uuid7(NOW), "chamber_code": code, "sicil_no": sicil_no, "given_name": "Işıl", "family_name": "Öztürk",
        "title": "Mühendis", "status": "aktif", "search_key": "isil ozturk", "sort_key": "x", **more,
    }  # fmt: skip


def user_row(code: str | None, login: str) -> dict[str, Any]:
    return {
        "id": uuid7(NOW), "chamber_code": code, "login": login, "full_name": login, "roles": [], "active": True,
        "created_at": NOW, "created_by": "test",
    }  # fmt: skip


def audit_row(code: str | None) -> dict[str, Any]:
    return {
        "id": uuid7(NOW), "at": NOW, "chamber_code": code, "actor_kind": "user", "actor": "x", "action": "test.row",
        "outcome": "ok", "facts": {}, "seq": 77, "prev_hash": b"0" * 32, "entry_hash": b"1" * 32,
    }  # fmt: skip


def seed(store: Store) -> None:
    with store.writing() as records:
        for no, code in enumerate(("EMO", "MMO"), 1):
            connection_of(records).execute(T["chambers"].insert(), chamber_row(code, no))
        connection_of(records).execute(T["users"].insert(), user_row(None, "denetci"))
    for code in ("EMO", "MMO"):
        with store.writing(code) as records:
            run = connection_of(records).execute
            run(T["members"].insert(), member_row(code, "1", id=MEMBERS[code]))
            run(T["members"].insert(), member_row(code, "2", listed_since=NOW))
            run(T["users"].insert(), user_row(code, f"officer.{code.lower()}"))
            records.audit.add(Act(system("test", code), NOW), "test.row")
            for table, row in published_rows(code).items():
                run(T[table].insert(), row)
            trainer = {"id": TRAINERS[code], "chamber_code": code}
            run(T["trainers"].insert(), required(T["trainers"], trainer))
            run(T["run_trainers"].insert(), {"run_id": RUNS[code], "trainer_id": TRAINERS[code]})


def published_rows(code: str, mark: str = "1") -> dict[str, dict[str, Any]]:
    """A row of a chamber in each table that everybody reads; another ``mark`` makes others under the same run."""
    programme = f"{code}-{mark}"
    rows = {
        "programmes": {"code": programme, "chamber_code": code},
        "programme_versions": {"programme_code": f"{code}-1", "chamber_code": code, "version": int(mark)},
        "runs": {"id": RUNS[code] if mark == "1" else uuid7(NOW), "programme_code": f"{code}-1", "no": mark},
        "status_lists": {"chamber_code": code, "number": int(mark), "version": 1},
    }
    return {table: required(T[table], row) for table, row in rows.items()}


def required(table: sa.Table, given: dict[str, Any]) -> dict[str, Any]:
    """``given``, and something of the right type in every other column that must hold a value."""
    fill = {
        "Text": "x", "Integer": 1, "Boolean": False, "Date": date(2026, 11, 2), "Instant": NOW, "JSON": {},
        "LargeBinary": b"0" * 32, "Uuid": uuid7(NOW),
    }  # fmt: skip
    missing = [
        column
        for column in table.c
        if column.name not in given and not column.nullable and column.default is None
    ]
    return {**{column.name: fill[type(column.type).__name__] for column in missing}, **given}
