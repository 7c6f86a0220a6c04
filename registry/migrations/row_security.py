"""PostgreSQL's row-level security for tables that came after migration 0007 (docs/decisions/0011).

The roles come with that migration. On SQLite nothing here does anything.
"""

from alembic import op

CHAMBER = "nullif(current_setting('muhur.chamber', true), '')"
MINE = f"chamber_code IS NOT DISTINCT FROM {CHAMBER}"
# What the installation itself owns is written by transactions that work for no chamber.
NO_CHAMBER = f"{CHAMBER} IS NULL"
_POLICIES = ("own_chamber", "auditor", "everyone")


def bind_to_chamber(table: str, mine: str = MINE, *, public: bool = False) -> None:
    """Let rows of ``table`` be written only where ``mine`` holds: without it the chamber's in their column, or the union's.

    ``public``: everybody may read them. Otherwise they are read where ``mine`` holds, and by the auditor.
    """
    if op.get_bind().dialect.name != "postgresql":
        return
    open_to_all_chambers(table)
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_chamber ON {table} TO muhur_app USING ({mine}) WITH CHECK ({mine})")
    name, roles = (
        ("everyone", "muhur_app, muhur_public, muhur_audit") if public else ("auditor", "muhur_audit")
    )
    op.execute(f"CREATE POLICY {name} ON {table} FOR SELECT TO {roles} USING (true)")


def unbind(table: str) -> None:
    """Take the policies of ``bind_to_chamber`` away again."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for name in _POLICIES:
        op.execute(f"DROP POLICY IF EXISTS {name} ON {table}")
    op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")


def open_to_all_chambers(table: str) -> None:
    """The roles may use ``table``; which of its rows is for policies to say."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO muhur_app")
    op.execute(f"GRANT SELECT ON {table} TO muhur_audit")
