"""Members: one row a person and chamber, with the history of names and states, links and consents."""

import sqlalchemy as sa

from registry.tables.base import KEY_TEXT, Instant, metadata

# ``person_id`` joins the entries that one person has linked; ``merged_into`` leads from a wrong entry to the
# right one. Documents stay with the entry they were issued to.
members = sa.Table(
    "members",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), nullable=False),
    sa.Column("sicil_no", sa.Text, nullable=False),
    sa.Column("given_name", sa.Text, nullable=False),
    sa.Column("family_name", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("search_key", KEY_TEXT, nullable=False),
    sa.Column("sort_key", KEY_TEXT, nullable=False),
    sa.Column("person_id", sa.Uuid),
    sa.Column("merged_into", sa.Uuid),
    sa.Column("email", sa.Text),
    sa.Column("province", sa.Text),
    sa.Column("listed_since", Instant),
    sa.Column("erased_at", Instant),
    sa.UniqueConstraint("chamber_code", "sicil_no"),
    sa.Index("ix_members_chamber_code_sort_key", "chamber_code", "sort_key"),
    sa.Index(
        "ix_members_person_id",
        "person_id",
        sqlite_where=sa.text("person_id IS NOT NULL"),
        postgresql_where=sa.text("person_id IS NOT NULL"),
    ),
    sa.Index(
        "ix_members_merged_into",
        "merged_into",
        sqlite_where=sa.text("merged_into IS NOT NULL"),
        postgresql_where=sa.text("merged_into IS NOT NULL"),
    ),
    sa.Index(
        "ix_members_province_listed",
        "province",
        "chamber_code",
        sqlite_where=sa.text("listed_since IS NOT NULL"),
        postgresql_where=sa.text("listed_since IS NOT NULL"),
    ),
    sa.Index(
        "ix_members_email",
        sa.text("lower(email)"),
        sqlite_where=sa.text("email IS NOT NULL"),
        postgresql_where=sa.text("email IS NOT NULL"),
    ),
)

# The name that ended; the current one stands in ``members``. Never altered; deleted only with its member's erasure.
member_names = sa.Table(
    "member_names",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), nullable=False),
    sa.Column("member_id", sa.ForeignKey("members.id"), nullable=False, index=True),
    sa.Column("given_name", sa.Text, nullable=False),
    sa.Column("family_name", sa.Text, nullable=False),
    sa.Column("ended_at", Instant, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
)

# Every change of membership: entry, name, state, merge, transfer. Append-only; each row is bound to a sicil entry by
# its hash and holds no name, so that it outlives an erasure.
membership_events = sa.Table(
    "membership_events",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), nullable=False),
    sa.Column("member_id", sa.ForeignKey("members.id"), nullable=False, index=True),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("before", sa.Text),
    sa.Column("after", sa.Text),
    sa.Column("other_member_id", sa.Uuid),
    sa.Column("note", sa.Text),
    sa.Column("effective_on", sa.Date, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.UniqueConstraint("chamber_code", "seq"),
)

# A member of one chamber asks to be joined with an entry in another; the other entry's owner confirms.
person_links = sa.Table(
    "person_links",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), nullable=False),
    sa.Column("member_id", sa.ForeignKey("members.id"), nullable=False, index=True),
    sa.Column("code_sha256", sa.LargeBinary(32), nullable=False, unique=True),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("used_at", Instant),
    sa.Column("used_by_member_id", sa.Uuid),
)

# Append-only: the newest row of a member and purpose holds.
consents = sa.Table(
    "consents",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), nullable=False),
    sa.Column("member_id", sa.ForeignKey("members.id"), nullable=False, index=True),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("given", sa.Boolean, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
)

# Who asked about whom and why. The member reads it; retention deletes it after its time.
access_events = sa.Table(
    "access_events",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), nullable=False),
    sa.Column("member_id", sa.ForeignKey("members.id"), nullable=False),
    sa.Column("asking_chamber", sa.Text),
    sa.Column("asking_role", sa.Text, nullable=False),
    sa.Column("asking_id", sa.Text, nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("area", sa.Text),
    sa.Column("at", Instant, nullable=False),
    sa.Index("ix_access_events_member_id_at", "member_id", "at"),
)
