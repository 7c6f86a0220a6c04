"""The transparency log as it is stored: its tiles, its head, and what opens its entries (docs/spec/log.md)."""

import sqlalchemy as sa

from registry.tables.base import metadata

# The widest content of each tile; an entry bundle stands at level -1. A narrower one is its beginning.
log_tiles = sa.Table(
    "log_tiles",
    metadata,
    sa.Column("level", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

# One row: how far the log has grown, and its newest signed checkpoint. Whoever appends holds it to the commit.
log_head = sa.Table(
    "log_head",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("root", sa.LargeBinary(32), nullable=False),
    sa.Column("signed_size", sa.Integer, nullable=False),
    sa.Column("checkpoint", sa.LargeBinary),
    sa.CheckConstraint("id = 1 AND signed_size <= size", name="ck_log_head_one_row"),
)

# Nonce and event of an entry. Those of a member go when the member is erased; the tree stays.
log_openings = sa.Table(
    "log_openings",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.Text, nullable=False),
    # No foreign keys: the rows they would name are never deleted, and checking them made issuing slower.
    sa.Column("chamber_code", sa.Text),
    sa.Column("credential_id", sa.Uuid),
    sa.Column("member_id", sa.Uuid, index=True),
    sa.Column("nonce", sa.LargeBinary(32), nullable=False),
    sa.Column("event", sa.LargeBinary, nullable=False),
    sa.Index(
        "ix_log_openings_issued",
        "credential_id",
        unique=True,
        sqlite_where=sa.text("kind = 'issued'"),
        postgresql_where=sa.text("kind = 'issued'"),
    ),
)

# The last sicil entry of each chamber from before there was a log: documents up to it have no entry.
log_starts = sa.Table(
    "log_starts",
    metadata,
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), primary_key=True),
    sa.Column("sicil_seq", sa.Integer, nullable=False),
)
