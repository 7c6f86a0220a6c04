"""What members, employers and programs ask to be told or given: notices, links, watches, requests."""

import sqlalchemy as sa

from registry.tables.base import Instant, metadata

# Messages to be sent; written in the transaction of what they tell, sent afterwards, at least once. Those to the
# union's users belong to no chamber.
outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("chamber_code", sa.ForeignKey("chambers.code")),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("recipient", sa.Text, nullable=False),
    sa.Column("template", sa.Text, nullable=False),
    sa.Column("lang", sa.Text, nullable=False),
    sa.Column("facts", sa.JSON, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("due_at", Instant, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("sent_at", Instant),
    sa.Column("failed_at", Instant),
    sa.Column("last_error", sa.Text),
    sa.Column("once_key", sa.Text, unique=True),
    sa.Index(
        "ix_outbox_due_at",
        "due_at",
        sqlite_where=sa.text("sent_at IS NULL AND failed_at IS NULL"),
        postgresql_where=sa.text("sent_at IS NULL AND failed_at IS NULL"),
    ),
)

webhooks = sa.Table(
    "webhooks",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), nullable=False, index=True),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("secret", sa.Text, nullable=False),
    sa.Column("events", sa.JSON, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("created_by", sa.Text, nullable=False),
)

share_links = sa.Table(
    "share_links",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), nullable=False),
    sa.Column("member_id", sa.ForeignKey("members.id"), nullable=False, index=True),
    sa.Column("credential_id", sa.ForeignKey("credentials.id"), nullable=False),
    sa.Column("token_sha256", sa.LargeBinary(32), nullable=False, unique=True),
    sa.Column("fields", sa.JSON, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("ended_at", Instant),
)

# An employer who relies on a document is told when its standing changes.
watches = sa.Table(
    "watches",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), nullable=False),
    sa.Column("credential_id", sa.ForeignKey("credentials.id"), nullable=False, index=True),
    sa.Column("email", sa.Text, nullable=False),
    sa.Column("lang", sa.Text, nullable=False),
    sa.Column("token_sha256", sa.LargeBinary(32), nullable=False, unique=True),
    sa.Column("last_standing", sa.Text, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("confirmed_at", Instant),
    sa.Column("ended_at", Instant),
)

member_requests = sa.Table(
    "member_requests",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), nullable=False),
    sa.Column("member_id", sa.ForeignKey("members.id"), nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("credential_id", sa.ForeignKey("credentials.id")),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("wanted", sa.JSON, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("decided_by", sa.Text),
    sa.Column("decided_at", Instant),
    sa.Column("answer", sa.Text),
    sa.Index("ix_member_requests_chamber_code_state", "chamber_code", "state"),
)

# How often a document was checked, without who: no address, no identity.
verification_counts = sa.Table(
    "verification_counts",
    metadata,
    sa.Column("credential_id", sa.ForeignKey("credentials.id"), primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), nullable=False),
    sa.Column("n", sa.Integer, nullable=False),
)
