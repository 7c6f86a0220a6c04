"""A chamber's documents in the order of their issue: a small chamber's newest are found in a register of millions."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_index("ix_credentials_chamber_code_id", "credentials", ["chamber_code", "id"])


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_credentials_chamber_code_id", "credentials")
