"""Triggers that keep a table's rows as they were written."""

from alembic import op


def forbid_changes(table: str) -> None:
    """Refuse UPDATE and DELETE on ``table`` from now on."""
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION muhur_append_only()"
    )


def permit_changes(table: str) -> None:
    """Take the triggers of ``table`` away, for a migration that rebuilds it."""
    if op.get_bind().dialect.name == "sqlite":
        for action in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_no_{action}")
        return
    op.execute(f"DROP TRIGGER {table}_append_only ON {table}")


def keep_until_erasure(table: str, blank: str | None = None) -> None:
    """Rows of ``table`` stay as written until their member is erased (KVKK), also for a person at the database.

    Then either the column ``blank`` may become the empty text and nothing else change, or, without one, the row
    may be deleted. Everything else is refused.
    """
    erased = (
        "EXISTS (SELECT 1 FROM members WHERE members.id = OLD.member_id AND members.erased_at IS NOT NULL)"
    )
    action = "DELETE" if blank is None else "UPDATE"
    other = "UPDATE" if blank is None else "DELETE"
    if op.get_bind().dialect.name == "sqlite":
        allowed = erased
        if blank is not None:
            columns = [row[1] for row in op.get_bind().exec_driver_sql(f"PRAGMA table_info({table})")]
            same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in columns if name != blank)
            allowed = f"NEW.{blank} = '' AND {same} AND {erased}"
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        op.execute(
            f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} WHEN NOT ({allowed}) {refuse}"
        )
        op.execute(f"CREATE TRIGGER {table}_no_{other.lower()} BEFORE {other} ON {table} {refuse}")
        return
    allowed = erased
    if blank is not None:
        allowed = f"NEW.{blank} = '' AND to_jsonb(NEW) - '{blank}' = to_jsonb(OLD) - '{blank}' AND {erased}"
    op.execute(
        f"CREATE FUNCTION muhur_{table}_erasure() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {allowed} THEN RETURN {'OLD' if blank is None else 'NEW'}; END IF; "
        "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_erasure_only BEFORE {action} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION muhur_{table}_erasure()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE {other} OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION muhur_append_only()"
    )


def forget_erasure(table: str) -> None:
    """Take the triggers of ``keep_until_erasure`` away."""
    permit_changes(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute(f"DROP TRIGGER {table}_erasure_only ON {table}")
        op.execute(f"DROP FUNCTION muhur_{table}_erasure()")
