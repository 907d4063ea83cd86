"""What the operator does with what is kept of a workspace: `persona data export | erase` and `persona gaps`."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from bot.errors import StoreError
from bot.gaps import Gap
from bot.store import DatabaseStore, file_of

PATIENCE = 300.0  # seconds for all rows of a workspace: no answer waits for it


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[DatabaseStore]:
    """The database that is there already, brought up to date and closed at the end. Raises StoreError."""
    path = file_of(url)
    if path is not None and not path.is_file():
        raise StoreError(f"There is no database {path}. DATABASE_URL says where it is.")
    store = DatabaseStore(url, deadline=PATIENCE)
    try:
        await store.open()
        yield store
    finally:
        await store.close()


async def export(url: str, workspace: str) -> dict[str, Any]:
    """Everything kept of the workspace as one JSON document. Raises StoreError."""
    async with opened(url) as store:
        return await store.export(workspace)


async def erase(url: str, workspace: str, sure: Callable[[Mapping[str, int]], bool]) -> dict[str, int]:
    """Erase everything kept of the workspace, if whoever asks is `sure` of it given how many rows that is by table.

    How many were erased, by table; nothing if they were not sure. Raises StoreError.
    """
    async with opened(url) as store:
        return await store.erase(workspace) if sure(await store.count(workspace)) else {}


async def gaps_and_words(url: str, workspace: str) -> tuple[tuple[Gap, ...], str]:
    """The gaps of the workspace, and its own words as YAML, "" for none. Raises StoreError."""
    async with opened(url) as store:
        gaps, revisions = await store.gaps(workspace), await store.overlay_revisions(workspace)
        return gaps, revisions[0].text if revisions else ""
