"""Programmes with their versions, runs, trainers, and the evidence of who took part."""

import sqlalchemy as sa

from registry.tables.base import KEY_TEXT, Instant, metadata

# ``kind`` is ``yok`` for a programme that ends without a document; seminars do not count in Tablo 1.
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
    sa.Column("title", sa.Text),
    sa.Column("accredited_by", sa.Text),
    sa.Column("counts_in_tablo1", sa.Boolean, nullable=False, server_default=sa.text("true")),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.text("true")),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
)

# What a programme's rules were at each version. Append-only.
programme_versions = sa.Table(
    "programme_versions",
    metadata,
    sa.Column("programme_code", sa.ForeignKey("programmes.code"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), nullable=False),
    sa.Column("facts", sa.JSON, nullable=False),
    sa.Column("from_at", Instant, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
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
    sa.Column("state", sa.Text, nullable=False, server_default="acik"),
    sa.Column("capacity", sa.Integer),
    # When set, every row of the run's lists must have this total.
    sa.Column("scheduled_units", sa.Integer),
    sa.UniqueConstraint("programme_code", "no"),
    sa.Index("ix_runs_end_on", "end_on"),
)

trainers = sa.Table(
    "trainers",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), nullable=False, index=True),
    sa.Column("full_name", sa.Text, nullable=False),
    sa.Column("sort_key", KEY_TEXT, nullable=False),
    sa.Column("profile", sa.Text, nullable=False),
    # None: not known whether the training of trainers was done.
    sa.Column("tot_done", sa.Boolean),
    sa.Column("active", sa.Boolean, nullable=False),
)

run_trainers = sa.Table(
    "run_trainers",
    metadata,
    sa.Column("run_id", sa.ForeignKey("runs.id"), primary_key=True),
    sa.Column("trainer_id", sa.ForeignKey("trainers.id"), primary_key=True, index=True),
)

participations = sa.Table(
    "participations",
    metadata,
    sa.Column("run_id", sa.ForeignKey("runs.id"), primary_key=True),
    sa.Column("member_id", sa.ForeignKey("members.id"), primary_key=True, index=True),
    # The member's; here too, so that row-level security need not look up every row's member.
    sa.Column("chamber_code", sa.Text, nullable=False, server_default=sa.text("''")),
    sa.Column("attended_units", sa.Integer, nullable=False),
    sa.Column("scheduled_units", sa.Integer, nullable=False),
    sa.Column("theory_mark", sa.Integer),
    sa.Column("practice_mark", sa.Integer),
    sa.Column("source", sa.Text, nullable=False),
    # The one repeat exam; its mark is the last valid one.
    sa.Column("theory_repeat_mark", sa.Integer),
    sa.Column("practice_repeat_mark", sa.Integer),
)

# What a ``Participation`` holds.
EVIDENCE = [one for one in participations.c if one.name != "chamber_code"]

# Approval in advance: katılım documents of an asynchronous programme follow from the watched share alone.
standing_approvals = sa.Table(
    "standing_approvals",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), nullable=False),
    sa.Column("programme_code", sa.ForeignKey("programmes.code"), nullable=False, index=True),
    sa.Column("programme_version", sa.Integer, nullable=False),
    sa.Column("prepared_by", sa.Text, nullable=False),
    sa.Column("prepared_at", Instant, nullable=False),
    sa.Column("approved_by", sa.Text),
    sa.Column("approved_at", Instant),
    sa.Column("ended_by", sa.Text),
    sa.Column("ended_at", Instant),
)

# How each report of a learning system ended: the same report again gets the same answer. No names.
feed_items = sa.Table(
    "feed_items",
    metadata,
    sa.Column("client_id", sa.Text, primary_key=True),
    sa.Column("external_id", sa.Text, primary_key=True),
    sa.Column("chamber_code", sa.ForeignKey("chambers.code"), nullable=False, index=True),
    sa.Column("item_sha256", sa.LargeBinary(32), nullable=False),
    # ``run_id`` and ``member_id`` stand once the evidence is recorded.
    sa.Column("run_id", sa.ForeignKey("runs.id")),
    sa.Column("member_id", sa.ForeignKey("members.id")),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("reasons", sa.JSON, nullable=False),
    sa.Column("belge_no", sa.Text),
    sa.Column("at", Instant, nullable=False),
)
