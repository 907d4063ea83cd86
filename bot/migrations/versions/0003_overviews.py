"""Overviews: how those who hold roles are called, pictures replaced, archived channels; the picture on Home tabs."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "names",
        sa.Column("workspace", sa.String(32), primary_key=True),
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
    )
    op.create_table(
        "pictures",
        sa.Column("workspace", sa.String(32), primary_key=True),
        sa.Column("file", sa.String(32), nullable=False),
        sa.Column("drawn", sa.String(64), nullable=False),
    )
    op.add_column("overviews", sa.Column("replaced", sa.String(32), nullable=False, server_default=""))
    op.add_column("overviews", sa.Column("archived", sa.Boolean, nullable=False, server_default=sa.false()))
