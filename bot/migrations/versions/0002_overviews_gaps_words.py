"""Pinned overviews, questions without an answer, a workspace's own words, and who was asked or has left."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    _overviews()
    _gaps()
    _overlays()
    _freshness()


def _overviews() -> None:
    op.create_table(
        "overviews",
        sa.Column("workspace", sa.String(32), primary_key=True),
        sa.Column("channel", sa.String(32), primary_key=True),
        sa.Column("by", sa.String(32), nullable=False),
        sa.Column("ts", sa.String(32), nullable=False),
        sa.Column("pinned", sa.Boolean, nullable=False),
        sa.Column("content", sa.String(64), nullable=False),
        sa.Column("names", sa.String(64), nullable=False),
        sa.Column("picture", sa.String(32), nullable=False),
        sa.Column("drawn", sa.String(64), nullable=False),
        sa.Column("shows", sa.Boolean, nullable=False),
        sa.Column("begun", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "leases",
        sa.Column("work", sa.String(32), primary_key=True),
        sa.Column("holder", sa.String(32), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
    )


def _gaps() -> None:
    op.create_table(
        "gaps",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("workspace", sa.String(32), nullable=False, index=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("asked", sa.Integer, nullable=False),
        sa.Column("last", sa.DateTime(timezone=True), nullable=False, index=True),
        sa.Column("ignored", sa.Boolean, nullable=False),
    )


def _overlays() -> None:
    op.create_table(
        "overlays",
        sa.Column("workspace", sa.String(32), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(32), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )
    op.create_table(
        "proposals",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("workspace", sa.String(32), nullable=False, index=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(32), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("over", sa.Integer, nullable=False),
    )


def _freshness() -> None:
    op.create_table(
        "reminders",
        sa.Column("assignment", sa.String(32), primary_key=True),
        sa.Column("workspace", sa.String(32), nullable=False, index=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "departed",
        sa.Column("workspace", sa.String(32), primary_key=True),
        sa.Column("user", sa.String(32), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
