"""The memory as an answer asks it: briefly, and an answer goes without it where it fails."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.errors import StoreError
from bot.memory import Store
from bot.people import Assignment
from handlers.latest import Latest

T = TypeVar("T")
PATIENCE = 0.3  # seconds an answer waits: Slack waits 3 for the whole of it

KEEP = 1.5  # seconds that what was read holds: another process may have written since
MOST = 100  # workspaces kept in mind

log = logging.getLogger("persona.memory")


@dataclass(frozen=True, slots=True)
class _Known:
    """What was read of a workspace: after so many writes, and until when it holds."""

    assignments: tuple[Assignment, ...]
    departed: frozenset[str]
    writes: int
    until: float


class Memory:
    """The store, for listeners that must not fail with it.

    What an answer reads holds for a moment. It is read anew as soon as this process has written; what another process
    writes is seen a moment later. Changes and the right to them are decided on the store itself.
    """

    def __init__(
        self,
        store: Store,
        patience: float | None = None,
        clock: Callable[[], float] = time.monotonic,
        keep: float = KEEP,
    ) -> None:
        self._store = store
        self._patience = PATIENCE if patience is None else patience
        self._clock = clock
        self._keep = keep
        self._known = Latest[str, _Known](MOST)  # by workspace
        self._silent = False

    @property
    def workspaces(self) -> tuple[str, ...]:
        """The workspaces in which somebody asked lately."""
        return tuple(self._known)

    async def assignments(self, workspace: str) -> tuple[Assignment, ...] | None:
        """All assignments of a workspace; None if they could not be looked up."""
        known = await self._people(workspace)
        return known.assignments if known else None

    async def departed(self, workspace: str) -> frozenset[str]:
        """The users and groups that have left, as far as that could be looked up."""
        known = await self._people(workspace)
        return known.departed if known else frozenset()

    def forget(self, workspace: str) -> None:
        """Read a workspace anew, for what stays on the screen."""
        self._known.pop(workspace, None)

    async def _people(self, workspace: str) -> _Known | None:
        known = self._known.get(workspace)
        if known and known.writes == self._store.writes(workspace) and self._clock() < known.until:
            return known
        known = await self.briefly(self._look_up(workspace), None)
        if known:
            self._known.note(workspace, known)
        return known

    async def _look_up(self, workspace: str) -> _Known:
        """What the store says now. A write while it is read makes it old at once."""
        writes, until = self._store.writes(workspace), self._clock() + self._keep
        assignments = await self._store.assignments(workspace)
        return _Known(assignments, await self._store.departed(workspace), writes, until)

    async def mark_left(self, workspace: str, users: Collection[str]) -> None:
        """Note who turned out to have left, if the memory takes it."""
        await self.briefly(self._store.mark(workspace, left=users), None)

    async def claim(self, event: str) -> bool:
        """True for the first process that asks about an event; for every one if the memory cannot say."""
        return await self.briefly(self._store.claim(event), True)

    async def briefly(self, asking: Awaitable[T], otherwise: T) -> T:
        """What the store says to anything asked; `otherwise` if it fails or takes too long."""
        task = asyncio.ensure_future(asking)
        try:
            done, _ = await asyncio.wait({task}, timeout=self._patience)
        finally:
            task.cancel()  # not waited for: a database that hangs does not answer that either
            task.add_done_callback(_look_away)
        if not done:
            self._failed(TimeoutError())
            return otherwise
        try:
            found = task.result()
        except (StoreError, TimeoutError) as error:
            self._failed(error)
            return otherwise
        self._silent = False
        return found

    def _failed(self, error: Exception) -> None:
        """Log it once, until the memory has answered again."""
        if not self._silent:
            log.warning("answers go without the memory: %s", str(error) or type(error).__name__)
        self._silent = True


def _look_away(task: asyncio.Future[Any]) -> None:
    """Take what becomes of a task nobody waits for any more, so that asyncio does not report it."""
    if not task.cancelled():
        task.exception()
