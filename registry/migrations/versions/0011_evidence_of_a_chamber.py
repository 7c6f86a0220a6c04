"""The chamber of a participation stands in its row: its policy need not look up every row's member."""

import sqlalchemy as sa
from alembic import op

from registry.migrations.row_security import MINE

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BY_MEMBER = "EXISTS (SELECT 1 FROM members WHERE members.id = member_id)"


def upgrade() -> None:
    """Apply."""
    op.add_column("participations", sa.Column("chamber_code", sa.Text(), server_default=sa.text("''"), nullable=False))
    _force("NO FORCE")
    op.execute(
        "UPDATE participations SET chamber_code = "
        "(SELECT chamber_code FROM members WHERE members.id = participations.member_id)"
    )
    _force("FORCE")
    _bind(MINE)


def downgrade() -> None:
    """Undo."""
    _bind(BY_MEMBER)
    op.drop_column("participations", "chamber_code")


def _force(word: str) -> None:
    """Whether policies bind the tables' owner too: an owner that is no superuser sees no row to fill from."""
    if op.get_bind().dialect.name == "postgresql":
        for table in ("participations", "members"):
            op.execute(f"ALTER TABLE {table} {word} ROW LEVEL SECURITY")


def _bind(mine: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP POLICY own_chamber ON participations")
        op.execute(
            f"CREATE POLICY own_chamber ON participations TO muhur_app USING ({mine}) WITH CHECK ({mine})"
        )
