"""A picture may have several sheets, each a file of its own: room for the ids of all."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    with op.batch_alter_table("overviews") as overviews:
        overviews.alter_column("picture", existing_type=sa.String(32), type_=sa.Text, existing_nullable=False)
        overviews.alter_column("replaced", existing_type=sa.String(32), type_=sa.Text, existing_nullable=False)
    with op.batch_alter_table("pictures") as pictures:
        pictures.alter_column(
            "file", new_column_name="files", existing_type=sa.String(32), type_=sa.Text, existing_nullable=False
        )
