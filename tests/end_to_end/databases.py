"""Trouble with the memory's database, as another program at work on it causes it."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

import asyncpg  # type: ignore[import-untyped]  # it ships no types

from bot.store import file_of
from tests.end_to_end.conftest import Town


@asynccontextmanager
async def locked(town: Town) -> AsyncIterator[None]:
    """Nobody can write while this goes on; reading is not disturbed."""
    url = town.app.store._url
    if path := file_of(url):
        with closing(sqlite3.connect(path, isolation_level=None)) as blocker:
            blocker.execute("BEGIN IMMEDIATE")
            yield
        return
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            await connection.execute("LOCK TABLE assignments, changes IN EXCLUSIVE MODE")
            yield
    finally:
        await connection.close()
