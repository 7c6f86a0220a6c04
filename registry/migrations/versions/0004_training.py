"""Programme versions, trainers, repeat exams, standing approvals."""

import sqlalchemy as sa
from alembic import op

from registry.migrations.append_only import forbid_changes, permit_changes

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

APPEND_ONLY = ('programme_versions', )


def upgrade() -> None:
    """Apply."""
    op.create_table('trainers',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('chamber_code', sa.Text(), nullable=False),
    sa.Column('full_name', sa.Text(), nullable=False),
    sa.Column('sort_key', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
    sa.Column('profile', sa.Text(), nullable=False),
    sa.Column('tot_done', sa.Boolean(), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['chamber_code'], ['chambers.code'], name=op.f('fk_trainers_chamber_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_trainers'))
    )
    op.create_index(op.f('ix_trainers_chamber_code'), 'trainers', ['chamber_code'], unique=False)
    op.create_table('programme_versions',
    sa.Column('programme_code', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('chamber_code', sa.Text(), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('from_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['chamber_code'], ['chambers.code'], name=op.f('fk_programme_versions_chamber_code')),
    sa.ForeignKeyConstraint(['programme_code'], ['programmes.code'], name=op.f('fk_programme_versions_programme_code')),
    sa.PrimaryKeyConstraint('programme_code', 'version', name=op.f('pk_programme_versions'))
    )
    op.create_table('standing_approvals',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('chamber_code', sa.Text(), nullable=False),
    sa.Column('programme_code', sa.Text(), nullable=False),
    sa.Column('programme_version', sa.Integer(), nullable=False),
    sa.Column('prepared_by', sa.Text(), nullable=False),
    sa.Column('prepared_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('approved_by', sa.Text(), nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.Text(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['chamber_code'], ['chambers.code'], name=op.f('fk_standing_approvals_chamber_code')),
    sa.ForeignKeyConstraint(['programme_code'], ['programmes.code'], name=op.f('fk_standing_approvals_programme_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_standing_approvals'))
    )
    op.create_index(op.f('ix_standing_approvals_programme_code'), 'standing_approvals', ['programme_code'], unique=False)
    op.create_table('run_trainers',
    sa.Column('run_id', sa.Uuid(), nullable=False),
    sa.Column('trainer_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['run_id'], ['runs.id'], name=op.f('fk_run_trainers_run_id')),
    sa.ForeignKeyConstraint(['trainer_id'], ['trainers.id'], name=op.f('fk_run_trainers_trainer_id')),
    sa.PrimaryKeyConstraint('run_id', 'trainer_id', name=op.f('pk_run_trainers'))
    )
    op.create_index(op.f('ix_run_trainers_trainer_id'), 'run_trainers', ['trainer_id'], unique=False)
    op.create_table('feed_items',
    sa.Column('client_id', sa.Text(), nullable=False),
    sa.Column('external_id', sa.Text(), nullable=False),
    sa.Column('chamber_code', sa.Text(), nullable=False),
    sa.Column('item_sha256', sa.LargeBinary(length=32), nullable=False),
    sa.Column('run_id', sa.Uuid(), nullable=True),
    sa.Column('member_id', sa.Uuid(), nullable=True),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.Column('belge_no', sa.Text(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['chamber_code'], ['chambers.code'], name=op.f('fk_feed_items_chamber_code')),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_feed_items_member_id')),
    sa.ForeignKeyConstraint(['run_id'], ['runs.id'], name=op.f('fk_feed_items_run_id')),
    sa.PrimaryKeyConstraint('client_id', 'external_id', name=op.f('pk_feed_items'))
    )
    op.create_index(op.f('ix_feed_items_chamber_code'), 'feed_items', ['chamber_code'], unique=False)
    op.add_column('participations', sa.Column('theory_repeat_mark', sa.Integer(), nullable=True))
    op.add_column('participations', sa.Column('practice_repeat_mark', sa.Integer(), nullable=True))
    op.add_column('programmes', sa.Column('title', sa.Text(), nullable=True))
    op.add_column('programmes', sa.Column('accredited_by', sa.Text(), nullable=True))
    op.add_column('programmes', sa.Column('counts_in_tablo1', sa.Boolean(), server_default=sa.text('true'), nullable=False))
    op.add_column('programmes', sa.Column('active', sa.Boolean(), server_default=sa.text('true'), nullable=False))
    op.add_column('programmes', sa.Column('version', sa.Integer(), server_default='1', nullable=False))
    op.add_column('runs', sa.Column('state', sa.Text(), server_default='acik', nullable=False))
    op.add_column('runs', sa.Column('capacity', sa.Integer(), nullable=True))
    op.add_column('runs', sa.Column('scheduled_units', sa.Integer(), nullable=True))
    op.create_index('ix_runs_end_on', 'runs', ['end_on'], unique=False)
    for table in APPEND_ONLY:
        forbid_changes(table)


def downgrade() -> None:
    """Undo."""
    for table in APPEND_ONLY:
        permit_changes(table)
    op.drop_index('ix_runs_end_on', table_name='runs')
    op.drop_column('runs', 'scheduled_units')
    op.drop_column('runs', 'capacity')
    op.drop_column('runs', 'state')
    op.drop_column('programmes', 'version')
    op.drop_column('programmes', 'active')
    op.drop_column('programmes', 'counts_in_tablo1')
    op.drop_column('programmes', 'accredited_by')
    op.drop_column('programmes', 'title')
    op.drop_column('participations', 'practice_repeat_mark')
    op.drop_column('participations', 'theory_repeat_mark')
    op.drop_index(op.f('ix_feed_items_chamber_code'), table_name='feed_items')
    op.drop_table('feed_items')
    op.drop_index(op.f('ix_run_trainers_trainer_id'), table_name='run_trainers')
    op.drop_table('run_trainers')
    op.drop_index(op.f('ix_standing_approvals_programme_code'), table_name='standing_approvals')
    op.drop_table('standing_approvals')
    op.drop_table('programme_versions')
    op.drop_index(op.f('ix_trainers_chamber_code'), table_name='trainers')
    op.drop_table('trainers')
