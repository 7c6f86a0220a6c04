"""How people sign in and the sessions they hold. A holder is a user (by login) or a member (by id as text)."""

import sqlalchemy as sa

from registry.tables.base import Instant, metadata


def _holder() -> list[sa.Column[str]]:
    return [
        sa.Column("holder_kind", sa.Text, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("chamber_code", sa.ForeignKey("chambers.code"), index=True),
    ]


# The browser holds a random token; here stands its hash alone, so a copy of the table opens no session.
sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("token_sha256", sa.LargeBinary(32), primary_key=True),
    *_holder(),
    sa.Column("lang", sa.Text, nullable=False),
    sa.Column("csrf", sa.Text, nullable=False),
    sa.Column("device", sa.Text, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("seen_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    # When the holder last proved who they are; approving asks for it again.
    sa.Column("confirmed_at", Instant, nullable=False),
    # A passkey, or a password and a code: what whoever approves has to show.
    sa.Column("two_steps", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("ended_at", Instant),
    sa.Index("ix_sessions_holder", "holder_kind", "holder"),
)

passwords = sa.Table(
    "passwords",
    metadata,
    *_holder(),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Column("set_at", Instant, nullable=False),
    sa.PrimaryKeyConstraint("holder_kind", "holder"),
)

# WebAuthn credentials; ``attested`` is the authenticator's attested credential data with the public key.
passkeys = sa.Table(
    "passkeys",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    *_holder(),
    sa.Column("credential_id", sa.LargeBinary, nullable=False, unique=True),
    sa.Column("attested", sa.LargeBinary, nullable=False),
    sa.Column("sign_count", sa.Integer, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("used_at", Instant),
    sa.Index("ix_passkeys_holder", "holder_kind", "holder"),
)

# The shared secret of an authenticator app, sealed under a key of the vault. ``last_step`` is the last time step
# that was used: a code counts once (RFC 6238 section 5.2).
totp_secrets = sa.Table(
    "totp_secrets",
    metadata,
    *_holder(),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("confirmed_at", Instant),
    sa.Column("last_step", sa.BigInteger, nullable=False),
    sa.PrimaryKeyConstraint("holder_kind", "holder"),
)

# Codes that are good once: invitations, sign-in links, recovery, second steps, challenges. Their hash alone is kept;
# ``held`` is what belongs to the one who brings the code back.
one_time_codes = sa.Table(
    "one_time_codes",
    metadata,
    sa.Column("code_sha256", sa.LargeBinary(32), primary_key=True),
    *_holder(),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("expires_at", Instant, nullable=False, index=True),
    sa.Column("used_at", Instant),
    sa.Column("held", sa.JSON(none_as_null=True)),
    sa.Index("ix_one_time_codes_holder", "holder_kind", "holder", "purpose"),
)

# Who somebody is at an OpenID provider.
identities = sa.Table(
    "identities",
    metadata,
    sa.Column("issuer", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    *_holder(),
    sa.Column("made_at", Instant, nullable=False),
    sa.PrimaryKeyConstraint("issuer", "subject"),
)

# How often something was tried in a window; ``key`` is a hash, never a name or an address.
tries = sa.Table(
    "tries",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("window_from", Instant, nullable=False),
    sa.Column("n", sa.Integer, nullable=False),
)
