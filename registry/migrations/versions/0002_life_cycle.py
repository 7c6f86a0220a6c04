"""The life of a document: batches and drafts, states and events, several documents of one run."""

import sqlalchemy as sa
from alembic import op

from registry.migrations.append_only import forbid_changes, permit_changes

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = ('status_events', )


def _several_documents_of_one_run() -> None:
    permit_changes("credentials")
    with op.batch_alter_table("issue_intents") as table:
        table.add_column(sa.Column("ordinal", sa.Integer(), server_default="1", nullable=False))
        table.drop_constraint("uq_issue_intents_run_id_member_id", type_="unique")
        table.create_unique_constraint("uq_issue_intents_run_id_member_id_ordinal", ["run_id", "member_id", "ordinal"])
    with op.batch_alter_table("credentials") as table:
        table.add_column(sa.Column("ordinal", sa.Integer(), server_default="1", nullable=False))
        table.add_column(sa.Column("area", sa.Text(), nullable=True))
        table.add_column(sa.Column("annual_visa", sa.Boolean(), server_default=sa.text("false"), nullable=False))
        table.add_column(sa.Column("supporting_id", sa.Uuid(), nullable=True))
        table.drop_constraint("uq_credentials_run_id_member_id", type_="unique")
        table.create_unique_constraint("uq_credentials_run_id_member_id_ordinal", ["run_id", "member_id", "ordinal"])
    op.create_index("ix_credentials_chamber_code_valid_until", "credentials", ["chamber_code", "valid_until"])
    op.create_index(
        "ix_credentials_yetki", "credentials",
        ["chamber_code", "area", "member_id", "valid_from", "valid_until", "annual_visa", "awarded_at", "supporting_id", "id", "kind"],
        sqlite_where=sa.text("kind = 'yetki'"), postgresql_where=sa.text("kind = 'yetki'"),
    )
    op.add_column("serial_counters", sa.Column("issued", sa.Integer(), server_default="0", nullable=False))
    op.execute(
        "UPDATE serial_counters SET issued = (SELECT count(*) FROM credentials WHERE credentials.chamber_code = "
        "serial_counters.chamber_code AND credentials.kind = serial_counters.kind AND "
        "substr(belge_no, length(credentials.chamber_code) + 2, 4) = CAST(serial_counters.year AS TEXT))"
    )
    present = sa.text("supporting_id IS NOT NULL")
    op.create_index("ix_credentials_supporting_id", "credentials", ["supporting_id"], sqlite_where=present, postgresql_where=present)
    # What the documents so far say, from the programmes they were issued from.
    of_programme = "FROM programmes WHERE programmes.code = credentials.programme_code"
    op.execute(f"UPDATE credentials SET area = (SELECT area {of_programme}) WHERE kind <> 'katilim'")
    op.execute(f"UPDATE credentials SET annual_visa = (SELECT annual_visa {of_programme}) WHERE kind = 'yetki'")
    forbid_changes("credentials")


def _one_document_of_one_run() -> None:
    permit_changes("credentials")
    op.drop_index("ix_credentials_yetki", table_name="credentials")
    op.drop_column("serial_counters", "issued")
    op.drop_index("ix_credentials_supporting_id", table_name="credentials")
    op.drop_index("ix_credentials_chamber_code_valid_until", table_name="credentials")
    with op.batch_alter_table("credentials") as table:
        table.drop_constraint("uq_credentials_run_id_member_id_ordinal", type_="unique")
        table.create_unique_constraint("uq_credentials_run_id_member_id", ["run_id", "member_id"])
        for column in ("supporting_id", "annual_visa", "area", "ordinal"):
            table.drop_column(column)
    with op.batch_alter_table("issue_intents") as table:
        table.drop_constraint("uq_issue_intents_run_id_member_id_ordinal", type_="unique")
        table.create_unique_constraint("uq_issue_intents_run_id_member_id", ["run_id", "member_id"])
        table.drop_column("ordinal")
    forbid_changes("credentials")


