"""Users, programs, idempotency, audit and quotas."""

import sqlalchemy as sa
from alembic import op

from registry.migrations.append_only import forbid_changes, permit_changes

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

APPEND_ONLY = ('audit_events', )


def upgrade() -> None:
    """Apply."""
    op.create_table('audit_events',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('chamber_code', sa.Text(), nullable=True),
    sa.Column('actor_kind', sa.Text(), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('action', sa.Text(), nullable=False),
    sa.Column('target_kind', sa.Text(), nullable=True),
    sa.Column('target', sa.Text(), nullable=True),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('request_id', sa.Text(), nullable=True),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_events'))
    )
    op.create_index(op.f('ix_audit_events_at'), 'audit_events', ['at'], unique=False)
    op.create_index(op.f('ix_audit_events_chamber_code'), 'audit_events', ['chamber_code'], unique=False)
    op.create_table('idempotency_keys',
    sa.Column('caller', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('request_sha256', sa.LargeBinary(length=32), nullable=False),
    sa.Column('claim', sa.Uuid(), nullable=False),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('media_type', sa.Text(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('caller', 'key', name=op.f('pk_idempotency_keys')),
    sa.UniqueConstraint('claim', name=op.f('uq_idempotency_keys_claim'))
    )
    op.create_index(op.f('ix_idempotency_keys_at'), 'idempotency_keys', ['at'], unique=False)
    op.create_table('oauth_clients',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('chamber_code', sa.Text(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('secret_sha256', sa.LargeBinary(length=32), nullable=False),
    sa.Column('scopes', sa.JSON(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['chamber_code'], ['chambers.code'], name=op.f('fk_oauth_clients_chamber_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_oauth_clients'))
    )
    op.create_index(op.f('ix_oauth_clients_chamber_code'), 'oauth_clients', ['chamber_code'], unique=False)
    op.create_table('quotas',
    sa.Column('chamber_code', sa.Text(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('per_day', sa.Integer(), nullable=False),
    sa.Column('alarm_email', sa.Text(), nullable=True),
    sa.Column('set_by', sa.Text(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['chamber_code'], ['chambers.code'], name=op.f('fk_quotas_chamber_code')),
    sa.PrimaryKeyConstraint('chamber_code', 'what', name=op.f('pk_quotas'))
    )
    op.create_table('users',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('chamber_code', sa.Text(), nullable=True),
    sa.Column('login', sa.Text(), nullable=False),
    sa.Column('full_name', sa.Text(), nullable=False),
    sa.Column('email', sa.Text(), nullable=True),
    sa.Column('roles', sa.JSON(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['chamber_code'], ['chambers.code'], name=op.f('fk_users_chamber_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_users')),
    sa.UniqueConstraint('login', name=op.f('uq_users_login'))
    )
    op.create_index(op.f('ix_users_chamber_code'), 'users', ['chamber_code'], unique=False)
    op.create_table('delegations',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('chamber_code', sa.Text(), nullable=False),
    sa.Column('from_user_id', sa.Uuid(), nullable=False),
    sa.Column('to_user_id', sa.Uuid(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.Column('made_by', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['chamber_code'], ['chambers.code'], name=op.f('fk_delegations_chamber_code')),
    sa.ForeignKeyConstraint(['from_user_id'], ['users.id'], name=op.f('fk_delegations_from_user_id')),
    sa.ForeignKeyConstraint(['to_user_id'], ['users.id'], name=op.f('fk_delegations_to_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delegations'))
    )
    op.create_index(op.f('ix_delegations_chamber_code'), 'delegations', ['chamber_code'], unique=False)
    op.create_table(
        "quota_uses",
        sa.Column("chamber_code", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["chamber_code"], ["chambers.code"], name=op.f("fk_quota_uses_chamber_code")),
        sa.PrimaryKeyConstraint("chamber_code", "what", "day", name=op.f("pk_quota_uses")),
    )
    for table in APPEND_ONLY:
        forbid_changes(table)


def downgrade() -> None:
    """Undo."""
    for table in APPEND_ONLY:
        permit_changes(table)
    op.drop_table("quota_uses")
    op.drop_index(op.f('ix_delegations_chamber_code'), table_name='delegations')
    op.drop_table('delegations')
    op.drop_index(op.f('ix_users_chamber_code'), table_name='users')
    op.drop_table('users')
    op.drop_table('quotas')
    op.drop_index(op.f('ix_oauth_clients_chamber_code'), table_name='oauth_clients')
    op.drop_table('oauth_clients')
    op.drop_index(op.f('ix_idempotency_keys_at'), table_name='idempotency_keys')
    op.drop_table('idempotency_keys')
    op.drop_index(op.f('ix_audit_events_chamber_code'), table_name='audit_events')
    op.drop_index(op.f('ix_audit_events_at'), table_name='audit_events')
    op.drop_table('audit_events')
