"""A memory of the test's own, on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from bot.store import DatabaseStore
from tests.waiting import PATIENCE


async def open_store(url: str) -> DatabaseStore:
    """The memory of one process."""
    store = DatabaseStore(url, deadline=PATIENCE)
    await store.open()
    return store


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """A database of the test's own."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
async def store(url: str) -> AsyncIterator[DatabaseStore]:
    opened = await open_store(url)
    yield opened
    await opened.close()


@pytest.fixture
async def another(url: str, store: DatabaseStore) -> AsyncIterator[DatabaseStore]:
    """A second process on the same database."""
    opened = await open_store(url)
    yield opened
    await opened.close()
