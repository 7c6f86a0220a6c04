"""PostgreSQL only: roles for a chamber's work, the public look-up and the auditor, bound by row-level security."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ROLES = ("muhur_app", "muhur_public", "muhur_audit")
# A row belongs to the chamber in its column; NULL belongs to the union.
OF_A_CHAMBER = (
    "access_events",
    "audit_events",
    "batches",
    "consents",
    "credential_states",
    "credentials",
    "delegations",
    "drafts",
    "feed_items",
    "inherited_batches",
    "inherited_documents",
    "issue_intents",
    "member_names",
    "member_requests",
    "members",
    "membership_events",
    "oauth_clients",
    "outbox",
    "person_links",
    "quota_uses",
    "quotas",
    "serial_counters",
    "share_links",
    "sicil_entries",
    "standing_approvals",
    "status_events",
    "trainers",
    "users",
    "verification_counts",
    "watches",
    "webhooks",
)
# Belongs to whom the member belongs.
BY_MEMBER = ("participations",)
# What the public look-up reads, and under which condition.
PUBLIC = {
    "credentials": "true",
    "credential_states": "true",
    "share_links": "true",
    "members": "listed_since IS NOT NULL AND erased_at IS NULL",
    "inherited_documents": "approved",
}
PUBLIC_OPEN = (
    "installation",
    "chambers",
    "programmes",
    "runs",
    "signing_keys",
    "trust_bundles",
    "status_lists",
    "alembic_version",
)
MINE = "chamber_code IS NOT DISTINCT FROM nullif(current_setting('muhur.chamber', true), '')"


def upgrade() -> None:
    """Apply."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for role in ROLES:
        op.execute(
            # An account that may not create roles is content with those that are there.
            f"DO $$ BEGIN IF to_regrole('{role}') IS NULL THEN CREATE ROLE {role} NOLOGIN NOBYPASSRLS; END IF; "
            "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        )
        # Without INHERIT: the login takes a role on for a transaction and can do nothing by itself. Whoever makes a
        # role on PostgreSQL 16 or later is its member at once, but may not take it on.
        op.execute(
            "DO $$ BEGIN IF current_setting('server_version_num')::int < 160000 THEN "
            f"IF NOT pg_has_role(current_user, '{role}', 'MEMBER') THEN GRANT {role} TO CURRENT_USER; END IF; "
            f"ELSIF NOT pg_has_role(current_user, '{role}', 'SET') THEN "
            f"EXECUTE 'GRANT {role} TO CURRENT_USER WITH INHERIT FALSE, SET TRUE'; END IF; END $$"
        )
        op.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO muhur_app")
    op.execute("REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM muhur_app")
    op.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO muhur_audit")
    op.execute(f"GRANT SELECT ON {', '.join((*PUBLIC, *PUBLIC_OPEN))} TO muhur_public")
    for table in (*OF_A_CHAMBER, *BY_MEMBER):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        mine = MINE if table in OF_A_CHAMBER else "EXISTS (SELECT 1 FROM members WHERE members.id = member_id)"
        op.execute(f"CREATE POLICY own_chamber ON {table} TO muhur_app USING ({mine}) WITH CHECK ({mine})")
        op.execute(f"CREATE POLICY auditor ON {table} FOR SELECT TO muhur_audit USING (true)")
    for table, condition in PUBLIC.items():
        op.execute(f"CREATE POLICY public_look_up ON {table} FOR SELECT TO muhur_public USING ({condition})")


def downgrade() -> None:
    """Undo. The roles stay: other databases of the same server may use them."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in PUBLIC:
        op.execute(f"DROP POLICY public_look_up ON {table}")
    for table in (*OF_A_CHAMBER, *BY_MEMBER):
        op.execute(f"DROP POLICY own_chamber ON {table}")
        op.execute(f"DROP POLICY auditor ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    for role in ROLES:
        op.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}")
        op.execute(f"REVOKE USAGE ON SCHEMA public FROM {role}")
