"""Documents that a chamber issued on paper before this register (devralınan)."""

import sqlalchemy as sa

from registry.tables.base import Instant, metadata

inherited_batches = sa.Table(
    "inherited_batches",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), nullable=False, index=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("content_sha256", sa.LargeBinary(32), nullable=False),
    sa.Column("prepared_by", sa.Text, nullable=False),
    sa.Column("prepared_at", Instant, nullable=False),
    sa.Column("decided_by", sa.Text),
    sa.Column("decided_at", Instant),
    sa.Column("decided_note", sa.Text),
)

# Counts only once its batch is approved. ``number`` is the chamber's own, unique within the chamber.
inherited_documents = sa.Table(
    "inherited_documents",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("batch_id", sa.ForeignKey("inherited_batches.id"), nullable=False, index=True),
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), nullable=False),
    sa.Column("member_id", sa.ForeignKey("members.id"), nullable=False, index=True),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("area", sa.Text),
    sa.Column("programme_name", sa.Text),
    sa.Column("issued_on", sa.Date, nullable=False),
    sa.Column("valid_until", sa.Date),
    sa.Column("decision_no", sa.Text),
    sa.Column("decision_on", sa.Date),
    sa.Column("scan_sha256", sa.LargeBinary(32)),
    sa.Column("approved", sa.Boolean, nullable=False),
    sa.Column("ended_on", sa.Date),
    sa.Column("ended_reason", sa.Text),
    sa.Column("reissued_as_id", sa.ForeignKey("credentials.id")),
    sa.UniqueConstraint("chamber_code", "number"),
)
