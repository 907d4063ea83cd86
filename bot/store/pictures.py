"""The pictures on Home tabs."""

import sqlalchemy as sa

from bot.store.database import Database, insert, tables

pictures = sa.Table(
    "pictures",
    tables,
    sa.Column("workspace", sa.String(32), primary_key=True),
    sa.Column("files", sa.Text, nullable=False),
    sa.Column("drawn", sa.String(64), nullable=False),
)


class PicturesKept(Database):
    """The picture of each workspace."""

    async def picture(self, workspace: str) -> tuple[str, str]:
        query = sa.select(pictures.c.files, pictures.c.drawn).where(pictures.c.workspace == workspace)
        async with self.transaction(reading=True) as connection:
            row = (await connection.execute(query)).first()
            return (row.files, row.drawn) if row else ("", "")

    async def keep_picture(self, workspace: str, files: str, drawn: str) -> str:
        before = sa.select(pictures.c.files).where(pictures.c.workspace == workspace).with_for_update()
        now = {"files": files, "drawn": drawn}
        async with self.transaction() as connection:
            replaced = (await connection.execute(before)).scalar() or ""
            kept = insert(connection, pictures).values(workspace=workspace, **now)
            await connection.execute(kept.on_conflict_do_update(index_elements=["workspace"], set_=now))
            return replaced
