"""All that is kept of one workspace, whatever the tables: to be given out, and to be erased."""

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreError
from bot.store.database import Database, tables

VERSION = 1  # of the document that `export` gives
STILL_READ = (
    "everything was erased from the database, but another program reads it just now: until all that have it open are"
    " ended, the log beside it (its name ends in -wal) may hold what was there"
)


def kept_tables() -> list[sa.Table]:
    """The tables with rows of a workspace: all but the ids of events, gone after an hour, and whose work is whose."""
    return [table for table in tables.sorted_tables if "workspace" in table.c]


class WorkspaceData(Database):
    """Everything of a workspace at once."""

    async def export(self, workspace: str) -> dict[str, Any]:
        """Everything kept of the workspace as one JSON document: a list of rows for each table, by its name.

        Days and moments are in ISO form, moments in UTC; the rows are those of one moment.
        """
        kept: dict[str, Any] = {}
        async with self.transaction(reading=True) as connection:
            await _hold_still(connection)
            for table in kept_tables():
                query = sa.select(table).where(table.c.workspace == workspace).order_by(*table.primary_key)
                rows = await connection.execute(query)
                kept[table.name] = [{key: _plain(value) for key, value in row._asdict().items()} for row in rows]
        return {"version": VERSION, "workspace": workspace, "exported": datetime.now(UTC).isoformat(), **kept}

    async def count(self, workspace: str) -> dict[str, int]:
        """How many rows are kept of the workspace, by the name of the table."""
        async with self.transaction(reading=True) as connection:
            await _hold_still(connection)
            return {table.name: await _count(connection, table, workspace) for table in kept_tables()}

    async def erase(self, workspace: str) -> dict[str, int]:
        """Erase everything kept of the workspace; how many rows that were, by the name of the table.

        Raises StoreError, also if all is erased but what another program reads just now.
        """
        erased: dict[str, int] = {}
        async with self.transaction() as connection:
            for table in kept_tables():
                gone = await connection.execute(sa.delete(table).where(table.c.workspace == workspace))
                erased[table.name] = gone.rowcount
        if not await self.checkpoint():
            raise StoreError(STILL_READ)
        return erased


async def _hold_still(connection: AsyncConnection) -> None:
    """Let all queries see the same moment, which SQLite does anyway."""
    if connection.dialect.name == "postgresql":
        await connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


async def _count(connection: AsyncConnection, table: sa.Table, workspace: str) -> int:
    query = sa.select(sa.func.count()).select_from(table).where(table.c.workspace == workspace)
    return (await connection.execute(query)).scalar_one()


def _plain(value: object) -> object:
    """A value as JSON has it."""
    return value.isoformat() if isinstance(value, date) else value
