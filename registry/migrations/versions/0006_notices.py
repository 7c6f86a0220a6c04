"""Outbox, webhooks, shares, watches, requests and verification counts."""

import sqlalchemy as sa
from alembic import op

from registry.migrations.append_only import forbid_changes, permit_changes

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

APPEND_ONLY = ()


def upgrade() -> None:
    """Apply."""
    op.create_table('outbox',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('chamber_code', sa.Text(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('recipient', sa.Text(), nullable=False),
    sa.Column('template', sa.Text(), nullable=False),
    sa.Column('lang', sa.Text(), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_error', sa.Text(), nullable=True),
    sa.Column('once_key', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['chamber_code'], ['chambers.code'], name=op.f('fk_outbox_chamber_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox')),
    sa.UniqueConstraint('once_key', name=op.f('uq_outbox_once_key'))
    )
    op.create_index('ix_outbox_due_at', 'outbox', ['due_at'], unique=False, sqlite_where=sa.text('sent_at IS NULL AND failed_at IS NULL'), postgresql_where=sa.text('sent_at IS NULL AND failed_at IS NULL'))
    op.create_table('webhooks',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('chamber_code', sa.Text(), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('secret', sa.Text(), nullable=False),
    sa.Column('events', sa.JSON(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['chamber_code'], ['chambers.code'], name=op.f('fk_webhooks_chamber_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhooks'))
    )
    op.create_index(op.f('ix_webhooks_chamber_code'), 'webhooks', ['chamber_code'], unique=False)
    op.create_table('member_requests',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('chamber_code', sa.Text(), nullable=False),
    sa.Column('member_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('credential_id', sa.Uuid(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('wanted', sa.JSON(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('decided_by', sa.Text(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['chamber_code'], ['chambers.code'], name=op.f('fk_member_requests_chamber_code')),
    sa.ForeignKeyConstraint(['credential_id'], ['credentials.id'], name=op.f('fk_member_requests_credential_id')),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_member_requests_member_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_member_requests'))
    )
    op.create_index('ix_member_requests_chamber_code_state', 'member_requests', ['chamber_code', 'state'], unique=False)
    op.create_index(op.f('ix_member_requests_member_id'), 'member_requests', ['member_id'], unique=False)
    op.create_table('share_links',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('chamber_code', sa.Text(), nullable=False),
    sa.Column('member_id', sa.Uuid(), nullable=False),
    sa.Column('credential_id', sa.Uuid(), nullable=False),
    sa.Column('token_sha256', sa.LargeBinary(length=32), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['chamber_code'], ['chambers.code'], name=op.f('fk_share_links_chamber_code')),
    sa.ForeignKeyConstraint(['credential_id'], ['credentials.id'], name=op.f('fk_share_links_credential_id')),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_share_links_member_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_share_links')),
    sa.UniqueConstraint('token_sha256', name=op.f('uq_share_links_token_sha256'))
    )
    op.create_index(op.f('ix_share_links_member_id'), 'share_links', ['member_id'], unique=False)
    op.create_table('verification_counts',
    sa.Column('credential_id', sa.Uuid(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('chamber_code', sa.Text(), nullable=False),
    sa.Column('n', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['chamber_code'], ['chambers.code'], name=op.f('fk_verification_counts_chamber_code')),
    sa.ForeignKeyConstraint(['credential_id'], ['credentials.id'], name=op.f('fk_verification_counts_credential_id')),
    sa.PrimaryKeyConstraint('credential_id', 'day', name=op.f('pk_verification_counts'))
    )
    op.create_table('watches',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('chamber_code', sa.Text(), nullable=False),
    sa.Column('credential_id', sa.Uuid(), nullable=False),
    sa.Column('email', sa.Text(), nullable=False),
    sa.Column('lang', sa.Text(), nullable=False),
    sa.Column('token_sha256', sa.LargeBinary(length=32), nullable=False),
    sa.Column('last_standing', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['chamber_code'], ['chambers.code'], name=op.f('fk_watches_chamber_code')),
    sa.ForeignKeyConstraint(['credential_id'], ['credentials.id'], name=op.f('fk_watches_credential_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_watches')),
    sa.UniqueConstraint('token_sha256', name=op.f('uq_watches_token_sha256'))
    )
    op.create_index(op.f('ix_watches_credential_id'), 'watches', ['credential_id'], unique=False)
    for table in APPEND_ONLY:
        forbid_changes(table)


def downgrade() -> None:
    """Undo."""
    for table in APPEND_ONLY:
        permit_changes(table)
    op.drop_index(op.f('ix_watches_credential_id'), table_name='watches')
    op.drop_table('watches')
    op.drop_table('verification_counts')
    op.drop_index(op.f('ix_share_links_member_id'), table_name='share_links')
    op.drop_table('share_links')
    op.drop_index(op.f('ix_member_requests_member_id'), table_name='member_requests')
    op.drop_index('ix_member_requests_chamber_code_state', table_name='member_requests')
    op.drop_table('member_requests')
    op.drop_index(op.f('ix_webhooks_chamber_code'), table_name='webhooks')
    op.drop_table('webhooks')
    op.drop_index('ix_outbox_due_at', table_name='outbox', sqlite_where=sa.text('sent_at IS NULL AND failed_at IS NULL'), postgresql_where=sa.text('sent_at IS NULL AND failed_at IS NULL'))
    op.drop_table('outbox')
