"""Triggers that let rows of a table only go forward, also for a person at the database."""

from alembic import op


def only_forward(table: str, allowed: str, *, deletable: str = "false") -> None:
    """Refuse an UPDATE of ``table`` unless ``allowed`` holds between ``OLD`` and ``NEW``, a DELETE unless ``deletable``.

    Both are conditions that either engine reads. Emptying the table is refused altogether.
    """
    if op.get_bind().dialect.name == "sqlite":
        for action, condition in (("UPDATE", allowed), ("DELETE", deletable)):
            op.execute(
                f"CREATE TRIGGER {table}_forward_{action.lower()} BEFORE {action} ON {table} "
                f"WHEN NOT ({condition}) BEGIN SELECT RAISE(ABORT, '{table} never goes back'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION muhur_{table}_forward() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'UPDATE' THEN IF {allowed} THEN RETURN NEW; END IF; "
        f"ELSIF {deletable} THEN RETURN OLD; END IF; "
        "RAISE EXCEPTION '% never goes back', TG_TABLE_NAME; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_forward BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION muhur_{table}_forward()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION muhur_append_only()"
    )


def any_direction(table: str) -> None:
    """Take the triggers of ``only_forward`` away."""
    if op.get_bind().dialect.name == "sqlite":
        for action in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_forward_{action}")
        return
    op.execute(f"DROP TRIGGER {table}_whole ON {table}")
    op.execute(f"DROP TRIGGER {table}_forward ON {table}")
    op.execute(f"DROP FUNCTION muhur_{table}_forward()")
