"""The certificate design that a chamber has chosen; null is the union's current one."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("chambers", sa.Column("design", sa.Text()))


def downgrade() -> None:
    """Undo. Documents keep the design that they were signed with; new ones have the union's."""
    op.drop_column("chambers", "design")
