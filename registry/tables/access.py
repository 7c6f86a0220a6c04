"""Who may do what, and the record of what was done."""

import sqlalchemy as sa

from registry.tables.base import Instant, metadata

# People of a chamber (or of the union: chamber_code is NULL). How they sign in is kept elsewhere.
users = sa.Table(
    "users",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), index=True),
    sa.Column("login", sa.Text, nullable=False, unique=True),
    sa.Column("full_name", sa.Text, nullable=False),
    sa.Column("email", sa.Text),
    sa.Column("roles", sa.JSON, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("created_by", sa.Text, nullable=False),
    sa.Index(
        "ix_users_email",
        sa.text("lower(email)"),
        sqlite_where=sa.text("email IS NOT NULL"),
        postgresql_where=sa.text("email IS NOT NULL"),
    ),
)

# An approver who is away lends the right to approve, for days that end.
delegations = sa.Table(
    "delegations",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), nullable=False, index=True),
    sa.Column("from_user_id", sa.ForeignKey("users.id"), nullable=False),
    sa.Column("to_user_id", sa.ForeignKey("users.id"), nullable=False),
    sa.Column("from_on", sa.Date, nullable=False),
    sa.Column("until_on", sa.Date, nullable=False),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("ended_at", Instant),
)

# Programs that call the interface (OAuth 2.0 client credentials). The secret itself is never stored.
oauth_clients = sa.Table(
    "oauth_clients",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), index=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("secret_sha256", sa.LargeBinary(32), nullable=False),
    sa.Column("scopes", sa.JSON, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("created_by", sa.Text, nullable=False),
)

# The stored answer to a request that carried an Idempotency-Key; kept for a day. ``claim`` names the request that
# holds the key; without a status it is under way.
idempotency_keys = sa.Table(
    "idempotency_keys",
    metadata,
    sa.Column("caller", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("request_sha256", sa.LargeBinary(32), nullable=False),
    sa.Column("claim", sa.Uuid, nullable=False, unique=True),
    sa.Column("status", sa.Integer),
    sa.Column("media_type", sa.Text),
    sa.Column("answer", sa.Text),
    sa.Column("at", Instant, nullable=False, index=True),
)

# Append-only, each record chained to the one before of its chamber, or of no chamber (registry/audit_chain.py). Persons
# stand here as keyed hashes; destroying a year's key makes its rows anonymous.
audit_events = sa.Table(
    "audit_events",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("at", Instant, nullable=False, index=True),
    sa.Column("chamber_code", sa.Text),
    sa.Column("actor_kind", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("target_kind", sa.Text),
    sa.Column("target", sa.Text),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("request_id", sa.Text),
    sa.Column("facts", sa.JSON, nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("prev_hash", sa.LargeBinary(32), nullable=False),
    sa.Column("entry_hash", sa.LargeBinary(32), nullable=False),
    sa.UniqueConstraint("chamber_code", "seq"),
    sa.Index(
        "ix_audit_events_seq_of_no_chamber",
        "seq",
        unique=True,
        sqlite_where=sa.text("chamber_code IS NULL"),
        postgresql_where=sa.text("chamber_code IS NULL"),
    ),
)

# The last record of each chain: ``chain`` is the chamber's code, or empty. Whoever appends holds this row.
audit_heads = sa.Table(
    "audit_heads",
    metadata,
    sa.Column("chain", sa.Text, primary_key=True),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("entry_hash", sa.LargeBinary(32), nullable=False),
)

quotas = sa.Table(
    "quotas",
    metadata,
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), primary_key=True),
    sa.Column("what", sa.Text, primary_key=True),
    sa.Column("per_day", sa.Integer, nullable=False),
    sa.Column("alarm_email", sa.Text),
    sa.Column("set_by", sa.Text, nullable=False),
    sa.Column("set_at", Instant, nullable=False),
)

# How much of a quota a day has used; the counter lives in the transaction of what it counts.
quota_uses = sa.Table(
    "quota_uses",
    metadata,
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), primary_key=True),
    sa.Column("what", sa.Text, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("n", sa.Integer, nullable=False),
)
