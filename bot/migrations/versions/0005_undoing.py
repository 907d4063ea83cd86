"""A change that undid another says which, so that one can go back step by step."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("changes", sa.Column("undid", sa.Integer, nullable=False, server_default="0"))
