"""The life of keys: states that only go forward, keys proposed by one person, and keys that are never taken."""

import sqlalchemy as sa
from alembic import op

from registry.migrations.append_only import forbid_changes, permit_changes
from registry.migrations.never_back import any_direction, only_forward
from registry.migrations.row_security import NO_CHAMBER, bind_to_chamber, unbind

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_AT = sa.DateTime(timezone=True)
_SAME = " AND ".join(
    # JSON has no equality on PostgreSQL.
    f"CAST(NEW.{name} AS text) = CAST(OLD.{name} AS text)"
    for name in ("kid", "owner_slug", "purpose", "jwk", "signer_uri")
)
_STEPS = (
    "NEW.state = OLD.state OR (OLD.state = 'introduced' AND NEW.state IN ('active', 'retired', 'compromised')) "
    "OR (OLD.state = 'active' AND NEW.state IN ('retired', 'compromised')) "
    "OR (OLD.state = 'retired' AND NEW.state = 'compromised')"
)
# Every comparison is guarded against NULL: what is not known to hold would pass on SQLite.
_FORWARD = (
    f"{_SAME} AND ({_STEPS}) AND (NEW.valid_from = OLD.valid_from OR OLD.state = 'introduced') "
    "AND (OLD.valid_until IS NULL OR (NEW.valid_until IS NOT NULL AND NEW.valid_until <= OLD.valid_until)) "
    "AND (NEW.state = 'compromised') = (NEW.compromised_since IS NOT NULL) "
    "AND (NEW.state = 'compromised') = (NEW.compromised_log_size IS NOT NULL) "
    "AND (OLD.compromised_since IS NULL OR NEW.compromised_since <= OLD.compromised_since) "
    "AND (OLD.compromised_log_size IS NULL OR NEW.compromised_log_size <= OLD.compromised_log_size)"
)
_CONFIRMED = (
    f"{_SAME} AND NEW.proposed_by = OLD.proposed_by AND NEW.proposed_at = OLD.proposed_at "
    "AND OLD.confirmed_by IS NULL AND NEW.confirmed_by IS NOT NULL AND NEW.confirmed_at IS NOT NULL"
)


def upgrade() -> None:
    """Apply. Keys that are there already are active, or, once their window is over, retired by it."""
    op.add_column("signing_keys", sa.Column("state", sa.Text(), nullable=False, server_default="active"))
    op.add_column("signing_keys", sa.Column("compromised_since", _AT, nullable=True))
    op.add_column("signing_keys", sa.Column("compromised_log_size", sa.Integer(), nullable=True))
    op.create_table(
        "key_proposals",
        sa.Column("kid", sa.Text(), nullable=False),
        sa.Column("owner_slug", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("jwk", sa.JSON(), nullable=False),
        sa.Column("signer_uri", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("proposed_at", _AT, nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("confirmed_at", _AT, nullable=True),
        sa.CheckConstraint("confirmed_by <> proposed_by", name=op.f("ck_key_proposals_two_persons")),
        sa.PrimaryKeyConstraint("kid", name=op.f("pk_key_proposals")),
    )
    op.create_table(
        "blocked_keys",
        sa.Column("thumbprint", sa.LargeBinary(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("blocked_by", sa.Text(), nullable=False),
        sa.Column("blocked_at", _AT, nullable=False),
        sa.PrimaryKeyConstraint("thumbprint", name=op.f("pk_blocked_keys")),
    )
    # The installation's own: who may act for a chamber is looked at before.
    for table in ("key_proposals", "blocked_keys"):
        bind_to_chamber(table, NO_CHAMBER)
        if op.get_bind().dialect.name == "postgresql":
            # A chamber's own page shows what is proposed for it.
            op.execute(f"CREATE POLICY every_chamber ON {table} FOR SELECT TO muhur_app USING (true)")
    # Keys of access tokens stand in no bundle: an installation may forget them.
    only_forward("signing_keys", _FORWARD, deletable="OLD.purpose = 'access'")
    only_forward("key_proposals", _CONFIRMED)
    forbid_changes("blocked_keys")


def downgrade() -> None:
    """Undo. What was compromised counts again as it did before: sign a new trust bundle at once."""
    permit_changes("blocked_keys")
    any_direction("key_proposals")
    any_direction("signing_keys")
    for table in ("blocked_keys", "key_proposals"):
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP POLICY every_chamber ON {table}")
        unbind(table)
        op.drop_table(table)
    for name in ("compromised_log_size", "compromised_since", "state"):
        op.drop_column("signing_keys", name)
