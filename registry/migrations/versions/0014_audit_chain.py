"""Audit records are chained by hashes, a chain for each chamber and one for what belongs to none."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.engine import Connection

from registry.audit_chain import FIRST_PREV_HASH, Head, link
from registry.migrations.append_only import forbid_changes, permit_changes
from registry.migrations.never_back import any_direction, only_forward
from registry.migrations.row_security import bind_to_chamber, unbind
from registry.tables.base import Instant

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_BATCH = 1000
# As the table is here; later columns are no part of these hashes.
_EVENTS = sa.table(
    "audit_events",
    sa.column("id", sa.Uuid),
    sa.column("at", Instant),
    sa.column("facts", sa.JSON),
    *(
        sa.column(name, sa.Text)
        for name in (
            "chamber_code", "actor_kind", "actor", "action", "target_kind", "target", "outcome", "request_id",
        )
    ),
    sa.column("seq", sa.Integer),
    sa.column("prev_hash", sa.LargeBinary),
    sa.column("entry_hash", sa.LargeBinary),
)  # fmt: skip
_CHAIN = ("seq", "prev_hash", "entry_hash")
_HEADS = sa.table(
    "audit_heads",
    sa.column("chain", sa.Text),
    sa.column("seq", sa.Integer),
    sa.column("entry_hash", sa.LargeBinary),
)


def upgrade() -> None:
    """Apply. Records from before are chained in the order of their ids, which is that of their times."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    op.create_table(
        "audit_heads",
        sa.Column("chain", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("entry_hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_audit_heads")),
    )
    permit_changes("audit_events")
    if postgresql:
        # The tables' owner is bound too: until the end of this migration it must see what it chains.
        op.execute("ALTER TABLE audit_events NO FORCE ROW LEVEL SECURITY")
    op.add_column("audit_events", sa.Column("seq", sa.Integer(), nullable=True))
    op.add_column("audit_events", sa.Column("prev_hash", sa.LargeBinary(length=32), nullable=True))
    op.add_column("audit_events", sa.Column("entry_hash", sa.LargeBinary(length=32), nullable=True))
    _chain_all(op.get_bind())
    op.drop_index("ix_audit_events_chamber_code", table_name="audit_events")
    with op.batch_alter_table("audit_events") as table:
        for name, kind in zip(_CHAIN, (sa.Integer(), sa.LargeBinary(32), sa.LargeBinary(32)), strict=True):
            table.alter_column(name, existing_type=kind, nullable=False)
        table.create_unique_constraint("uq_audit_events_chamber_code_seq", ["chamber_code", "seq"])
    op.create_index(
        "ix_audit_events_seq_of_no_chamber",
        "audit_events",
        ["seq"],
        unique=True,
        sqlite_where=sa.text("chamber_code IS NULL"),
        postgresql_where=sa.text("chamber_code IS NULL"),
    )
    if postgresql:
        op.execute("ALTER TABLE audit_events FORCE ROW LEVEL SECURITY")
    bind_to_chamber("audit_heads", "chain = coalesce(current_setting('muhur.chamber', true), '')")
    only_forward("audit_heads", "NEW.chain = OLD.chain AND NEW.seq > OLD.seq")
    forbid_changes("audit_events")


def _chain_all(connection: Connection) -> None:
    chambers = connection.execute(sa.select(_EVENTS.c.chamber_code).distinct()).scalars().all()
    for chamber_code in chambers:
        code = _EVENTS.c.chamber_code
        head = _chain_one(connection, code.is_(None) if chamber_code is None else code == chamber_code)
        row = {"chain": chamber_code or "", "seq": head.seq, "entry_hash": head.entry_hash}
        connection.execute(_HEADS.insert(), row)


def _chain_one(connection: Connection, same: sa.ColumnElement[bool]) -> Head:
    content = [column for column in _EVENTS.c if column.name not in _CHAIN]
    changed = _EVENTS.update().where(_EVENTS.c.id == sa.bindparam("of_id"))
    chosen = sa.select(*content).where(same).order_by(_EVENTS.c.id).limit(_BATCH)
    head, after = Head(0, FIRST_PREV_HASH), None
    while rows := connection.execute(
        chosen if after is None else chosen.where(_EVENTS.c.id > after)
    ).mappings().all():  # fmt: skip
        found: list[dict[str, Any]] = []
        for row in rows:
            made = link(dict(row), head)
            found.append({"of_id": row["id"], **{name: getattr(made, name) for name in _CHAIN}})
            head, after = Head(made.seq, made.entry_hash), row["id"]
        connection.execute(changed, found)
    return head


def downgrade() -> None:
    """Undo."""
    permit_changes("audit_events")
    any_direction("audit_heads")
    unbind("audit_heads")
    op.drop_table("audit_heads")
    op.drop_index("ix_audit_events_seq_of_no_chamber", table_name="audit_events")
    with op.batch_alter_table("audit_events") as table:
        table.drop_constraint("uq_audit_events_chamber_code_seq", type_="unique")
        for name in _CHAIN:
            table.drop_column(name)
    op.create_index(op.f("ix_audit_events_chamber_code"), "audit_events", ["chamber_code"], unique=False)
    forbid_changes("audit_events")
