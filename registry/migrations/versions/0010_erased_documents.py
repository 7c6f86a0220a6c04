"""Erased documents are found by an index of their own: their status bits are set right after the erasure."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_index(
        "ix_credentials_erased",
        "credentials",
        ["chamber_code", "id"],
        sqlite_where=sa.text("compact = ''"),
        postgresql_where=sa.text("compact = ''"),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_credentials_erased", table_name="credentials")
