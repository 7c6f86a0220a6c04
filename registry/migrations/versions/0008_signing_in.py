"""Sessions and the ways of signing in: passwords, passkeys, authenticator apps, one-time codes, providers."""

import sqlalchemy as sa
from alembic import op

from registry.migrations.row_security import bind_to_chamber, open_to_all_chambers

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

OF_A_CHAMBER = ("sessions", "passwords", "passkeys", "totp_secrets", "one_time_codes", "identities")


def upgrade() -> None:
    """Apply."""
    op.create_table('tries',
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('window_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('n', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_tries'))
    )
    op.create_table('identities',
    sa.Column('issuer', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('holder_kind', sa.Text(), nullable=False),
    sa.Column('holder', sa.Text(), nullable=False),
    sa.Column('chamber_code', sa.Text(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['chamber_code'], ['chambers.code'], name=op.f('fk_identities_chamber_code')),
    sa.PrimaryKeyConstraint('issuer', 'subject', name=op.f('pk_identities'))
    )
    op.create_index(op.f('ix_identities_chamber_code'), 'identities', ['chamber_code'], unique=False)
    op.create_table('one_time_codes',
    sa.Column('code_sha256', sa.LargeBinary(length=32), nullable=False),
    sa.Column('holder_kind', sa.Text(), nullable=False),
    sa.Column('holder', sa.Text(), nullable=False),
    sa.Column('chamber_code', sa.Text(), nullable=True),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by', sa.Text(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['chamber_code'], ['chambers.code'], name=op.f('fk_one_time_codes_chamber_code')),
    sa.PrimaryKeyConstraint('code_sha256', name=op.f('pk_one_time_codes'))
    )
    op.create_index(op.f('ix_one_time_codes_chamber_code'), 'one_time_codes', ['chamber_code'], unique=False)
    op.create_index('ix_one_time_codes_holder', 'one_time_codes', ['holder_kind', 'holder', 'purpose'], unique=False)
    op.create_table('passkeys',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('holder_kind', sa.Text(), nullable=False),
    sa.Column('holder', sa.Text(), nullable=False),
    sa.Column('chamber_code', sa.Text(), nullable=True),
    sa.Column('credential_id', sa.LargeBinary(), nullable=False),
    sa.Column('attested', sa.LargeBinary(), nullable=False),
    sa.Column('sign_count', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['chamber_code'], ['chambers.code'], name=op.f('fk_passkeys_chamber_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passkeys')),
    sa.UniqueConstraint('credential_id', name=op.f('uq_passkeys_credential_id'))
    )
    op.create_index(op.f('ix_passkeys_chamber_code'), 'passkeys', ['chamber_code'], unique=False)
    op.create_index('ix_passkeys_holder', 'passkeys', ['holder_kind', 'holder'], unique=False)
    op.create_table('passwords',
    sa.Column('holder_kind', sa.Text(), nullable=False),
    sa.Column('holder', sa.Text(), nullable=False),
    sa.Column('chamber_code', sa.Text(), nullable=True),
    sa.Column('hash', sa.Text(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['chamber_code'], ['chambers.code'], name=op.f('fk_passwords_chamber_code')),
    sa.PrimaryKeyConstraint('holder_kind', 'holder', name=op.f('pk_passwords'))
    )
    op.create_index(op.f('ix_passwords_chamber_code'), 'passwords', ['chamber_code'], unique=False)
    op.create_table('sessions',
    sa.Column('token_sha256', sa.LargeBinary(length=32), nullable=False),
    sa.Column('holder_kind', sa.Text(), nullable=False),
    sa.Column('holder', sa.Text(), nullable=False),
    sa.Column('chamber_code', sa.Text(), nullable=True),
    sa.Column('lang', sa.Text(), nullable=False),
    sa.Column('csrf', sa.Text(), nullable=False),
    sa.Column('device', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['chamber_code'], ['chambers.code'], name=op.f('fk_sessions_chamber_code')),
    sa.PrimaryKeyConstraint('token_sha256', name=op.f('pk_sessions'))
    )
    op.create_index(op.f('ix_sessions_chamber_code'), 'sessions', ['chamber_code'], unique=False)
    op.create_index('ix_sessions_holder', 'sessions', ['holder_kind', 'holder'], unique=False)
    op.create_table('totp_secrets',
    sa.Column('holder_kind', sa.Text(), nullable=False),
    sa.Column('holder', sa.Text(), nullable=False),
    sa.Column('chamber_code', sa.Text(), nullable=True),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_step', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['chamber_code'], ['chambers.code'], name=op.f('fk_totp_secrets_chamber_code')),
    sa.PrimaryKeyConstraint('holder_kind', 'holder', name=op.f('pk_totp_secrets'))
    )
    op.create_index(op.f('ix_totp_secrets_chamber_code'), 'totp_secrets', ['chamber_code'], unique=False)
    for table in OF_A_CHAMBER:
        bind_to_chamber(table)
    open_to_all_chambers("tries")


def downgrade() -> None:
    """Undo."""
    op.drop_index(op.f('ix_totp_secrets_chamber_code'), table_name='totp_secrets')
    op.drop_table('totp_secrets')
    op.drop_index('ix_sessions_holder', table_name='sessions')
    op.drop_index(op.f('ix_sessions_chamber_code'), table_name='sessions')
    op.drop_table('sessions')
    op.drop_index(op.f('ix_passwords_chamber_code'), table_name='passwords')
    op.drop_table('passwords')
    op.drop_index('ix_passkeys_holder', table_name='passkeys')
    op.drop_index(op.f('ix_passkeys_chamber_code'), table_name='passkeys')
    op.drop_table('passkeys')
    op.drop_index('ix_one_time_codes_holder', table_name='one_time_codes')
    op.drop_index(op.f('ix_one_time_codes_chamber_code'), table_name='one_time_codes')
    op.drop_table('one_time_codes')
    op.drop_index(op.f('ix_identities_chamber_code'), table_name='identities')
    op.drop_table('identities')
    op.drop_table('tries')
