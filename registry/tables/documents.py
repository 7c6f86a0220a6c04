"""Documents: the batches that prepare them, what is allocated, what was signed, and what happened after."""

import sqlalchemy as sa

from registry.tables.base import Instant, metadata

serial_counters = sa.Table(
    "serial_counters",
    metadata,
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), primary_key=True),
    sa.Column("year", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("last_serial", sa.Integer, nullable=False),
    # Documents recorded under these numbers; written with them, so that reports need not count millions.
    sa.Column("issued", sa.Integer, nullable=False, server_default="0"),
)

# Documents prepared together. The life cycle before signing (taslak, onay_bekliyor, onaylandi) is the batch's;
# approval binds ``content_sha256``, and ``version`` catches two officers at once.
batches = sa.Table(
    "batches",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), nullable=False),
    sa.Column("run_id", sa.ForeignKey("runs.id"), nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("decision_no", sa.Text),
    sa.Column("decision_on", sa.Date),
    sa.Column("valid_from", sa.Date),
    sa.Column("issue_at", Instant),
    sa.Column("prepared_by", sa.Text, nullable=False),
    sa.Column("prepared_at", Instant, nullable=False),
    sa.Column("submitted_by", sa.Text),
    sa.Column("submitted_at", Instant),
    sa.Column("decided_by", sa.Text),
    sa.Column("decided_at", Instant),
    sa.Column("decided_note", sa.Text),
    sa.Column("content_sha256", sa.LargeBinary(32)),
    sa.Column("standing_approval_id", sa.Uuid),
    sa.Column("issued_at", Instant),
    # What all documents of the batch say and rest on, and how the rows ended that became no draft.
    sa.Column("content", sa.JSON, nullable=False),
    sa.Column("refused", sa.JSON, nullable=False),
    sa.Index("ix_batches_chamber_code_state", "chamber_code", "state", "prepared_at"),
)

# One member's document in a batch: its own part of the content that is approved, without what is allocated.
drafts = sa.Table(
    "drafts",
    metadata,
    sa.Column("batch_id", sa.ForeignKey("batches.id"), primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), nullable=False),
    sa.Column("member_id", sa.ForeignKey("members.id"), nullable=False),
    sa.Column("ordinal", sa.Integer, nullable=False, server_default="1"),
    sa.Column("content", sa.JSON, nullable=False),
    sa.Column("replaces_id", sa.Uuid),
    sa.Column("renews_id", sa.Uuid),
    sa.Column("supporting_id", sa.Uuid),
)

# An intent holds what was allocated before signing. It outlives its credential, so no number, code or
# status place is ever given twice. ``ordinal`` counts the documents of one member from one run: the second
# replaces or renews the first.
issue_intents = sa.Table(
    "issue_intents",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), nullable=False),
    sa.Column("run_id", sa.ForeignKey("runs.id"), nullable=False),
    sa.Column("member_id", sa.ForeignKey("members.id"), nullable=False),
    sa.Column("belge_no", sa.Text, nullable=False, unique=True),
    sa.Column("verification_code", sa.Text, nullable=False, unique=True),
    sa.Column("status_list", sa.Integer, nullable=False),
    sa.Column("status_index", sa.Integer, nullable=False),
    sa.Column("log_nonce", sa.LargeBinary(32), nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("ordinal", sa.Integer, nullable=False, server_default="1"),
    sa.UniqueConstraint("run_id", "member_id", "ordinal"),
    sa.UniqueConstraint("chamber_code", "status_list", "status_index"),
)

