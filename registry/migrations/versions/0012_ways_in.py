"""Sessions know whether two things were shown, codes what belongs to them; the union's users are sent mail too."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

WAITING = sa.text("sent_at IS NULL AND failed_at IS NULL")
KNOWN = sa.text("email IS NOT NULL")


def _outbox(*, nullable: bool) -> None:
    # SQLite builds the table anew, and would not build this index with it.
    op.drop_index("ix_outbox_due_at", table_name="outbox")
    with op.batch_alter_table("outbox") as table:
        table.alter_column("chamber_code", existing_type=sa.Text(), nullable=nullable)
    op.create_index("ix_outbox_due_at", "outbox", ["due_at"], sqlite_where=WAITING, postgresql_where=WAITING)


def upgrade() -> None:
    """Apply."""
    # Sessions from before are those of one thing shown.
    op.add_column("sessions", sa.Column("two_steps", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("one_time_codes", sa.Column("held", sa.JSON(), nullable=True))
    op.create_index("ix_one_time_codes_expires_at", "one_time_codes", ["expires_at"])
    for table in ("members", "users"):
        op.create_index(f"ix_{table}_email", table, [sa.text("lower(email)")], sqlite_where=KNOWN, postgresql_where=KNOWN)
    _outbox(nullable=True)


def downgrade() -> None:
    """Undo. Mails to the union's users that still wait are given up."""
    op.execute("DELETE FROM outbox WHERE chamber_code IS NULL")
    _outbox(nullable=False)
    for table in ("members", "users"):
        op.drop_index(f"ix_{table}_email", table_name=table)
    op.drop_index("ix_one_time_codes_expires_at", table_name="one_time_codes")
    op.drop_column("one_time_codes", "held")
    op.drop_column("sessions", "two_steps")
