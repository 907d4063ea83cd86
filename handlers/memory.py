"""The memory as an answer asks it: briefly, and an answer goes without it where it fails."""

import asyncio
import logging
from collections.abc import Awaitable
from typing import TypeVar

from bot.errors import StoreError
from bot.memory import Store
from bot.people import Assignment

T = TypeVar("T")
PATIENCE = 0.3  # seconds an answer waits: Slack waits 3 for the whole of it

log = logging.getLogger("persona.memory")


class Memory:
    """The store, for listeners that must not fail with it."""

    def __init__(self, store: Store, patience: float = PATIENCE) -> None:
        self._store = store
        self._patience = patience
        self._silent = False

    async def assignments(self, workspace: str) -> tuple[Assignment, ...] | None:
        """All assignments of a workspace; None if they could not be looked up."""
        return await self._briefly(self._store.assignments(workspace), None)

    async def claim(self, event: str) -> bool:
        """True for the first process that asks about an event; for every one if the memory cannot say."""
        return await self._briefly(self._store.claim(event), True)

    async def _briefly(self, asking: Awaitable[T], otherwise: T) -> T:
        try:
            async with asyncio.timeout(self._patience):
                found = await asking
        except (StoreError, TimeoutError) as error:
            self._failed(error)
            return otherwise
        self._silent = False
        return found

    def _failed(self, error: Exception) -> None:
        """Log it once, until the memory has answered again."""
        if not self._silent:
            log.warning("answers go without the memory: %s", error or type(error).__name__)
        self._silent = True