def upgrade() -> None:
    """Apply."""
    _several_documents_of_one_run()
    op.create_table('inherited_batches',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('chamber_code', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('content_sha256', sa.LargeBinary(length=32), nullable=False),
    sa.Column('prepared_by', sa.Text(), nullable=False),
    sa.Column('prepared_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.Text(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_note', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['chamber_code'], ['chambers.code'], name=op.f('fk_inherited_batches_chamber_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inherited_batches'))
    )
    op.create_index(op.f('ix_inherited_batches_chamber_code'), 'inherited_batches', ['chamber_code'], unique=False)
    op.create_table('batches',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('chamber_code', sa.Text(), nullable=False),
    sa.Column('run_id', sa.Uuid(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('decision_no', sa.Text(), nullable=True),
    sa.Column('decision_on', sa.Date(), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('issue_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('prepared_by', sa.Text(), nullable=False),
    sa.Column('prepared_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_by', sa.Text(), nullable=True),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.Text(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_note', sa.Text(), nullable=True),
    sa.Column('content_sha256', sa.LargeBinary(length=32), nullable=True),
    sa.Column('standing_approval_id', sa.Uuid(), nullable=True),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('refused', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['chamber_code'], ['chambers.code'], name=op.f('fk_batches_chamber_code')),
    sa.ForeignKeyConstraint(['run_id'], ['runs.id'], name=op.f('fk_batches_run_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_batches'))
    )
    op.create_index('ix_batches_chamber_code_state', 'batches', ['chamber_code', 'state', 'prepared_at'], unique=False)
    op.create_table('drafts',
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('chamber_code', sa.Text(), nullable=False),
    sa.Column('member_id', sa.Uuid(), nullable=False),
    sa.Column('ordinal', sa.Integer(), server_default='1', nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('replaces_id', sa.Uuid(), nullable=True),
    sa.Column('renews_id', sa.Uuid(), nullable=True),
    sa.Column('supporting_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['batch_id'], ['batches.id'], name=op.f('fk_drafts_batch_id')),
    sa.ForeignKeyConstraint(['chamber_code'], ['chambers.code'], name=op.f('fk_drafts_chamber_code')),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_drafts_member_id')),
    sa.PrimaryKeyConstraint('batch_id', 'place', name=op.f('pk_drafts'))
    )
    op.create_table('credential_states',
    sa.Column('credential_id', sa.Uuid(), nullable=False),
    sa.Column('chamber_code', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('since_on', sa.Date(), nullable=False),
    sa.Column('successor_id', sa.Uuid(), nullable=True),
    sa.Column('visa_year', sa.Integer(), nullable=True),
    sa.Column('status_list', sa.Integer(), nullable=False),
    sa.Column('status_index', sa.Integer(), nullable=False),
    sa.Column('status_bit', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['chamber_code'], ['chambers.code'], name=op.f('fk_credential_states_chamber_code')),
    sa.ForeignKeyConstraint(['credential_id'], ['credentials.id'], name=op.f('fk_credential_states_credential_id')),
    sa.ForeignKeyConstraint(['successor_id'], ['credentials.id'], name=op.f('fk_credential_states_successor_id')),
    sa.PrimaryKeyConstraint('credential_id', name=op.f('pk_credential_states'))
    )
    op.create_index('ix_credential_states_chamber_code_status', 'credential_states', ['chamber_code', 'status_list', 'status_bit'], unique=False)
    op.create_table('inherited_documents',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('chamber_code', sa.Text(), nullable=False),
    sa.Column('member_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('area', sa.Text(), nullable=True),
    sa.Column('programme_name', sa.Text(), nullable=True),
    sa.Column('issued_on', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('decision_no', sa.Text(), nullable=True),
    sa.Column('decision_on', sa.Date(), nullable=True),
    sa.Column('scan_sha256', sa.LargeBinary(length=32), nullable=True),
    sa.Column('approved', sa.Boolean(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('ended_reason', sa.Text(), nullable=True),
    sa.Column('reissued_as_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['batch_id'], ['inherited_batches.id'], name=op.f('fk_inherited_documents_batch_id')),
    sa.ForeignKeyConstraint(['chamber_code'], ['chambers.code'], name=op.f('fk_inherited_documents_chamber_code')),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_inherited_documents_member_id')),
    sa.ForeignKeyConstraint(['reissued_as_id'], ['credentials.id'], name=op.f('fk_inherited_documents_reissued_as_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inherited_documents')),
    sa.UniqueConstraint('chamber_code', 'number', name=op.f('uq_inherited_documents_chamber_code_number'))
    )
    op.create_index(op.f('ix_inherited_documents_batch_id'), 'inherited_documents', ['batch_id'], unique=False)
    op.create_index(op.f('ix_inherited_documents_member_id'), 'inherited_documents', ['member_id'], unique=False)
    op.create_table('status_events',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('credential_id', sa.Uuid(), nullable=False),
    sa.Column('chamber_code', sa.Text(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('event', sa.Text(), nullable=False),
    sa.Column('effective_on', sa.Date(), nullable=False),
    sa.Column('reason_code', sa.Text(), nullable=True),
    sa.Column('reason_note', sa.Text(), nullable=True),
    sa.Column('decision_no', sa.Text(), nullable=True),
    sa.Column('decision_on', sa.Date(), nullable=True),
    sa.Column('successor_id', sa.Uuid(), nullable=True),
    sa.Column('visa_year', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('bulk_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['chamber_code'], ['chambers.code'], name=op.f('fk_status_events_chamber_code')),
    sa.ForeignKeyConstraint(['credential_id'], ['credentials.id'], name=op.f('fk_status_events_credential_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_status_events')),
    sa.UniqueConstraint('chamber_code', 'seq', name=op.f('uq_status_events_chamber_code_seq'))
    )
    op.create_index('ix_status_events_chamber_code_at', 'status_events', ['chamber_code', 'at'], unique=False)
    op.create_index(op.f('ix_status_events_credential_id'), 'status_events', ['credential_id'], unique=False)
    op.add_column('sicil_entries', sa.Column('content_sha256', sa.LargeBinary(length=32), nullable=True))
    op.add_column('status_lists', sa.Column('version', sa.Integer(), server_default='1', nullable=False))
    op.add_column('status_lists', sa.Column('token_compact', sa.Text(), nullable=True))
    for table in APPEND_ONLY:
        forbid_changes(table)


def downgrade() -> None:
    """Undo."""
    for table in APPEND_ONLY:
        permit_changes(table)
    op.drop_column('status_lists', 'token_compact')
    op.drop_column('status_lists', 'version')
    op.drop_column('sicil_entries', 'content_sha256')
    op.drop_index(op.f('ix_status_events_credential_id'), table_name='status_events')
    op.drop_index('ix_status_events_chamber_code_at', table_name='status_events')
    op.drop_table('status_events')
    op.drop_index(op.f('ix_inherited_documents_member_id'), table_name='inherited_documents')
    op.drop_index(op.f('ix_inherited_documents_batch_id'), table_name='inherited_documents')
    op.drop_table('inherited_documents')
    op.drop_index('ix_credential_states_chamber_code_status', table_name='credential_states')
    op.drop_table('credential_states')
    op.drop_table('drafts')
    op.drop_index('ix_batches_chamber_code_state', table_name='batches')
    op.drop_table('batches')
    op.drop_index(op.f('ix_inherited_batches_chamber_code'), table_name='inherited_batches')
    op.drop_table('inherited_batches')
    _one_document_of_one_run()
