"""The installation, its chambers, their keys, and what is published about them."""

import sqlalchemy as sa

from registry.tables.base import Instant, metadata

installation = sa.Table(
    "installation",
    metadata,
    sa.Column(
        "id", sa.Integer, sa.CheckConstraint("id = 1", name="ck_installation_single"), primary_key=True
    ),
    sa.Column("public_url", sa.Text, nullable=False),
    sa.Column("specimen", sa.Boolean, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
)

chambers = sa.Table(
    "chambers",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("no", sa.Integer, nullable=False, unique=True),
    sa.Column("abbr_tr", sa.Text, nullable=False),
    sa.Column("name_tr", sa.Text, nullable=False),
    sa.Column("name_en", sa.Text, nullable=False),
    sa.Column("did", sa.Text, nullable=False, unique=True),
    sa.Column("slug", sa.Text, nullable=False, unique=True),
    sa.Column("professions", sa.JSON, nullable=False),
    sa.Column("sicil_pattern", sa.Text, nullable=False),
    sa.Column("signers", sa.JSON, nullable=False),
    # Until a chamber declares that its earlier documents are entered, silence about a member means nothing.
    sa.Column("backfill_complete_on", sa.Date),
    # Last day of a year's visa grace as MM-DD.
    sa.Column("visa_grace_until", sa.Text, nullable=False, server_default="03-31"),
    # The design of new documents; null is the union's current one, whichever that is.
    sa.Column("design", sa.Text),
)

signing_keys = sa.Table(
    "signing_keys",
    metadata,
    sa.Column("kid", sa.Text, primary_key=True),
    sa.Column("owner_slug", sa.Text, nullable=False, index=True),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("jwk", sa.JSON, nullable=False),
    sa.Column("signer_uri", sa.Text, nullable=False),
    sa.Column("valid_from", Instant, nullable=False),
    sa.Column("valid_until", Instant),
    # registry/key_life/states.py; a trigger lets it only go forward.
    sa.Column("state", sa.Text, nullable=False, server_default="active"),
    sa.Column("compromised_since", Instant),
    sa.Column("compromised_log_size", sa.Integer),
)

# Keys that one person proposed; once another confirmed one, it stands in ``signing_keys`` and here as who did.
key_proposals = sa.Table(
    "key_proposals",
    metadata,
    sa.Column("kid", sa.Text, primary_key=True),
    sa.Column("owner_slug", sa.Text, nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("jwk", sa.JSON, nullable=False),
    sa.Column("signer_uri", sa.Text, nullable=False),
    sa.Column("proposed_by", sa.Text, nullable=False),
    sa.Column("proposed_at", Instant, nullable=False),
    sa.Column("confirmed_by", sa.Text),
    sa.Column("confirmed_at", Instant),
    sa.CheckConstraint("confirmed_by <> proposed_by", name="ck_key_proposals_two_persons"),
)

# Keys that are never taken (again), by their RFC 7638 thumbprint.
blocked_keys = sa.Table(
    "blocked_keys",
    metadata,
    sa.Column("thumbprint", sa.LargeBinary(32), primary_key=True),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("blocked_by", sa.Text, nullable=False),
    sa.Column("blocked_at", Instant, nullable=False),
)

trust_bundles = sa.Table(
    "trust_bundles",
    metadata,
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("compact", sa.Text, nullable=False),
    sa.Column("issued_at", Instant, nullable=False),
)

# ``version`` only goes up: an older list is never put over a newer one.
status_lists = sa.Table(
    "status_lists",
    metadata,
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("compact", sa.Text, nullable=False),
    sa.Column("signed_at", Instant, nullable=False),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    sa.Column("token_compact", sa.Text),
)
