"""The first tables, and the triggers that keep signed records as they were written."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("sicil_entries", "credentials", "installation", "trust_bundles")


def _forbid_changes(table: str) -> None:
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


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "chambers",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("abbr_tr", sa.Text(), nullable=False),
        sa.Column("name_tr", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("did", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("professions", sa.JSON(), nullable=False),
        sa.Column("sicil_pattern", sa.Text(), nullable=False),
        sa.Column("signers", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_chambers")),
        sa.UniqueConstraint("did", name=op.f("uq_chambers_did")),
        sa.UniqueConstraint("no", name=op.f("uq_chambers_no")),
        sa.UniqueConstraint("slug", name=op.f("uq_chambers_slug")),
    )
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_url", sa.Text(), nullable=False),
        sa.Column("specimen", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_installation_single"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.create_table(
        "signing_keys",
        sa.Column("kid", sa.Text(), nullable=False),
        sa.Column("owner_slug", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("jwk", sa.JSON(), nullable=False),
        sa.Column("signer_uri", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("kid", name=op.f("pk_signing_keys")),
    )
    op.create_index(op.f("ix_signing_keys_owner_slug"), "signing_keys", ["owner_slug"], unique=False)
    op.create_table(
        "trust_bundles",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("compact", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_trust_bundles")),
    )
    op.create_table(
        "members",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("chamber_code", sa.Text(), nullable=False),
        sa.Column("sicil_no", sa.Text(), nullable=False),
        sa.Column("given_name", sa.Text(), nullable=False),
        sa.Column("family_name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("search_key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("sort_key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["chamber_code"], ["chambers.code"], name=op.f("fk_members_chamber_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
        sa.UniqueConstraint("chamber_code", "sicil_no", name=op.f("uq_members_chamber_code_sicil_no")),
    )
    op.create_index("ix_members_chamber_code_sort_key", "members", ["chamber_code", "sort_key"], unique=False)
    op.create_table(
        "programmes",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("chamber_code", sa.Text(), nullable=False),
        sa.Column("name_tr", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("delivery", sa.Text(), nullable=False),
        sa.Column("lesson_hours", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("assessed", sa.Boolean(), nullable=False),
        sa.Column("attendance_threshold_pct", sa.Integer(), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=False),
        sa.Column("validity_type", sa.Text(), nullable=False),
        sa.Column("validity_years", sa.Integer(), nullable=True),
        sa.Column("annual_visa", sa.Boolean(), nullable=False),
        sa.Column("area", sa.Text(), nullable=True),
        sa.Column("practice_exam", sa.Boolean(), nullable=False),
        sa.Column("minutes_per_lesson", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["chamber_code"], ["chambers.code"], name=op.f("fk_programmes_chamber_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_programmes")),
    )
    op.create_index(op.f("ix_programmes_chamber_code"), "programmes", ["chamber_code"], unique=False)
    op.create_table(
        "serial_counters",
        sa.Column("chamber_code", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("last_serial", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chamber_code"], ["chambers.code"], name=op.f("fk_serial_counters_chamber_code")
        ),
        sa.PrimaryKeyConstraint("chamber_code", "year", "kind", name=op.f("pk_serial_counters")),
    )
    op.create_table(
        "status_lists",
        sa.Column("chamber_code", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("compact", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["chamber_code"], ["chambers.code"], name=op.f("fk_status_lists_chamber_code")
        ),
        sa.PrimaryKeyConstraint("chamber_code", "number", name=op.f("pk_status_lists")),
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_code", sa.Text(), nullable=False),
        sa.Column("no", sa.Text(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column("branch", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["programme_code"], ["programmes.code"], name=op.f("fk_runs_programme_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
        sa.UniqueConstraint("programme_code", "no", name=op.f("uq_runs_programme_code_no")),
    )
    op.create_table(
        "sicil_entries",
        sa.Column("chamber_code", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("belge_no", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("entry_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("credential_sha256", sa.LargeBinary(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["chamber_code"], ["chambers.code"], name=op.f("fk_sicil_entries_chamber_code")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_sicil_entries_member_id")),
        sa.PrimaryKeyConstraint("chamber_code", "seq", name=op.f("pk_sicil_entries")),
    )
    op.create_index(op.f("ix_sicil_entries_member_id"), "sicil_entries", ["member_id"], unique=False)
    op.create_table(
        "issue_intents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("chamber_code", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("belge_no", sa.Text(), nullable=False),
        sa.Column("verification_code", sa.Text(), nullable=False),
        sa.Column("status_list", sa.Integer(), nullable=False),
        sa.Column("status_index", sa.Integer(), nullable=False),
        sa.Column("log_nonce", sa.LargeBinary(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["chamber_code"], ["chambers.code"], name=op.f("fk_issue_intents_chamber_code")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_issue_intents_member_id")),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_issue_intents_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue_intents")),
        sa.UniqueConstraint("belge_no", name=op.f("uq_issue_intents_belge_no")),
        sa.UniqueConstraint(
            "chamber_code",
            "status_list",
            "status_index",
            name=op.f("uq_issue_intents_chamber_code_status_list_status_index"),
        ),
        sa.UniqueConstraint("run_id", "member_id", name=op.f("uq_issue_intents_run_id_member_id")),
        sa.UniqueConstraint("verification_code", name=op.f("uq_issue_intents_verification_code")),
    )
    op.create_table(
        "participations",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("attended_units", sa.Integer(), nullable=False),
        sa.Column("scheduled_units", sa.Integer(), nullable=False),
        sa.Column("theory_mark", sa.Integer(), nullable=True),
        sa.Column("practice_mark", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_participations_member_id")),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_participations_run_id")),
        sa.PrimaryKeyConstraint("run_id", "member_id", name=op.f("pk_participations")),
    )
    op.create_index(op.f("ix_participations_member_id"), "participations", ["member_id"], unique=False)
    op.create_table(
        "credentials",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("chamber_code", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("programme_code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("belge_no", sa.Text(), nullable=False),
        sa.Column("verification_code", sa.Text(), nullable=False),
        sa.Column("awarded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("compact", sa.Text(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["chamber_code"], ["chambers.code"], name=op.f("fk_credentials_chamber_code")
        ),
        sa.ForeignKeyConstraint(["id"], ["issue_intents.id"], name=op.f("fk_credentials_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_credentials_member_id")),
        sa.ForeignKeyConstraint(
            ["programme_code"], ["programmes.code"], name=op.f("fk_credentials_programme_code")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_credentials_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credentials")),
        sa.UniqueConstraint("belge_no", name=op.f("uq_credentials_belge_no")),
        sa.UniqueConstraint("run_id", "member_id", name=op.f("uq_credentials_run_id_member_id")),
        sa.UniqueConstraint("sha256", name=op.f("uq_credentials_sha256")),
        sa.UniqueConstraint("verification_code", name=op.f("uq_credentials_verification_code")),
    )
    op.create_index(
        "ix_credentials_member_id_awarded_at", "credentials", ["member_id", "awarded_at"], unique=False
    )

    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION muhur_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
        )
    for table in APPEND_ONLY:
        _forbid_changes(table)


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_credentials_member_id_awarded_at", table_name="credentials")
    op.drop_table("credentials")
    op.drop_index(op.f("ix_participations_member_id"), table_name="participations")
    op.drop_table("participations")
    op.drop_table("issue_intents")
    op.drop_index(op.f("ix_sicil_entries_member_id"), table_name="sicil_entries")
    op.drop_table("sicil_entries")
    op.drop_table("runs")
    op.drop_table("status_lists")
    op.drop_table("serial_counters")
    op.drop_index(op.f("ix_programmes_chamber_code"), table_name="programmes")
    op.drop_table("programmes")
    op.drop_index("ix_members_chamber_code_sort_key", table_name="members")
    op.drop_table("members")
    op.drop_table("trust_bundles")
    op.drop_index(op.f("ix_signing_keys_owner_slug"), table_name="signing_keys")
    op.drop_table("signing_keys")
    op.drop_table("installation")
    op.drop_table("chambers")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION muhur_append_only()")
