"""A change that undid another says which, so that one can go back step by step.

What undid another before is a change like any other from here on, and so is what it undid: they stand in the order in
which they were made.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("changes", sa.Column("undid", sa.Integer, nullable=False, server_default="0"))
    changes = sa.table("changes", sa.column("undone", sa.Boolean))
    op.execute(changes.update().values(undone=False))
