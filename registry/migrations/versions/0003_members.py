"""Histories of members, links between chambers, consents and accesses."""

import sqlalchemy as sa
from alembic import op

from registry.migrations.append_only import forbid_changes, forget_erasure, keep_until_erasure, permit_changes

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

APPEND_ONLY = ('membership_events', 'consents', )


def upgrade() -> None:
    """Apply."""
    op.create_table('access_events',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('chamber_code', sa.Text(), nullable=False),
    sa.Column('member_id', sa.Uuid(), nullable=False),
    sa.Column('asking_chamber', sa.Text(), nullable=True),
    sa.Column('asking_role', sa.Text(), nullable=False),
    sa.Column('asking_id', sa.Text(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('area', sa.Text(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['chamber_code'], ['chambers.code'], name=op.f('fk_access_events_chamber_code')),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_access_events_member_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_access_events'))
    )
    op.create_index('ix_access_events_member_id_at', 'access_events', ['member_id', 'at'], unique=False)
    op.create_table('consents',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('chamber_code', sa.Text(), nullable=False),
    sa.Column('member_id', sa.Uuid(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('given', sa.Boolean(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['chamber_code'], ['chambers.code'], name=op.f('fk_consents_chamber_code')),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_consents_member_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consents'))
    )
    op.create_index(op.f('ix_consents_member_id'), 'consents', ['member_id'], unique=False)
    op.create_table('member_names',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('chamber_code', sa.Text(), nullable=False),
    sa.Column('member_id', sa.Uuid(), nullable=False),
    sa.Column('given_name', sa.Text(), nullable=False),
    sa.Column('family_name', sa.Text(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['chamber_code'], ['chambers.code'], name=op.f('fk_member_names_chamber_code')),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_member_names_member_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_member_names'))
    )
    op.create_index(op.f('ix_member_names_member_id'), 'member_names', ['member_id'], unique=False)
    op.create_table('membership_events',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('chamber_code', sa.Text(), nullable=False),
    sa.Column('member_id', sa.Uuid(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('event', sa.Text(), nullable=False),
    sa.Column('before', sa.Text(), nullable=True),
    sa.Column('after', sa.Text(), nullable=True),
    sa.Column('other_member_id', sa.Uuid(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('effective_on', sa.Date(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['chamber_code'], ['chambers.code'], name=op.f('fk_membership_events_chamber_code')),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_membership_events_member_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_membership_events')),
    sa.UniqueConstraint('chamber_code', 'seq', name=op.f('uq_membership_events_chamber_code_seq'))
    )
    op.create_index(op.f('ix_membership_events_member_id'), 'membership_events', ['member_id'], unique=False)
    op.create_table('person_links',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('chamber_code', sa.Text(), nullable=False),
    sa.Column('member_id', sa.Uuid(), nullable=False),
    sa.Column('code_sha256', sa.LargeBinary(length=32), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('used_by_member_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['chamber_code'], ['chambers.code'], name=op.f('fk_person_links_chamber_code')),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_person_links_member_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_links')),
    sa.UniqueConstraint('code_sha256', name=op.f('uq_person_links_code_sha256'))
    )
    op.create_index(op.f('ix_person_links_member_id'), 'person_links', ['member_id'], unique=False)
    op.add_column('chambers', sa.Column('backfill_complete_on', sa.Date(), nullable=True))
    op.add_column('chambers', sa.Column('visa_grace_until', sa.Text(), server_default='03-31', nullable=False))
    op.add_column('members', sa.Column('person_id', sa.Uuid(), nullable=True))
    op.add_column('members', sa.Column('merged_into', sa.Uuid(), nullable=True))
    op.add_column('members', sa.Column('email', sa.Text(), nullable=True))
    op.add_column('members', sa.Column('province', sa.Text(), nullable=True))
    op.add_column('members', sa.Column('listed_since', sa.DateTime(timezone=True), nullable=True))
    op.add_column('members', sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index('ix_members_person_id', 'members', ['person_id'], unique=False, sqlite_where=sa.text('person_id IS NOT NULL'), postgresql_where=sa.text('person_id IS NOT NULL'))
    op.create_index('ix_members_province_listed', 'members', ['province', 'chamber_code'], unique=False, sqlite_where=sa.text('listed_since IS NOT NULL'), postgresql_where=sa.text('listed_since IS NOT NULL'))
    op.create_index('ix_members_merged_into', 'members', ['merged_into'], unique=False, sqlite_where=sa.text('merged_into IS NOT NULL'), postgresql_where=sa.text('merged_into IS NOT NULL'))
    for table in APPEND_ONLY:
        forbid_changes(table)
    keep_until_erasure('member_names')
    permit_changes('credentials')
    keep_until_erasure('credentials', blank='compact')


def downgrade() -> None:
    """Undo."""
    forget_erasure('credentials')
    forbid_changes('credentials')
    forget_erasure('member_names')
    for table in APPEND_ONLY:
        permit_changes(table)
    op.drop_index('ix_members_merged_into', table_name='members', sqlite_where=sa.text('merged_into IS NOT NULL'), postgresql_where=sa.text('merged_into IS NOT NULL'))
    op.drop_index('ix_members_province_listed', table_name='members', sqlite_where=sa.text('listed_since IS NOT NULL'), postgresql_where=sa.text('listed_since IS NOT NULL'))
    op.drop_index('ix_members_person_id', table_name='members', sqlite_where=sa.text('person_id IS NOT NULL'), postgresql_where=sa.text('person_id IS NOT NULL'))
    op.drop_column('members', 'erased_at')
    op.drop_column('members', 'listed_since')
    op.drop_column('members', 'province')
    op.drop_column('members', 'email')
    op.drop_column('members', 'merged_into')
    op.drop_column('members', 'person_id')
    op.drop_column('chambers', 'visa_grace_until')
    op.drop_column('chambers', 'backfill_complete_on')
    op.drop_index(op.f('ix_person_links_member_id'), table_name='person_links')
    op.drop_table('person_links')
    op.drop_index(op.f('ix_membership_events_member_id'), table_name='membership_events')
    op.drop_table('membership_events')
    op.drop_index(op.f('ix_member_names_member_id'), table_name='member_names')
    op.drop_table('member_names')
    op.drop_index(op.f('ix_consents_member_id'), table_name='consents')
    op.drop_table('consents')
    op.drop_index('ix_access_events_member_id_at', table_name='access_events')
    op.drop_table('access_events')
