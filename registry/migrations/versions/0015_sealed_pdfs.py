"""Seal certificates, and the sealed PDF of each document by its hash."""

import sqlalchemy as sa
from alembic import op

from registry.migrations.row_security import NO_CHAMBER, bind_to_chamber, unbind

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "seal_certificates",
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("owner_slug", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("chain", sa.Text(), nullable=False),
        sa.Column("signer_uri", sa.Text(), nullable=False),
        sa.Column("valid_from", _AT, nullable=False),
        sa.Column("valid_until", _AT, nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_seal_certificates")),
    )
    op.create_index("ix_seal_certificates_owner_slug", "seal_certificates", ["owner_slug"])
    op.create_table(
        "sealed_pdfs",
        sa.Column("credential_id", sa.Uuid(), nullable=False),
        sa.Column("chamber_code", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("design", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("sealed_at", _AT, nullable=False),
        sa.PrimaryKeyConstraint("credential_id", name=op.f("pk_sealed_pdfs")),
        sa.UniqueConstraint("sha256", name=op.f("uq_sealed_pdfs_sha256")),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.{there}"], name=op.f(f"fk_sealed_pdfs_{column}"))
            for column, table, there in (
                ("credential_id", "credentials", "id"),
                ("chamber_code", "chambers", "code"),
                ("member_id", "members", "id"),
                ("fingerprint", "seal_certificates", "fingerprint"),
            )
        ),
    )
    op.create_index("ix_sealed_pdfs_member_id", "sealed_pdfs", ["member_id"])
    # A certificate is shown to everybody; whose document has which file is looked up by those who may have it.
    bind_to_chamber("seal_certificates", NO_CHAMBER, public=True)
    bind_to_chamber("sealed_pdfs")


def downgrade() -> None:
    """Undo. The files stay; without their rows they are sealed anew when asked for."""
    for table in ("sealed_pdfs", "seal_certificates"):
        unbind(table)
        op.drop_table(table)
