"""Trouble with the memory's database, as the world causes it."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from typing import Any
from urllib.parse import urlsplit

import asyncpg  # type: ignore[import-untyped]  # it ships no types
import pytest
import sqlalchemy as sa

from bot.store import DEADLINE, file_of
from tests.end_to_end.conftest import Town

as_patient_as_shipped = pytest.mark.parametrize("deadline", [DEADLINE])


@asynccontextmanager
async def locked(town: Town) -> AsyncIterator[None]:
    """Nobody can write while this goes on; reading is not disturbed."""
    if path := file_of(town.app.store._url):
        with closing(sqlite3.connect(path, isolation_level=None)) as blocker:
            blocker.execute("BEGIN IMMEDIATE")
            yield
        return
    async with _postgresql(town) as connection, connection.transaction():
        await connection.execute("LOCK TABLE assignments, changes IN EXCLUSIVE MODE")
        yield


@asynccontextmanager
async def stuck(town: Town) -> AsyncIterator[None]:
    """PostgreSQL answers no question about people while this goes on: whoever asks waits."""
    async with _postgresql(town) as connection, connection.transaction():
        await connection.execute("LOCK TABLE assignments, changes, events IN ACCESS EXCLUSIVE MODE")
        yield


@asynccontextmanager
async def gone(town: Town) -> AsyncIterator[None]:
    """PostgreSQL has ended all connections and takes no new one while this goes on."""
    name = urlsplit(town.app.store._url).path.removeprefix("/")
    async with _postgresql(town, "postgres") as connection:
        await connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        await connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
        yield
        await connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


@asynccontextmanager
async def full(town: Town) -> AsyncIterator[None]:
    """SQLite's file is full and may not grow while this goes on."""
    engine, path = town.app.store._engine, file_of(town.app.store._url)
    assert engine
    assert path

    def limit(connection: Any, _: object) -> None:
        connection.execute("PRAGMA max_page_count=1")  # which SQLite takes as: as many as there are

    with closing(sqlite3.connect(path)) as hoarder, suppress(sqlite3.OperationalError):
        limit(hoarder, None)
        while True:
            row = "INSERT INTO changes (workspace, at, by, deed, undone) VALUES ('T0OTHER', '2026-01-01', 'U1', '', 0)"
            hoarder.execute(row)
            hoarder.commit()
    sa.event.listen(engine.sync_engine, "connect", limit)
    await engine.dispose()  # the connections that are open know no limit
    yield
    sa.event.remove(engine.sync_engine, "connect", limit)
    await engine.dispose()


@asynccontextmanager
async def _postgresql(town: Town, database: str = "") -> AsyncIterator[Any]:
    """A connection of somebody else to the same server."""
    connection = await asyncpg.connect(town.app.store._url, **({"database": database} if database else {}))
    try:
        yield connection
    finally:
        await connection.close()
