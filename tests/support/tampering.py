"""Changing rows as somebody at the database would who has taken the triggers away first."""

import sqlalchemy as sa

from registry.store import Store


def without_triggers(store: Store, table: str, *statements: str | sa.Executable) -> None:
    with store.engine.begin() as connection:
        if store.engine.dialect.name == "sqlite":
            named = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"
            for (name,) in connection.exec_driver_sql(named, (table,)).all():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            connection.execute(sa.text(statement) if isinstance(statement, str) else statement)
