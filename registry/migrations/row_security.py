"""Row-level security for tables that came after migration 0007. PostgreSQL only."""

from alembic import op

MINE = "chamber_code IS NOT DISTINCT FROM nullif(current_setting('muhur.chamber', true), '')"


def bind_to_chamber(table: str) -> None:
    """Rows of ``table`` belong to the chamber in their column, NULL to the union; the auditor reads all."""
    if op.get_bind().dialect.name != "postgresql":
        return
    open_to_all_chambers(table)
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_chamber ON {table} TO muhur_app USING ({MINE}) WITH CHECK ({MINE})")
    op.execute(f"CREATE POLICY auditor ON {table} FOR SELECT TO muhur_audit USING (true)")


def open_to_all_chambers(table: str) -> None:
    """The roles may use ``table``, which holds nothing of a chamber."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO muhur_app")
    op.execute(f"GRANT SELECT ON {table} TO muhur_audit")
