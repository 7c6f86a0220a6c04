"""The transparency log: tiles and head that only grow, and what opens its entries."""

import sqlalchemy as sa
from alembic import op

from registry.migrations.append_only import forbid_changes, forget_erasure, keep_until_erasure, permit_changes
from registry.migrations.never_back import any_direction, only_forward
from registry.migrations.row_security import bind_to_chamber, unbind

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# All chambers append to one log: any transaction may, and the triggers say what appending is.
_ANY = "true"
_TILES = (
    "NEW.level = OLD.level AND NEW.place = OLD.place AND length(NEW.content) > length(OLD.content) "
    "AND substr(NEW.content, 1, length(OLD.content)) = OLD.content"
)
_HEAD = (
    "NEW.id = OLD.id AND ((NEW.size = OLD.size AND NEW.root = OLD.root) OR NEW.size > OLD.size) "
    "AND NEW.signed_size >= OLD.signed_size AND (NEW.checkpoint IS NOT NULL OR OLD.checkpoint IS NULL)"
)
_TABLES = ("log_openings", "log_starts", "log_head", "log_tiles")


def upgrade() -> None:
    """Apply. Documents that are there already have no entry; ``log_starts`` says up to where."""
    op.create_table(
        "log_tiles",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "place", name=op.f("pk_log_tiles")),
    )
    op.create_table(
        "log_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("signed_size", sa.Integer(), nullable=False),
        sa.Column("checkpoint", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("id = 1 AND signed_size <= size", name=op.f("ck_log_head_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_head")),
    )
    op.create_table(
        "log_openings",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("chamber_code", sa.Text(), nullable=True),
        sa.Column("credential_id", sa.Uuid(), nullable=True),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("nonce", sa.LargeBinary(length=32), nullable=False),
        sa.Column("event", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_log_openings")),
    )
    op.create_index("ix_log_openings_member_id", "log_openings", ["member_id"])
    issued = sa.text("kind = 'issued'")
    op.create_index(
        "ix_log_openings_issued",
        "log_openings",
        ["credential_id"],
        unique=True,
        sqlite_where=issued,
        postgresql_where=issued,
    )
    op.create_table(
        "log_starts",
        sa.Column("chamber_code", sa.Text(), nullable=False),
        sa.Column("sicil_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["chamber_code"], ["chambers.code"], name=op.f("fk_log_starts_chamber_code")),
        sa.PrimaryKeyConstraint("chamber_code", name=op.f("pk_log_starts")),
    )
    _note_starts()
    for table in ("log_tiles", "log_head"):
        bind_to_chamber(table, _ANY, public=True)
    # The tables' owner of a transaction of no chamber writes what is the union's own: keys and bundles.
    bind_to_chamber("log_openings")
    bind_to_chamber("log_starts")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("GRANT SELECT ON log_tiles, log_head, log_openings TO muhur_public")
        # Whoever knows a document's code may have its proof, as they may have the document.
        op.execute(
            "CREATE POLICY public_look_up ON log_openings FOR SELECT TO muhur_public USING (kind = 'issued')"
        )
    only_forward("log_tiles", _TILES)
    only_forward("log_head", _HEAD)
    keep_until_erasure("log_openings")
    forbid_changes("log_starts")


def _note_starts() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        # The tables' owner is bound too, and must see all chambers here.
        op.execute("ALTER TABLE sicil_entries NO FORCE ROW LEVEL SECURITY")
    op.execute(
        "INSERT INTO log_starts (chamber_code, sicil_seq) "
        "SELECT chamber_code, max(seq) FROM sicil_entries GROUP BY chamber_code"
    )
    if postgresql:
        op.execute("ALTER TABLE sicil_entries FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    """Undo. The log is gone with this: checkpoints that were given out can no longer be shown to hold."""
    permit_changes("log_starts")
    forget_erasure("log_openings")
    any_direction("log_head")
    any_direction("log_tiles")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP POLICY public_look_up ON log_openings")
    for table in _TABLES:
        unbind(table)
        op.drop_table(table)
