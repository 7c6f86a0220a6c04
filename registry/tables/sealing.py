"""Seals of drawn PDFs: the certificates that set them, and which file is a document's original."""

import sqlalchemy as sa

from registry.tables.base import Instant, metadata

# ``purpose`` is ``seal`` or ``seal-authority``; certificates as PEM, ``chain`` those above up to the root.
seal_certificates = sa.Table(
    "seal_certificates",
    metadata,
    sa.Column("fingerprint", sa.Text, primary_key=True),
    sa.Column("owner_slug", sa.Text, nullable=False, index=True),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("level", sa.Text, nullable=False),
    sa.Column("certificate", sa.Text, nullable=False),
    sa.Column("chain", sa.Text, nullable=False),
    sa.Column("signer_uri", sa.Text, nullable=False),
    sa.Column("valid_from", Instant, nullable=False),
    sa.Column("valid_until", Instant, nullable=False),
)

# The file itself lies in the store of sealed PDFs under its hash. A seal cannot be set twice to the same bytes.
sealed_pdfs = sa.Table(
    "sealed_pdfs",
    metadata,
    sa.Column("credential_id", sa.ForeignKey("credentials.id"), primary_key=True),
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), nullable=False),
    sa.Column("member_id", sa.ForeignKey("members.id"), nullable=False, index=True),
    sa.Column("sha256", sa.LargeBinary(32), nullable=False, unique=True),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("design", sa.Text, nullable=False),
    sa.Column("fingerprint", sa.ForeignKey("seal_certificates.fingerprint"), nullable=False),
    sa.Column("form", sa.Text, nullable=False),
    sa.Column("sealed_at", Instant, nullable=False),
)
