"""The tables. Instants are stored as aware UTC, names with their search and sort keys."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)


class Instant(sa.types.TypeDecorator[datetime]):
    """An aware instant; SQLite has no zones, so it stores and returns UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """To UTC; a naive time is a fault of ours."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any | None, _dialect: Dialect) -> datetime | None:
        """Back as aware UTC."""
        if value is None:
            return None
        assert isinstance(value, datetime)
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# Byte order on both engines: the sort keys carry the Turkish order themselves.
KEY_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

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
)

trust_bundles = sa.Table(
    "trust_bundles",
    metadata,
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("compact", sa.Text, nullable=False),
    sa.Column("issued_at", Instant, nullable=False),
)

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
    sa.UniqueConstraint("chamber_code", "sicil_no"),
    sa.Index("ix_members_chamber_code_sort_key", "chamber_code", "sort_key"),
)

programmes = sa.Table(
    "programmes",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), nullable=False, index=True),
    sa.Column("name_tr", sa.Text, nullable=False),
    sa.Column("form", sa.Text, nullable=False),
    sa.Column("delivery", sa.Text, nullable=False),
    sa.Column("lesson_hours", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("assessed", sa.Boolean, nullable=False),
    sa.Column("attendance_threshold_pct", sa.Integer, nullable=False),
    sa.Column("pass_mark", sa.Integer, nullable=False),
    sa.Column("validity_type", sa.Text, nullable=False),
    sa.Column("validity_years", sa.Integer),
    sa.Column("annual_visa", sa.Boolean, nullable=False),
    sa.Column("area", sa.Text),
    sa.Column("practice_exam", sa.Boolean, nullable=False),
    sa.Column("minutes_per_lesson", sa.Integer, nullable=False),
)

runs = sa.Table(
    "runs",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("programme_code", sa.ForeignKey("programmes.code"), nullable=False),
    sa.Column("no", sa.Text, nullable=False),
    sa.Column("start_on", sa.Date, nullable=False),
    sa.Column("end_on", sa.Date, nullable=False),
    sa.Column("branch", sa.Text),
    sa.Column("place", sa.Text),
    sa.UniqueConstraint("programme_code", "no"),
)

participations = sa.Table(
    "participations",
    metadata,
    sa.Column("run_id", sa.ForeignKey("runs.id"), primary_key=True),
    sa.Column("member_id", sa.ForeignKey("members.id"), primary_key=True, index=True),
    sa.Column("attended_units", sa.Integer, nullable=False),
    sa.Column("scheduled_units", sa.Integer, nullable=False),
    sa.Column("theory_mark", sa.Integer),
    sa.Column("practice_mark", sa.Integer),
    sa.Column("source", sa.Text, nullable=False),
)

serial_counters = sa.Table(
    "serial_counters",
    metadata,
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), primary_key=True),
    sa.Column("year", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("last_serial", sa.Integer, nullable=False),
)

# An intent holds what was allocated before signing. It outlives its credential, so no number, code or
# status place is ever given twice.
issue_intents = sa.Table(
    "issue_intents",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), nullable=False),
    sa.Column("run_id", sa.ForeignKey("runs.id"), nullable=False),
    sa.Column("member_id", sa.ForeignKey("members.id"), nullable=False),
    sa.Column("belge_no", sa.Text, nullable=False, unique=True),
    sa.Column("verification_code", sa.Text, nullable=False, unique=True),
    sa.Column("status_list", sa.Integer, nullable=False),
    sa.Column("status_index", sa.Integer, nullable=False),
    sa.Column("log_nonce", sa.LargeBinary(32), nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.UniqueConstraint("run_id", "member_id"),
    sa.UniqueConstraint("chamber_code", "status_list", "status_index"),
)

credentials = sa.Table(
    "credentials",
    metadata,
    sa.Column("id", sa.ForeignKey("issue_intents.id"), primary_key=True),
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), nullable=False),
    sa.Column("member_id", sa.ForeignKey("members.id"), nullable=False),
    sa.Column("run_id", sa.ForeignKey("runs.id"), nullable=False),
    sa.Column("programme_code", sa.ForeignKey("programmes.code"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("belge_no", sa.Text, nullable=False, unique=True),
    sa.Column("verification_code", sa.Text, nullable=False, unique=True),
    sa.Column("awarded_at", Instant, nullable=False),
    sa.Column("valid_from", sa.Date, nullable=False),
    sa.Column("valid_until", sa.Date),
    sa.Column("compact", sa.Text, nullable=False),
    sa.Column("sha256", sa.LargeBinary(32), nullable=False, unique=True),
    sa.UniqueConstraint("run_id", "member_id"),
    sa.Index("ix_credentials_member_id_awarded_at", "member_id", "awarded_at"),
)

sicil_entries = sa.Table(
    "sicil_entries",
    metadata,
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("member_id", sa.ForeignKey("members.id"), nullable=False, index=True),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("belge_no", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("prev_hash", sa.LargeBinary(32), nullable=False),
    sa.Column("entry_hash", sa.LargeBinary(32), nullable=False),
    sa.Column("credential_sha256", sa.LargeBinary(32)),
)

status_lists = sa.Table(
    "status_lists",
    metadata,
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("compact", sa.Text, nullable=False),
    sa.Column("signed_at", Instant, nullable=False),
)
