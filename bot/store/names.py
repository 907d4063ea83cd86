"""The display names of who holds roles."""

from collections.abc import Mapping

import sqlalchemy as sa

from bot.store.database import Database, tables

names = sa.Table(
    "names",
    tables,
    sa.Column("workspace", sa.String(32), primary_key=True),
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
)


class NamesKept(Database):
    """The names by which overviews show people and groups."""

    async def names(self, workspace: str) -> dict[str, str]:
        query = sa.select(names.c.id, names.c.name).where(names.c.workspace == workspace)
        async with self.transaction(reading=True) as connection:
            return {row.id: row.name for row in await connection.execute(query)}

    async def keep_names(self, workspace: str, by_id: Mapping[str, str]) -> None:
        rows = [{"workspace": workspace, "id": id_, "name": name} for id_, name in by_id.items()]
        async with self.transaction() as connection:
            await connection.execute(sa.delete(names).where(names.c.workspace == workspace))
            if rows:
                await connection.execute(sa.insert(names), rows)
