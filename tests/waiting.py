"""Where tests wait, all in one place: generously, for a slow machine needs it, and what comes at once costs nothing."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from bot.workspace import Limits

T = TypeVar("T")

PATIENCE = 40.0  # seconds; pytest itself ends a test after 120
NEVER = 3 * PATIENCE  # seconds: later than anybody waits here
UNHURRIED = Limits(ack_seconds=PATIENCE, trigger_seconds=PATIENCE)
HURRIES = (  # where the app would go on without an answer that a busy machine gives too late
    "bot.app.DEADLINE",
    "bot.app.TIMEOUT",
    "handlers.failures.PATIENCE",
    "handlers.memory.PATIENCE",
    "handlers.modals.ACK_ROOM",
    "handlers.names.PATIENCE",
    "handlers.overlays.PATIENCE",
    "handlers.telling.PATIENCE",
)


async def soon(coming: Awaitable[T]) -> T:
    """What is sure to come."""
    return await asyncio.wait_for(coming, PATIENCE)


async def until(look: Callable[[], Awaitable[T]], patience: float = PATIENCE) -> T:
    """What `look` sees, as soon as it sees anything; for what no event tells."""
    async with asyncio.timeout(patience):
        while not (seen := await look()):  # noqa: ASYNC110 that is what it is for
            await asyncio.sleep(0.01)
    return seen


def logged(words: str, logger: str = "persona") -> asyncio.Event:
    """Set once a line of a log holds these words."""
    seen = asyncio.Event()

    class Watch(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if words in record.getMessage():
                seen.set()
                logging.getLogger(logger).removeHandler(self)

    logging.getLogger(logger).addHandler(Watch())
    return seen


def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the app wait for its memory and for Slack as long as a busy machine may take."""
    for name in HURRIES:
        monkeypatch.setattr(name, PATIENCE)
