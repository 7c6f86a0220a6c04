"""Class lists that an officer works on before they are batches."""

import sqlalchemy as sa
from alembic import op

from registry.migrations.row_security import bind_to_chamber

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('open_lists',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('chamber_code', sa.Text(), nullable=False),
    sa.Column('run_id', sa.Uuid(), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('rows', sa.JSON(), nullable=False),
    sa.Column('results', sa.JSON(), nullable=False),
    sa.Column('notes', sa.JSON(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('decision_no', sa.Text(), nullable=True),
    sa.Column('decision_on', sa.Date(), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('issue_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('changed_by', sa.Text(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['batches.id'], name=op.f('fk_open_lists_batch_id')),
    sa.ForeignKeyConstraint(['chamber_code'], ['chambers.code'], name=op.f('fk_open_lists_chamber_code')),
    sa.ForeignKeyConstraint(['run_id'], ['runs.id'], name=op.f('fk_open_lists_run_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_open_lists')),
    sa.UniqueConstraint('batch_id', name=op.f('uq_open_lists_batch_id'))
    )
    op.create_index('ix_open_lists_chamber_code_changed_at', 'open_lists', ['chamber_code', 'changed_at'], unique=False)
    bind_to_chamber("open_lists")


def downgrade() -> None:
    """Undo."""
    op.drop_index('ix_open_lists_chamber_code_changed_at', table_name='open_lists')
    op.drop_table('open_lists')