# Append-only. ``compact`` may once become the empty text: when the member is erased (a trigger sees to it).
credentials = sa.Table(
    "credentials",
    metadata,
    sa.Column("id", sa.ForeignKey("issue_intents.id"), primary_key=True),
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), nullable=False),
    sa.Column("member_id", sa.ForeignKey("members.id"), nullable=False),
    sa.Column("run_id", sa.ForeignKey("runs.id"), nullable=False),
    sa.Column("programme_code", sa.ForeignKey("programmes.code"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("belge_no", sa.Text, nullable=False, unique=True),
    sa.Column("verification_code", sa.Text, nullable=False, unique=True),
    sa.Column("awarded_at", Instant, nullable=False),
    sa.Column("valid_from", sa.Date, nullable=False),
    sa.Column("valid_until", sa.Date),
    sa.Column("compact", sa.Text, nullable=False),
    sa.Column("sha256", sa.LargeBinary(32), nullable=False, unique=True),
    sa.Column("ordinal", sa.Integer, nullable=False, server_default="1"),
    sa.Column("area", sa.Text),
    sa.Column("annual_visa", sa.Boolean, nullable=False, server_default=sa.text("false")),
    sa.Column("supporting_id", sa.Uuid),
    sa.UniqueConstraint("run_id", "member_id", "ordinal"),
    sa.Index("ix_credentials_member_id_awarded_at", "member_id", "awarded_at"),
    sa.Index(
        "ix_credentials_supporting_id",
        "supporting_id",
        sqlite_where=sa.text("supporting_id IS NOT NULL"),
        postgresql_where=sa.text("supporting_id IS NOT NULL"),
    ),
    sa.Index(
        "ix_credentials_erased",
        "chamber_code",
        "id",
        sqlite_where=sa.text("compact = ''"),
        postgresql_where=sa.text("compact = ''"),
    ),
    sa.Index("ix_credentials_chamber_code_valid_until", "chamber_code", "valid_until"),
    # The listing of a chamber's documents, newest first.
    sa.Index("ix_credentials_chamber_code_id", "chamber_code", "id"),
    # Everything that says whether a yetki is in force, so that counting the authorised reads no document.
    sa.Index(
        "ix_credentials_yetki",
        "chamber_code",
        "area",
        "member_id",
        "valid_from",
        "valid_until",
        "annual_visa",
        "awarded_at",
        "supporting_id",
        "id",
        "kind",
        sqlite_where=sa.text("kind = 'yetki'"),
        postgresql_where=sa.text("kind = 'yetki'"),
    ),
)

# Today's state of a document that is more than just published; no row means yayında since its issue.
# ``status_bit`` is what the published status list says.
credential_states = sa.Table(
    "credential_states",
    metadata,
    sa.Column("credential_id", sa.ForeignKey("credentials.id"), primary_key=True),
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("since_on", sa.Date, nullable=False),
    sa.Column("successor_id", sa.ForeignKey("credentials.id")),
    sa.Column("visa_year", sa.Integer),
    sa.Column("status_list", sa.Integer, nullable=False),
    sa.Column("status_index", sa.Integer, nullable=False),
    sa.Column("status_bit", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Index("ix_credential_states_chamber_code_status", "chamber_code", "status_list", "status_bit"),
)

# What happened to a document after its issue. Append-only; each row is bound to a sicil entry by its hash.
status_events = sa.Table(
    "status_events",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("credential_id", sa.ForeignKey("credentials.id"), nullable=False, index=True),
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("effective_on", sa.Date, nullable=False),
    sa.Column("reason_code", sa.Text),
    sa.Column("reason_note", sa.Text),
    sa.Column("decision_no", sa.Text),
    sa.Column("decision_on", sa.Date),
    sa.Column("successor_id", sa.Uuid),
    sa.Column("visa_year", sa.Integer),
    sa.Column("at", Instant, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    # The list that it came with, so that the same list again does nothing twice.
    sa.Column("bulk_id", sa.Uuid),
    sa.UniqueConstraint("chamber_code", "seq"),
    sa.Index("ix_status_events_chamber_code_at", "chamber_code", "at"),
)

# ``content_sha256`` binds the row of another table that tells what the entry is about.
sicil_entries = sa.Table(
    "sicil_entries",
    metadata,
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("member_id", sa.ForeignKey("members.id"), nullable=False, index=True),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("belge_no", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("prev_hash", sa.LargeBinary(32), nullable=False),
    sa.Column("entry_hash", sa.LargeBinary(32), nullable=False),
    sa.Column("credential_sha256", sa.LargeBinary(32)),
    sa.Column("content_sha256", sa.LargeBinary(32)),
)

# A list that an officer works on: its rows as they came, how each would end, and what its documents rest on. Once it
# is saved ``batch_id`` names its batch; it goes when that is ended (docs/operate/kvkk.md).
open_lists = sa.Table(
    "open_lists",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), nullable=False),
    sa.Column("run_id", sa.ForeignKey("runs.id"), nullable=False),
    sa.Column("batch_id", sa.ForeignKey("batches.id"), unique=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("rows", sa.JSON, nullable=False),
    sa.Column("results", sa.JSON, nullable=False),
    sa.Column("notes", sa.JSON, nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("decision_no", sa.Text),
    sa.Column("decision_on", sa.Date),
    sa.Column("valid_from", sa.Date),
    sa.Column("issue_at", Instant),
    sa.Column("changed_by", sa.Text, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
    sa.Index("ix_open_lists_chamber_code_changed_at", "chamber_code", "changed_at"),
)
