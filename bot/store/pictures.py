"""The pictures on Home tabs."""

import sqlalchemy as sa

from bot.store.database import Database, insert, tables

pictures = sa.Table(
    "pictures",
    tables,
    sa.Column("workspace", sa.String(32), primary_key=True),
    sa.Column("file", sa.String(32), nullable=False),
    sa.Column("drawn", sa.String(64), nullable=False),
)


class PicturesKept(Database):
    """The picture of each workspace."""

    async def picture(self, workspace: str) -> tuple[str, str]:
        query = sa.select(pictures.c.file, pictures.c.drawn).where(pictures.c.workspace == workspace)
        async with self.transaction(reading=True) as connection:
            row = (await connection.execute(query)).first()
            return (row.file, row.drawn) if row else ("", "")

    async def keep_picture(self, workspace: str, file: str, drawn: str) -> str:
        before = sa.select(pictures.c.file).where(pictures.c.workspace == workspace).with_for_update()
        now = {"file": file, "drawn": drawn}
        async with self.transaction() as connection:
            replaced = (await connection.execute(before)).scalar() or ""
            kept = insert(connection, pictures).values(workspace=workspace, **now)
            await connection.execute(kept.on_conflict_do_update(index_elements=["workspace"], set_=now))
            return replaced
